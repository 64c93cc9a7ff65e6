using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Orders;
using Cesuur.Infrastructure;
using Cesuur.Infrastructure.Database;
using Cesuur.Infrastructure.Payments;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Cesuur.Api.Payments;

/// <summary>A button of the page: the buyer pays, fails to, or leaves it to a bank, and goes back where the order came from.</summary>
internal sealed class PlaySimulatedPayment : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost(SimulatedProvider.PagePath["/v1".Length..] + "{secret}/{button}", Handle)
        .Public()
        .Fails(HttpErrors.NotFound, OrderErrors.PaymentStateForbids)
        .ExcludeFromDescription();

    private static Task<StatusCodeHttpResult> Handle(
        string secret, string button, SimulatedPayments payments, AppDb db, HttpContext http, TimeProvider time, CancellationToken cancel) =>
        db.InTransactionAsync(
            async () =>
            {
                if (!SnakeCaseEnum.TryRead<PaymentAction>(button, out var action) || !SimulatedPaymentPage.Buttons.Contains(action))
                {
                    throw new DomainException(HttpErrors.NotFound);
                }

                var payment = await payments.FindAsync(secret, cancel);
                payment.Play(action, amount: null, time.GetUtcNow());
                db.Enqueue(OrderSettlement.Kind, new SettleOrderArguments(payment.OrderId), time.GetUtcNow());
                await db.SaveChangesAsync(cancel);
                http.Response.Headers.Location = SimulatedPaymentPage.Address(action == PaymentAction.Fail ? payment.CancelUrl : payment.SuccessUrl).AbsoluteUri;
                return TypedResults.StatusCode(StatusCodes.Status303SeeOther);
            },
            cancel);
}
