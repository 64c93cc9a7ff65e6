using Cesuur.Api.Jobs;
using Cesuur.Infrastructure.Database;

namespace Cesuur.Api.Orders;

/// <summary>Removes the ids of events after 30 days. Stripe sends one again for three days, and no longer than that does it matter that it came before.</summary>
internal sealed class ForgetStripeEventsJob(Databases databases, ILogger<ForgetStripeEventsJob> log) : ForgetJob(databases, log, "events of the payment provider", """
    DELETE FROM stripe_events WHERE received_at < clock_timestamp() - interval '30 days'
    """);
