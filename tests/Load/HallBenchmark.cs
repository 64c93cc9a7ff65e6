using System.Diagnostics;
using Npgsql;

namespace Cesuur.Load;

/// <summary>A hall that starts at once: each candidate on a connection of their own checks in, starts, and reads the test.</summary>
internal static class HallBenchmark
{
    private const int Megabyte = 1024 * 1024;

    public static async Task RunAsync(LoadServer server, Report report)
    {
        (int Candidates, double? AtMost)[] halls = [(1_000, null), (3_000, 10), (10_000, 25)];
        var hall = await Hall.OpenAsync(server, 20_000);
        await hall.StartAsync(await hall.InviteAsync(200)); // warm

        var confirmed = Stopwatch.GetTimestamp();
        var codes = await hall.InviteAsync(10_000);
        report.Add("10,000 invitations confirmed", Stopwatch.GetElapsedTime(confirmed).TotalSeconds, "s", atMost: 10);

        foreach (var (candidates, atMost) in halls)
        {
            var invited = candidates == codes.Count ? codes : await hall.InviteAsync(candidates);
            var (before, worked) = (server.Api.WorkingSet, server.Api.ProcessorTime);
            var (seconds, each) = await StartAsync(server, invited);
            report.Add($"{candidates:N0} candidates check in, start and read the test at once", seconds, "s", atMost);
            report.Add("99th percentile of a candidate's three requests", each[each.Length * 99 / 100], "s");
            report.Add("processor time of the API for one", (server.Api.ProcessorTime - worked).TotalMilliseconds / candidates, "ms");
            if (candidates == codes.Count)
            {
                report.Add("memory of 1,000 open sittings and their connections", (server.Api.WorkingSet - before) / (double)Megabyte / candidates * 1000, "MB");
            }
        }

        var (submitted, took) = await ExpireAsync(hall);
        report.Add($"{submitted:N0} sittings whose time is over are submitted", took, "s");

        report.Add("whole sittings a second, from the code to the result, 64 at a time", await WholeAsync(hall), "/s");
    }

    private static async Task<(double Seconds, double[] Each)> StartAsync(LoadServer server, IReadOnlyList<string> codes)
    {
        var wires = await HttpWire.ConnectAsync(server.Api.Address, codes.Count);
        var each = new double[codes.Count];
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(codes.Select((code, i) => Task.Run(async () =>
        {
            var token = await Device.CheckInAsync(wires[i], code);
            await Device.ExpectAsync(wires[i], HttpWire.Request("POST", "/v1/delivery/start", token, body: null));
            await Device.ExpectAsync(wires[i], HttpWire.Request("GET", "/v1/delivery/sitting", token, body: null));
            each[i] = Stopwatch.GetElapsedTime(start).TotalSeconds;
        })));
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        foreach (var wire in wires)
        {
            wire.Dispose();
        }

        return (seconds, [.. each.Order()]);
    }

    /// <summary>Gives all open sittings the same deadline: how many they are, and the seconds from then until the last is submitted.</summary>
    private static async Task<(int Sittings, double Seconds)> ExpireAsync(Hall hall)
    {
        await using var owner = await hall.Server.OpenOwnerAsync();
        await using var end = new NpgsqlCommand("UPDATE sittings SET deadline = clock_timestamp() + interval '5 s' WHERE state = 'started'", owner) { CommandTimeout = 0 };
        var sittings = await end.ExecuteNonQueryAsync();
        await using var left = new NpgsqlCommand("SELECT extract(epoch FROM clock_timestamp() - max(deadline))::float8, count(*) FILTER (WHERE state = 'started') FROM sittings", owner);
        while (true)
        {
            await Task.Delay(100);
            await using var reader = await left.ExecuteReaderAsync();
            await reader.ReadAsync();
            if (reader.GetInt64(1) == 0)
            {
                return (sittings, reader.GetDouble(0));
            }
        }
    }

    private static async Task<double> WholeAsync(Hall hall)
    {
        const int AtOnce = 64;
        var codes = await hall.InviteAsync(2_000);
        var items = await hall.ItemsAsync((await hall.StartAsync([codes[0]]))[0]);
        var next = 0;
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => Task.Run(async () =>
        {
            using var wire = await HttpWire.ConnectAsync(hall.Server.Api.Address);
            while (Interlocked.Increment(ref next) is var mine && mine < codes.Count)
            {
                var token = await Device.CheckInAsync(wire, codes[mine]);
                await Device.ExpectAsync(wire, HttpWire.Request("POST", "/v1/delivery/start", token, body: null));
                foreach (var item in items)
                {
                    await Device.ExpectAsync(wire, Device.Save(token, item, 1, 'a'));
                }

                await Device.ExpectAsync(wire, HttpWire.Request("POST", "/v1/delivery/finish", token, body: null));
            }
        })));
        return (codes.Count - 1) / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
