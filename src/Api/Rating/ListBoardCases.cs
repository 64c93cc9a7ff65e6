using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Rating;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Rating;

internal sealed class ListBoardCases : IEndpoint
{
    private static readonly Sorting<BoardCase> Sorting = new(Sorting<BoardCase>.By("openedAt", found => found.OpenedAt));

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/board-cases", Handle)
        .Requires(Permission.BoardWrite)
        .Fails(HttpErrors.Invalid, HttpErrors.MalformedCursor);

    /// <param name="page">Which part.</param>
    /// <param name="ratingRoundId">Of this round only.</param>
    /// <param name="sittingId">Of this sitting only.</param>
    /// <param name="decided">Only those that are decided, or only those that wait for it.</param>
    /// <param name="db">The organisation's.</param>
    /// <param name="cancel">The request's.</param>
    private static Task<Page<BoardCaseResponse>> Handle(
        [AsParameters] PageRequest page, Id<RatingRound>? ratingRoundId, Id<Sitting>? sittingId, bool? decided, AppDb db, CancellationToken cancel) =>
        Sorting.PageAsync(
            db.BoardCases.AsNoTracking().Where(found =>
                (ratingRoundId == null || found.RoundId == ratingRoundId) && (sittingId == null || found.SittingId == sittingId)
                && (decided == null || (decided.Value ? found.Decision != null : found.Decision == null && found.WithdrawnAt == null))),
            page, BoardCaseResponse.From, cancel);
}
