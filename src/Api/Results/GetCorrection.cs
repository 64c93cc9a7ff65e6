using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Results;
using Cesuur.Infrastructure.Database;

namespace Cesuur.Api.Results;

internal sealed class GetCorrection : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/tests/{testId}/versions/{versionId}/corrections/{correctionId}", Handle)
        .Requires(Permission.CorrectionsWrite)
        .Fails(HttpErrors.NotFound);

    private static async Task<CorrectionResponse> Handle(
        Id<Test> testId, Id<TestVersion> versionId, Id<Correction> correctionId, AppDb db, CancellationToken cancel) => CorrectionResponse.From(
        await (await db.CorrectionsAsync(testId, versionId, cancel)).Where(correction => correction.Id == correctionId).RequireAsync(cancel));
}
