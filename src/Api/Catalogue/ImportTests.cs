using System.ComponentModel.DataAnnotations;
using Cesuur.Api.Http;
using Cesuur.Api.Jobs;
using Cesuur.Api.Organisations;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.People;
using Cesuur.Infrastructure.Database;
using Cesuur.Infrastructure.Files;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Catalogue;

/// <summary>How a content package is imported. QTI says nothing of skill and level: packages that were exported here do, for others they are given.</summary>
public sealed record PackageImportOptions
{
    /// <summary>A package that was sent in pieces to <c>/v1/media/uploads</c> with the purpose <c>package</c>; absent: it is the file of the form.</summary>
    public Id<MediaUpload>? UploadId { get; init; }

    /// <summary>What cannot be taken over faithfully: <c>refuse</c>, the default, imports nothing; <c>skip</c> leaves out the items that have it.</summary>
    public string? OnUnsupported { get; init; }

    /// <summary>True: says what would come of it, and changes nothing.</summary>
    public bool? DryRun { get; init; }

    /// <summary>The package becomes a new draft of this test; absent: each test of it becomes a new test.</summary>
    public Id<Test>? TestId { get; init; }

    /// <summary>Of the new test; absent: as in the package.</summary>
    [StringLength(200, MinimumLength = 1)]
    public string? Title { get; init; }

    public string? Skill { get; init; }

    public string? Level { get; init; }

    /// <summary>A field of study, such as <c>zorg-en-welzijn</c>.</summary>
    [StringLength(FieldOfStudy.MaxLength)]
    [RegularExpression(FieldOfStudy.Pattern)]
    public string? Field { get; init; }

    public string? Programme { get; init; }
}

/// <summary>The parts of the request.</summary>
public sealed record PackageForm
{
    /// <summary>At most 256 MiB; larger ones are sent in pieces to <c>/v1/media/uploads</c>, and named by <c>uploadId</c>.</summary>
    public required IFormFile File { get; init; }
}

/// <summary>
/// Imports the tests of a QTI content package (3.0, 2.2, 2.1), a zip archive with an imsmanifest.xml, as drafts. The job's
/// <c>result</c> accounts for every item; its <c>errors</c> tell, with file and place, what cannot be taken over
/// faithfully, and as notices what was only kept. The event <c>import.finished</c> tells that it is done.
/// </summary>
internal sealed class ImportTests : IEndpoint
{
    /// <summary>Bytes; larger packages are sent in pieces.</summary>
    private const long MaxSize = 256L * 1024 * 1024;

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/tests/imports", Handle)
        .Accepts<PackageForm>(isOptional: true, "multipart/form-data")
        .WithMetadata(new RequestSizeLimitAttribute(MaxSize + FileForm.Overhead))
        .Requires(Permission.TestsWrite)
        .Fails(
            HttpErrors.Invalid, HttpErrors.MalformedRequest, HttpErrors.UnsupportedMediaType, HttpErrors.BodyTooLarge,
            ImportErrors.FileUnreadable, MediaErrors.UploadEnded, MediaErrors.UploadNotComplete);

    private static async Task<Accepted<JobResponse>> Handle(
        HttpContext http, [AsParameters] PackageImportOptions options, AppDb db, Caller caller, NewFiles files, MediaUploads uploads, Audit audit, Clock clock, CancellationToken cancel)
    {
        var arguments = new PackageOptions
        {
            OnUnsupported = Filters.Enum<OnUnsupported>("onUnsupported", options.OnUnsupported) ?? OnUnsupported.Refuse,
            TestId = options.TestId,
            Title = options.Title,
            Skill = Filters.Enum<Skill>("skill", options.Skill),
            Level = Filters.Enum<Level>("level", options.Level),
            Field = options.Field,
            Programme = Filters.Enum<Programme>("programme", options.Programme),
        };
        if (options.TestId is { } test && !await db.Tests.AnyAsync(known => known.Id == test && known.TenantId == db.TenantId, cancel))
        {
            throw HttpErrors.References(["/testId"]);
        }

        await using var package = options.UploadId is null ? await StoreAsync(http.Request, files, cancel) : null;
        var job = await db.InTransactionAsync(
            async () =>
            {
                package?.Take();
                var key = package?.Key ?? (await uploads.HoldAsync(options.UploadId!.Value, cancel)).TakeFile();
                var queued = db.Enqueue(ImportTestsJob.Kind, new ImportTestsArguments(key, options.DryRun ?? false, arguments, caller.Actor), clock.Real);
                audit.Log("tests.import_requested", queued.Id);
                await db.SaveChangesAsync(cancel);
                return queued;
            },
            cancel);
        return TypedResults.Accepted($"/v1/jobs/{job.Id}", JobResponse.From(job));
    }

    private static async Task<NewFile> StoreAsync(HttpRequest request, NewFiles files, CancellationToken cancel)
    {
        await using var content = (await FileForm.ReadAsync(request, MaxSize, [], cancel)).File.OpenReadStream();
        return await files.SaveAsync(content, MaxSize, cancel) ?? throw new DomainException(HttpErrors.BodyTooLarge);
    }
}
