using Cesuur.Api.Catalogue;
using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Results;
using Cesuur.Infrastructure.Database;

namespace Cesuur.Api.Results;

/// <summary>
/// Tells how many points and results a correction would change, in all organisations together that used the version, and changes nothing. It goes
/// through all results: of 100,000 that takes some seconds.
/// </summary>
internal sealed class PreviewCorrection : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/tests/{testId}/versions/{versionId}/corrections/preview", Handle)
        .Requires(Permission.CorrectionsWrite)
        .Fails(HttpErrors.NotFound, HttpErrors.Invalid, CorrectionErrors.NotPublished, CorrectionErrors.NotApplicable, CorrectionErrors.NotInForce);

    private static async Task<CorrectionEffect> Handle(
        Id<Test> testId, Id<TestVersion> versionId, CorrectionRequest request, AppDb db, ProposedCorrections proposed, Clock clock, CancellationToken cancel)
    {
        var test = await db.OwnTests().Where(test => test.Id == testId).RequireAsync(cancel);
        var version = await db.OwnVersions(testId).Where(version => version.Id == versionId).RequireAsync(cancel);
        var correction = Correction.Propose(version, request.Changes, request.Undoes, reason: "", Id<User>.None, clock.Now);
        return await proposed.EffectAsync(await proposed.CheckAsync(test, version, correction, cancel), correction, cancel);
    }
}
