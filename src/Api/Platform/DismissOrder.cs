using System.ComponentModel.DataAnnotations;
using Cesuur.Api.Http;
using Cesuur.Api.Orders;
using Cesuur.Domain;
using Cesuur.Domain.Orders;
using Cesuur.Domain.Organisations;

namespace Cesuur.Api.Platform;

public sealed record OrderDismissalRequest
{
    /// <summary>What was done about it instead, for the books.</summary>
    [Required, StringLength(500, MinimumLength = 1)]
    public required string Note { get; init; }
}

/// <summary>The operator has seen to what an order asked attention for: credits that were left to take back are let be.</summary>
internal sealed class DismissOrder : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/platform/orders/{orderId}/dismissal", Handle)
        .Requires(Permission.Platform)
        .Fails(HttpErrors.NotFound, OrderErrors.NothingToAttendTo);

    private static Task<OperatorOrderResponse> Handle(
        Id<Order> orderId, OrderDismissalRequest request, Settlement settlement, Clock clock, CancellationToken cancel) =>
        settlement.ChangeAsync(orderId, "order.dismissed", order => order.Dismiss(request.Note, clock.Real), cancel);
}
