using Cesuur.Api.Http;
using Cesuur.Api.Invitations;
using Cesuur.Api.Jobs;
using Cesuur.Api.Organisations;
using Cesuur.Domain;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.People;
using Cesuur.Infrastructure.Database;
using Cesuur.Infrastructure.Files;
using Cesuur.Infrastructure.Imports;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Cesuur.Api.Platform;

/// <summary>
/// Schedules for a school from the template that it filled in (T), with the school's credits. Its ledger and its audit
/// log name the operator.
/// </summary>
internal sealed class ImportInvitationsForOperator : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/platform/organisations/{organisationId}/invitation-imports", Handle)
        .DisableAntiforgery() // credentials are headers: no other site's form carries them
        .WithMetadata(new RequestSizeLimitAttribute(ImportLimits.FileSize + FileForm.Overhead))
        .Requires(Permission.Platform)
        .Fails(
            HttpErrors.NotFound, HttpErrors.Invalid, HttpErrors.MalformedRequest, HttpErrors.UnsupportedMediaType, HttpErrors.BodyTooLarge,
            ImportErrors.FileEmpty, ImportErrors.FileUnreadable, ImportErrors.FileTooMuch, ImportErrors.Columns);

    private static async Task<Accepted<JobResponse>> Handle(
        Id<Organisation> organisationId, IFormFile file, [AsParameters] ScheduleOptions options, AppDb db, Caller caller, IFileStore files, Audit audit,
        Clock clock, CancellationToken cancel)
    {
        await db.EnterAsync(organisationId, caller, cancel);
        var department = await db.PlaceAsync(options.DepartmentId, cancel);
        var job = await ImportInvitations.EnqueueAsync(file, options, department, fields: null, db, caller, files, audit, clock, cancel);
        return TypedResults.Accepted($"/v1/platform/organisations/{organisationId}/invitation-imports/{job.Id}", JobResponse.From(job));
    }
}
