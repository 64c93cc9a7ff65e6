using System.ComponentModel.DataAnnotations;
using Cesuur.Api.Catalogue;
using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Results;
using Cesuur.Infrastructure.Database;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Cesuur.Api.Results;

public sealed record ProposeCorrectionRequest : CorrectionRequest
{
    /// <summary>For whoever decides, and for whoever asks later.</summary>
    [Length(1, 4000)]
    public required string Reason { get; init; }
}

/// <summary>
/// Proposes a correction of a published version (N art. 5, 6, 7), or another cut score or conversion table (P §4). It counts once a second person has signed
/// it off. The answer tells what it would do now.
/// </summary>
internal sealed class ProposeCorrection : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/tests/{testId}/versions/{versionId}/corrections", Handle)
        .Requires(Permission.CorrectionsWrite)
        .Fails(HttpErrors.NotFound, HttpErrors.Invalid, CorrectionErrors.NotPublished, CorrectionErrors.NotApplicable, CorrectionErrors.NotInForce);

    private static async Task<Created<CorrectionResponse>> Handle(
        Id<Test> testId, Id<TestVersion> versionId, ProposeCorrectionRequest request,
        AppDb db, ProposedCorrections proposed, Caller caller, Audit audit, Clock clock, CancellationToken cancel)
    {
        var test = await db.OwnTests().Where(test => test.Id == testId).RequireAsync(cancel);
        var version = await db.OwnVersions(testId).Where(version => version.Id == versionId).RequireAsync(cancel);
        var correction = Correction.Propose(version, request.Changes, request.Undoes, request.Reason, caller.Person(), clock.Now);
        correction.Foresee(await proposed.EffectAsync(await proposed.CheckAsync(test, version, correction, cancel), correction, cancel));
        db.Corrections.Add(correction);
        audit.Log("correction.proposed", correction.Id);
        await db.SaveChangesAsync(cancel);
        return TypedResults.Created($"/v1/tests/{testId}/versions/{versionId}/corrections/{correction.Id}", CorrectionResponse.From(correction));
    }
}
