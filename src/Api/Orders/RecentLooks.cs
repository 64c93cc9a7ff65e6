using System.Collections.Concurrent;
using Cesuur.Domain;
using Cesuur.Domain.Orders;

namespace Cesuur.Api.Orders;

/// <summary>Which orders this node has just asked the provider about, for those who poll: what is asked again within two seconds is answered from the books.</summary>
internal sealed class RecentLooks(TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<Id<Order>, DateTimeOffset> _looks = new();

    public bool TryLook(Id<Order> order)
    {
        var now = time.GetUtcNow();
        foreach (var (old, at) in _looks)
        {
            if (now - at >= Pause)
            {
                _looks.TryRemove(new(old, at));
            }
        }

        return _looks.TryAdd(order, now);
    }
}
