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
        db.Candidates.FromSql($"SELECT *, xmin FROM candidates WHERE id = {id.Value} FOR UPDATE").RequireAsync(cancel);
}
