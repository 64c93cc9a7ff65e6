using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Cesuur.Load;

/// <summary>
/// Durable saves of answers through HTTP with a candidate's token, by as many connections as candidates, beside one
/// guarded upsert per transaction on the same server with as many connections in the same minute.
/// </summary>
internal static class SaveBenchmark
{
    private const int Seconds = 10;
    private const int Stored = 10_000_000;

    public static async Task RunAsync(LoadServer server, Report report)
    {
        int[] sizes = [64, 256, 1024];
        var hall = await Hall.OpenAsync(server, sizes[^1]);
        var tokens = await hall.StartAsync(await hall.InviteAsync(sizes[^1]));
        var items = await hall.ItemsAsync(tokens[0]);
        await SyntheticSittings.AddAsync(server, hall.Organisation, sizes[^1]);
        var yardstick = Pgbench.IsInstalled ? "pgbench" : "a loop over the driver";

        await SaveAsync(server, tokens, items, 64, seconds: 5); // warm
        var best = 0.0;
        foreach (var connections in sizes)
        {
            var saves = await SaveAsync(server, tokens, items, connections, Seconds);
            var single = await Pgbench.RunAsync(server, hall.Organisation, sizes[^1], connections, Seconds);
            var again = await SaveAsync(server, tokens, items, connections, Seconds);
            saves = (saves + again) / 2; // before and after the yardstick, so that a machine that slows down slows both
            best = connections == 256 ? saves : best;
            report.Add($"saves a second, {connections:N0} connections", saves, "/s");
            report.Add($"guarded upserts a second, one a transaction, {yardstick}", single, "/s");
            report.Add("ratio of the saves to it", saves / single, "×", atLeast: connections >= 256 ? 1.3 : null);
        }

        var latencies = await SaveAtRateAsync(server, tokens, items, connections: 256, perSecond: best / 2);
        report.Add($"half of that, {best / 2:N0} saves a second, 256 connections: median", latencies[latencies.Count / 2], "ms");
        report.Add("99th percentile", latencies[latencies.Count * 99 / 100], "ms", atMost: 50);

        await SyntheticSittings.AddResponsesAsync(server, hall.Organisation, Stored);
        await SaveAsync(server, tokens, items, 256, seconds: 5); // the cache of pages is warm again
        var beside = await SaveAsync(server, tokens, items, 256, Seconds);
        report.Add($"saves a second beside {Stored:N0} saved answers, 256 connections", beside, "/s");
        report.Add("cost of a save beside that without them", best / beside, "×", atMost: 1.2);
    }

    private static async Task<double> SaveAsync(LoadServer server, IReadOnlyList<string> tokens, IReadOnlyList<string> items, int connections, int seconds)
    {
        var wires = await HttpWire.ConnectAsync(server.Api.Address, connections);
        var (saved, clock) = (0L, Stopwatch.StartNew());
        await Task.WhenAll(wires.Select((wire, i) => Task.Run(async () =>
        {
            var save = new Saves(tokens[i], items);
            var own = 0;
            while (clock.Elapsed.TotalSeconds < seconds)
            {
                await Device.ExpectAsync(wire, save.Next());
                own++;
            }

            Interlocked.Add(ref saved, own);
            wire.Dispose();
        })));
        return saved / clock.Elapsed.TotalSeconds;
    }

    /// <summary>Milliseconds of each save, from the moment at which it was due, sorted.</summary>
    private static async Task<List<double>> SaveAtRateAsync(LoadServer server, IReadOnlyList<string> tokens, IReadOnlyList<string> items, int connections, double perSecond)
    {
        var wires = await HttpWire.ConnectAsync(server.Api.Address, connections);
        var every = TimeSpan.FromSeconds(connections / perSecond);
        var latencies = new ConcurrentBag<List<double>>();
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(wires.Select((wire, i) => Task.Run(async () =>
        {
            var (save, own) = (new Saves(tokens[i], items), new List<double>());
            for (var due = every * ((double)i / connections); due.TotalSeconds < Seconds; due += every)
            {
                var begun = due;
                if (due > clock.Elapsed)
                {
                    await Task.Delay(due - clock.Elapsed);
                    begun = clock.Elapsed; // this client's own lateness is not the server's
                }

                await Device.ExpectAsync(wire, save.Next());
                own.Add((clock.Elapsed - begun).TotalMilliseconds);
            }

            latencies.Add(own);
            wire.Dispose();
        })));
        return [.. latencies.SelectMany(own => own).Order()];
    }

    /// <summary>The saves of one candidate, item after item: requests that are written once, and only their revision each time.</summary>
    private sealed class Saves(string token, IReadOnlyList<string> items)
    {
        private readonly byte[][] _requests = [.. items.Select(item => Device.Save(token, item, 1_000_000_000_000_000, 'a'))];
        private int _next;

        public ReadOnlyMemory<byte> Next()
        {
            var request = _requests[_next++ % _requests.Length];
            var at = request.AsSpan().IndexOf("\"revision\":"u8) + 11;
            var revision = 1_000_000_000_000_000 + (long)(Stopwatch.GetTimestamp() / (double)Stopwatch.Frequency * 1e6); // above those of earlier rounds
            revision.TryFormat(request.AsSpan(at, 16), out _, default, CultureInfo.InvariantCulture);
            return request;
        }
    }
}
