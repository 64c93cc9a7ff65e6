using System.Net;
using Cesuur.Testing;

namespace Cesuur.Api.Tests.Rating;

/// <summary>Independent raters: who gets what, who sees what, and what comes of it (N, R art. 11, P §4).</summary>
[Collection(ApiCollection.Name)]
public sealed class RatingRoundTests(ApiFixture fixture)
{
    private readonly TestApi _api = fixture.Api;

    [Fact]
    public async Task A_rater_sees_the_work_and_the_rubric_and_nothing_of_whose_it_is()
    {
        var board = await TestBoard.CreateAsync(_api, credits: 1);
        var work = await board.SubmitAsync("Xandra");
        var raters = await RatersAsync(board, 2);
        var round = await board.RoundAsync(raters);
        var candidate = await board.School.Admin.GetAsync($"/v1/sittings/{work.Sitting}");
        string[] secrets = [work.Sitting, work.Candidate, candidate.Get("invitationId"), round, raters[1].Id, "candidate", "sitting"];

        var first = await raters[0].Client.PostAsync("/v1/rating-tasks/next");
        Assert.Equal(("adequacy", "Xandra"), (first.Get("rubric.criteria[0].id"), first.Get("response.text").Split(' ')[0]));
        var rated = await raters[0].Client.PutAsync($"/v1/rating-tasks/{first.Get("id")}", TestBoard.Points(7));
        await TestBoard.RateAllAsync([raters[1]], (_, _) => TestBoard.Points(3));
        var second = await raters[0].Client.PostAsync("/v1/rating-tasks/next");

        Assert.NotEqual(first.Get("itemId"), second.Get("itemId"));
        foreach (var answer in new[] { first, rated, second, await raters[0].Client.GetAsync("/v1/rating-tasks") })
        {
            Assert.All(secrets, secret => Assert.DoesNotContain(secret, answer.Text, StringComparison.OrdinalIgnoreCase));
        }

        foreach (var path in new[] { $"/v1/sittings/{work.Sitting}/rating", $"/v1/candidates/{work.Candidate}", $"/v1/rating-rounds/{round}", $"/v1/rating-rounds/{round}/agreement" })
        {
            (await raters[0].Client.SendAsync(HttpMethod.Get, path)).Expect(HttpStatusCode.Forbidden);
        }

        (await raters[1].Client.SendAsync(HttpMethod.Put, $"/v1/rating-tasks/{first.Get("id")}", TestBoard.Points(1))).Expect(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_spoken_answer_is_heard_by_ranges_by_the_rater_of_its_task_and_no_other()
    {
        var board = await TestBoard.CreateAsync(_api, credits: 1, tasks: 1, skill: "speaking");
        var code = await board.School.CodeForAsync(board.Version.TestId);
        var sitting = await TestSitting.CheckInAsync(_api, code);
        await sitting.Candidate.PostAsync("/v1/delivery/start");
        var recording = (await sitting.RecordAsync(board.Tasks[0])).Get("id");
        await sitting.Candidate.PostAsync("/v1/delivery/finish");
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().Date);
        var raters = new[] { await board.School.UserAsync(["rater"]), await board.School.UserAsync(["rater"]) };
        foreach (var rater in raters)
        {
            await board.School.Admin.PostAsync(
                "/v1/rater-authorisations", new { userId = rater.Id, skill = "speaking", testId = board.Version.TestId, from = today, to = today.AddDays(1), reference = "12" });
        }

        await board.RoundAsync(raters);
        var task = (await TestBoard.NextAsync(raters[0]))!;
        Assert.Equal(("1", true, null), ($"{task["recordings"]![0]!["number"]}", task["recordings"]![0]!["isAnswer"]!.GetValue<bool>(), task["response"]));
        Assert.All(["id", "begunAt", "receivedAt", "checksum"], telling => Assert.False(task["recordings"]![0]!.AsObject().ContainsKey(telling)));
        Assert.DoesNotContain(recording, task.ToJsonString(), StringComparison.Ordinal);
        var path = $"/v1/rating-tasks/{task["id"]}/recordings/1/file";
        var part = await raters[0].Client.SendAsync(HttpMethod.Get, path, null, ("Range", "bytes=0-3"));
        Assert.Equal((HttpStatusCode.PartialContent, "OggS"), (part.Status, part.Text));
        (await raters[1].Client.SendAsync(HttpMethod.Get, path)).Expect(HttpStatusCode.NotFound);
        (await raters[0].Client.SendAsync(HttpMethod.Get, path.Replace("/1/", "/2/", StringComparison.Ordinal))).Expect(HttpStatusCode.NotFound);

        var group = await board.School.GroupAsync();
        await board.School.Admin.PutAsync($"/v1/groups/{group}/candidates/{(await board.School.Admin.GetAsync($"/v1/sittings/{sitting.Id}")).Get("candidateId")}");
        await board.School.Admin.SendAsync(HttpMethod.Patch, $"/v1/users/{raters[0].Id}", new { roles = new[] { "rater", "teacher" } });
        await board.School.Admin.PutAsync($"/v1/groups/{group}/teachers/{raters[0].Id}");
        (await raters[0].Client.SendAsync(HttpMethod.Get, path)).Expect(HttpStatusCode.Conflict, "claim_lapsed");
    }

    [Fact]
    public async Task Nobody_rates_their_own_students()
    {
        var board = await TestBoard.CreateAsync(_api, credits: 2, tasks: 3);
        var (taught, entered) = (await board.SubmitAsync("Taught"), await board.SubmitAsync("Other"));
        var teacher = await board.RaterAsync(roles: "teacher");
        var group = await board.School.GroupAsync();
        await board.School.Admin.PutAsync($"/v1/groups/{group}/candidates/{taught.Candidate}");
        await board.School.Admin.PutAsync($"/v1/groups/{group}/teachers/{teacher.Id}");
        var others = await RatersAsync(board, 2);
        (await board.OpenRoundAsync(teacher, others[0])).Expect(HttpStatusCode.Conflict, "raters_not_enough");

        await board.RoundAsync([teacher, .. others]);
        var rated = await TestBoard.RateAllAsync([teacher, .. others], (_, _) => TestBoard.Points(5));
        Assert.Equal(12, rated.Count);
        Assert.DoesNotContain(rated, one => one.Rater == teacher && one.Text.StartsWith("Taught", StringComparison.Ordinal));
        Assert.Contains(rated, one => one.Rater == teacher && one.Text.StartsWith("Other", StringComparison.Ordinal));
        Assert.NotEqual(taught, entered);
    }

    [Fact]
    public async Task Who_comes_to_teach_a_candidate_during_the_round_does_not_get_their_work_any_more()
    {
        var board = await TestBoard.CreateAsync(_api, credits: 1);
        var work = await board.SubmitAsync("Taught");
        var teacher = await board.RaterAsync(roles: "teacher");
        var others = await RatersAsync(board, 2);
        var round = await board.RoundAsync([teacher, .. others]);
        var claimed = (await TestBoard.NextAsync(teacher))!["id"];
        await TeachAsync(board, teacher, work);

        // Refused by the same word as whatever is not theirs: it does not say whose work it is.
        (await teacher.Client.SendAsync(HttpMethod.Put, $"/v1/rating-tasks/{claimed}", TestBoard.Points(9))).Expect(HttpStatusCode.Conflict, "claim_lapsed");
        await board.School.Admin.PostAsync("/v1/sandbox/clock", new { advance = "PT61M" });
        var rated = await TestBoard.RateAllAsync([teacher, .. others], (_, _) => TestBoard.Points(5));
        Assert.Equal(4, rated.Count);
        Assert.DoesNotContain(rated, one => one.Rater == teacher);
        (await board.CloseAsync(round)).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_third_rating_goes_to_nobody_who_teaches_the_candidate_or_may_not_rate_any_more()
    {
        var board = await TestBoard.CreateAsync(_api, credits: 1, tasks: 1, scoring: new { combination = "sum", adjudicationMargin = 3 }, cutScore: 10);
        var work = await board.SubmitAsync("Kandidaat");
        var pair = await RatersAsync(board, 2);
        var round = await board.RoundAsync(pair);
        var teacher = await board.RaterAsync(roles: "teacher");
        await TeachAsync(board, teacher, work);
        var (gone, demoted) = (await board.RaterAsync(), await board.RaterAsync());
        foreach (var rater in new[] { teacher, gone, demoted })
        {
            await board.School.Admin.PostAsync($"/v1/rating-rounds/{round}/raters", new { userId = rater.Id });
        }

        await board.School.Admin.SendAsync(HttpMethod.Patch, $"/v1/users/{gone.Id}", new { status = "deactivated" });
        (await board.School.Admin.SendAsync(HttpMethod.Patch, $"/v1/users/{demoted.Id}", new { roles = new[] { "teacher" } })).Expect(HttpStatusCode.OK);
        var points = new Queue<int>([2, 8, 4]);
        await TestBoard.RateAllAsync([.. pair, teacher], (_, _) => TestBoard.Points(points.Dequeue()));

        var waiting = await board.School.Admin.GetAsync($"/v1/rating-rounds/{round}");
        Assert.Equal("0", waiting.Get("progress.awaitingFurther"));
        var authorised = waiting.Json["raters"]!.AsArray().ToDictionary(rater => rater!["userId"]!.ToString(), rater => rater!["authorised"]!.GetValue<bool>());
        Assert.Equal((true, false, false), (authorised[teacher.Id], authorised[gone.Id], authorised[demoted.Id]));
        (await board.CloseAsync(round)).Expect(HttpStatusCode.Conflict, "round_unfinished");
        var joined = await board.School.Admin.PostAsync($"/v1/rating-rounds/{round}/raters", new { userId = (await board.RaterAsync()).Id });
        Assert.Equal("1", joined.Get("progress.awaitingFurther"));
    }

    [Fact]
    public async Task The_last_two_raters_who_rate_at_once_lead_to_one_further_rating()
    {
        for (var run = 0; run < 5; run++)
        {
            var board = await TestBoard.CreateAsync(_api, credits: 1, tasks: 1, scoring: new { combination = "sum", adjudicationMargin = 3 }, cutScore: 10);
            await board.SubmitAsync("Kandidaat");
            var raters = await RatersAsync(board, 4);
            var round = await board.RoundAsync(raters[..2]);
            var tasks = await Task.WhenAll(raters[..2].Select(rater => TestBoard.NextAsync(rater)));
            await board.School.Admin.PostAsync($"/v1/rating-rounds/{round}/raters", new { userId = raters[2].Id });
            await board.School.Admin.PostAsync($"/v1/rating-rounds/{round}/raters", new { userId = raters[3].Id });

            await Task.WhenAll(
                raters[0].Client.PutAsync($"/v1/rating-tasks/{tasks[0]!["id"]}", TestBoard.Points(2)), raters[1].Client.PutAsync($"/v1/rating-tasks/{tasks[1]!["id"]}", TestBoard.Points(8)));

            Assert.Equal("1", (await board.School.Admin.GetAsync($"/v1/rating-rounds/{round}")).Get("progress.awaitingFurther"));
        }
    }

    [Fact]
    public async Task One_rater_who_takes_over_twice_at_once_gets_one_task()
    {
        var board = await TestBoard.CreateAsync(_api, credits: 1, tasks: 4);
        await board.SubmitAsync("Kandidaat");
        var raters = await RatersAsync(board, 3);
        var round = await board.RoundAsync(raters[..2]);
        await board.School.Admin.PostAsync($"/v1/rating-rounds/{round}/raters", new { userId = raters[2].Id });
        while ((await WorkAsync(raters[2])).ToRate != "0")
        {
            await raters[2].Client.PutAsync($"/v1/rating-tasks/{(await TestBoard.NextAsync(raters[2]))!["id"]}", TestBoard.Points(5));
        }

        var tasks = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => TestBoard.NextAsync(raters[2])));
        Assert.Single(tasks.Select(task => task!["id"]!.ToString()).Distinct());
    }

