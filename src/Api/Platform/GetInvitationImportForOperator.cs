using Cesuur.Api.Http;
using Cesuur.Api.Invitations;
using Cesuur.Api.Jobs;
using Cesuur.Domain;
using Cesuur.Domain.Jobs;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Platform;

/// <summary>How a school's schedule is getting on, and in the end what it did and what was wrong with which line.</summary>
internal sealed class GetInvitationImportForOperator : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/platform/organisations/{organisationId}/invitation-imports/{jobId}", Handle)
        .Requires(Permission.Platform)
        .Fails(HttpErrors.NotFound);

    private static async Task<JobResponse> Handle(
        Id<Organisation> organisationId, Id<Job> jobId, AppDb db, Caller caller, CancellationToken cancel)
    {
        await db.EnterAsync(organisationId, caller, cancel);
        return JobResponse.From(await db.Jobs.AsNoTracking().Where(job => job.Id == jobId && job.Kind == ImportInvitationsJob.Kind).RequireAsync(cancel));
    }
}
