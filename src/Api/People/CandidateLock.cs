using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.People;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.People;

internal static class CandidateLock
{
    /// <summary>Holds a candidate that the caller sees until the transaction ends; several are held in the order of their ids.</summary>
    public static Task<Candidate> HoldCandidateAsync(this AppDb db, Id<Candidate> id, CancellationToken cancel) =>
        db.Candidates.FromSql($"SELECT *, xmin FROM candidates WHERE id = {id.Value} FOR NO KEY UPDATE").RequireAsync(cancel);

    /// <summary>
    /// Keeps candidates from being erased and from moving until the transaction ends, and returns those that were not
    /// meanwhile erased or moved out of the caller's reach, in the same order. Candidates are held before invitations,
    /// and both before credits.
    /// </summary>
    public static async Task<List<Candidate>> HoldCandidatesAsync(this AppDb db, IReadOnlyList<Candidate> candidates, CancellationToken cancel)
    {
        var held = await db.Candidates
            .FromSql($"""
                SELECT *, xmin FROM candidates
                WHERE tenant_id = {db.TenantId.Value} AND id = ANY ({candidates.Select(candidate => candidate.Id.Value).ToArray()}) ORDER BY id FOR SHARE
                """)
            .AsNoTracking().Where(candidate => candidate.ErasedAt == null).ToDictionaryAsync(candidate => candidate.Id, cancel);
        return [.. from candidate in candidates where held.ContainsKey(candidate.Id) select held[candidate.Id]];
    }
}
