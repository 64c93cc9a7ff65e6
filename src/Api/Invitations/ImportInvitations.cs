using Cesuur.Api.Http;
using Cesuur.Api.Jobs;
using Cesuur.Api.Organisations;
using Cesuur.Api.People;
using Cesuur.Domain;
using Cesuur.Domain.Jobs;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.People;
using Cesuur.Infrastructure.Database;
using Cesuur.Infrastructure.Files;
using Cesuur.Infrastructure.Imports;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Cesuur.Api.Invitations;

/// <summary>How a schedule goes about it.</summary>
public sealed record ScheduleOptions
{
    /// <summary><c>csv</c> or <c>xlsx</c>; by the file's content unless given.</summary>
    public string? Format { get; init; }

    /// <summary>True: says what would come of it, and changes nothing.</summary>
    public bool? DryRun { get; init; }

    /// <summary>What to do with wrong rows: <c>abort</c>, the default, does nothing at all; <c>skip</c> leaves them out.</summary>
    public string? OnError { get; init; }

    /// <summary>True: also those who have a code for the same test that was not used yet.</summary>
    public bool? Repeat { get; init; }

    /// <summary>
    /// Where new candidates belong; nobody outside this department is found. Absent: the caller's own department, or
    /// the whole organisation.
    /// </summary>
    public Id<Department>? DepartmentId { get; init; }
}

/// <summary>
/// Schedules from a filled-in template, CSV or Excel, of at most 10,000 rows: candidates are found or made, and each
/// row becomes an invitation. The job's <c>result</c> tells what it did, its <c>errors</c> what is wrong with which
/// line. The event <c>import.finished</c> tells that it is done.
/// </summary>
internal sealed class ImportInvitations : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/invitations/imports", Handle)
        .DisableAntiforgery() // credentials are headers: no other site's form carries them
        .WithMetadata(new RequestSizeLimitAttribute(ImportLimits.FileSize + FileForm.Overhead))
        .Requires(Permission.InvitationsWrite)
        .Fails(
            HttpErrors.Invalid, HttpErrors.MalformedRequest, HttpErrors.UnsupportedMediaType, HttpErrors.BodyTooLarge, ImportErrors.FileEmpty,
            ImportErrors.FileUnreadable, ImportErrors.FileTooMuch, ImportErrors.Columns);

    private static async Task<Accepted<JobResponse>> Handle(
        IFormFile file, [AsParameters] ScheduleOptions options, AppDb db, Caller caller, IFileStore files, Audit audit, Clock clock, CancellationToken cancel)
    {
        var department = await db.PlaceAsync(options.DepartmentId, cancel);
        if ((department is null && !db.Reach.IsEverything) || !caller.Permissions.Contains(Permission.CandidatesManage.Name))
        {
            throw new DomainException(HttpErrors.InsufficientScope, "Only who manages the candidates of a department, or of the organisation, schedules from a file.");
        }

        var job = await EnqueueAsync(file, options, department, db.Reach.Fields, db, caller, files, audit, clock, cancel);
        return TypedResults.Accepted($"/v1/jobs/{job.Id}", JobResponse.From(job));
    }

    /// <summary>Keeps the file and queues the work, for the organisation that the unit of work is in.</summary>
    internal static async Task<Job> EnqueueAsync(
        IFormFile file, ScheduleOptions options, Id<Department>? department, IReadOnlyList<string>? fields, AppDb db, Caller caller, IFileStore files,
        Audit audit, Clock clock, CancellationToken cancel)
    {
        var format = Filters.Enum<ImportFormat>("format", options.Format);
        var onError = Filters.Enum<OnImportError>("onError", options.OnError) ?? OnImportError.Abort;
        await using var content = file.OpenReadStream();
        var stored = await files.SaveAsync(content, ImportLimits.FileSize, cancel) ?? throw new DomainException(HttpErrors.BodyTooLarge);
        var kept = false;
        try
        {
            await using var read = await files.OpenLocallyAsync(stored.Key, cancel);
            var found = ImportFile.FormatOf(read, format, ScheduleColumns.All);
            if (found == ImportFormat.Oneroster)
            {
                throw new DomainException(ImportErrors.FileUnreadable, "A schedule is CSV or Excel.");
            }

            var job = db.Enqueue(
                ImportInvitationsJob.Kind,
                new ScheduleArguments(stored.Key, found, options.DryRun ?? false, onError, options.Repeat ?? false, department, fields, caller.User, caller.Actor),
                clock.Real);
            audit.Log("invitations.import_requested", job.Id);
            await db.SaveChangesAsync(cancel);
            kept = true;
            return job;
        }
        finally
        {
            if (!kept)
            {
                await files.DeleteAsync(stored.Key, CancellationToken.None);
            }
        }
    }
}
