using Cesuur.Api.Catalogue;
using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Results;
using Cesuur.Infrastructure.Database;

namespace Cesuur.Api.Results;

/// <summary>Turns a proposed correction down. Whoever proposed it can take it back so.</summary>
internal sealed class RejectCorrection : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/tests/{testId}/versions/{versionId}/corrections/{correctionId}/rejection", Handle)
        .Requires(Permission.CorrectionsDecide)
        .Fails(HttpErrors.NotFound, HttpErrors.Invalid, CorrectionErrors.AlreadyDecided);

    private static Task<CorrectionResponse> Handle(
        Id<Test> testId, Id<TestVersion> versionId, Id<Correction> correctionId, DecideCorrectionRequest request,
        AppDb db, Caller caller, Audit audit, Clock clock, CancellationToken cancel) => db.InTransactionAsync(
        async () =>
        {
            await db.HoldVersionAsync(testId, versionId, cancel);
            var correction = await (await db.CorrectionsAsync(testId, versionId, cancel)).Where(one => one.Id == correctionId).RequireAsync(cancel);
            correction.Reject(caller.Person(), request.Note, clock.Now);
            audit.Log("correction.rejected", correction.Id);
            await db.SaveChangesAsync(cancel);
            return CorrectionResponse.From(correction);
        },
        cancel);
}
