using System.Globalization;
using System.Net;
using Cesuur.Domain;
using Cesuur.Domain.Organisations;
using Cesuur.Testing;

namespace Cesuur.Api.Tests.Rating;

/// <summary>Raters are watched by how they agree and by benchmarks, without which counting for anybody (P §4).</summary>
[Collection(ApiCollection.Name)]
public sealed class RaterMonitoringTests(ApiFixture fixture)
{
    private readonly TestApi _api = fixture.Api;

    [Fact]
    public async Task Agreement_and_severity_are_those_worked_out_by_hand()
    {
        var board = await TestBoard.CreateAsync(_api, credits: 1, tasks: 4);
        await board.SubmitAsync("Kandidaat");
        var (mild, severe) = (await board.RaterAsync(), await board.RaterAsync());
        var round = await board.RoundAsync(mild, severe);

        // Mild 2 4 6 8, severe 2 3 4 7. Two of four at most one apart and one equal besides: exact 1/4, adjacent 3/4.
        // Means 5 and 4; deviations −3 −1 1 3 and −2 −1 0 3: products 6 + 1 + 0 + 9 = 16, squares 20 and 14, so Pearson is
        // 16 / √280. Kappa with quadratic weights: observed Σd² / n = 6 / 4, expected (20 + 14) / 4 + 1² = 9.5: 1 − 1.5 / 9.5.
        var given = new Dictionary<string, (int Mild, int Severe)> { ["1"] = (2, 2), ["2"] = (4, 3), ["3"] = (6, 4), ["4"] = (8, 7) };
        await TestBoard.RateAllAsync(
            [mild, severe], (rater, text) => TestBoard.Points(rater == mild ? given[text.Split(' ')[1]].Mild : given[text.Split(' ')[1]].Severe));

        var agreement = await board.School.Admin.GetAsync($"/v1/rating-rounds/{round}/agreement");
        foreach (var figures in new[] { "raters[0].agreement", "raters[1].agreement" })
        {
            Assert.Equal(
                (4, 0.25, 0.75), (agreement.Node($"{figures}.pairs")!.GetValue<int>(), agreement.Node($"{figures}.exact")!.GetValue<double>(), agreement.Node($"{figures}.adjacent")!.GetValue<double>()));
            Assert.Equal(16 / Math.Sqrt(280), agreement.Node($"{figures}.pearson")!.GetValue<double>(), 1e-9);
            Assert.Equal(1 - (1.5 / 9.5), agreement.Node($"{figures}.weightedKappa")!.GetValue<double>(), 1e-9);
        }

        Assert.Equal("4", agreement.Get("overall.pairs"));
        var severities = agreement.Json["raters"]!.AsArray().ToDictionary(rater => rater!["userId"]!.ToString(), rater => rater!["severity"]!.GetValue<double>());
        Assert.Equal((1, -1), (severities[mild.Id], severities[severe.Id])); // 20 / 4 beside 16 / 4

        var csv = await board.School.Admin.GetAsync($"/v1/rating-rounds/{round}/agreement?format=csv");
        var row = csv.Text.Split('\n').Single(line => line.StartsWith(severe.Id, StringComparison.Ordinal)).Split(',');
        Assert.Equal(("text/csv", "4", "0.25", -1d), (csv.ContentType, row[2], row[3], double.Parse(row[7].TrimStart('\''), CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task Without_two_ratings_of_a_task_there_are_no_figures()
    {
        var board = await TestBoard.CreateAsync(_api, credits: 1, tasks: 1);
        await board.SubmitAsync("Kandidaat");
        var raters = new[] { await board.RaterAsync(), await board.RaterAsync() };
        var round = await board.RoundAsync(raters);
        await TestBoard.RateAllAsync(raters[..1], (_, _) => TestBoard.Points(3));

        var agreement = await board.School.Admin.GetAsync($"/v1/rating-rounds/{round}/agreement");
        Assert.Equal(("0", null, null), (agreement.Get("overall.pairs"), agreement.Node("overall.exact"), agreement.Node("raters[0].severity")));
    }

    [Fact]
    public async Task A_benchmark_goes_to_every_rater_among_the_others_and_shows_drift_and_counts_for_nobody()
    {
        var board = await TestBoard.CreateAsync(_api, credits: 2, tasks: 2);
        var seeded = await board.SubmitAsync("Bekend");
        var raters = new[] { await board.RaterAsync(), await board.RaterAsync() };
        var earlier = await board.RoundAsync(raters);
        await TestBoard.RateAllAsync(raters, (_, _) => TestBoard.Points(5));
        (await board.CloseAsync(earlier)).Expect(HttpStatusCode.OK);

        var work = await board.SubmitAsync("Kandidaat");
        var fresh = new[] { await board.RaterAsync(), await board.RaterAsync() };
        var round = await board.RoundAsync(fresh);
        var benchmark = new { sittingId = seeded.Sitting, itemId = board.Tasks[0], scores = new { adequacy = 5 } };
        var path = $"/v1/rating-rounds/{round}/benchmarks";
        (await board.School.Admin.SendAsync(HttpMethod.Post, path, new { sittingId = seeded.Sitting, itemId = board.Tasks[0], scores = new { adequacy = 11 } }))
            .Expect(HttpStatusCode.UnprocessableEntity, "score_out_of_range");
        Assert.Equal("1", (await board.School.Admin.PostAsync(path, benchmark)).Get("progress.benchmarks"));
        (await board.School.Admin.SendAsync(HttpMethod.Post, path, benchmark)).Expect(HttpStatusCode.Conflict, "benchmark_given");

        var rated = await TestBoard.RateAllAsync(fresh, (rater, text) => TestBoard.Points(text == "Bekend 1" ? (rater == fresh[0] ? 8 : 4) : 3));
        Assert.Equal(fresh.Select(rater => rater.Id).Order(), rated.Where(one => one.Text == "Bekend 1").Select(one => one.Rater.Id).Order());
        var figures = (await board.School.Admin.GetAsync($"/v1/rating-rounds/{round}/agreement")).Json["raters"]!.AsArray()
            .ToDictionary(rater => rater!["userId"]!.ToString(), rater => rater!);
        Assert.Equal((3, -1), (figures[fresh[0].Id]["benchmarkSeverity"]!.GetValue<double>(), figures[fresh[1].Id]["benchmarkSeverity"]!.GetValue<double>()));
        Assert.Equal(("2", "3"), (figures[fresh[0].Id]["rated"]!.ToString(), figures[fresh[0].Id]["benchmarks"]![0]!["difference"]!.ToString()));

        (await board.CloseAsync(round)).Expect(HttpStatusCode.OK);
        Assert.Equal("12", (await board.School.Admin.GetAsync($"/v1/results?sittingId={work.Sitting}")).Get("data[0].points"));
        var kept = await board.School.Admin.GetAsync($"/v1/results?sittingId={seeded.Sitting}");
        Assert.Equal(("20", "1"), (kept.Get("data[0].points"), kept.Get("data[0].number")));
    }

    [Fact]
    public async Task A_benchmark_that_is_not_rated_does_not_keep_a_round_open()
    {
        var board = await TestBoard.CreateAsync(_api, credits: 2, tasks: 1);
        var seeded = await board.SubmitAsync("Bekend");
        var raters = new[] { await board.RaterAsync(), await board.RaterAsync(), await board.RaterAsync() };
        var round = await board.RoundAsync(raters);
        await board.School.Admin.PostAsync(
            $"/v1/rating-rounds/{round}/benchmarks", new { sittingId = seeded.Sitting, itemId = board.Tasks[0], scores = new { adequacy = 5 } });
        // Whoever has the work to rate does not get it as a benchmark too; the one who has it as that leaves it.
        var sql = "SELECT rater_id FROM rating_tasks WHERE tenant_id = @tenant AND benchmark_id IS NOT NULL";
        var seededTo = new Id<User>((Guid)(await board.School.SqlAsync(sql))!).ToString();
        Assert.Equal(2, (await TestBoard.RateAllAsync([.. raters.Where(rater => rater.Id != seededTo)], (_, _) => TestBoard.Points(5))).Count);
        (await board.CloseAsync(round)).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_benchmark_comes_back_with_a_rater_who_had_left()
    {
        var (board, round, raters, benchmark) = await SeededAsync();
        await board.School.Admin.PostAsync($"/v1/rating-rounds/{round}/benchmarks", benchmark);
        (await board.School.Admin.SendAsync(HttpMethod.Delete, $"/v1/rating-rounds/{round}/raters/{raters[2].Id}")).Expect(HttpStatusCode.OK);
        await board.School.Admin.PostAsync($"/v1/rating-rounds/{round}/raters", new { userId = raters[2].Id });

        var rated = await TestBoard.RateAllAsync(raters, (_, _) => TestBoard.Points(5));
        Assert.Equal(3, rated.Where(one => one.Text == "Bekend 1").DistinctBy(one => one.Rater.Id).Count());
    }

    [Fact]
    public async Task A_benchmark_whose_rubric_is_corrected_is_compared_with_no_rating_by_the_other()
    {
        var (board, round, raters, benchmark) = await SeededAsync();
        await board.School.Admin.PostAsync($"/v1/rating-rounds/{round}/benchmarks", benchmark);
        var before = await TestBoard.RateAllAsync(raters[..1], (_, _) => TestBoard.Points(8));
        Assert.Contains(before, one => one.Text == "Bekend 1");
        var rubric = new { guidance = "Ook een onverwacht antwoord telt.", criteria = new[] { new { id = "adequacy", title = "Adequaatheid", maxPoints = 10 } } };
        await board.Version.CorrectAsync(new { kind = "rubric", itemId = board.Tasks[0], rubric });

        // Whoever had not rated it gets it once the board has fixed it by the new one.
        Assert.DoesNotContain(await TestBoard.RateAllAsync(raters, (_, _) => TestBoard.Points(5)), one => one.Text == "Bekend 1");
        await board.School.Admin.PostAsync($"/v1/rating-rounds/{round}/benchmarks", benchmark);
        Assert.Equal(2, (await TestBoard.RateAllAsync(raters, (_, _) => TestBoard.Points(6))).Count(one => one.Text == "Bekend 1"));
        var severities = (await board.School.Admin.GetAsync($"/v1/rating-rounds/{round}/agreement")).Json["raters"]!.AsArray()
            .ToDictionary(rater => rater!["userId"]!.ToString(), rater => $"{rater!["benchmarkSeverity"]}");
        Assert.Equal(("", "1", "1"), (severities[raters[0].Id], severities[raters[1].Id], severities[raters[2].Id]));
    }

    [Fact]
    public async Task A_benchmark_comes_back_when_the_correction_of_its_rubric_is_undone()
    {
        var (board, round, raters, benchmark) = await SeededAsync();
        await board.School.Admin.PostAsync($"/v1/rating-rounds/{round}/benchmarks", benchmark);
        var rubric = new { guidance = "Ook een onverwacht antwoord telt.", criteria = new[] { new { id = "adequacy", title = "Adequaatheid", maxPoints = 10 } } };
        await board.Version.UndoAsync(await board.Version.CorrectAsync(new { kind = "rubric", itemId = board.Tasks[0], rubric }));

        Assert.Equal(3, (await TestBoard.RateAllAsync(raters, (_, _) => TestBoard.Points(6))).Count(one => one.Text == "Bekend 1"));
    }

    /// <summary>A round of three raters with one candidate, and a response of an earlier one that can be a benchmark.</summary>
    private async Task<(TestBoard Board, string Round, TestUser[] Raters, object Benchmark)> SeededAsync()
    {
        var board = await TestBoard.CreateAsync(_api, credits: 2, tasks: 2);
        var seeded = await board.SubmitAsync("Bekend");
        var earlier = new[] { await board.RaterAsync(), await board.RaterAsync() };
        var first = await board.RoundAsync(earlier);
        await TestBoard.RateAllAsync(earlier, (_, _) => TestBoard.Points(5));
        (await board.CloseAsync(first)).Expect(HttpStatusCode.OK);

        await board.SubmitAsync("Kandidaat");
        TestUser[] raters = [await board.RaterAsync(), await board.RaterAsync(), await board.RaterAsync()];
        return (board, await board.RoundAsync(raters), raters, new { sittingId = seeded.Sitting, itemId = board.Tasks[0], scores = new { adequacy = 5 } });
    }
}
