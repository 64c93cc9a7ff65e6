using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Rating;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Rating;

internal sealed class ListRatingRounds : IEndpoint
{
    private static readonly Sorting<RatingRound> Sorting = new(Sorting<RatingRound>.By("createdAt", round => round.CreatedAt));

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/rating-rounds", Handle)
        .Requires(Permission.BoardWrite)
        .Fails(HttpErrors.Invalid, HttpErrors.MalformedCursor);

    private static Task<Page<RatingRoundResponse>> Handle(
        [AsParameters] PageRequest page, string? state, Id<TestVersion>? versionId, AppDb db, CancellationToken cancel)
    {
        var wanted = Filters.Enum<RatingRoundState>("state", state);
        return Sorting.PageAsync(
            db.RatingRounds.AsNoTracking().Where(round => (wanted == null || round.State == wanted) && (versionId == null || round.VersionId == versionId)),
            page, RatingRoundResponse.From, cancel);
    }
}
