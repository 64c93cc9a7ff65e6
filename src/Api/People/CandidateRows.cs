using Cesuur.Domain;
using Cesuur.Domain.People;
using Cesuur.Infrastructure.Imports;

namespace Cesuur.Api.People;

/// <summary>The rows of a table as candidates, with the groups that they name.</summary>
internal sealed class CandidateRows(Table table, RefusedRows refused)
{
    private const char GroupSeparator = '|';

    private readonly Dictionary<string, string> _groups = [];

    /// <summary>Every group that was named so far: its search key, and its name as it was first written.</summary>
    public IReadOnlyDictionary<string, string> Groups => _groups;

    /// <summary>Rows read so far, refused ones included.</summary>
    public int Count { get; private set; }

    /// <summary>Those that are right; the others are noted.</summary>
    public IEnumerable<StagedCandidate> Read() => Read(ImportColumns.All, (candidate, _, _) => candidate);

    /// <summary>Of files whose rows say more than who the candidate is; the rest is completed from the row's other cells.</summary>
    public IEnumerable<T> Read<T>(IReadOnlyList<ImportColumn> all, Func<StagedCandidate, RowCheck, Func<ImportColumn, Cell>, T> complete)
    {
        using var rows = table.Rows.GetEnumerator();
        var columns = ImportColumns.Read(rows, all);
        while (rows.MoveNext())
        {
            if (++Count > ImportLimits.Rows)
            {
                throw new DomainException(ImportErrors.FileTooMuch, $"The file has more than {ImportLimits.Rows} rows.");
            }

            var row = rows.Current;
            var check = new RowCheck(refused, file: null, row.Line);
            var read = complete(ReadCandidate(row, columns, check), check, column => columns.Of(row, column));
            if (!check.IsRefused)
            {
                yield return read;
            }
        }

        if (Count == 0)
        {
            throw new DomainException(ImportErrors.FileEmpty);
        }
    }

    private StagedCandidate ReadCandidate(TableRow row, ImportColumns columns, RowCheck check)
    {
        if (row.Cells.Skip(columns.Width).Any(cell => cell.Text.Length > 0 || cell.Kind == CellKind.Formula))
        {
            check.Refuse(null, ImportErrors.TooManyCells, $"The header has {columns.Width} columns, the row more.", null);
        }

        var name = Text(ImportColumns.Name, required: true);
        var details = new CandidateDetails
        {
            Name = name ?? "",
            Number = Text(ImportColumns.Number),
            Email = Text(ImportColumns.Email),
            DateOfBirth = check.Date(ImportColumns.DateOfBirth.Name, columns.Of(row, ImportColumns.DateOfBirth), table.DayZero),
            NativeLanguage = Text(ImportColumns.NativeLanguage),
            Nationality = Text(ImportColumns.Nationality),
            Education = Text(ImportColumns.Education),
            Remarks = Text(ImportColumns.Remarks),
        };
        var groups = ReadGroups(check, columns.Of(row, ImportColumns.Groups));
        return new StagedCandidate(row.Line, details, groups);

        string? Text(ImportColumn column, bool required = false) => check.Text(column.Name, columns.Of(row, column), column.Rules, required);
    }

    private List<string> ReadGroups(RowCheck check, Cell cell)
    {
        var keys = new List<string>();
        var names = check.Text(ImportColumns.Groups.Name, cell, [])?.Split(GroupSeparator, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        foreach (var part in names ?? [])
        {
            // The name of a group is held to the rules of a candidate's, which are those of POST /groups.
            if (check.Text(ImportColumns.Groups.Name, new Cell(part), ImportColumns.Name.Rules) is not { } name)
            {
                break;
            }

            var key = SearchKey.Of(name);
            if (!keys.Contains(key))
            {
                keys.Add(key);
            }

            if (_groups.TryAdd(key, name) && _groups.Count > ImportLimits.Groups)
            {
                throw new DomainException(ImportErrors.FileTooMuch, $"The file names more than {ImportLimits.Groups} groups.");
            }
        }

        return keys;
    }
}
