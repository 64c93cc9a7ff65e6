using Cesuur.Api.Http;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;

namespace Cesuur.Api.Organisations;

internal sealed class GetMe : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/me", Handle)
        .RequiresUser();

    private static async Task<UserResponse> Handle(AppDb db, Caller caller, CancellationToken cancel) =>
        UserResponse.From(await db.Users.Where(user => user.Id == caller.User).RequireAsync(cancel));
}
