using System.Net;
using System.Text.Json.Nodes;
using Cesuur.Testing;

namespace Cesuur.Api.Tests.Results;

/// <summary>What corrections do to work that people rated: by one teacher, or in rating rounds.</summary>
[Collection(ApiCollection.Name)]
public sealed class RatingCorrectionTests(ApiFixture fixture)
{
    private static readonly object Rubric = new
    {
        guidance = "Ook een onverwacht antwoord telt.",
        criteria = new[] { new { id = "adequacy", title = "Adequaatheid", maxPoints = 10 } },
    };

    private readonly TestApi _api = fixture.Api;

    [Fact]
    public async Task Another_rubric_opens_a_teachers_rating_again_and_the_result_stands_until_it_is_finalised()
    {
        var board = await TestBoard.CreateAsync(_api, credits: 2, raters: 1);
        var (work, running) = (await board.SubmitAsync("Amira"), await board.SubmitAsync("Bram"));
        var path = $"/v1/sittings/{work.Sitting}/rating";
        await RateAsync(board, work, 4, 5);
        var graded = await board.School.Admin.PostAsync($"{path}/finalisation");
        await board.School.Admin.PutAsync($"/v1/sittings/{running.Sitting}/rating/tasks/{board.Tasks[0]}", TestBoard.Points(3));

        await board.Version.CorrectAsync(new { kind = "rubric", itemId = board.Tasks[0], rubric = Rubric });

        var reopened = await board.School.Admin.GetAsync(path);
        Assert.Equal(("2", "open", "9"), (reopened.Get("number"), reopened.Get("state"), (await ResultAsync(board, graded)).Get("result.points")));
        Assert.Equal(("true", "false"), (reopened.Get("tasks[0].rating.isOutdated"), reopened.Get("tasks[1].rating.isOutdated")));
        Assert.Equal("Ook een onverwacht antwoord telt.", reopened.Get("tasks[0].rubric.guidance"));
        var refused = (await board.School.Admin.SendAsync(HttpMethod.Post, $"{path}/finalisation")).Expect(HttpStatusCode.Conflict, "tasks_unrated");
        Assert.EndsWith(board.Tasks[0], Assert.Single(refused.Json["errors"]!.AsArray())!["pointer"]!.ToString(), StringComparison.Ordinal);
        await RateAsync(board, work, 7, 5);
        Assert.Equal(("12", "2"), Of(await board.School.Admin.PostAsync($"{path}/finalisation")));

        // A rating that was not finalised yet: what was rated before counts as little.
        await board.School.Admin.PutAsync($"/v1/sittings/{running.Sitting}/rating/tasks/{board.Tasks[1]}", TestBoard.Points(3));
        (await board.School.Admin.SendAsync(HttpMethod.Post, $"/v1/sittings/{running.Sitting}/rating/finalisation")).Expect(HttpStatusCode.Conflict, "tasks_unrated");
    }

    [Fact]
    public async Task A_deduction_that_was_added_is_the_raters_to_apply()
    {
        var board = await TestBoard.CreateAsync(_api, credits: 1, tasks: 1, raters: 1);
        var work = await board.SubmitAsync("Amira");
        await board.Version.CorrectAsync(new { kind = "extra_rule", itemId = board.Tasks[0], deduction = new { flag = "too_short", points = 2 } });

        var rated = await board.School.Admin.PutAsync(
            $"/v1/sittings/{work.Sitting}/rating/tasks/{board.Tasks[0]}", new { flags = new[] { "too_short" }, scores = new { adequacy = 6 } });

        Assert.Equal("4", rated.Get("points"));
    }

