using System.Net;
using Cesuur.Testing;

namespace Cesuur.Api.Tests.Rating;

/// <summary>A technical problem is no score but a case for the exam board (N annex 2; what it can decide is ours).</summary>
[Collection(ApiCollection.Name)]
public sealed class BoardCaseTests(ApiFixture fixture)
{
    private static readonly object Problem = new { precondition = "technical_problem" };

    private readonly TestApi _api = fixture.Api;

    [Fact]
    public async Task A_problem_that_both_raters_find_is_held_until_the_board_awards_points()
    {
        var (board, raters, round, work) = await StartAsync(raters: 2);
        await TestBoard.RateAllAsync(raters, (_, text) => text.EndsWith('1') ? Problem : Points(4));
        var held = await CaseAsync(board);
        Assert.Equal("technical_problem", held.Get("data[0].kind"));
        Assert.Equal("task_held", (await board.CloseAsync(round)).Expect(HttpStatusCode.Conflict, "round_unfinished").Get("errors[0].code"));
        (await DecideAsync(board, held, new { decision = "award", reason = "Storing" })).Expect(HttpStatusCode.UnprocessableEntity, "case_points");
        (await DecideAsync(board, held, new { decision = "award", points = 20.5, reason = "Storing" })).Expect(HttpStatusCode.UnprocessableEntity, "case_points");
        (await DecideAsync(board, held, new { decision = "void", points = 1, reason = "Storing" })).Expect(HttpStatusCode.UnprocessableEntity, "case_points");

        var decided = (await DecideAsync(board, held, new { decision = "award", points = 13, reason = "Storing" })).Expect(HttpStatusCode.OK);
        Assert.StartsWith("key_", decided.Get("decidedBy"), StringComparison.Ordinal);
        (await DecideAsync(board, held, new { decision = "void", reason = "Toch niet" })).Expect(HttpStatusCode.Conflict, "case_decided");
        Assert.Empty((await board.School.Admin.GetAsync("/v1/board-cases?decided=false")).Json["data"]!.AsArray());
        (await board.CloseAsync(round)).Expect(HttpStatusCode.OK);
        Assert.Equal(("21", "40"), await ResultAsync(board, work)); // 13 and 4 + 4
    }

    [Fact]
    public async Task Raters_who_differ_on_it_hold_the_task_and_a_new_rater_rates_it_when_the_board_says_so()
    {
        var (board, raters, round, work) = await StartAsync(raters: 3);
        var first = await TestBoard.RateAllAsync(raters, WhoRatesFirstFindsAProblem());
        var held = await CaseAsync(board);
        Assert.Equal("disagreement", held.Get("data[0].kind"));
        var ofTask = first.Where(one => one.Text.EndsWith('1')).ToList();
        (await ofTask[1].Rater.Client.SendAsync(HttpMethod.Put, $"/v1/rating-tasks/{ofTask[1].Task}", Points(9))).Expect(HttpStatusCode.Conflict, "rating_used");

        (await DecideAsync(board, held, new { decision = "rate", reason = "Goed te verstaan" })).Expect(HttpStatusCode.OK);
        var again = Assert.Single(await TestBoard.RateAllAsync(raters, (_, _) => Points(7)));
        Assert.DoesNotContain(again.Rater, ofTask.Select(one => one.Rater));
        (await board.CloseAsync(round)).Expect(HttpStatusCode.OK);
        Assert.Equal(("19", "40"), await ResultAsync(board, work)); // 7 beside the 4 that stood, and 4 + 4
    }

    [Fact]
    public async Task Without_a_rater_who_is_new_to_the_task_the_board_is_told_to_add_one()
    {
        var (board, raters, _, _) = await StartAsync(raters: 2);
        await TestBoard.RateAllAsync(raters, WhoRatesFirstFindsAProblem());
        (await DecideAsync(board, await CaseAsync(board), new { decision = "rate", reason = "Te verstaan" })).Expect(HttpStatusCode.Conflict, "raters_not_enough");
    }

    [Theory]
    [InlineData("void")]
    [InlineData("retake")]
    public async Task A_sitting_that_the_board_voids_has_no_result_and_its_open_tasks_are_nobodys(string decision)
    {
        var (board, raters, round, work) = await StartAsync(raters: 2);
        var other = await board.SubmitAsync("Ander");
        await board.School.Admin.PostAsync($"/v1/rating-rounds/{round}/intake");
        foreach (var rater in raters)
        {
            while (await TestBoard.NextAsync(rater) is { } task) // until both have found the problem; the rest of the work is open then
            {
                var isProblem = TestBoard.TextOf(task) == "Kandidaat 1";
                await rater.Client.PutAsync($"/v1/rating-tasks/{task["id"]}", isProblem ? Problem : Points(4));
                if (isProblem)
                {
                    break;
                }
            }
        }

        (await DecideAsync(board, await CaseAsync(board), new { decision, reason = "Storing" })).Expect(HttpStatusCode.OK);
        Assert.DoesNotContain(await TestBoard.RateAllAsync(raters, (_, _) => Points(4)), one => one.Text.StartsWith("Kandidaat", StringComparison.Ordinal));
        Assert.Equal("1", (await board.CloseAsync(round)).Expect(HttpStatusCode.OK).Get("progress.voided"));
        Assert.Empty((await board.School.Admin.GetAsync($"/v1/results?sittingId={work.Sitting}")).Json["data"]!.AsArray());
        Assert.Equal(("terminated", "annulled"), (
            (await board.School.Admin.GetAsync($"/v1/sittings/{work.Sitting}")).Get("state"),
            (await board.School.Admin.GetAsync($"/v1/sittings/{work.Sitting}/events")).Json["data"]!.AsArray()[^1]!["type"]!.ToString()));
        Assert.Equal(("16", "40"), await ResultAsync(board, other));
    }

