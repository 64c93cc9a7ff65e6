using System.Diagnostics;
using System.Net;
using Cesuur.Domain;
using Cesuur.Domain.Organisations;
using Cesuur.Testing;

namespace Cesuur.Load;

/// <summary>A rating round of 10,000 tasks and 50 raters, from the request to its answer, somebody who joins it, and its closure when all is rated.</summary>
internal static class RoundBenchmark
{
    private const int Sittings = 1_000;
    private const int Tasks = 10;
    private const int Raters = 50;
    private const int TakeOvers = 50;
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

        await JoinAsync(server, report, organisation, board, round.Get("round.id"));
        await RateAsync(server, "state = 'open'");
        start = Stopwatch.GetTimestamp();
        await board.PostAsync($"/v1/rating-rounds/{round.Get("round.id")}/closure");
        report.Add($"closed, with the results of {Sittings:N0} sittings", Stopwatch.GetElapsedTime(start).TotalSeconds, "s");
    }

    // Somebody who has no task of their own any more is given others', each looked for among all that are left.
    private static async Task JoinAsync(LoadServer server, Report report, Guid organisation, TestClient board, string round)
    {
        var (rater, id) = await server.UserAsync(organisation, board, "rater");
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().Date);
        await board.PostAsync("/v1/rater-authorisations", new { userId = id, skill = "writing", from = today.AddDays(-1), to = today.AddDays(1), reference = "Besluit" });
        var start = Stopwatch.GetTimestamp();
        await board.PostAsync($"/v1/rating-rounds/{round}/raters", new { userId = id });
        report.Add("somebody who joins gets their share of them", Stopwatch.GetElapsedTime(start).TotalSeconds, "s");

        var own = $"rater_id = '{Id<User>.Parse(id, null).Value}'";
        var taken = TimeSpan.Zero;
        for (var i = 0; i <= TakeOvers; i++)
        {
            await RateAsync(server, own);
            start = Stopwatch.GetTimestamp();
            await rater.PostAsync("/v1/rating-tasks/next");
            taken += i == 0 ? TimeSpan.Zero : Stopwatch.GetElapsedTime(start); // the first is the first request of its kind
        }

        report.Add("and then a task of somebody else's, the mean of 50", taken.TotalMilliseconds / TakeOvers, "ms");
    }

    private static Task RateAsync(LoadServer server, string which) => server.ExecuteAsync($$$"""
        UPDATE rating_tasks SET state = 'rated', rated_at = now(), claimed_until = NULL, scoring_number = 0,
            input = '{"flags": [], "scores": {"adequacy": 5}}', score = '{"points": 5, "maxPoints": 10, "scores": {"adequacy": 5}}' WHERE {{{which}}}
        """);

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