    [Fact]
    public async Task A_task_that_was_read_before_its_rubric_was_corrected_is_not_evaluated_by_the_new_one_unseen()
    {
        var board = await TestBoard.CreateAsync(_api, credits: 1, raters: 1);
        var rating = $"/v1/sittings/{(await board.SubmitAsync("Amira")).Sitting}/rating";
        await board.Version.CorrectAsync(new { kind = "cut_score", cutScore = 2 });
        var read = (await board.School.Admin.GetAsync(rating)).Node("tasks[0].scoringNumber")!.GetValue<int>();
        await board.Version.CorrectAsync(new { kind = "rubric", itemId = board.Tasks[0], rubric = Rubric });

        (await RateAsync(0, read)).Expect(HttpStatusCode.Conflict, "rubric_corrected");
        (await RateAsync(1, read)).Expect(HttpStatusCode.OK); // its rubric is the same
        (await RateAsync(0, -1)).Expect(HttpStatusCode.UnprocessableEntity, "invalid_request");
        var again = await board.School.Admin.GetAsync(rating);
        Assert.Null(again.Node("tasks[0].rating"));
        (await RateAsync(0, again.Node("tasks[0].scoringNumber")!.GetValue<int>())).Expect(HttpStatusCode.OK);

        Task<Answer> RateAsync(int task, int scoringNumber) => board.School.Admin.SendAsync(
            HttpMethod.Put, $"{rating}/tasks/{board.Tasks[task]}", new { scoringNumber, scores = new { adequacy = 5 } });
    }

    [Fact]
    public async Task A_rater_of_a_round_is_told_that_the_rubric_of_a_claimed_task_was_corrected()
    {
        var board = await TestBoard.CreateAsync(_api, credits: 1, tasks: 1);
        await board.SubmitAsync("Amira");
        var raters = new[] { await board.RaterAsync(), await board.RaterAsync() };
        await board.RoundAsync(raters);
        var claimed = (await TestBoard.NextAsync(raters[0]))!;
        await board.Version.CorrectAsync(new { kind = "rubric", itemId = board.Tasks[0], rubric = Rubric });

        (await RateAsync(claimed)).Expect(HttpStatusCode.Conflict, "rubric_corrected");
        var again = (await TestBoard.NextAsync(raters[0]))!;
        Assert.Equal((claimed["id"]!.ToString(), "Ook een onverwacht antwoord telt."), (again["id"]!.ToString(), again["rubric"]!["guidance"]!.ToString()));
        (await RateAsync(again)).Expect(HttpStatusCode.OK);

        Task<Answer> RateAsync(JsonNode task) => raters[0].Client.SendAsync(
            HttpMethod.Put, $"/v1/rating-tasks/{task["id"]}", new { scoringNumber = task["scoringNumber"]!.GetValue<int>(), scores = new { adequacy = 5 } });
    }