    [Fact]
    public async Task Two_rounds_that_are_opened_at_once_have_no_sitting_in_common()
    {
        var board = await TestBoard.CreateAsync(_api, credits: 0);
        await board.School.SqlAsync(SyntheticWork.Sql(board.School.Uuid, board.Version.TestId, board.Version.Id, sittings: 60, raters: 6));
        var request = new { versionId = board.Version.Id, raterIds = SyntheticWork.RaterIds(6) };

        var rounds = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => board.School.Admin.PostAsync("/v1/rating-rounds", request)));

        Assert.Equal(60, rounds.Sum(round => round.Node("progress.sittings")!.GetValue<int>()));
        Assert.Equal(240, rounds.Sum(round => round.Node("progress.ratings")!.GetValue<int>()));
    }

    [Fact]
    public async Task Raters_who_claim_at_once_never_get_the_same_and_every_task_gets_two_of_them()
    {
        var board = await TestBoard.CreateAsync(_api, credits: 6, tasks: 3);
        for (var i = 0; i < 6; i++)
        {
            await board.SubmitAsync($"Kandidaat{i}");
        }

        var raters = await RatersAsync(board, 4);
        var round = await board.RoundAsync(raters);
        var rated = (await Task.WhenAll(raters.Select(rater => TestBoard.RateAllAsync([rater], (_, _) => TestBoard.Points(5))))).SelectMany(own => own).ToList();

        Assert.Equal(36, rated.Count);
        Assert.All(rated.GroupBy(one => one.Text), task => Assert.Equal(2, task.DistinctBy(one => one.Rater.Id).Count()));
        Assert.Equal(36, rated.DistinctBy(one => one.Task).Count());
        (await board.CloseAsync(round)).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task One_rater_who_asks_twice_at_once_gets_one_task()
    {
        var board = await TestBoard.CreateAsync(_api, credits: 1, tasks: 4);
        await board.SubmitAsync("Kandidaat");
        var raters = await RatersAsync(board, 2);
        await board.RoundAsync(raters);

        var tasks = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => TestBoard.NextAsync(raters[0])));
        Assert.Single(tasks.Select(task => task!["id"]!.ToString()).Distinct());
    }

    [Fact]
    public async Task A_claim_lapses_and_another_rater_takes_the_task_over()
    {
        var board = await TestBoard.CreateAsync(_api, credits: 1, tasks: 1);
        await board.SubmitAsync("Kandidaat");
        var raters = await RatersAsync(board, 3);
        var round = await board.RoundAsync(raters);
        var idle = (await board.School.Admin.GetAsync($"/v1/rating-rounds/{round}")).Json["raters"]!.AsArray().Single(rater => rater!["toRate"]!.GetValue<int>() == 0)!;
        var third = raters.Single(rater => rater.Id == idle["userId"]!.ToString());
        var claims = new Dictionary<TestUser, string>();
        foreach (var rater in raters.Where(rater => rater != third))
        {
            claims[rater] = (await TestBoard.NextAsync(rater))!["id"]!.ToString();
        }

        Assert.Null(await TestBoard.NextAsync(third)); // nobody gets what somebody works on
        await board.School.Admin.PostAsync("/v1/sandbox/clock", new { advance = "PT61M" });
        var taken = (await TestBoard.NextAsync(third))!["id"]!.ToString();
        Assert.DoesNotContain(taken, claims.Values);

        var codes = new List<string>();
        foreach (var (rater, task) in claims)
        {
            var late = await rater.Client.SendAsync(HttpMethod.Put, $"/v1/rating-tasks/{task}", TestBoard.Points(4));
            codes.Add(late.IsSuccess ? "rated" : late.Code);
        }

        Assert.Equal(["claim_lapsed", "rated"], codes.Order()); // late, and taken as long as nobody else has it
        await third.Client.PutAsync($"/v1/rating-tasks/{taken}", TestBoard.Points(6));
        (await board.CloseAsync(round)).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task What_a_rater_who_drops_out_has_not_rated_goes_to_others()
    {
        var board = await TestBoard.CreateAsync(_api, credits: 2, tasks: 3);
        await board.SubmitAsync("Een");
        await board.SubmitAsync("Twee");
        var raters = await RatersAsync(board, 3);
        var round = await board.RoundAsync(raters);
        var (leaver, claimed) = (raters[0], (await TestBoard.NextAsync(raters[0]))!);
        await leaver.Client.PutAsync($"/v1/rating-tasks/{claimed["id"]}", TestBoard.Points(2));
        var lost = (await TestBoard.NextAsync(leaver))!["id"]!.ToString();

        var after = (await board.School.Admin.SendAsync(HttpMethod.Delete, $"/v1/rating-rounds/{round}/raters/{leaver.Id}")).Expect(HttpStatusCode.OK);
        Assert.Equal(("12", "1"), (after.Get("progress.ratings"), after.Get("progress.rated")));
        (await leaver.Client.SendAsync(HttpMethod.Put, $"/v1/rating-tasks/{lost}", TestBoard.Points(2))).Expect(HttpStatusCode.Conflict, "claim_lapsed");
        Assert.Null(await TestBoard.NextAsync(leaver));
        (await board.School.Admin.SendAsync(HttpMethod.Delete, $"/v1/rating-rounds/{round}/raters/{raters[1].Id}")).Expect(HttpStatusCode.Conflict, "raters_not_enough");

        var rated = await TestBoard.RateAllAsync(raters[1..], (_, _) => TestBoard.Points(5));
        Assert.Equal(11, rated.Count);
        Assert.Single(rated, one => one.Text == TestBoard.TextOf(claimed)); // the other rating of what the leaver rated
        (await board.CloseAsync(round)).Expect(HttpStatusCode.OK);
        (await board.School.Admin.SendAsync(HttpMethod.Delete, $"/v1/users/{leaver.Id}")).Expect(HttpStatusCode.Conflict, "user_in_use");
    }

    [Fact]
    public async Task A_rater_who_joins_later_gets_a_share_of_what_others_have_not_come_to()
    {
        var board = await TestBoard.CreateAsync(_api, credits: 2, tasks: 3);
        await board.SubmitAsync("Een");
        await board.SubmitAsync("Twee");
        var raters = await RatersAsync(board, 3);
        var round = await board.RoundAsync(raters[..2]);
        var joined = await board.School.Admin.PostAsync($"/v1/rating-rounds/{round}/raters", new { userId = raters[2].Id });
        Assert.Equal(["4", "4", "4"], joined.Json["raters"]!.AsArray().Select(rater => rater!["toRate"]!.ToString())); // their share of the twelve
        joined = await board.School.Admin.PostAsync($"/v1/rating-rounds/{round}/raters", new { userId = raters[2].Id });
        Assert.Equal(["4", "4", "4"], joined.Json["raters"]!.AsArray().Select(rater => rater!["toRate"]!.ToString())); // asked again they get no more

        var rated = await TestBoard.RateAllAsync(raters, (_, _) => TestBoard.Points(5));
        Assert.Contains(rated, one => one.Rater == raters[2]);
        Assert.All(rated.GroupBy(one => one.Text), task => Assert.Equal(2, task.DistinctBy(one => one.Rater.Id).Count()));
        (await board.CloseAsync(round)).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Around_the_cut_score_a_third_rater_who_is_neither_of_the_two_decides()
    {
        // A worked case: sentences 10/10, then 3/3 2/6 4/5 3/3; L 44, H 54 around 48, more than 6 apart. M = 4 keeps 4 and 6: 51, a pass.
        var board = await TestBoard.CreateAsync(_api, credits: 1, tasks: 5, scoring: new { combination = "sum", adjudicationMargin = 6 }, cutScore: 48);
        var work = await board.SubmitAsync("Kandidaat");
        var raters = await RatersAsync(board, 3);
        var round = await board.RoundAsync(raters);
        var points = new Dictionary<string, Queue<int>>
        {
            ["1"] = new([10, 10]),
            ["2"] = new([3, 3]),
            ["3"] = new([2, 6, 4]),
            ["4"] = new([4, 5]),
            ["5"] = new([3, 3]),
        };

        var rated = await TestBoard.RateAllAsync(raters, (_, text) => TestBoard.Points(points[text.Split(' ')[1]].Dequeue()));
        Assert.Equal(11, rated.Count);
        Assert.Equal(3, rated.Where(one => one.Text == "Kandidaat 3").DistinctBy(one => one.Rater.Id).Count());
        (await rated[0].Rater.Client.SendAsync(HttpMethod.Put, $"/v1/rating-tasks/{rated[0].Task}", TestBoard.Points(1))).Expect(HttpStatusCode.Conflict, "rating_used");
        (await board.CloseAsync(round)).Expect(HttpStatusCode.OK);
        var result = await ResultAsync(board, work);
        Assert.Equal(("51", "100", "pass"), (result.Get("points"), result.Get("maxPoints"), result.Get("outcome")));
    }

    [Fact]
    public async Task Whose_task_was_taken_over_before_they_saw_it_can_still_give_the_third_rating()
    {
        var board = await TestBoard.CreateAsync(_api, credits: 1, tasks: 1, scoring: new { combination = "sum", adjudicationMargin = 3 }, cutScore: 10);
        await board.SubmitAsync("Kandidaat");
        var raters = await RatersAsync(board, 3);
        await board.RoundAsync(raters);
        var points = new Queue<int>([2, 8, 4]);
        // Whichever two of the three were given it, these two rate it: the third's, if there is one, is taken over unseen.
        var rated = await TestBoard.RateAllAsync(raters[..2], (_, _) => TestBoard.Points(points.Dequeue()));
        Assert.Equal(2, rated.Count);

        Assert.Equal(raters[2], Assert.Single(await TestBoard.RateAllAsync(raters, (_, _) => TestBoard.Points(points.Dequeue()))).Rater);
    }

    [Fact]
    public async Task A_third_rating_that_nobody_is_left_for_is_asked_of_the_rater_who_joins()
    {
        var board = await TestBoard.CreateAsync(_api, credits: 1, tasks: 1, scoring: new { combination = "sum", adjudicationMargin = 3 }, cutScore: 10);
        var work = await board.SubmitAsync("Kandidaat");
        var raters = await RatersAsync(board, 3);
        var round = await board.RoundAsync(raters[..2]);
        var points = new Queue<int>([2, 8, 4]);
        await TestBoard.RateAllAsync(raters[..2], (_, _) => TestBoard.Points(points.Dequeue()));
        (await board.CloseAsync(round)).Expect(HttpStatusCode.Conflict, "round_unfinished");

        var joined = await board.School.Admin.PostAsync($"/v1/rating-rounds/{round}/raters", new { userId = raters[2].Id });
        Assert.Equal("1", joined.Get("progress.awaitingFurther"));
        Assert.Single(await TestBoard.RateAllAsync(raters, (_, _) => TestBoard.Points(points.Dequeue())));
        (await board.CloseAsync(round)).Expect(HttpStatusCode.OK);
        Assert.Equal("6", (await ResultAsync(board, work)).Get("points")); // 2, 4, 8 keeps 2 and 4
    }

    [Fact]
    public async Task The_mean_of_three_raters_is_exact_and_keyed_items_count_beside_it()
    {
        var board = await TestBoard.CreateAsync(_api, credits: 1, tasks: 3, scoring: new { combination = "mean" }, cutScore: 10, raters: 3, keyed: 2);
        var work = await board.SubmitAsync("Kandidaat");
        var raters = await RatersAsync(board, 3);
        var round = await board.RoundAsync(raters);
        await TestBoard.RateAllAsync(raters, (rater, _) => TestBoard.Points(rater == raters[0] ? 4 : 3));
        (await board.CloseAsync(round)).Expect(HttpStatusCode.OK);

        var result = await ResultAsync(board, work);
        Assert.Equal((10m, "32", "pass"), (decimal.Parse(result.Get("points"), null), result.Get("maxPoints"), result.Get("outcome"))); // three times 3⅓, and no question answered
    }

    [Fact]
    public async Task A_round_is_closed_once_everything_is_rated_and_takes_in_what_comes_late()
    {
        var board = await TestBoard.CreateAsync(_api, credits: 2);
        var first = await board.SubmitAsync("Een");
        var raters = await RatersAsync(board, 2);
        var round = await board.RoundAsync(raters);
        var refused = (await board.CloseAsync(round)).Expect(HttpStatusCode.Conflict, "round_unfinished");
        Assert.Equal($"/sittings/{first.Sitting}", refused.Get("errors[0].pointer"));

        var late = await board.SubmitAsync("Twee");
        var taken = await board.School.Admin.PostAsync($"/v1/rating-rounds/{round}/intake");
        Assert.Equal(("2", "8", "2", "True"), (taken.Get("progress.sittings"), taken.Get("progress.ratings"), taken.Get("progress.meanRatersPerSitting"), $"{taken.Node("progress.hasFewRaters")!.GetValue<bool>()}"));
        await TestBoard.RateAllAsync(raters, (_, text) => TestBoard.Points(text.StartsWith("Een", StringComparison.Ordinal) ? 3 : 4));
        Assert.Empty((await board.School.Admin.GetAsync("/v1/results")).Json["data"]!.AsArray());

        var closed = (await board.CloseAsync(round)).Expect(HttpStatusCode.OK);
        Assert.Equal("closed", closed.Get("round.state"));
        Assert.Equal(("12", "16"), ((await ResultAsync(board, first)).Get("points"), (await ResultAsync(board, late)).Get("points")));
        Assert.Equal("rated", (await board.School.Admin.GetAsync($"/v1/sittings/{first.Sitting}")).Get("state"));
        (await board.CloseAsync(round)).Expect(HttpStatusCode.Conflict, "round_closed");
        (await board.School.Admin.SendAsync(HttpMethod.Post, $"/v1/rating-rounds/{round}/intake")).Expect(HttpStatusCode.Conflict, "round_closed");
        Assert.Equal("0", (await board.OpenRoundAsync(raters)).Expect(HttpStatusCode.Created).Get("progress.sittings")); // each is in one round only
    }

    [Fact]
    public async Task A_rating_is_changed_until_the_round_is_closed()
    {
        var board = await TestBoard.CreateAsync(_api, credits: 1, tasks: 1);
        var work = await board.SubmitAsync("Kandidaat");
        var raters = await RatersAsync(board, 2);
        var round = await board.RoundAsync(raters);
        var rated = await TestBoard.RateAllAsync(raters, (_, _) => TestBoard.Points(3));
        await rated[0].Rater.Client.PutAsync($"/v1/rating-tasks/{rated[0].Task}", TestBoard.Points(5));
        Assert.Equal(("0", "1"), await WorkAsync(raters[0]));
        Assert.Equal("3", await board.School.SqlAsync("SELECT earlier -> 0 -> 'score' ->> 'points' FROM rating_tasks WHERE tenant_id = @tenant AND earlier <> '[]'")); // what was given first is kept
        (await board.CloseAsync(round)).Expect(HttpStatusCode.OK);

        Assert.Equal("8", (await ResultAsync(board, work)).Get("points"));
        (await rated[0].Rater.Client.SendAsync(HttpMethod.Put, $"/v1/rating-tasks/{rated[0].Task}", TestBoard.Points(9))).Expect(HttpStatusCode.Conflict, "round_closed");
    }

    [Fact]
    public async Task A_candidates_work_is_spread_over_all_the_raters_it_can_be_and_their_work_is_even()
    {
        const int Sittings = 120, Raters = 12, Tasks = 5;
        var board = await TestBoard.CreateAsync(_api, credits: 0, tasks: Tasks);
        await board.School.SqlAsync(SyntheticWork.Sql(board.School.Uuid, board.Version.TestId, board.Version.Id, Sittings, Raters));
        var round = await board.School.Admin.PostAsync("/v1/rating-rounds", new { versionId = board.Version.Id, raterIds = SyntheticWork.RaterIds(Raters) });

        Assert.Equal($"{Sittings * Tasks * 2}", round.Get("progress.ratings"));
        Assert.Equal(("10", "False"), (round.Get("progress.meanRatersPerSitting"), $"{round.Node("progress.hasFewRaters")!.GetValue<bool>()}")); // ten ratings, by ten of the eleven who may
        var loads = round.Json["raters"]!.AsArray().Select(rater => rater!["toRate"]!.GetValue<int>()).ToList();
        Assert.InRange(loads.Max() - loads.Min(), 0, 5); // of a hundred each
        Assert.Equal(0L, await board.School.SqlAsync("""
            SELECT count(*) FROM rating_tasks t JOIN sittings s ON s.tenant_id = t.tenant_id AND s.id = t.sitting_id
            JOIN group_candidates c ON c.tenant_id = s.tenant_id AND c.candidate_id = s.candidate_id
            JOIN group_teachers g ON g.tenant_id = c.tenant_id AND g.group_id = c.group_id AND g.user_id = t.rater_id WHERE t.tenant_id = @tenant
            """));
    }

    [Fact]
    public async Task What_is_taken_in_later_goes_to_those_with_least_to_do_among_what_they_have()
    {
        const int Raters = 12;
        var board = await TestBoard.CreateAsync(_api, credits: 0);
        await board.School.SqlAsync(SyntheticWork.Sql(board.School.Uuid, board.Version.TestId, board.Version.Id, sittings: 180, Raters));
        await board.School.SqlAsync("UPDATE sittings SET state = 'rated' WHERE tenant_id = @tenant AND right(id::text, 1) IN ('0', '4', '8', 'c')");
        var round = await board.School.Admin.PostAsync("/v1/rating-rounds", new { versionId = board.Version.Id, raterIds = SyntheticWork.RaterIds(Raters) });
        await board.School.SqlAsync("UPDATE sittings SET state = 'to_rate' WHERE tenant_id = @tenant");
        await board.School.SqlAsync("""
            UPDATE rating_tasks SET state = 'rated', rated_at = now(), scoring_number = 0, input = '{"flags": [], "scores": {"adequacy": 5}}',
                score = '{"points": 5, "maxPoints": 10, "scores": {"adequacy": 5}}' WHERE tenant_id = @tenant AND right(rater_id::text, 1) IN ('2', '3') AND position < 0.5
            """);

        var taken = await board.School.Admin.PostAsync($"/v1/rating-rounds/{round.Get("round.id")}/intake");

        Assert.Equal(("180", "720"), (taken.Get("progress.sittings"), taken.Get("progress.ratings")));
        var loads = taken.Json["raters"]!.AsArray().Select(rater => rater!["toRate"]!.GetValue<int>()).ToList();
        Assert.InRange(loads.Max() - loads.Min(), 0, 6); // of about fifty-six each, though two had done half of their work
        var apart = (double)(await board.School.SqlAsync("""
            SELECT avg(position) FILTER (WHERE late) - avg(position) FILTER (WHERE NOT late)
            FROM (SELECT *, right(sitting_id::text, 1) IN ('0', '4', '8', 'c') AS late FROM rating_tasks WHERE tenant_id = @tenant AND right(rater_id::text, 1) NOT IN ('2', '3')) t
            """))!;
        Assert.InRange(apart, -0.15, 0.15); // neither before what there was nor after it
        Assert.Equal(0L, await board.School.SqlAsync("""
            SELECT count(*) FROM rating_tasks t WHERE tenant_id = @tenant AND right(sitting_id::text, 1) IN ('0', '4', '8', 'c') AND position < 0.5 AND right(rater_id::text, 1) IN ('2', '3')
            """)); // nor where somebody has been already
    }

    [Fact]
    public async Task A_round_of_many_sittings_is_closed_as_a_whole()
    {
        const int Sittings = 1_100;
        var board = await TestBoard.CreateAsync(_api, credits: 0, tasks: 1);
        await board.School.SqlAsync(SyntheticWork.Sql(board.School.Uuid, board.Version.TestId, board.Version.Id, Sittings, raters: 4));
        var round = (await board.School.Admin.PostAsync("/v1/rating-rounds", new { versionId = board.Version.Id, raterIds = SyntheticWork.RaterIds(4) })).Get("round.id");
        const string Rate = """
            UPDATE rating_tasks SET state = 'rated', rated_at = now(), scoring_number = 0, input = '{"flags": [], "scores": {"adequacy": 5}}',
                score = '{"points": 5, "maxPoints": 10, "scores": {"adequacy": 5}}' WHERE tenant_id = @tenant AND sitting_id
            """;
        const string Last = "(SELECT max(sitting_id::text)::uuid FROM rating_tasks WHERE tenant_id = @tenant)";
        await board.School.SqlAsync($"{Rate} <> {Last}");

        (await board.CloseAsync(round)).Expect(HttpStatusCode.Conflict, "round_unfinished");
        Assert.Equal(0L, await board.School.SqlAsync("SELECT count(*) FROM results WHERE tenant_id = @tenant"));
        await board.School.SqlAsync($"{Rate} = {Last}");
        Assert.Equal("closed", (await board.CloseAsync(round)).Expect(HttpStatusCode.OK).Get("round.state"));
        Assert.Equal((long)Sittings, await board.School.SqlAsync("SELECT count(*) FROM results r JOIN sittings s ON s.tenant_id = r.tenant_id AND s.id = r.sitting_id WHERE r.tenant_id = @tenant AND s.state = 'rated'"));
    }

    [Fact]
    public async Task Work_that_raters_of_a_round_have_is_not_reopened()
    {
        var board = await TestBoard.CreateAsync(_api, credits: 1);
        var work = await board.SubmitAsync("Kandidaat");
        await board.RoundAsync(await RatersAsync(board, 2));
        (await board.School.Admin.SendAsync(HttpMethod.Post, $"/v1/sittings/{work.Sitting}/reopening", new { seconds = 60, reason = "storing" }))
            .Expect(HttpStatusCode.Conflict, "sitting_in_round");
    }

    [Fact]
    public async Task A_round_is_for_versions_that_several_rate()
    {
        var board = await TestBoard.CreateAsync(_api, credits: 0, raters: 1, scoring: new { });
        (await board.OpenRoundAsync(await RatersAsync(board, 2))).Expect(HttpStatusCode.Conflict, "rated_by_one");
    }

    [Fact]
    public async Task A_rubrics_rule_that_is_broken_is_refused_by_name_in_a_round_too()
    {
        var board = await TestBoard.CreateAsync(_api, credits: 1, precondition: true);
        await board.SubmitAsync("Kandidaat");
        var raters = await RatersAsync(board, 2);
        await board.RoundAsync(raters);
        var path = $"/v1/rating-tasks/{(await TestBoard.NextAsync(raters[0]))!["id"]}";
        (await raters[0].Client.SendAsync(HttpMethod.Put, path, TestBoard.Points(3))).Expect(HttpStatusCode.UnprocessableEntity, "precondition_missing");
        (await raters[0].Client.SendAsync(HttpMethod.Put, path, new { precondition = "no_speech", scores = new { adequacy = 1 } }))
            .Expect(HttpStatusCode.UnprocessableEntity, "rubric_precondition");
        Assert.Equal("0", (await raters[0].Client.PutAsync(path, new { precondition = "not_intelligible" })).Get("points"));
    }

    private static async Task TeachAsync(TestBoard board, TestUser teacher, TestSubmission work)
    {
        var group = await board.School.GroupAsync();
        await board.School.Admin.PutAsync($"/v1/groups/{group}/candidates/{work.Candidate}");
        await board.School.Admin.PutAsync($"/v1/groups/{group}/teachers/{teacher.Id}");
    }

    private static async Task<TestUser[]> RatersAsync(TestBoard board, int count)
    {
        var raters = new List<TestUser>();
        for (var i = 0; i < count; i++)
        {
            raters.Add(await board.RaterAsync());
        }

        return [.. raters];
    }

    private static async Task<(string ToRate, string Rated)> WorkAsync(TestUser rater)
    {
        var work = await rater.Client.GetAsync("/v1/rating-tasks");
        return (work.Get("toRate"), work.Get("rated"));
    }

    private static async Task<Answer> ResultAsync(TestBoard board, TestSubmission work)
    {
        var results = await board.School.Admin.GetAsync($"/v1/results?sittingId={work.Sitting}");
        return results with { Bytes = System.Text.Encoding.UTF8.GetBytes(results.Json["data"]!.AsArray().Single()!.ToJsonString()) };
    }
}
