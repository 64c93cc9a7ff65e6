using Cesuur.Api.Http;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;

namespace Cesuur.Api.Organisations;

internal sealed class ListUsers : IEndpoint
{
    private static readonly Sorting<User> Sorting = new(
        Sorting<User>.By("name", user => user.SearchKey),
        Sorting<User>.By("email", user => user.EmailKey),
        Sorting<User>.By("createdAt", user => user.CreatedAt));

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/users", Handle)
        .Requires(Permission.UsersRead);

    private static Task<Page<UserResponse>> Handle([AsParameters] PageRequest page, AppDb db, CancellationToken cancel) =>
        Sorting.PageAsync(db.Users, page, UserResponse.From, cancel);
}
