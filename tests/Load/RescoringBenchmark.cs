using System.Diagnostics;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Testing;

namespace Cesuur.Load;

/// <summary>
/// Corrections of a version that many have taken: the preview, and the rescoring from the sign-off to the end of its job; and whether four times as
/// many take more memory.
/// </summary>
internal static class RescoringBenchmark
{
    private const int Sittings = 100_000;
    private const int Fewer = 15_000;
    private const int Items = 40;
    private const int Megabyte = 1024 * 1024;

    public static async Task RunAsync(LoadServer server, Report report)
    {
        var organisation = await MeasureAsync(server, Sittings, report);
        var start = Stopwatch.GetTimestamp();
        await server.ExecuteAsync($"""
            INSERT INTO result_versions
            SELECT (jsonb_populate_record(v, jsonb_build_object('number', v.number + 1000))).* FROM result_versions v WHERE v.number = 1 AND v.tenant_id = '{organisation}'
            """);
        report.Add($"{Sittings:N0} results inserted by one statement, as the owner", Stopwatch.GetElapsedTime(start).TotalSeconds, "s");
        await MeasureMemoryAsync(report);
    }

    // The garbage collector for servers lets the heap grow as long as there is memory, by some hundred megabytes whatever is held; the other one tells.
    private static async Task MeasureMemoryAsync(Report report)
    {
        await using var server = await LoadServer.StartAsync(new() { ["DOTNET_gcServer"] = "0" });
        await MeasureAsync(server, Fewer, new Report());
        var peak = server.Api.PeakWorkingSet;
        await MeasureAsync(server, 4 * Fewer, new Report());
        report.Add($"memory of the process with {Fewer:N0} sittings", peak / (double)Megabyte, "MB");
        report.Add($"memory that {4 * Fewer:N0} took beyond it", (server.Api.PeakWorkingSet - peak) / (double)Megabyte, "MB", atMost: 50);
    }

    /// <returns>The organisation that has so many sittings now.</returns>
    private static async Task<Guid> MeasureAsync(LoadServer server, int sittings, Report report)
    {
        var (organisation, publisher) = await server.OrganisationAsync();
        var path = await AnalysisBenchmark.PublishAsync(server, publisher, Items);
        var items = (await publisher.GetAsync($"{path}/content")).Json["sections"]![0]!["items"]!.AsArray()
            .Select(item => Id<Item>.Parse(item!["id"]!.ToString(), null)).ToList();
        await SyntheticSittings.AddAsync(server, organisation, sittings);
        await SyntheticSittings.AddResultsAsync(server, organisation, items);
        var (proposer, _) = await server.UserAsync(organisation, publisher, "admin");
        var (decider, _) = await server.UserAsync(organisation, publisher, "admin");

        object[] otherKey = [new { kind = "key", itemId = items[0].ToString(), key = new { correct = new[] { "a" } } }];
        var start = Stopwatch.GetTimestamp();
        var effect = await SucceededAsync(publisher, (await publisher.PostAsync($"{path}/corrections/preview", new { changes = otherKey })).Get("id"));
        if (effect.Get("result.results") != $"{sittings}")
        {
            throw new InvalidOperationException($"{sittings} results were expected: {effect}");
        }

        report.Add($"preview of another key over {sittings:N0} sittings of {Items} items", Stopwatch.GetElapsedTime(start).TotalSeconds, "s");
        foreach (var (name, changes) in new[] { ("another key", otherKey), ("another cut score", [new { kind = "cut_score", cutScore = 30 }]) })
        {
            var (seconds, revised) = await CorrectAsync(path, changes, proposer, decider);
            report.Add($"rescored by {name}, {revised:N0} of them revised", seconds, "s", atMost: 60);
        }

        return organisation;
    }

    private static async Task<(double Seconds, int Revised)> CorrectAsync(string path, object[] changes, TestClient proposer, TestClient decider)
    {
        var proposed = await proposer.PostAsync($"{path}/corrections", new { changes, reason = "Meting." });
        await SucceededAsync(proposer, proposed.Get("effectJobId"));
        var start = Stopwatch.GetTimestamp();
        var job = (await decider.PostAsync($"{path}/corrections/{proposed.Get("id")}/approval", new { })).Get("id");
        var rescored = await SucceededAsync(decider, job);
        return (Stopwatch.GetElapsedTime(start).TotalSeconds, int.Parse(rescored.Get("result.resultsChanged"), null));
    }

    private static async Task<Testing.Answer> SucceededAsync(TestClient client, string job)
    {
        while (true)
        {
            var seen = await client.GetAsync($"/v1/jobs/{job}");
            switch (seen.Get("status"))
            {
                case "succeeded":
                    return seen;
                case "failed":
                    throw new InvalidOperationException(seen.ToString());
                default:
                    await Task.Delay(200);
                    break;
            }
        }
    }
}
