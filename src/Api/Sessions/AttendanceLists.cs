using Cesuur.Api.Catalogue;
using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Invitations;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Sessions;
using Cesuur.Infrastructure.Database;
using Cesuur.Infrastructure.Documents;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Sessions;

/// <summary>Reads what an attendance list says: of those whom the caller sees, in the order of their seats.</summary>
internal sealed class AttendanceLists(AppDb db, Clock clock)
{
    public async Task<AttendanceList> ReadAsync(ExamSession session, DocumentWords words, CancellationToken cancel)
    {
        var rows = await (
            from invitation in db.Invitations
            join candidate in db.Candidates on invitation.CandidateId equals candidate.Id
            where invitation.ExamSessionId == session.Id
            orderby invitation.SeatKey
            select new { invitation.Seat, invitation.TestId, invitation.Accommodations, candidate.Name, candidate.Number, candidate.DateOfBirth }).ToListAsync(cancel);
        var tests = await (
            from part in db.ExamSessionTests
            join test in db.Tests.BeyondReach() on new { Publisher = part.PublisherId, part.TestId } equals new { Publisher = test.TenantId, TestId = test.Id }
            where part.ExamSessionId == session.Id
            orderby test.SearchKey
            select new { test.Id, test.Title }).ToListAsync(cancel);
        var titles = tests.ToDictionary(test => test.Id, test => test.Title);
        return new AttendanceList
        {
            Organisation = new AttendanceListSender(await db.Organisations.Select(organisation => organisation.Name).SingleAsync(cancel)),
            GeneratedAt = Days.Local(clock.Now),
            Title = session.Title,
            Facts = await FactsAsync(session, tests.Select(test => test.Title), words, cancel),
            Rules = await RulesAsync([.. titles.Keys], words, cancel),
            Rows =
            [
                .. rows.Select(row => new AttendanceListRow
                {
                    Seat = row.Seat!,
                    Name = row.Name,
                    Number = row.Number ?? "",
                    DateOfBirth = row.DateOfBirth is { } day ? words.Day(day) : "",
                    Test = titles.GetValueOrDefault(row.TestId, ""),
                    Accommodations = InWords(row.Accommodations, words),
                }),
            ],
        };
    }

    private async Task<IReadOnlyList<AttendanceListFact>> FactsAsync(
        ExamSession session, IEnumerable<string> tests, DocumentWords words, CancellationToken cancel)
    {
        // Whoever sees the session may know who else runs it.
        var invigilators = await db.Users.BeyondReach()
            .Where(user => db.ExamSessionInvigilators.Any(part => part.ExamSessionId == session.Id && part.UserId == user.Id))
            .OrderBy(user => user.SearchKey).Select(user => user.Name).ToListAsync(cancel);
        var facts = new (string Label, string Value)[]
        {
            ("session", session.Title),
            ("day", words.Day(Days.Of(session.StartsAt))),
            ("time", TimeOf(session, words)),
            ("lateUntil", session.LateUntil is { } late ? $"{Days.Local(late):HH:mm}" : ""),
            ("room", session.Room ?? ""),
            ("tests", string.Join(", ", tests)),
            ("invigilators", string.Join(", ", invigilators)),
        };
        return [.. facts.Where(fact => fact.Value.Length > 0).Select(fact => new AttendanceListFact(words[fact.Label], fact.Value))];
    }

    private static string TimeOf(ExamSession session, DocumentWords words)
    {
        var (from, to) = (Days.Local(session.StartsAt), Days.Local(session.EndsAt));
        return from.Date == to.Date ? $"{from:HH:mm} – {to:HH:mm}" : $"{from:HH:mm} – {words.Day(Days.Of(session.EndsAt))} {to:HH:mm}";
    }

    private async Task<IReadOnlyList<AttendanceListFact>> RulesAsync(IReadOnlyList<Id<Test>> tests, DocumentWords words, CancellationToken cancel)
    {
        var policies = await db.CurrentVersions().Where(version => tests.Contains(version.TestId)).Select(version => version.Policies).ToListAsync(cancel);
        var allowed = Lines(policies.SelectMany(policy => policy.Aids), words["noAids"]);
        var forbidden = Lines(policies.SelectMany(policy => policy.ForbiddenAids).Append(words["electronics"]), "");
        return
        [
            new(words["aidsAllowed"], allowed),
            new(words["aidsForbidden"], forbidden),
            new(words["handedIn"], words["allMaterials"]),
        ];
    }

    private static string Lines(IEnumerable<string> lines, string none) => string.Join("; ", lines.Distinct()) is { Length: > 0 } text ? text : none;

    private static string InWords(Accommodations? given, DocumentWords words)
    {
        if (given is null)
        {
            return "";
        }

        var parts = new[]
        {
            given.ExtraTimePercent > 0 ? words.Say("extraTimePercent", ("percent", given.ExtraTimePercent)) : "",
            given.ExtraTimeMinutes > 0 ? words.Say("extraTimeMinutes", ("minutes", given.ExtraTimeMinutes)) : "",
            given.ExtraPlays > 0 ? words.Say("extraPlays", ("times", given.ExtraPlays)) : "",
            given.Breaks > 0 ? words.Say("breaks", ("times", given.Breaks), ("minutes", given.BreakMinutes)) : "",
            given.Paper ? words["onPaper"] : "",
        };
        return string.Join("; ", parts.Where(part => part.Length > 0));
    }
}
