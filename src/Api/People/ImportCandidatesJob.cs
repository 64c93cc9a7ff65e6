using Cesuur.Api.Http;
using Cesuur.Api.Jobs;
using Cesuur.Api.Licensing;
using Cesuur.Api.Organisations;
using Cesuur.Domain;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.People;
using Cesuur.Infrastructure.Database;
using Cesuur.Infrastructure.Files;
using Cesuur.Infrastructure.Imports;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Cesuur.Api.People;

/// <summary>
/// What an import is to do. It works in one department, or without one in the whole organisation. Whether teachers
/// may be made, and which fields' tests they then see, is settled when it is asked for: a job has no caller.
/// </summary>
internal sealed record ImportArguments(
    string FileKey, ImportFormat Format, bool DryRun, OnImportError OnError, Id<Department>? DepartmentId,
    bool MayMakeTeachers, bool SendActivation, IReadOnlyList<string>? Fields) : IImportArguments;

/// <summary>
/// Imports a file in one transaction, in which the job ends too: whatever dies when, all of it is done once, or
/// nothing. Rows are checked as they are read into tables of the transaction's own, and written set by set.
/// </summary>
internal sealed class ImportCandidatesJob(AppDb db, IFileStore files, NewUsers users, ImportSteps steps, Clock clock) : IJobHandler
{
    public const string Kind = "import_candidates";

    public async Task<object> RunAsync(RunningJob job, CancellationToken cancel)
    {
        var arguments = job.Read<ImportArguments>();
        return await steps.RunAsync(job, arguments, "candidates.imported", (refused, transaction) => ImportAsync(job, arguments, refused, transaction, cancel), cancel);
    }

    public Task GiveUpAsync(RunningJob job, CancellationToken cancel) => steps.GiveUpAsync(job, job.Read<ImportArguments>(), cancel);

    private async Task<ImportResult> ImportAsync(
        RunningJob job, ImportArguments arguments, RefusedRows refused, IDbContextTransaction transaction, CancellationToken cancel)
    {
        var import = new ImportTransaction((NpgsqlTransaction)transaction.GetDbTransaction(), db.TenantId, arguments.DepartmentId, clock.Now);
        await using var file = await files.OpenLocallyAsync(arguments.FileKey, cancel);
        if (arguments.Format == ImportFormat.Csv)
        {
            return await ImportTableAsync(job, arguments, CsvTable.Open(file), import, refused, cancel);
        }

        using var archive = BoundedArchive.Open(file);
        return arguments.Format == ImportFormat.Xlsx
            ? await ImportTableAsync(job, arguments, XlsxTable.Open(archive), import, refused, cancel)
            : await ImportRosterAsync(job, arguments, archive, import, refused, cancel);
    }

    private static async Task<ImportResult> ImportTableAsync(
        RunningJob job, ImportArguments arguments, Table table, ImportTransaction import, RefusedRows refused, CancellationToken cancel)
    {
        var rows = new CandidateRows(table, refused);
        var candidates = new CandidateStaging(import);
        await candidates.CreateAsync(cancel);
        await candidates.FillAsync(rows.Read(), cancel);
        await job.ProgressAsync(0, rows.Count, cancel);
        await candidates.MatchAsync(refused, cancel);
        var groups = await candidates.WriteGroupsAsync(rows.Groups, cancel);
        var (written, members) = await candidates.WriteAsync(done => job.ProgressAsync(done, rows.Count, cancel), cancel);
        await job.ProgressAsync(rows.Count, rows.Count, cancel);
        return new ImportResult
        {
            DryRun = arguments.DryRun,
            Rows = rows.Count,
            Created = written.Created,
            Changed = written.Changed,
            Unchanged = written.Unchanged,
            Skipped = refused.RowCount,
            GroupsCreated = groups,
            MembersAdded = members,
        };
    }

    private async Task<ImportResult> ImportRosterAsync(
        RunningJob job, ImportArguments arguments, BoundedArchive archive, ImportTransaction import, RefusedRows refused, CancellationToken cancel)
    {
        var files = new RosterFiles(archive, refused);
        var roster = new RosterStaging(import);
        var candidates = new CandidateStaging(import, RosterStaging.UsersFile, "identifier");
        await candidates.CreateAsync(cancel);
        await roster.CreateAsync(cancel);
        files.ReadRoles();
        await roster.FillAsync(files.ReadUsers(), cancel);
        await roster.FillAsync(files.ReadClasses(), cancel);
        await roster.FillAsync(files.ReadEnrolments(), cancel);
        await job.ProgressAsync(0, files.Count, cancel);

        var neither = await roster.StageStudentsAsync(refused, cancel);
        await candidates.MatchAsync(refused, cancel);
        var (written, _) = await candidates.WriteAsync(done => job.ProgressAsync(done, files.Count, cancel), cancel);
        var (linked, missing) = await roster.LinkTeachersAsync(await TeacherRefusalAsync(arguments, cancel), refused, cancel);
        await MakeTeachersAsync(missing, arguments, cancel);
        var groups = await roster.WriteGroupsAsync(refused, cancel);
        var (added, removed) = await roster.WriteMembersAsync(refused, cancel);
        await job.ProgressAsync(files.Count, files.Count, cancel);
        return new ImportResult
        {
            DryRun = arguments.DryRun,
            Rows = files.Count,
            Created = written.Created,
            Changed = written.Changed,
            Unchanged = written.Unchanged,
            Skipped = refused.RowCount,
            Ignored = neither + files.Ignored,
            GroupsCreated = groups.Created,
            GroupsChanged = groups.Changed,
            GroupsDeleted = groups.Deleted,
            MembersAdded = added,
            MembersRemoved = removed,
            TeachersCreated = missing.Count,
            TeachersLinked = linked,
        };
    }

    private async Task<TeacherRefusal?> TeacherRefusalAsync(ImportArguments arguments, CancellationToken cancel)
    {
        if (!arguments.MayMakeTeachers)
        {
            return new TeacherRefusal(ImportErrors.UsersWriteNeeded, "Teachers become users, for which the scope users:write is needed.", AlsoLinking: true);
        }

        return await db.HoldLicenceKindAsync(clock.Now, cancel) == LicenceKind.Teacher
            ? new TeacherRefusal(LicensingErrors.TeacherLicenceFull.Code, LicensingErrors.TeacherLicenceFull.Title + ".", AlsoLinking: false)
            : null;
    }

    private async Task MakeTeachersAsync(IReadOnlyList<NewTeacher> teachers, ImportArguments arguments, CancellationToken cancel)
    {
        foreach (var teacher in teachers)
        {
            var user = User.Invite(teacher.Name, teacher.Email, [Role.Teacher], arguments.DepartmentId, clock.Now);
            user.BindTo(arguments.Fields);
            user.LinkTo(teacher.SourcedId);
            if (arguments.SendActivation)
            {
                await users.InviteAsync(user, cancel);
            }
            else
            {
                users.Add(user);
            }
        }

        await db.SaveChangesAsync(cancel);
    }
}
