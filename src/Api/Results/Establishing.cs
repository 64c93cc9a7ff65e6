using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Results;
using Cesuur.Domain.Webhooks;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Results;

/// <summary>How many results can be seen from now on by whoever sees their candidates.</summary>
public sealed record EstablishmentResponse
{
    public required int Established { get; init; }
}

/// <summary>The board establishes results: until then nobody else sees anything of them (R art. 12).</summary>
internal sealed class Establishing(AppDb db, VersionScorings scorings, Caller caller, Clock clock)
{
    private const int AtOnce = 1000;

    /// <summary>Those of them that are not established yet, however many, in the transaction that is open.</summary>
    public async Task<EstablishmentResponse> EstablishAsync(IQueryable<Result> results, CancellationToken cancel)
    {
        var waiting = results.Where(result => result.EstablishedAt == null);
        var made = await waiting.Select(result => new { result.VersionId, result.ScoringNumber }).Distinct().ToListAsync(cancel);
        var numbers = await scorings.HoldNumbersAsync([.. made.Select(one => one.VersionId).Distinct()], cancel);
        if (made.Exists(one => one.ScoringNumber < numbers.GetValueOrDefault(one.VersionId)))
        {
            throw new DomainException(EstablishmentErrors.BeingCorrected, "Its job is under way; try again when it has ended.");
        }

        var ids = await waiting.OrderBy(result => result.Id).Select(result => result.Id).ToListAsync(cancel);
        var established = 0;
        await db.SaveManyAsync(cancel); // what the caller has written
        foreach (var some in ids.Chunk(AtOnce))
        {
            var held = await HoldAsync(some, cancel);
            var versions = await (
                from version in db.ResultVersions.AsNoTracking()
                join result in db.Results.BeyondReach() on new { version.ResultId, version.Number } equals new { ResultId = result.Id, Number = result.CurrentNumber }
                where some.Contains(result.Id)
                select version).ToDictionaryAsync(version => version.ResultId, cancel);
            foreach (var result in held)
            {
                result.Establish(caller.Actor, clock.Now);
                db.Raise(EventTypes.ResultGraded, ResultResponse.From(result, versions[result.Id]), clock.Now);
            }

            await db.SaveManyAsync(cancel);
            db.ChangeTracker.Clear();
            established += held.Count;
        }

        return new EstablishmentResponse { Established = established };
    }

    private Task<List<Result>> HoldAsync(IEnumerable<Id<Result>> ids, CancellationToken cancel) => db.Results
        .FromSql($"""
            SELECT *, xmin FROM results
            WHERE tenant_id = {db.TenantId.Value} AND id = ANY ({ids.Select(id => id.Value).ToArray()}) AND established_at IS NULL
            ORDER BY id FOR NO KEY UPDATE
            """)
        .BeyondReach().ToListAsync(cancel);
}
