using Cesuur.Api.Jobs;
using Cesuur.Domain;
using Cesuur.Domain.Orders;
using Cesuur.Infrastructure.Payments;

namespace Cesuur.Api.Orders;

internal sealed record SettlePaymentArguments(string PaymentId);

/// <summary>Something happened to a payment at Stripe, which knows whose order it was for; refunds and disputes name nothing else.</summary>
internal sealed class SettlePaymentJob(StripeProvider stripe, Settlement settlement) : IJobHandler
{
    public const string Kind = "settle_payment";

    public async Task<object> RunAsync(RunningJob job, CancellationToken cancel)
    {
        var paid = await stripe.FindAsync(job.Read<SettlePaymentArguments>().PaymentId, cancel);
        if (paid is not null && Id<Order>.TryRead(paid.OrderId, out var order))
        {
            await settlement.SettleAsync(order, cancel);
        }

        return new { };
    }

    public Task GiveUpAsync(RunningJob job, CancellationToken cancel) => Task.CompletedTask;
}
