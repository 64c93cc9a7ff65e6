using Cesuur.Domain;
using Cesuur.Domain.Webhooks;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Infrastructure.Webhooks;

public static class PendingDeliveries
{
    private const string EndpointDisabled = "endpoint_disabled";

    /// <summary>Fails what is still on its way to an endpoint that has just been disabled.</summary>
    public static Task<int> GiveUpDeliveriesAsync(this AppDb db, Id<WebhookEndpoint> endpoint, CancellationToken cancel) =>
        db.WebhookDeliveries
            .Where(delivery => delivery.EndpointId == endpoint && delivery.State == WebhookDeliveryState.Pending)
            .ExecuteUpdateAsync(
                set => set
                    .SetProperty(delivery => delivery.State, WebhookDeliveryState.Failed)
                    .SetProperty(delivery => delivery.LastError, EndpointDisabled),
                cancel);
}
