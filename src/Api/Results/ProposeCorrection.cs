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
/// it off, who can see what it does: a job finds that out, and until it has, the <c>effect</c> is absent.
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
        var correction = await db.InTransactionAsync(
            async () =>
            {
                var (test, version) = await db.HoldVersionAsync(testId, versionId, cancel); // what comes into force next finds it among the proposed ones
                var made = Correction.Propose(version, request.Changes, request.Undoes, request.Reason, caller.Person(), clock.Now);
                await proposed.CheckAsync(test, version, made, cancel);
                proposed.Foresee(made);
                db.Corrections.Add(made);
                audit.Log("correction.proposed", made.Id);
                await db.SaveChangesAsync(cancel);
                return made;
            },
            cancel);
        return TypedResults.Created($"/v1/tests/{testId}/versions/{versionId}/corrections/{correction.Id}", CorrectionResponse.From(correction));
    }
}
