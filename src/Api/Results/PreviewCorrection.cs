using Cesuur.Api.Catalogue;
using Cesuur.Api.Http;
using Cesuur.Api.Jobs;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Results;
using Cesuur.Infrastructure.Database;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Cesuur.Api.Results;

/// <summary>
/// Has a job count how many points and results a correction would change, in all organisations together that used the version, and what it would ask
/// of raters. Nothing is changed. The job's result is the effect.
/// </summary>
internal sealed class PreviewCorrection : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/tests/{testId}/versions/{versionId}/corrections/preview", Handle)
        .Requires(Permission.CorrectionsWrite)
        .Fails(HttpErrors.NotFound, HttpErrors.Invalid, CorrectionErrors.NotPublished, CorrectionErrors.NotApplicable, CorrectionErrors.NotInForce);

    private static async Task<Accepted<JobResponse>> Handle(
        Id<Test> testId, Id<TestVersion> versionId, CorrectionRequest request, AppDb db, ProposedCorrections proposed, Clock clock, CancellationToken cancel)
    {
        var test = await db.OwnTests().Where(test => test.Id == testId).RequireAsync(cancel);
        var version = await db.OwnVersions(testId).Where(version => version.Id == versionId).RequireAsync(cancel);
        var correction = Correction.Propose(version, request.Changes, request.Undoes, reason: "", Id<User>.None, clock.Now);
        await proposed.CheckAsync(test, version, correction, cancel);
        var job = db.Enqueue(PreviewCorrectionJob.Kind, new PreviewCorrectionArguments(testId, versionId, request.Changes, request.Undoes), clock.Real);
        await db.SaveChangesAsync(cancel);
        return TypedResults.Accepted($"/v1/jobs/{job.Id}", JobResponse.From(job));
    }
}
