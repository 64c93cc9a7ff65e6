using System.Diagnostics;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Testing;

namespace Cesuur.Load;

/// <summary>Corrections of a version that many have taken: the preview, and the rescoring from the sign-off to the end of its job.</summary>
internal static class RescoringBenchmark
{
    private const int Sittings = 100_000;
    private const int Items = 40;
    private const int Megabyte = 1024 * 1024;

    // As many results written again as a rescoring writes, in one statement.
    private const string CopySql = """
        INSERT INTO result_versions
        SELECT (jsonb_populate_record(v, jsonb_build_object('number', v.number + 1000))).* FROM result_versions v WHERE v.number = 1
        """;

    public static async Task RunAsync(LoadServer server, Report report)
    {
        var (organisation, publisher) = await server.OrganisationAsync();
        var path = await AnalysisBenchmark.PublishAsync(server, publisher, Items);
        var items = (await publisher.GetAsync($"{path}/content")).Json["sections"]![0]!["items"]!.AsArray()
            .Select(item => Id<Item>.Parse(item!["id"]!.ToString(), null)).ToList();
        await SyntheticSittings.AddAsync(server, organisation, Sittings);
        await SyntheticSittings.AddResultsAsync(server, organisation, items);
        var (proposer, _) = await server.UserAsync(organisation, publisher, "admin");
        var (decider, _) = await server.UserAsync(organisation, publisher, "admin");

        object[] otherKey = [new { kind = "key", itemId = items[0].ToString(), key = new { correct = new[] { "a" } } }];
        var start = Stopwatch.GetTimestamp();
        var effect = await SucceededAsync(publisher, (await publisher.PostAsync($"{path}/corrections/preview", new { changes = otherKey })).Get("id"));
        report.Add($"preview of another key over {Sittings:N0} sittings of {Items} items", Stopwatch.GetElapsedTime(start).TotalSeconds, "s");

        var peak = server.Api.PeakWorkingSet;
        foreach (var (name, changes) in new[] { ("another key", otherKey), ("another cut score", [new { kind = "cut_score", cutScore = 30 }]) })
        {
            var (seconds, revised) = await CorrectAsync(path, changes, proposer, decider);
            report.Add($"rescored by {name}, {revised:N0} of them revised", seconds, "s", atMost: 60);
        }

        report.Add("memory that rescoring took beyond the preview", (server.Api.PeakWorkingSet - peak) / (double)Megabyte, "MB", atMost: 100);
        start = Stopwatch.GetTimestamp();
        await server.ExecuteAsync(CopySql);
        report.Add($"{Sittings:N0} results inserted by one statement, as the owner", Stopwatch.GetElapsedTime(start).TotalSeconds, "s");
        if (effect.Get("result.results") != $"{Sittings}")
        {
            throw new InvalidOperationException($"{Sittings} results were expected: {effect}");
        }
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
