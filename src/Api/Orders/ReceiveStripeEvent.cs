using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Orders;
using Cesuur.Infrastructure.Database;
using Cesuur.Infrastructure.Licensing;
using Cesuur.Infrastructure.Payments;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Orders;

/// <summary>
/// Where Stripe tells that something happened. What is noted is only that, once an event; a job then asks Stripe how
/// things stand. So it answers at once, and what comes twice, late or in another order does no harm.
/// </summary>
internal sealed class ReceiveStripeEvent : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/stripe/events", Handle)
        .Public()
        .Accepts<object>("application/json")
        .Fails(OrderErrors.SignatureInvalid, OrderErrors.EventInvalid, HttpErrors.BodyTooLarge);

    private static async Task<NoContent> Handle(
        HttpRequest http, StripeSignature signature, OperatorOrganisation platform, AppDb db, Clock clock, CancellationToken cancel)
    {
        using var body = new MemoryStream();
        await http.Body.CopyToAsync(body, cancel);
        var bytes = body.GetBuffer().AsMemory(0, (int)body.Length);
        if (!signature.IsValid(http.Headers[StripeSignature.Header], bytes.Span))
        {
            throw new DomainException(OrderErrors.SignatureInvalid);
        }

        var notice = StripeEvents.Read(bytes.Span) ?? throw new DomainException(OrderErrors.EventInvalid);
        await db.EnterAsync(await platform.IdAsync(cancel), cancel);
        return await db.InTransactionAsync(
            async () =>
            {
                var isNew = await db.Database.ExecuteSqlAsync(
                    $"""
                    INSERT INTO stripe_events (tenant_id, id, type, received_at)
                    VALUES ({db.TenantId.Value}, {notice.EventId}, {notice.Type}, {clock.Real}) ON CONFLICT DO NOTHING
                    """,
                    cancel) == 1;
                if (isNew)
                {
                    await SettleAsync(notice, db, clock.Real, cancel);
                    await db.SaveChangesAsync(cancel);
                }

                return TypedResults.NoContent();
            },
            cancel);
    }

    // The account may sell other things too: a session that no order has is somebody else's.
    private static async Task SettleAsync(StripeNotice notice, AppDb db, DateTimeOffset now, CancellationToken cancel)
    {
        if (notice.SessionId is { } session)
        {
            var order = await db.Orders.Where(order => order.CheckoutId == session).Select(order => order.Id).SingleOrDefaultAsync(cancel);
            if (!order.IsNone)
            {
                db.Enqueue(OrderSettlement.Kind, new SettleOrderArguments(order.ToString()), now);
            }
        }
        else if (notice.PaymentIntentId is { } payment)
        {
            db.Enqueue(SettlePaymentJob.Kind, new SettlePaymentArguments(payment), now);
        }
    }
}
