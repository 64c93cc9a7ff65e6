using Cesuur.Domain;
using Cesuur.Domain.Webhooks;

namespace Cesuur.Infrastructure.Webhooks;

/// <summary>
/// How many deliveries this process has under way to each endpoint, and which endpoints asked to be left
/// alone for a while. In memory: another process finds out by itself, at the price of one more attempt.
/// </summary>
internal sealed class EndpointLines(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Id<WebhookEndpoint>, int> _taken = [];
    private readonly Dictionary<Id<WebhookEndpoint>, DateTimeOffset> _pausedUntil = [];
    private int _total;

    public int Total
    {
        get
        {
            lock (_lock)
            {
                return _total;
            }
        }
    }

    public void Take(Id<WebhookEndpoint> endpoint)
    {
        lock (_lock)
        {
            _total++;
            _taken[endpoint] = _taken.GetValueOrDefault(endpoint) + 1;
        }
    }

    public void Free(Id<WebhookEndpoint> endpoint)
    {
        lock (_lock)
        {
            _total--;
            if (--_taken[endpoint] == 0)
            {
                _taken.Remove(endpoint);
            }
        }
    }

    public void Pause(Id<WebhookEndpoint> endpoint, DateTimeOffset until)
    {
        lock (_lock)
        {
            _pausedUntil[endpoint] = until;
        }
    }

    /// <summary>What a claim has to leave room for; a pause takes up all of an endpoint's lines.</summary>
    public BusyEndpoints Busy()
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            foreach (var (endpoint, until) in _pausedUntil)
            {
                if (until <= now)
                {
                    _pausedUntil.Remove(endpoint);
                }
            }

            var busy = _taken.Keys.Union(_pausedUntil.Keys).ToList();
            return new BusyEndpoints(
                busy, busy.ConvertAll(endpoint => _pausedUntil.ContainsKey(endpoint) ? WebhookOutbox.MaxPerEndpoint : _taken[endpoint]));
        }
    }
}
