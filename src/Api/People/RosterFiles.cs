using System.ComponentModel.DataAnnotations;
using System.Text;
using Cesuur.Domain;
using Cesuur.Domain.People;
using Cesuur.Infrastructure.Imports;

namespace Cesuur.Api.People;

/// <summary>
/// The files of a OneRoster 1.2 archive that are taken over, line by line. The names are those of the 1EdTech
/// OneRoster 1.2 CSV binding; columns that are not named here are not read.
/// </summary>
internal sealed class RosterFiles(BoundedArchive archive, RefusedRows refused)
{
    private const string Manifest = "manifest.csv";
    private const string RolesFile = "roles.csv";
    private const string Version = "1.2";

    private const string SourcedId = "sourcedId";
    private const string Status = "status";
    private const string Deleted = "tobedeleted";
    private const string Student = "student";
    private const string Teacher = "teacher";

    private static readonly ValidationAttribute[] IdRules = [new StringLengthAttribute(255)];

    private readonly Dictionary<string, string> _manifest = ReadManifest(archive);
    private readonly HashSet<string> _students = new(StringComparer.Ordinal);
    private readonly HashSet<string> _teachers = new(StringComparer.Ordinal);

    /// <summary>Rows read so far, of all files.</summary>
    public int Count { get; private set; }

    /// <summary>Enrolments of other roles than student and teacher.</summary>
    public int Ignored { get; private set; }

    /// <exception cref="DomainException"><c>import_file_unreadable</c></exception>
    public static void RequireManifest(BoundedArchive archive)
    {
        if (!archive.Has(Manifest))
        {
            throw new DomainException(ImportErrors.FileUnreadable, "The archive is neither a workbook nor a OneRoster archive: it has no xl/workbook.xml and no manifest.csv.");
        }

        if (ReadManifest(archive).GetValueOrDefault("oneroster.version") != Version)
        {
            throw new DomainException(ImportErrors.FileUnreadable, "manifest.csv must say that oneroster.version is 1.2.");
        }
    }

    /// <summary>Reads who is what; before the users.</summary>
    public void ReadRoles()
    {
        foreach (var line in Lines(RolesFile, "userSourcedId", "role"))
        {
            if (!line.IsDeleted)
            {
                var roles = line["role"].Text.Trim() switch { Student => _students, Teacher => _teachers, _ => null };
                roles?.Add(line["userSourcedId"].Text.Trim());
            }
        }
    }

    public IEnumerable<StagedUser> ReadUsers()
    {
        foreach (var line in Lines(RosterStaging.UsersFile, SourcedId, "givenName", "familyName"))
        {
            var id = line.Id(SourcedId);
            if (line.IsDeleted)
            {
                if (id is not null)
                {
                    yield return new StagedUser(line.Number, id, IsDeleted: true, _students.Contains(id), _teachers.Contains(id), "", null, null);
                }

                continue;
            }

            string?[] names =
            [
                line.Text("givenName", ImportColumns.Name.Rules, required: true), line.Text("middleName", ImportColumns.Name.Rules),
                line.Text("familyName", ImportColumns.Name.Rules, required: true),
            ];
            var name = line.Check.Text("familyName", new Cell(string.Join(' ', names.OfType<string>())), ImportColumns.Name.Rules);
            var email = line.Text("email", ImportColumns.Email.Rules);
            var identifier = line.Text("identifier", ImportColumns.Number.Rules);
            if (!line.Check.IsRefused)
            {
                yield return new StagedUser(line.Number, id!, IsDeleted: false, _students.Contains(id!), _teachers.Contains(id!), name!, email, identifier);
            }
        }
    }

    public IEnumerable<StagedClass> ReadClasses()
    {
        foreach (var line in Lines(RosterStaging.ClassesFile, SourcedId, "title"))
        {
            var id = line.Id(SourcedId);
            var title = line.IsDeleted ? "" : line.Text("title", ImportColumns.Name.Rules, required: true);
            if (!line.Check.IsRefused)
            {
                yield return new StagedClass(line.Number, id!, line.IsDeleted, title!);
            }
        }
    }

    public IEnumerable<StagedEnrolment> ReadEnrolments()
    {
        foreach (var line in Lines(RosterStaging.EnrolmentsFile, "classSourcedId", "userSourcedId", "role"))
        {
            var role = line["role"].Text.Trim();
            if (role is not (Student or Teacher))
            {
                Ignored++;
                continue;
            }

            var (taught, user) = (line.Id("classSourcedId"), line.Id("userSourcedId"));
            if (!line.Check.IsRefused)
            {
                yield return new StagedEnrolment(line.Number, taught!, user!, role == Teacher, line.IsDeleted);
            }
        }
    }

    private static Dictionary<string, string> ReadManifest(BoundedArchive archive)
    {
        var properties = new Dictionary<string, string>(StringComparer.Ordinal);
        using var text = OpenText(archive, Manifest);
        foreach (var row in CsvTable.Read(text, ','))
        {
            if (row.Cells.Count >= 2 && properties.Count < ImportLimits.Columns)
            {
                properties[row.Cells[0].Text.Trim()] = row.Cells[1].Text.Trim();
            }
        }

        return properties;
    }

    // The binding prescribes UTF-8; what is not is damaged.
    private static StreamReader OpenText(BoundedArchive archive, string name) =>
        new(archive.OpenEntry(name), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true), detectEncodingFromByteOrderMarks: false);

    private IEnumerable<Line> Lines(string file, params string[] required)
    {
        var property = "file." + Path.GetFileNameWithoutExtension(file);
        if (_manifest.GetValueOrDefault(property) is null or "" or "absent")
        {
            yield break;
        }

        using var text = OpenText(archive, file);
        using var rows = CsvTable.Read(text, ',').GetEnumerator();
        if (!rows.MoveNext())
        {
            throw new DomainException(ImportErrors.FileEmpty, $"{file} has no header.");
        }

        var columns = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (place, header) in rows.Current.Cells.Index())
        {
            columns.TryAdd(header.Text.Trim().TrimStart('\uFEFF'), place);
        }

        if (required.FirstOrDefault(name => !columns.ContainsKey(name)) is { } missing)
        {
            throw new DomainException(ImportErrors.Columns, $"{file} has no column {missing}.");
        }

        while (rows.MoveNext())
        {
            if (++Count > ImportLimits.Rows)
            {
                throw new DomainException(ImportErrors.FileTooMuch, $"The archive has more than {ImportLimits.Rows} rows.");
            }

            yield return new Line(rows.Current, columns, new RowCheck(refused, file, rows.Current.Line));
        }
    }

    private sealed record Line(TableRow Row, IReadOnlyDictionary<string, int> Columns, RowCheck Check)
    {
        public int Number => Row.Line;

        public bool IsDeleted => this[Status].Text.Trim() == Deleted;

        public Cell this[string column] =>
            Columns.TryGetValue(column, out var place) && place < Row.Cells.Count ? Row.Cells[place] : new Cell("");

        public string? Text(string column, IEnumerable<ValidationAttribute> rules, bool required = false) => Check.Text(column, this[column], rules, required);

        public string? Id(string column) => Text(column, IdRules, required: true);
    }
}
