using System.Diagnostics;
using System.Net;
using Cesuur.Testing;

namespace Cesuur.Load;

/// <summary>A rating round of 10,000 tasks and 50 raters, from the request to its answer, and its closure when all is rated.</summary>
internal static class RoundBenchmark
{
    private const int Sittings = 1_000;
    private const int Tasks = 10;
    private const int Raters = 50;
    private const double MaxSeconds = 5;

    public static async Task RunAsync(LoadServer server, Report report)
    {
        var (organisation, board) = await server.OrganisationAsync();
        var (test, version) = await PublishAsync(board);
        await server.ExecuteAsync(SyntheticWork.Sql(organisation, test, version, Sittings, Raters));
        await server.ExecuteAsync("ANALYZE");
        await WarmUpAsync(board, version);

        var start = Stopwatch.GetTimestamp();
        var round = await board.PostAsync("/v1/rating-rounds", new { versionId = version, raterIds = SyntheticWork.RaterIds(Raters) });
        report.Add($"a round of {Sittings * Tasks:N0} tasks × 2 assigned to {Raters} raters", Stopwatch.GetElapsedTime(start).TotalSeconds, "s", MaxSeconds);
        report.Add("different raters per sitting, of 20 at most", round.Node("progress.meanRatersPerSitting")!.GetValue<double>(), "", atLeast: 2 * Tasks);
        var loads = round.Json["raters"]!.AsArray().Select(rater => rater!["toRate"]!.GetValue<int>()).ToList();
        report.Add($"between the least and the most loaded of {Raters} raters", loads.Max() - loads.Min(), "ratings");

        await server.ExecuteAsync("""
            UPDATE rating_tasks SET state = 'rated', rated_at = now(), scoring_number = 0,
                input = '{"flags": [], "scores": {"adequacy": 5}}', score = '{"points": 5, "maxPoints": 10, "scores": {"adequacy": 5}}'
            """);
        start = Stopwatch.GetTimestamp();
        await board.PostAsync($"/v1/rating-rounds/{round.Get("round.id")}/closure");
        report.Add($"closed, with the results of {Sittings:N0} sittings", Stopwatch.GetElapsedTime(start).TotalSeconds, "s");
    }

    // A round of another exam moment, in which there is nothing: what is measured is not the first request of a process.
    private static async Task WarmUpAsync(TestClient board, string version)
    {
        var moment = (await board.PostAsync("/v1/exam-moments", new { name = "Leeg", from = "2026-01-01", to = "2026-01-02" })).Get("id");
        await board.PostAsync("/v1/rating-rounds", new { versionId = version, examMomentId = moment, raterIds = SyntheticWork.RaterIds(Raters) });
    }

    private static async Task<(string Test, string Version)> PublishAsync(TestClient board)
    {
        var test = (await board.PostAsync("/v1/tests", new { title = "Schrijven", skill = "writing", level = "B1" })).Get("id");
        var version = (await board.PostAsync($"/v1/tests/{test}/versions", new { })).Get("id");
        var path = $"/v1/tests/{test}/versions/{version}";
        await board.PutAsync($"{path}/content", TestAuthoring.Content([
            .. Enumerable.Range(1, Tasks).Select(number => (object)new
            {
                identifier = $"t{number}",
                type = "extended_text",
                prompt = "Schrijf.",
                rubric = new { criteria = new[] { new { id = "adequacy", title = "Adequaatheid", maxPoints = 10 } } },
            }),
        ]));
        (await board.SendAsync(HttpMethod.Patch, path, new { durationSeconds = 3600, policies = new { rating = new { raters = 2 } } })).Expect(HttpStatusCode.OK);
        await board.PutAsync($"{path}/cut-score", new { cutScore = 100 });
        await board.PostAsync($"{path}/publication");
        return (test, version);
    }
}