    [Fact]
    public async Task A_cut_score_that_moves_later_reopens_a_closed_round_for_the_third_rating_that_it_asks_for()
    {
        var board = await TestBoard.CreateAsync(_api, credits: 2, tasks: 1, scoring: new { combination = "sum", adjudicationMargin = 2 });
        var (raters, rated, round) = await CloseDisputedAsync(board);
        Assert.Equal(["10", "16"], await PointsAsync(board));
        var disputed = (await board.School.Admin.GetAsync("/v1/results")).Json["data"]!.AsArray().Single(result => result!["points"]!.ToString() == "10")!["id"]!;

        await board.Version.CorrectAsync(new { kind = "cut_score", cutScore = 10 });

        Assert.Equal("open", (await board.School.Admin.GetAsync($"/v1/rating-rounds/{round}")).Get("round.state"));
        var third = Assert.Single(await TestBoard.RateAllAsync(raters, (_, _) => TestBoard.Points(7)));
        Assert.StartsWith("Twijfel", third.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(rated, earlier => earlier.Text == third.Text && earlier.Rater == third.Rater);
        (await board.CloseAsync(round)).Expect(HttpStatusCode.OK);
        Assert.Equal(["15", "16"], await PointsAsync(board)); // of 2, 7 and 8 the last two stay
        Assert.Equal(["2 8", "2 7 8"], [await RatingsAsync(1), await RatingsAsync(2)]);

        async Task<string> RatingsAsync(int version) => string.Join(' ', (await board.School.Admin.GetAsync($"/v1/results/{disputed}/versions/{version}/explanation"))
            .Json["items"]![0]!["ratings"]!.AsArray().Select(rating => rating!["points"]!.ToString()).Order());
    }

    [Fact]
    public async Task Another_rubric_gives_the_tasks_of_a_round_back_to_the_raters_who_had_them()
    {
        var board = await TestBoard.CreateAsync(_api, credits: 1, tasks: 2);
        await board.SubmitAsync("Amira");
        var raters = new[] { await board.RaterAsync(), await board.RaterAsync() };
        var round = await board.RoundAsync(raters);
        var before = await TestBoard.RateAllAsync(raters, (_, _) => TestBoard.Points(5));
        (await board.CloseAsync(round)).Expect(HttpStatusCode.OK);

        await board.Version.CorrectAsync(new { kind = "rubric", itemId = board.Tasks[0], rubric = Rubric });

        (await board.CloseAsync(round)).Expect(HttpStatusCode.Conflict, "round_unfinished");
        var again = await TestBoard.RateAllAsync(raters, (_, _) => TestBoard.Points(6));
        Assert.Equal(
            before.Where(one => one.Text.EndsWith('1')).Select(one => (one.Rater.Id, one.Task)).Order(), again.Select(one => (one.Rater.Id, one.Task)).Order());
        (await board.CloseAsync(round)).Expect(HttpStatusCode.OK);
        Assert.Equal(["22"], await PointsAsync(board));
    }

    [Fact]
    public async Task What_a_correction_asked_of_a_round_is_not_needed_once_it_is_undone()
    {
        var board = await TestBoard.CreateAsync(_api, credits: 1, tasks: 1, scoring: new { combination = "sum", adjudicationMargin = 2 });
        await board.SubmitAsync("Amira");
        var raters = new[] { await board.RaterAsync(), await board.RaterAsync(), await board.RaterAsync() };
        var round = await board.RoundAsync(raters);
        var given = new Queue<int>([2, 8]);
        await TestBoard.RateAllAsync(raters, (_, _) => TestBoard.Points(given.Dequeue()));
        (await board.CloseAsync(round)).Expect(HttpStatusCode.OK);

        await board.Version.CorrectAsync(new { kind = "cut_score", cutScore = 10 }); // asks for a third rating
        await board.Version.CorrectAsync(new { kind = "cut_score", cutScore = 1 });
        (await board.CloseAsync(round)).Expect(HttpStatusCode.OK);
        Assert.Equal(["10"], await PointsAsync(board));

        await board.Version.CorrectAsync(new { kind = "rubric", itemId = board.Tasks[0], rubric = Rubric });
        (await board.CloseAsync(round)).Expect(HttpStatusCode.Conflict, "round_unfinished");
        var applied = (await board.School.Admin.GetAsync($"{board.Version.Path}/corrections?sort=-proposedAt")).Get("data[0].id");
        await board.Version.UndoAsync(applied);
        (await board.CloseAsync(round)).Expect(HttpStatusCode.OK); // what they gave by the rubric that counts again counts again
        Assert.Equal(["10"], await PointsAsync(board));
    }

    [Fact]
    public async Task A_third_rating_counts_again_when_the_correction_of_its_rubric_is_undone()
    {
        var board = await TestBoard.CreateAsync(_api, credits: 1, tasks: 1, scoring: new { combination = "sum", adjudicationMargin = 2 }, cutScore: 10);
        await board.SubmitAsync("Amira");
        var raters = new[] { await board.RaterAsync(), await board.RaterAsync(), await board.RaterAsync() };
        var round = await board.RoundAsync(raters);
        var given = new Queue<int>([2, 8, 7]);
        await TestBoard.RateAllAsync(raters, (_, _) => TestBoard.Points(given.Dequeue()));
        (await board.CloseAsync(round)).Expect(HttpStatusCode.OK);
        Assert.Equal(["15"], await PointsAsync(board));

        await board.Version.UndoAsync(await board.Version.CorrectAsync(new { kind = "rubric", itemId = board.Tasks[0], rubric = Rubric }));

        (await board.CloseAsync(round)).Expect(HttpStatusCode.OK);
        Assert.Equal(["15"], await PointsAsync(board));
    }

    [Fact]
    public async Task Whoever_was_asked_for_a_third_rating_is_asked_again_when_it_is_needed_again()
    {
        var board = await TestBoard.CreateAsync(_api, credits: 1, tasks: 1, scoring: new { combination = "sum", adjudicationMargin = 2 });
        await board.SubmitAsync("Amira");
        var raters = new[] { await board.RaterAsync(), await board.RaterAsync(), await board.RaterAsync() };
        var round = await board.RoundAsync(raters);
        var given = new Queue<int>([2, 8, 7]);
        await TestBoard.RateAllAsync(raters, (_, _) => TestBoard.Points(given.Dequeue()));
        (await board.CloseAsync(round)).Expect(HttpStatusCode.OK);
        foreach (var cutScore in new[] { 10, 1, 10 })
        {
            await board.Version.CorrectAsync(new { kind = "cut_score", cutScore });
        }

        Assert.Single(await TestBoard.RateAllAsync(raters, (_, _) => TestBoard.Points(given.Dequeue())));
        (await board.CloseAsync(round)).Expect(HttpStatusCode.OK);
        Assert.Equal(["15"], await PointsAsync(board));
    }

    [Fact]
    public async Task What_is_foreseen_anew_leaves_out_the_results_that_wait_for_what_came_into_force()
    {
        var board = await TestBoard.CreateAsync(_api, credits: 1, tasks: 1);
        await board.SubmitAsync("Amira");
        var raters = new[] { await board.RaterAsync(), await board.RaterAsync() };
        var round = await board.RoundAsync(raters);
        await TestBoard.RateAllAsync(raters, (_, _) => TestBoard.Points(5));
        (await board.CloseAsync(round)).Expect(HttpStatusCode.OK);
        var corrections = $"{board.Version.Path}/corrections";
        var proposed = await (await board.School.UserAsync(["admin"])).Client.PostAsync(corrections, new { changes = new[] { new { kind = "cut_score", cutScore = 15 } }, reason = "Besluit 8." });
        await board.School.JobAsync(proposed.Get("effectJobId"));
        Assert.Equal("1", (await board.School.Admin.GetAsync($"{corrections}/{proposed.Get("id")}")).Get("effect.passToFail"));

        await board.Version.CorrectAsync(new { kind = "rubric", itemId = board.Tasks[0], rubric = Rubric });

        await board.School.JobAsync((await board.School.Admin.GetAsync($"{corrections}/{proposed.Get("id")}")).Get("effectJobId"));
        var anew = await board.School.Admin.GetAsync($"{corrections}/{proposed.Get("id")}");
        Assert.Equal(("1", "0", "0"), (anew.Get("effect.results"), anew.Get("effect.passToFail"), anew.Get("effect.resultsChanged")));
    }

    [Fact]
    public async Task A_rating_that_a_result_rests_on_is_not_changed_when_the_round_is_open_again()
    {
        var board = await TestBoard.CreateAsync(_api, credits: 2, tasks: 1, scoring: new { combination = "sum", adjudicationMargin = 2 });
        var (_, rated, _) = await CloseDisputedAsync(board);
        await board.Version.CorrectAsync(new { kind = "cut_score", cutScore = 10 });

        var settled = rated.First(one => one.Text.StartsWith("Zeker", StringComparison.Ordinal));
        (await settled.Rater.Client.SendAsync(HttpMethod.Put, $"/v1/rating-tasks/{settled.Task}", TestBoard.Points(1))).Expect(HttpStatusCode.Conflict, "rating_used");
    }

    [Fact]
    public async Task A_result_whose_rating_is_open_again_is_not_established()
    {
        var board = await TestBoard.CreateAsync(_api, credits: 1, tasks: 1, raters: 1);
        var work = await board.SubmitAsync("Amira");
        await RateAsync(board, work, 4);
        var graded = await board.School.Admin.PostAsync($"/v1/sittings/{work.Sitting}/rating/finalisation");
        await board.School.Admin.PostAsync($"/v1/sittings/{work.Sitting}/rating/reopening");

        (await board.School.Admin.SendAsync(HttpMethod.Post, "/v1/results/establishment", new { resultIds = new[] { graded.Get("id") } }))
            .Expect(HttpStatusCode.Conflict, "results_to_come");
    }

    [Fact]
    public async Task A_floor_counts_in_what_a_round_comes_to_before_it_is_closed_and_after()
    {
        var board = await TestBoard.CreateAsync(_api, credits: 1, tasks: 2);
        await board.SubmitAsync("Amira");
        var raters = new[] { await board.RaterAsync(), await board.RaterAsync() };
        var round = await board.RoundAsync(raters);
        await TestBoard.RateAllAsync(raters, (_, _) => TestBoard.Points(5));
        await board.Version.CorrectAsync(new { kind = "minimum_points", itemId = board.Tasks[0], points = 15 });
        (await board.CloseAsync(round)).Expect(HttpStatusCode.OK);
        Assert.Equal(["25"], await PointsAsync(board));

        await board.Version.CorrectAsync(new { kind = "full_points", itemId = board.Tasks[1] });
        Assert.Equal(["35"], await PointsAsync(board));
    }

    [Fact]
    public async Task What_a_cut_score_asks_of_a_round_is_foreseen_and_so_is_that_the_result_stands_until_then()
    {
        var board = await TestBoard.CreateAsync(_api, credits: 2, tasks: 1, scoring: new { combination = "sum", adjudicationMargin = 2 });
        var (_, _, round) = await CloseDisputedAsync(board);
        object[] moved = [new { kind = "cut_score", cutScore = 11 }];

        Assert.Equal("2 0 0 0 1", await ForeseenAsync(board, moved)); // who has 10 points of 2 and 8 fails by two ratings, and perhaps not by three
        Assert.Equal("2 2 2 0 0", await ForeseenAsync(board, moved[0], new { kind = "full_points", itemId = board.Tasks[0] })); // there is nothing to adjudicate
        Assert.Equal("closed", (await board.School.Admin.GetAsync($"/v1/rating-rounds/{round}")).Get("round.state"));

        await board.Version.CorrectAsync(moved);
        Assert.Equal("2 0 0 0 0", await ForeseenAsync(board, new { kind = "cut_score", cutScore = 12 })); // it is asked for already
        Assert.Equal("open", (await board.School.Admin.GetAsync($"/v1/rating-rounds/{round}")).Get("round.state"));
    }

    [Fact]
    public async Task What_a_key_and_a_floor_of_another_item_ask_of_a_round_is_foreseen()
    {
        var board = await TestBoard.CreateAsync(_api, credits: 2, tasks: 1, scoring: new { combination = "sum", adjudicationMargin = 2 }, cutScore: 17, keyed: 1);
        await CloseDisputedAsync(board);
        var question = (await board.School.Admin.GetAsync($"{board.Version.Path}/content")).Get("sections[0].items[1].id");

        Assert.Equal("2 1 1 0 1", await ForeseenAsync(board, new { kind = "full_points", itemId = question })); // at most 16 points become 17, for one with two ratings that agree
        Assert.Equal("2 0 0 0 0", await ForeseenAsync(board, new { kind = "key", itemId = question, key = new { correct = new[] { "a" } } })); // nobody has answered it
    }

    [Fact]
    public async Task Ratings_that_a_rubric_opens_again_are_foreseen_in_a_round_that_has_no_results()
    {
        var board = await TestBoard.CreateAsync(_api, credits: 2, tasks: 2);
        await board.SubmitAsync("Amira");
        var erased = await board.SubmitAsync("Bram");
        var raters = new[] { await board.RaterAsync(), await board.RaterAsync() };
        await board.RoundAsync(raters);
        await TestBoard.RateAllAsync(raters, (_, _) => TestBoard.Points(5));
        await board.School.Admin.PostAsync($"/v1/candidates/{erased.Candidate}/erasure");

        Assert.Equal("0 0 0 2 0", await ForeseenAsync(board, new { kind = "rubric", itemId = board.Tasks[0], rubric = Rubric })); // not of whoever was erased
        Assert.Equal("0 0 0 4 0", await ForeseenAsync(board, [.. board.Tasks.Select(task => new { kind = "rubric", itemId = task, rubric = Rubric })]));
    }

    [Fact]
    public async Task Ratings_that_a_rubric_opens_again_are_foreseen_of_teachers_whether_they_were_finalised_or_not()
    {
        var board = await TestBoard.CreateAsync(_api, credits: 2, raters: 1);
        var (work, running) = (await board.SubmitAsync("Amira"), await board.SubmitAsync("Bram"));
        await RateAsync(board, work, 4, 5);
        await RateAsync(board, running, 3);
        object rubric = new { kind = "rubric", itemId = board.Tasks[0], rubric = Rubric };

        Assert.Equal("0 0 0 2 0", await ForeseenAsync(board, rubric));
        await board.School.Admin.PostAsync($"/v1/sittings/{work.Sitting}/rating/finalisation");
        Assert.Equal("1 0 0 2 0", await ForeseenAsync(board, rubric));
        Assert.Equal("1 0 0 1 0", await ForeseenAsync(board, new { kind = "rubric", itemId = board.Tasks[1], rubric = Rubric }));
        await board.Version.CorrectAsync(rubric);
        Assert.Equal("1 0 0 0 0", await ForeseenAsync(board, rubric)); // they are to be given anew already
    }

    [Fact]
    public async Task A_result_that_a_round_makes_anew_is_told_of_where_it_says_something_else()
    {
        var board = await TestBoard.CreateAsync(_api, credits: 2, tasks: 1);
        await board.SubmitAsync("Amira");
        await board.SubmitAsync("Bram");
        var raters = new[] { await board.RaterAsync(), await board.RaterAsync() };
        var round = await board.RoundAsync(raters);
        await TestBoard.RateAllAsync(raters, (_, _) => TestBoard.Points(5));
        (await board.CloseAsync(round)).Expect(HttpStatusCode.OK);

        await board.Version.CorrectAsync(new { kind = "rubric", itemId = board.Tasks[0], rubric = Rubric });
        await TestBoard.RateAllAsync(raters, (_, text) => TestBoard.Points(text.StartsWith("Bram", StringComparison.Ordinal) ? 7 : 5));
        Assert.Empty(await CorrectedExam.RevisedAsync(board.School)); // until the round is closed
        (await board.CloseAsync(round)).Expect(HttpStatusCode.OK);

        Assert.Equal("14", Assert.Single(await CorrectedExam.RevisedAsync(board.School))["points"]!.ToString());
        Assert.Equal(["2", "2"], (await board.School.Admin.GetAsync("/v1/results")).Json["data"]!.AsArray().Select(result => result!["number"]!.ToString()));
    }

    /// <summary>A closed round of two: the ratings of one are 2 and 8, those of the other 8 and 8.</summary>
    private static async Task<(TestUser[] Raters, IReadOnlyList<TestRated> Rated, string Round)> CloseDisputedAsync(TestBoard board)
    {
        await board.SubmitAsync("Twijfel");
        await board.SubmitAsync("Zeker");
        var raters = new[] { await board.RaterAsync(), await board.RaterAsync(), await board.RaterAsync() };
        var round = await board.RoundAsync(raters);
        var pairs = new HashSet<string>();
        var rated = await TestBoard.RateAllAsync(raters, (_, text) => TestBoard.Points(text.StartsWith("Twijfel", StringComparison.Ordinal) && pairs.Add(text) ? 2 : 8));
        (await board.CloseAsync(round)).Expect(HttpStatusCode.OK);
        return (raters, rated, round);
    }

    /// <summary>Results, of them with other points, with another result, ratings opened again, further ratings.</summary>
    private static async Task<string> ForeseenAsync(TestBoard board, params object[] changes)
    {
        var job = await board.School.JobAsync((await board.School.Admin.PostAsync($"{board.Version.Path}/corrections/preview", new { changes })).Get("id"));
        return string.Join(' ', new[] { "results", "pointsChanged", "resultsChanged", "ratingsReopened", "furtherRatings" }.Select(name => job.Get($"result.{name}")));
    }

    private static async Task RateAsync(TestBoard board, TestSubmission work, params int[] points)
    {
        foreach (var (task, given) in board.Tasks.Zip(points))
        {
            await board.School.Admin.PutAsync($"/v1/sittings/{work.Sitting}/rating/tasks/{task}", TestBoard.Points(given));
        }
    }

    private static Task<Answer> ResultAsync(TestBoard board, Answer graded) => board.School.Admin.GetAsync($"/v1/results/{graded.Get("id")}");

    private static (string, string) Of(Answer result) => (result.Get("points"), result.Get("number"));

    private static async Task<IReadOnlyList<string>> PointsAsync(TestBoard board) =>
        [.. (await board.School.Admin.GetAsync("/v1/results")).Json["data"]!.AsArray().Select(result => result!["points"]!.ToString()).Order()];
}
