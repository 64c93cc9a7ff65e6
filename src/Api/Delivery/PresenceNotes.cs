using System.Collections.Concurrent;
using Cesuur.Infrastructure.Delivery;

namespace Cesuur.Api.Delivery;

/// <summary>
/// Notes which candidates' devices are there, by their requests and their open streams: in memory at once, and in the
/// database together, so that saving an answer costs no statement more.
/// </summary>
internal sealed class PresenceNotes(DevicePresences presences, SittingStreams streams, TimeProvider time, ILogger<PresenceNotes> log) : BackgroundService
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private ConcurrentDictionary<SeenDevice, bool> _seen = new();

    public void Saw(SittingTicket ticket) => _seen.TryAdd(new SeenDevice(ticket.Tenant, ticket.Sitting, ticket.DeviceEpoch), false);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await NoteAsync(stoppingToken);
            }
#pragma warning disable CA1031 // What is not noted now is noted when the device is seen again; the loop itself never stops
            catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                log.LogError(e, "Noting which devices are there failed");
            }
#pragma warning restore CA1031
        }
    }

    private async Task NoteAsync(CancellationToken cancel)
    {
        var seen = Interlocked.Exchange(ref _seen, new());
        foreach (var device in streams.Devices())
        {
            seen[device] = true;
        }

        if (!seen.IsEmpty)
        {
            await presences.NoteAsync([.. seen], cancel);
        }
    }
}
