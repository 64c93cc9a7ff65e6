using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;

namespace Cesuur.Api.Organisations;

internal sealed class GetUser : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/users/{userId}", Handle)
        .Requires(Permission.UsersRead)
        .Fails(HttpErrors.NotFound);

    private static async Task<UserResponse> Handle(Id<User> userId, HttpContext http, AppDb db, CancellationToken cancel)
    {
        var user = await db.Users.Where(user => user.Id == userId).RequireAsync(cancel);
        http.SetETag(db, user);
        return UserResponse.From(user);
    }
}
