using Cesuur.Api.Http;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Credits;

namespace Cesuur.Api.Credits;

public sealed record CreditsResponse
{
    /// <summary>The credits that can be spent.</summary>
    public required long Balance { get; init; }
}

internal sealed class GetCredits : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/credits", Handle)
        .Requires(Permission.CreditsRead);

    private static async Task<CreditsResponse> Handle(Ledger ledger, CancellationToken cancel) =>
        new() { Balance = await ledger.BalanceAsync(cancel) };
}
