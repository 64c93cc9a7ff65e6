using System.Globalization;
using Cesuur.Api.Http;
using Cesuur.Api.People;
using Cesuur.Domain;
using Cesuur.Domain.Invitations;
using Cesuur.Domain.People;
using Cesuur.Infrastructure.Imports;

namespace Cesuur.Api.Invitations;

/// <summary>A row of a schedule: a candidate as the row has them, a test as it calls it, and when and how.</summary>
internal sealed record ScheduledRow(StagedCandidate Candidate, string Test, InvitationWindow Window, Accommodations? Accommodations)
{
    public int Line => Candidate.Line;
}

/// <summary>The rows of a table as invitations.</summary>
internal sealed class ScheduleRows(Table table, RefusedRows refused)
{
    private static readonly string[] DayForms = ["yyyy-MM-dd", "d-M-yyyy"];
    private static readonly string[] TimeForms = ["yyyy-MM-dd HH:mm", "yyyy-MM-dd'T'HH:mm", "d-M-yyyy HH:mm"];
    private static readonly Dictionary<string, bool> Answers = new(StringComparer.OrdinalIgnoreCase)
    {
        ["ja"] = true,
        ["yes"] = true,
        ["true"] = true,
        ["1"] = true,
        ["nee"] = false,
        ["no"] = false,
        ["false"] = false,
        ["0"] = false,
    };

    private readonly CandidateRows _candidates = new(table, refused);

    public int Count => _candidates.Count;

    /// <summary>Every group that was named so far, by its search key.</summary>
    public IReadOnlyDictionary<string, string> Groups => _candidates.Groups;

    /// <summary>Those that are right; the others are noted.</summary>
    /// <exception cref="DomainException"><c>import_too_much</c></exception>
    public List<ScheduledRow> Read()
    {
        var rows = new List<ScheduledRow>();
        foreach (var row in _candidates.Read(ScheduleColumns.All, Complete))
        {
            rows.Add(row);
            if (Count > InvitationPlan.Most)
            {
                throw new DomainException(ImportErrors.FileTooMuch, $"The file has more than {InvitationPlan.Most} rows.");
            }
        }

        return rows;
    }

    private ScheduledRow Complete(StagedCandidate candidate, RowCheck check, Func<ImportColumn, Cell> cellOf)
    {
        var test = check.Text(ScheduleColumns.Test.Name, cellOf(ScheduleColumns.Test), [], required: true);
        var window = new InvitationWindow { OpensAt = Time(ScheduleColumns.OpensAt, 0), ClosesAt = Time(ScheduleColumns.ClosesAt, 1) };
        if (window.ClosesAt <= window.OpensAt)
        {
            check.Refuse(ScheduleColumns.ClosesAt.Name, ImportErrors.InvalidDate, "A window closes after it opens.", null);
        }

        var accommodations = new InvitationAccommodations
        {
            ExtraTimePercent = Number(ScheduleColumns.ExtraTimePercent),
            ExtraTimeMinutes = Number(ScheduleColumns.ExtraTimeMinutes),
            ExtraPlays = Number(ScheduleColumns.ExtraPlays),
            Breaks = Number(ScheduleColumns.Breaks),
            BreakMinutes = Number(ScheduleColumns.BreakMinutes),
            Paper = Answer(ScheduleColumns.Paper),
        };
        foreach (var wrong in accommodations.Wrong(""))
        {
            check.Refuse(wrong.Pointer[1..], ImportErrors.InvalidValue, wrong.Detail, null);
        }

        return new ScheduledRow(candidate, test ?? "", window, check.IsRefused ? null : accommodations.ToDomain(""));

        // A day alone is meant whole: a window opens when it begins, and closes when it ends.
        DateTimeOffset? Time(ImportColumn column, int daysAfter)
        {
            var cell = cellOf(column);
            if (check.Text(column.Name, cell, []) is not { } text)
            {
                return null;
            }

            if (cell.Kind == CellKind.Number && table.DayZero is { } zero)
            {
                if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var days)
                    && days >= 1 && days < DateOnly.MaxValue.DayNumber - zero.DayNumber - 1)
                {
                    var whole = Math.Floor(days);
                    var day = zero.AddDays((int)whole);
                    var minutes = Math.Round((days - whole) * 24 * 60);
                    return minutes == 0 ? Days.StartOf(day.AddDays(daysAfter)) : Days.At(day.ToDateTime(TimeOnly.MinValue).AddMinutes(minutes));
                }
            }
            else if (DateOnly.TryParseExact(text, DayForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day < DateOnly.MaxValue)
            {
                return Days.StartOf(day.AddDays(daysAfter));
            }
            else if (DateTime.TryParseExact(text, TimeForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
            {
                return Days.At(time);
            }

            check.Refuse(column.Name, ImportErrors.InvalidDate, "A time is written as 2026-05-04 09:00 or 04-05-2026 09:00, a whole day without the time of day.", text);
            return null;
        }

        int Number(ImportColumn column)
        {
            if (check.Text(column.Name, cellOf(column), []) is not { } text)
            {
                return 0;
            }

            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                return number;
            }

            check.Refuse(column.Name, ImportErrors.InvalidValue, "A whole number is expected.", text);
            return 0;
        }

        bool Answer(ImportColumn column)
        {
            if (check.Text(column.Name, cellOf(column), []) is not { } text)
            {
                return false;
            }

            if (Answers.TryGetValue(text, out var answer))
            {
                return answer;
            }

            check.Refuse(column.Name, ImportErrors.InvalidValue, "Yes or no is expected.", text);
            return false;
        }
    }
}
