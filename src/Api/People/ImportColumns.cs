using System.ComponentModel.DataAnnotations;
using System.Reflection;
using Cesuur.Domain;
using Cesuur.Domain.People;
using Cesuur.Infrastructure.Imports;

namespace Cesuur.Api.People;

/// <summary>A column of an import, by its name in the API, and what a header can call it.</summary>
internal sealed record ImportColumn(string Name, params string[] Headers)
{
    /// <summary>The rules of <c>POST /candidates</c> for what stands in it.</summary>
    public IReadOnlyList<ValidationAttribute> Rules { get; } =
        [.. typeof(CandidateRequest).GetProperty(Name, BindingFlags.IgnoreCase | BindingFlags.Instance | BindingFlags.Public)?.GetCustomAttributes<ValidationAttribute>() ?? []];

    /// <summary>A file without it is refused.</summary>
    public bool IsRequired { get; init; }
}

/// <summary>Which cell of a row is what, from the header of the file.</summary>
internal sealed class ImportColumns
{
    public static readonly ImportColumn Name = new("name", "name", "naam") { IsRequired = true };
    public static readonly ImportColumn Number = new("number", "number", "candidatenumber", "nummer", "kandidaatnummer");
    public static readonly ImportColumn Email = new("email", "email", "emailaddress", "emailadres");
    public static readonly ImportColumn DateOfBirth = new("dateOfBirth", "dateofbirth", "geboortedatum");
    public static readonly ImportColumn NativeLanguage = new("nativeLanguage", "nativelanguage", "moedertaal");
    public static readonly ImportColumn Nationality = new("nationality", "nationality", "nationaliteit");
    public static readonly ImportColumn Education = new("education", "education", "opleiding");
    public static readonly ImportColumn Remarks = new("remarks", "remarks", "opmerkingen");
    public static readonly ImportColumn Groups = new("group", "group", "groups", "groep", "groepen");

    /// <summary>Every column that a file of candidates can have.</summary>
    public static readonly IReadOnlyList<ImportColumn> All =
        [Name, Number, Email, DateOfBirth, NativeLanguage, Nationality, Education, Remarks, Groups];

    private readonly Dictionary<ImportColumn, int> _places;

    private ImportColumns(Dictionary<ImportColumn, int> places, int width)
    {
        _places = places;
        Width = width;
    }

    /// <summary>How many cells of a row have a header.</summary>
    public int Width { get; }

    /// <summary>Reads the header, the first row there is.</summary>
    /// <param name="rows">Of the file.</param>
    /// <param name="all">Every column that it can have.</param>
    /// <exception cref="DomainException"><c>import_file_empty</c>, <c>import_columns</c>; a column that is not known would be lost without a word.</exception>
    public static ImportColumns Read(IEnumerator<TableRow> rows, IReadOnlyList<ImportColumn> all)
    {
        if (!rows.MoveNext())
        {
            throw new DomainException(ImportErrors.FileEmpty);
        }

        var places = new Dictionary<ImportColumn, int>();
        var wrong = new List<ErrorDetail>();
        var headers = rows.Current.Cells;
        var width = headers.Count;
        while (width > 0 && headers[width - 1].Text.Length == 0)
        {
            width--; // what spreadsheets leave behind the last column
        }

        for (var place = 0; place < width; place++)
        {
            var header = headers[place].Text.Trim();
            if (all.FirstOrDefault(column => column.Headers.Contains(KeyOf(header))) is not { } column)
            {
                wrong.Add(new ErrorDetail("file", "unknown_column", $"There is no column «{Shown(header)}»."));
            }
            else if (!places.TryAdd(column, place))
            {
                wrong.Add(new ErrorDetail("file", "duplicate_column", $"The column {column.Name} is there twice."));
            }
        }

        wrong.AddRange(all.Where(column => column.IsRequired && !places.ContainsKey(column))
            .Select(column => new ErrorDetail("file", "missing_column", $"The column {column.Name} is missing.")));

        return wrong.Count == 0
            ? new ImportColumns(places, width)
            : throw new DomainException(ImportErrors.Columns, string.Join(' ', wrong.Select(error => error.Detail).Take(5)), wrong);
    }

    /// <summary>Empty where the file has no such column, or the row ends before it.</summary>
    public Cell Of(TableRow row, ImportColumn column) =>
        _places.TryGetValue(column, out var place) && place < row.Cells.Count ? row.Cells[place] : new Cell("");

    // «E-mail», «e mail» and «E_MAIL» are one.
    private static string KeyOf(string header) => string.Concat(SearchKey.Of(header).Where(char.IsAsciiLetterOrDigit));

    private static string Shown(string header) => header.Length <= 50 ? header : header[..50] + "…";
}
