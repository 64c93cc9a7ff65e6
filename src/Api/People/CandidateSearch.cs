using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.People;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.People;

/// <summary>The search of lists of what belongs to candidates.</summary>
internal static class CandidateSearch
{
    private const int MostCandidates = 10_000;

    /// <summary>The candidates that the caller sees whose name or number begins so. Two ranges of two indexes: one query with OR would use neither.</summary>
    /// <exception cref="DomainException"><c>search_too_broad</c></exception>
    public static async Task<List<Id<Candidate>>> SearchCandidatesAsync(this AppDb db, string search, CancellationToken cancel)
    {
        var from = SearchKey.Of(search);
        var to = from + "\U0010FFFF";
#pragma warning disable CA1309, CA1310 // Translated: the column's collation is that of code points
        var named = await db.Candidates.Where(candidate => string.Compare(candidate.SearchKey, from) >= 0 && string.Compare(candidate.SearchKey, to) < 0)
            .Select(candidate => candidate.Id).Take(MostCandidates + 1).ToListAsync(cancel);
        var numbered = await db.Candidates.Where(candidate => string.Compare(candidate.NumberKey, from) >= 0 && string.Compare(candidate.NumberKey, to) < 0)
            .Select(candidate => candidate.Id).Take(MostCandidates + 1).ToListAsync(cancel);
#pragma warning restore CA1309, CA1310
        return named.Count <= MostCandidates && numbered.Count <= MostCandidates
            ? [.. named.Union(numbered)]
            : throw new DomainException(HttpErrors.SearchTooBroad);
    }
}
