using Cesuur.Api.Http;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.People;
using Cesuur.Infrastructure.Database;

namespace Cesuur.Api.People;

internal sealed class ListGroups : IEndpoint
{
    private static readonly Sorting<Group> Sorting = new(
        Sorting<Group>.By("name", group => group.SearchKey),
        Sorting<Group>.By("createdAt", group => group.CreatedAt));

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/groups", Handle)
        .Requires(Permission.CandidatesRead)
        .Fails(HttpErrors.Invalid, HttpErrors.MalformedCursor);

    private static Task<Page<GroupResponse>> Handle([AsParameters] PageRequest page, AppDb db, CancellationToken cancel) =>
        Sorting.PageAsync(db.Groups, page, GroupResponse.From, cancel);
}
