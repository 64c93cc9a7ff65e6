using System.ComponentModel.DataAnnotations;
using Cesuur.Api.Catalogue;
using Cesuur.Api.Http;
using Cesuur.Api.Jobs;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Results;
using Cesuur.Infrastructure.Database;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Results;

public sealed record DecideCorrectionRequest
{
    /// <summary>For the record.</summary>
    [StringLength(4000)]
    public string? Note { get; init; }
}

/// <summary>
/// Signs a correction off: somebody else than who proposed it does (N art. 5–6, P §4). From then on every result of the version is made by it; those that
/// there are, the job makes anew, in every organisation that used the version. The earlier ones stay as versions. What other proposed corrections of the
/// version would do is foreseen anew.
/// </summary>
internal sealed class ApplyCorrection : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/tests/{testId}/versions/{versionId}/corrections/{correctionId}/approval", Handle)
        .Requires(Permission.CorrectionsDecide)
        .Fails(
            HttpErrors.NotFound, HttpErrors.Invalid, CorrectionErrors.SecondPerson, CorrectionErrors.AlreadyDecided, CorrectionErrors.NotApplicable, CorrectionErrors.NotInForce,
            CorrectionErrors.NotForeseen);

    private static async Task<Accepted<JobResponse>> Handle(
        Id<Test> testId, Id<TestVersion> versionId, Id<Correction> correctionId, DecideCorrectionRequest request,
        AppDb db, ProposedCorrections proposed, VersionScorings scorings, Caller caller, Audit audit, Clock clock, CancellationToken cancel)
    {
        var job = await db.InTransactionAsync(
            async () =>
            {
                var held = await db.HoldVersionAsync(testId, versionId, cancel); // corrections of a version are decided on one after the other
                var corrections = await db.CorrectionsAsync(testId, versionId, cancel);
                var correction = await corrections.Where(one => one.Id == correctionId).RequireAsync(cancel);
                await scorings.LockAsync(versionId, cancel);
                var scoring = await proposed.CheckAsync(held.Test, held.Version, correction, cancel);
                correction.Apply(scoring.Number + 1, caller.Person(), request.Note, clock.Now);
                (await corrections.Where(one => one.State == CorrectionState.Proposed && one.Id != correctionId).ToListAsync(cancel)).ForEach(proposed.Foresee);
                var queued = db.Enqueue(RescoreVersionJob.Kind, new RescoreVersionArguments(versionId), clock.Real);
                audit.Log("correction.applied", correction.Id);
                await db.SaveChangesAsync(cancel);
                return queued;
            },
            cancel);
        return TypedResults.Accepted($"/v1/jobs/{job.Id}", JobResponse.From(job));
    }
}
