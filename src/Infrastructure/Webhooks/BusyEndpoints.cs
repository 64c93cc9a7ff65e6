using Cesuur.Domain;
using Cesuur.Domain.Webhooks;

namespace Cesuur.Infrastructure.Webhooks;

/// <summary>The endpoints that are being sent to, each with the lines it takes up.</summary>
internal sealed record BusyEndpoints(List<Id<WebhookEndpoint>> Endpoints, List<int> Lines);
