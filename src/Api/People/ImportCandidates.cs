using Cesuur.Api.Http;
using Cesuur.Api.Jobs;
using Cesuur.Api.Organisations;
using Cesuur.Domain;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.People;
using Cesuur.Infrastructure.Database;
using Cesuur.Infrastructure.Files;
using Cesuur.Infrastructure.Imports;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Cesuur.Api.People;

/// <summary>How an import goes about it.</summary>
public sealed record ImportOptions
{
    /// <summary><c>csv</c>, <c>xlsx</c> or <c>oneroster</c>; by the file's content unless given.</summary>
    public string? Format { get; init; }

    /// <summary>True: says what would come of it, and changes nothing.</summary>
    public bool? DryRun { get; init; }

    /// <summary>What to do with wrong rows: <c>abort</c>, the default, imports nothing; <c>skip</c> leaves them out.</summary>
    public string? OnError { get; init; }

    /// <summary>
    /// Where new candidates belong; nobody outside this department is changed. Absent: the caller's own department,
    /// or the whole organisation.
    /// </summary>
    public Id<Department>? DepartmentId { get; init; }

    /// <summary>True: new teachers of a OneRoster archive get the mail to choose a password by at once. Otherwise an admin sends it later.</summary>
    public bool? SendActivation { get; init; }
}

/// <summary>
/// Imports candidates and their groups from a file: CSV, Excel or OneRoster. The job's <c>result</c> tells what it
/// did, its <c>errors</c> what is wrong with which line; by default one wrong row has nothing imported. The same file
/// a second time changes nothing. The event <c>import.finished</c> tells that it is done.
/// </summary>
internal sealed class ImportCandidates : IEndpoint
{
    private const int FormOverhead = 64 * 1024;

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/candidates/imports", Handle)
        .DisableAntiforgery() // credentials are headers: no other site's form carries them
        .WithMetadata(new RequestSizeLimitAttribute(ImportLimits.FileSize + FormOverhead))
        .Requires(Permission.CandidatesManage)
        .Fails(
            HttpErrors.Invalid, HttpErrors.MalformedRequest, HttpErrors.UnsupportedMediaType, HttpErrors.BodyTooLarge, ImportErrors.FileEmpty,
            ImportErrors.FileUnreadable, ImportErrors.FileTooMuch, ImportErrors.Columns);

    private static async Task<Accepted<JobResponse>> Handle(
        IFormFile file, [AsParameters] ImportOptions options, AppDb db, Caller caller, IFileStore files, Audit audit, Clock clock, CancellationToken cancel)
    {
        var format = Filters.Enum<ImportFormat>("format", options.Format);
        var onError = Filters.Enum<OnImportError>("onError", options.OnError) ?? OnImportError.Abort;
        var department = await db.PlaceAsync(options.DepartmentId, cancel);
        if (department is null && !db.Reach.IsEverything)
        {
            throw new DomainException(HttpErrors.InsufficientScope, "Only who manages a department, or the organisation, imports into it.");
        }

        await using var content = file.OpenReadStream();
        var stored = await files.SaveAsync(content, ImportLimits.FileSize, cancel) ?? throw new DomainException(HttpErrors.BodyTooLarge);
        var kept = false;
        try
        {
            await using var read = await files.OpenLocallyAsync(stored.Key, cancel);
            var arguments = new ImportArguments(
                stored.Key, ImportFile.FormatOf(read, format, ImportColumns.All), options.DryRun ?? false, onError, department,
                MayMakeTeachers: caller.Permissions.Contains(Permission.UsersWrite.Name)
                    && RolePermissions.Of([Role.Teacher]).IsSubsetOf(caller.Permissions),
                options.SendActivation ?? false, db.Reach.Fields);
            var job = db.Enqueue(ImportCandidatesJob.Kind, arguments, clock.Real);
            audit.Log("candidates.import_requested", job.Id);
            await db.SaveChangesAsync(cancel);
            kept = true;
            return TypedResults.Accepted($"/v1/jobs/{job.Id}", JobResponse.From(job));
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
