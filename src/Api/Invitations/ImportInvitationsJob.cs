using Cesuur.Api.Catalogue;
using Cesuur.Api.Http;
using Cesuur.Api.Jobs;
using Cesuur.Api.People;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Invitations;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.People;
using Cesuur.Infrastructure.Database;
using Cesuur.Infrastructure.Files;
using Cesuur.Infrastructure.Imports;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Cesuur.Api.Invitations;

/// <summary>
/// What a schedule is to do, and for whom. Which fields' tests may be used is settled when it is asked for: a job has
/// no caller.
/// </summary>
internal sealed record ScheduleArguments(
    string FileKey, ImportFormat Format, bool DryRun, OnImportError OnError, bool Repeat, Id<Department>? DepartmentId,
    IReadOnlyList<string>? Fields, Id<User>? InvitedBy, string Actor) : IImportArguments;

/// <summary>
/// Schedules from a file: finds or makes the candidates as an import of candidates does, and confirms what the rows
/// say as one confirmation. A row that the preview would name an obstacle for is a wrong row.
/// </summary>
internal sealed class ImportInvitationsJob(
    AppDb db, IFileStore files, ImportSteps steps, InvitationConfirmation confirmation, InvitationObstacles obstacles, Clock clock) : IJobHandler
{
    public const string Kind = "import_invitations";

    private const string TestUnknown = "test_unknown";
    private const string TestAmbiguous = "test_ambiguous";

    public async Task<object> RunAsync(RunningJob job, CancellationToken cancel)
    {
        var arguments = job.Read<ScheduleArguments>();
        return await steps.RunAsync(job, arguments, "invitations.imported", (refused, transaction) => ImportAsync(job, arguments, refused, transaction, cancel), cancel);
    }

    public Task GiveUpAsync(RunningJob job, CancellationToken cancel) => steps.GiveUpAsync(job, job.Read<ScheduleArguments>(), cancel);

    private async Task<ScheduleResult> ImportAsync(
        RunningJob job, ScheduleArguments arguments, RefusedRows refused, IDbContextTransaction transaction, CancellationToken cancel)
    {
        await confirmation.QueueAsync(cancel);
        await using var file = await files.OpenLocallyAsync(arguments.FileKey, cancel);
        using var archive = arguments.Format == ImportFormat.Xlsx ? BoundedArchive.Open(file) : null;
        var rows = new ScheduleRows(archive is null ? CsvTable.Open(file) : XlsxTable.Open(archive), refused);
        var read = rows.Read();
        await job.ProgressAsync(0, rows.Count, cancel);

        var tests = await TestsAsync(read, arguments, refused, cancel);
        read.RemoveAll(row => !tests.ContainsKey(row));
        var firsts = FirstOfEach(read, refused);
        var candidates = new CandidateStaging(new ImportTransaction((NpgsqlTransaction)transaction.GetDbTransaction(), db.TenantId, arguments.DepartmentId, clock.Now));
        await candidates.CreateAsync(cancel);
        await candidates.FillAsync(firsts.Values.Distinct(), cancel);
        await candidates.MatchAsync(refused, cancel);
        var groups = await candidates.WriteGroupsAsync(rows.Groups, cancel);
        var (written, members) = await candidates.WriteAsync(_ => Task.CompletedTask, cancel);
        await db.Database.ExecuteSqlAsync($"SET CONSTRAINTS rename_invitations IMMEDIATE", cancel); // invitations are held before credits

        var plan = await PlanAsync(read, firsts, tests, await candidates.ReadIdsAsync(cancel), arguments.Repeat, refused, cancel);
        var confirmed = await ConfirmAsync(plan, arguments, refused, cancel);
        await job.ProgressAsync(rows.Count, rows.Count, cancel);
        return new ScheduleResult
        {
            DryRun = arguments.DryRun,
            Rows = rows.Count,
            Invited = confirmed.Count,
            ConfirmationId = confirmed.Confirmation,
            Skipped = refused.RowCount,
            CandidatesCreated = written.Created,
            CandidatesChanged = written.Changed,
            GroupsCreated = groups,
            MembersAdded = members,
        };
    }

    /// <summary>By id or by title, among the tests that may be used; else among those that could be once, so that the row is told what stands in the way.</summary>
    private async Task<Dictionary<ScheduledRow, Test>> TestsAsync(
        List<ScheduledRow> rows, ScheduleArguments arguments, RefusedRows refused, CancellationToken cancel)
    {
        var ids = rows.Select(row => Id<Test>.TryRead(row.Test, out var id) ? id : default).Distinct().ToList();
        var keys = rows.Select(row => SearchKey.Of(row.Test)).Distinct().ToList();
        var all = await db.Tests.AsNoTracking().Where(test => ids.Contains(test.Id) || keys.Contains(test.SearchKey)).ToListAsync(cancel);
        all.RemoveAll(test => arguments.Fields is { } fields && (test.Field is null || !fields.Contains(test.Field)));
        var usable = (await db.UsableTests().Select(test => test.Id).ToListAsync(cancel)).ToHashSet();
        var (byId, byTitle) = (all.ToDictionary(test => test.Id.ToString()), all.ToLookup(test => test.SearchKey));
        var found = new Dictionary<ScheduledRow, Test>();
        foreach (var row in rows)
        {
            var named = byTitle[SearchKey.Of(row.Test)].ToList();
            var meant = byId.TryGetValue(row.Test, out var one) ? [one]
                : named.Exists(test => usable.Contains(test.Id)) ? named.FindAll(test => usable.Contains(test.Id)) : named;
            if (meant is [var test])
            {
                found.Add(row, test);
            }
            else
            {
                var (code, detail) = meant.Count == 0
                    ? (TestUnknown, "There is no such test, by its id or by its title.")
                    : (TestAmbiguous, "Several tests have this title; the id tells which is meant.");
                Refuse(refused, row.Line, ScheduleColumns.Test.Name, code, detail);
            }
        }

        return found;
    }

    /// <summary>
    /// Of each row the first one of the same candidate, with the groups of all of them: an import of candidates knows
    /// everybody once. Rows that say different things of somebody are wrong.
    /// </summary>
    private static Dictionary<int, StagedCandidate> FirstOfEach(List<ScheduledRow> rows, RefusedRows refused)
    {
        var firsts = new Dictionary<int, StagedCandidate>();
        foreach (var same in rows.Select(row => row.Candidate).ToLookup(candidate => (
            candidate.Details.Number ?? SearchKey.Of(candidate.Details.Name), candidate.Details.Number is null ? candidate.Details.DateOfBirth : null, candidate.Details.Number is null)))
        {
            var first = same.First() with { GroupKeys = [.. same.SelectMany(candidate => candidate.GroupKeys).Distinct()] };
            foreach (var candidate in same)
            {
                if (candidate.Details == first.Details)
                {
                    firsts.Add(candidate.Line, first);
                }
                else
                {
                    Refuse(refused, candidate.Line, null, ImportErrors.DuplicateInFile, $"Line {first.Line} says other things of the same candidate.");
                }
            }
        }

        return firsts;
    }

    private async Task<InvitationPlan> PlanAsync(
        List<ScheduledRow> rows, Dictionary<int, StagedCandidate> firsts, Dictionary<ScheduledRow, Test> tests, Dictionary<int, Id<Candidate>> ids, bool repeat,
        RefusedRows refused, CancellationToken cancel)
    {
        var all = ids.Values.ToList();
        var candidates = await db.HoldCandidatesAsync(await db.Candidates.AsNoTracking().Where(candidate => all.Contains(candidate.Id)).ToListAsync(cancel), cancel);
        var byId = candidates.ToDictionary(candidate => candidate.Id);
        var planned = new Dictionary<(Id<Candidate>, Id<Test>), PlannedInvitation>();
        foreach (var row in rows)
        {
            if (!firsts.TryGetValue(row.Line, out var first))
            {
                continue; // refused above
            }

            if (!ids.TryGetValue(first.Line, out var candidate))
            {
                if (first.Line != row.Line) // that line has its error from the import of candidates
                {
                    Refuse(refused, row.Line, null, ImportErrors.ReferenceNotFound, $"The candidate is that of line {first.Line}, which is wrong.");
                }
            }
            else if (!planned.TryAdd((candidate, tests[row].Id), new PlannedInvitation(byId[candidate], tests[row], row.Window, row.Accommodations, row.Line)))
            {
                Refuse(refused, row.Line, null, ImportErrors.DuplicateInFile, $"Line {planned[(candidate, tests[row].Id)].Line} has the same candidate and test.");
            }
        }

        return await db.TakeUpRetakesAsync(new InvitationPlan([.. planned.Values], repeat), cancel);
    }

    /// <summary>Rows with an obstacle are wrong rows; what stands in the way of all of them fails the job.</summary>
    private async Task<(int Count, Id<Confirmation>? Confirmation)> ConfirmAsync(
        InvitationPlan plan, ScheduleArguments arguments, RefusedRows refused, CancellationToken cancel)
    {
        if (plan.Invitations.Count > 0)
        {
            var wrong = new HashSet<int>();
            foreach (var obstacle in (await obstacles.FindAsync(plan, await obstacles.ChargesAsync(plan, cancel), cancel)).Where(obstacle => !obstacle.ConcernsAll))
            {
                foreach (var planned in obstacle.Concerns)
                {
                    refused.Add(null, planned.Line, null, obstacle.Error.Code, obstacle.Error.Title + ".", null);
                    if (wrong.Add(planned.Line))
                    {
                        refused.RefuseRow();
                    }
                }
            }

            plan = plan with { Invitations = [.. plan.Invitations.Where(planned => !wrong.Contains(planned.Line))] };
        }

        if (plan.Invitations.Count == 0 || (refused.RowCount > 0 && arguments.OnError == OnImportError.Abort))
        {
            return (0, null);
        }

        if (arguments.DryRun)
        {
            await obstacles.RequireNoneAsync(plan, cancel);
            return (plan.Invitations.Count, null);
        }

        var confirmed = await confirmation.ConfirmAsync(plan, arguments.InvitedBy, arguments.Actor, cancel);
        return (confirmed.Invitations.Count, confirmed.Invitations[0].ConfirmationId);
    }

    private static void Refuse(RefusedRows refused, int line, string? column, string code, string detail)
    {
        refused.Add(null, line, column, code, detail, null);
        refused.RefuseRow();
    }
}
