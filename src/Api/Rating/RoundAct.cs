using Cesuur.Api.Delivery;
using Cesuur.Api.Http;
using Cesuur.Api.Licensing;
using Cesuur.Api.Results;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Rating;
using Cesuur.Domain.Results;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Rating;

/// <summary>A change that the board makes to an open round, which nobody rates in meanwhile.</summary>
internal sealed class RoundAct(AppDb db, PublishedVersions versions, VersionScorings scorings, RoundReader reader, Clock clock)
{
    /// <param name="id">The round.</param>
    /// <param name="change">Changes it and saves, by the scoring of its version that counts now.</param>
    /// <param name="cancel">The request's.</param>
    /// <returns>The round as it is then.</returns>
    public async Task<RatingRoundDetail> DoAsync(Id<RatingRound> id, Func<RatingRound, VersionScoring, Task> change, CancellationToken cancel)
    {
        var versionId = await db.RatingRounds.Where(round => round.Id == id).Select(round => (Id<TestVersion>?)round.VersionId).SingleOrDefaultAsync(cancel);
        var version = await versions.GetAsync(db.TenantId, versionId ?? throw new DomainException(HttpErrors.NotFound), cancel);
        return await db.InTransactionAsync(
            async () =>
            {
                var round = await db.HoldRatingRoundAsync(id, cancel);
                round.RequireOpen();
                await db.RequireRatingAsync(clock.Now, cancel);
                await change(round, await scorings.HoldAsync(version, cancel));
                return await reader.ReadAsync(round, cancel);
            },
            cancel);
    }
}
