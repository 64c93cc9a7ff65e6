using System.Threading.Channels;
using Cesuur.Api.Http;
using Cesuur.Infrastructure.Delivery;

namespace Cesuur.Api.Delivery;

/// <summary>One candidate who listens: what their sitting was when it was last looked at.</summary>
internal sealed class SittingStream(SittingTicket ticket, Action<SittingStream> leave) : IDisposable
{
    // One place: whoever is slow gets the latest and not all that was between, since each glimpse says everything.
    private readonly Channel<SittingGlimpse?> _next = Channel.CreateBounded<SittingGlimpse?>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    public SittingTicket Ticket => ticket;

    /// <summary>The sitting when it was looked at again, which may have changed or not; null when there is none.</summary>
    public ValueTask<SittingGlimpse?> NextAsync(CancellationToken cancel) => _next.Reader.ReadAsync(cancel);

    public void Show(SittingGlimpse? glimpse) => _next.Writer.TryWrite(glimpse);

    public void Dispose() => leave(this);
}

/// <summary>
/// The candidates who listen on this node. New lines of the logs say which sittings to look at; all of those are read in
/// one statement. Every sitting is looked at again with every beat, so that also what has no line (a sandbox's
/// clock) or a line that came in unusually late is told, only later. Nothing is asked while nobody listens.
/// </summary>
internal sealed class SittingStreams(SittingNews news, TimeProvider time, ILogger<SittingStreams> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    /// <summary>A line is seen when its transaction has committed, which may be so long after it was written.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromSeconds(10);

    /// <summary>A reload leaves a stream behind until its connection is found dead; more than these are not a person's.</summary>
    private const int MostOfOneSitting = 4;

    private const int LookedAtTogether = 1000;

    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, List<SittingStream>> _streams = [];
    private readonly SemaphoreSlim _joined = new(0);
    private HashSet<(Guid Tenant, Guid Sitting)> _new = [];
    private HashSet<Guid> _seen = [];

    /// <summary>From now on the stream is shown its sitting, first at once.</summary>
    public SittingStream Open(SittingTicket ticket)
    {
        var stream = new SittingStream(ticket, Leave);
        lock (_lock)
        {
            if (!_streams.TryGetValue(ticket.Sitting, out var ofSitting))
            {
                _streams[ticket.Sitting] = ofSitting = new List<SittingStream>(1);
            }

            if (ofSitting.Count == MostOfOneSitting)
            {
                ofSitting[0].Show(null);
                ofSitting.RemoveAt(0);
            }

            ofSitting.Add(stream);
            _new.Add((ticket.Tenant, ticket.Sitting));
        }

        if (_joined.CurrentCount == 0)
        {
            _joined.Release(); // two at once may do it twice, which costs a look at nothing
        }

        return stream;
    }

    /// <summary>The devices whose streams are open.</summary>
    public IReadOnlyList<SeenDevice> Devices()
    {
        lock (_lock)
        {
            return [.. _streams.Values.SelectMany(ofSitting => ofSitting).Select(stream => new SeenDevice(stream.Ticket.Tenant, stream.Ticket.Sitting, stream.Ticket.DeviceEpoch))];
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var (asked, beaten) = (time.GetTimestamp(), time.GetTimestamp());
        while (!stoppingToken.IsCancellationRequested)
        {
            if (IsIdle())
            {
                await _joined.WaitAsync(stoppingToken);
                (asked, beaten) = (time.GetTimestamp(), time.GetTimestamp());
            }
            else
            {
                await _joined.WaitAsync(Interval, stoppingToken);
            }

            var wanted = TakeNew();
            try
            {
                if (time.GetElapsedTime(beaten) >= EventStream.Beat)
                {
                    beaten = time.GetTimestamp();
                    wanted = All();
                }

                if (time.GetElapsedTime(asked) >= Interval)
                {
                    asked = time.GetTimestamp();
                    wanted.UnionWith(await ChangedAsync(stoppingToken));
                }

                foreach (var some in wanted.Chunk(LookedAtTogether))
                {
                    Show(some, await news.GlimpsesAsync(some, stoppingToken));
                }
            }
#pragma warning disable CA1031 // Whatever fails is tried again; the loop itself never stops
            catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                log.LogError(e, "Looking at {Count} sittings for their candidates failed; trying again", wanted.Count);
                Return(wanted);
                await Task.Delay(Interval, time, stoppingToken);
            }
#pragma warning restore CA1031
        }
    }

    public override void Dispose()
    {
        _joined.Dispose();
        base.Dispose();
    }

    private async Task<List<(Guid Tenant, Guid Sitting)>> ChangedAsync(CancellationToken cancel)
    {
        var lines = await news.LinesAsync(Overlap, cancel);
        var changed = new List<(Guid, Guid)>();
        lock (_lock)
        {
            foreach (var (line, sitting) in lines)
            {
                if (!_seen.Contains(line) && _streams.TryGetValue(sitting, out var ofSitting))
                {
                    changed.Add((ofSitting[0].Ticket.Tenant, sitting));
                }
            }
        }

        _seen = [.. lines.Select(line => line.Line)]; // older ones are not in the next answer
        return changed;
    }

    private void Show((Guid Tenant, Guid Sitting)[] wanted, IReadOnlyList<SittingGlimpse> glimpses)
    {
        var found = glimpses.ToDictionary(glimpse => glimpse.Sitting);
        lock (_lock)
        {
            foreach (var (_, sitting) in wanted)
            {
                foreach (var stream in _streams.GetValueOrDefault(sitting) ?? [])
                {
                    stream.Show(found.GetValueOrDefault(sitting));
                }
            }
        }
    }

    private void Leave(SittingStream stream)
    {
        lock (_lock)
        {
            if (_streams.TryGetValue(stream.Ticket.Sitting, out var ofSitting) && ofSitting.Remove(stream) && ofSitting.Count == 0)
            {
                _streams.Remove(stream.Ticket.Sitting);
            }
        }
    }

    private bool IsIdle()
    {
        lock (_lock)
        {
            return _streams.Count == 0;
        }
    }

    private HashSet<(Guid Tenant, Guid Sitting)> TakeNew()
    {
        lock (_lock)
        {
            var taken = _new;
            _new = [];
            return taken;
        }
    }

    private HashSet<(Guid Tenant, Guid Sitting)> All()
    {
        lock (_lock)
        {
            return [.. _streams.Values.Select(ofSitting => (ofSitting[0].Ticket.Tenant, ofSitting[0].Ticket.Sitting))];
        }
    }

    private void Return(HashSet<(Guid Tenant, Guid Sitting)> wanted)
    {
        lock (_lock)
        {
            _new.UnionWith(wanted);
        }
    }
}
