using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Rating;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Rating;

/// <summary>Who may rate what, and who might: withdrawn and past authorisations too.</summary>
internal sealed class ListRaterAuthorisations : IEndpoint
{
    private static readonly Sorting<RaterAuthorisation> Sorting = new(Sorting<RaterAuthorisation>.By("createdAt", authorisation => authorisation.CreatedAt));

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/rater-authorisations", Handle)
        .Requires(Permission.BoardWrite)
        .Fails(HttpErrors.Invalid, HttpErrors.MalformedCursor);

    private static Task<Page<RaterAuthorisationResponse>> Handle([AsParameters] PageRequest page, Id<User>? userId, AppDb db, CancellationToken cancel) =>
        Sorting.PageAsync(
            db.RaterAuthorisations.AsNoTracking().Where(authorisation => userId == null || authorisation.UserId == userId), page, RaterAuthorisationResponse.Of, cancel);
}
