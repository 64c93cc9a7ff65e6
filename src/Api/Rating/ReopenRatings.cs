using System.ComponentModel.DataAnnotations;
using Cesuur.Api.Delivery;
using Cesuur.Api.Http;
using Cesuur.Api.Licensing;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Rating;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Rating;

public sealed record ReopenRatingsRequest
{
    [Length(1, 200)]
    public required IReadOnlyList<Id<Sitting>> SittingIds { get; init; }
}

public sealed record RatingsReopenedResponse
{
    /// <summary>One for each sitting.</summary>
    public required IReadOnlyList<RatingSummaryResponse> Ratings { get; init; }
}

/// <summary>Opens the ratings of several sittings again, those that a machine rated too: all of them, or none when one cannot be (T).</summary>
internal sealed class ReopenRatings : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/rating/reopenings", Handle)
        .Requires(Permission.RatingsWrite)
        .Fails(HttpErrors.Invalid, LicensingErrors.LicenceExpired, RatingErrors.NotReopened);

    private static async Task<RatingsReopenedResponse> Handle(
        ReopenRatingsRequest request, AppDb db, PublishedVersions versions, Reopenings reopenings, RatingSummaries summaries, Clock clock, CancellationToken cancel)
    {
        var ids = request.SittingIds.Distinct().ToList();
        var loaded = new Dictionary<Id<TestVersion>, LoadedVersion>();
        foreach (var version in await db.Sittings.Where(sitting => ids.Contains(sitting.Id)).Select(sitting => sitting.VersionId).Distinct().ToListAsync(cancel))
        {
            loaded[version] = await versions.GetAsync(db.TenantId, version, cancel);
        }

        return await db.InTransactionAsync(
            async () =>
            {
                var held = await db.HoldSittingsAsync(ids, cancel);
                await db.RequireRatingAsync(clock.Now, cancel);
                Check(request, held, loaded, await db.ErasedAsync(request.SittingIds, cancel));
                return new RatingsReopenedResponse { Ratings = await summaries.ReadAsync(await reopenings.OpenAsync(held, cancel), cancel) };
            },
            cancel);
    }

    private static void Check(ReopenRatingsRequest request, List<HeldSitting> held, Dictionary<Id<TestVersion>, LoadedVersion> loaded, HashSet<Id<Sitting>> erased)
    {
        var found = held.ToDictionary(one => one.Sitting.Id, one => one.Sitting);
        var unknown = request.SittingIds.Index().Where(one => !found.ContainsKey(one.Item)).Select(one => $"/sittingIds/{one.Index}").ToList();
        if (unknown.Count > 0)
        {
            throw HttpErrors.References(unknown);
        }

        List<ErrorDetail> obstacles =
        [
            .. from one in request.SittingIds.Index()
               let obstacle = Reopenings.ObstacleOf(found[one.Item], loaded[found[one.Item].VersionId], erased)
               where obstacle is not null
               select new ErrorDetail($"/sittingIds/{one.Index}", obstacle.Code, obstacle.Title),
        ];
        if (obstacles.Count > 0)
        {
            throw new DomainException(RatingErrors.NotReopened, errors: obstacles);
        }
    }
}