    [Fact]
    public async Task What_a_rater_had_claimed_of_a_voided_sitting_is_not_rated_any_more()
    {
        var board = await TestBoard.CreateAsync(_api, credits: 1, tasks: 2, precondition: true);
        await board.SubmitAsync("Kandidaat");
        var raters = new[] { await board.RaterAsync(), await board.RaterAsync() };
        await board.RoundAsync(raters);
        var first = (await TestBoard.NextAsync(raters[0]))!;
        await raters[0].Client.PutAsync($"/v1/rating-tasks/{first["id"]}", Problem);
        var claimed = (await TestBoard.NextAsync(raters[0]))!;
        for (var isHeld = false; !isHeld;) // until the other one has found it too
        {
            var task = (await TestBoard.NextAsync(raters[1]))!;
            isHeld = TestBoard.TextOf(task) == TestBoard.TextOf(first);
            await raters[1].Client.PutAsync($"/v1/rating-tasks/{task["id"]}", isHeld ? Problem : Points(4));
        }

        (await DecideAsync(board, await CaseAsync(board), new { decision = "void", reason = "Storing" })).Expect(HttpStatusCode.OK);

        (await raters[0].Client.SendAsync(HttpMethod.Put, $"/v1/rating-tasks/{claimed["id"]}", Points(4))).Expect(HttpStatusCode.Conflict, "claim_lapsed");
        Assert.Null(await TestBoard.NextAsync(raters[0]));
    }

    [Fact]
    public async Task A_sitting_that_has_a_result_is_not_voided_when_a_correction_had_it_rated_again()
    {
        var (board, raters, round, work) = await StartAsync(raters: 2);
        await TestBoard.RateAllAsync(raters, (_, _) => Points(4));
        (await board.CloseAsync(round)).Expect(HttpStatusCode.OK);
        var rubric = new { precondition = true, criteria = new[] { new { id = "adequacy", title = "Adequaatheid", maxPoints = 10 } } };
        await board.Version.CorrectAsync(new { kind = "rubric", itemId = board.Tasks[0], rubric });
        await TestBoard.RateAllAsync(raters, (_, _) => Problem);
        var held = await CaseAsync(board);

        (await DecideAsync(board, held, new { decision = "void", reason = "Storing" })).Expect(HttpStatusCode.Conflict, "case_of_result");
        (await DecideAsync(board, held, new { decision = "retake", reason = "Storing" })).Expect(HttpStatusCode.Conflict, "case_of_result");
        Assert.Equal(("16", "40"), await ResultAsync(board, work));
        (await DecideAsync(board, held, new { decision = "award", points = 5, reason = "Storing" })).Expect(HttpStatusCode.OK);
        (await board.CloseAsync(round)).Expect(HttpStatusCode.OK);
        Assert.Equal(("13", "40"), await ResultAsync(board, work));
        var id = (await board.School.Admin.GetAsync($"/v1/results?sittingId={work.Sitting}")).Get("data[0].id");
        var explained = await board.School.Admin.GetAsync($"/v1/results/{id}/versions/2/explanation");
        Assert.Equal(("board", held.Get("data[0].id"), "rater"), (explained.Get("items[0].by"), explained.Get("items[0].award.caseId"), explained.Get("items[1].by")));
        Assert.Equal("rater", (await board.School.Admin.GetAsync($"/v1/results/{id}/versions/1/explanation")).Get("items[0].by"));
    }

    private async Task<(TestBoard Board, TestUser[] Raters, string Round, TestSubmission Work)> StartAsync(int raters)
    {
        var board = await TestBoard.CreateAsync(_api, credits: 2, precondition: true);
        var work = await board.SubmitAsync("Kandidaat");
        var users = new List<TestUser>();
        for (var i = 0; i < raters; i++)
        {
            users.Add(await board.RaterAsync());
        }

        return (board, [.. users], await board.RoundAsync([.. users]), work);
    }

    private static Func<TestUser, string, object> WhoRatesFirstFindsAProblem()
    {
        var seen = false;
        return (_, text) =>
        {
            if (!text.EndsWith('1') || seen)
            {
                return Points(4);
            }

            seen = true;
            return Problem;
        };
    }

    private static object Points(int points) => new { precondition = "ratable", scores = new { adequacy = points } };

    private static Task<Answer> CaseAsync(TestBoard board) => board.School.Admin.GetAsync("/v1/board-cases?decided=false");

    private static Task<Answer> DecideAsync(TestBoard board, Answer held, object decision) =>
        board.School.Admin.SendAsync(HttpMethod.Post, $"/v1/board-cases/{held.Get("data[0].id")}/decision", decision);

    private static async Task<(string Points, string MaxPoints)> ResultAsync(TestBoard board, TestSubmission work)
    {
        var results = await board.School.Admin.GetAsync($"/v1/results?sittingId={work.Sitting}");
        return (results.Get("data[0].points"), results.Get("data[0].maxPoints"));
    }
}
