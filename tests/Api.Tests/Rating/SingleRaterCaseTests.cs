using System.Net;
using System.Text.Json.Nodes;
using Cesuur.Api.Tests.Invitations;
using Cesuur.Testing;

namespace Cesuur.Api.Tests.Rating;

/// <summary>Where one rater rates, a technical problem is the exam board's as well (N annex 2; what it can decide is ours).</summary>
[Collection(ApiCollection.Name)]
public sealed class SingleRaterCaseTests(ApiFixture fixture)
{
    private static readonly object Problem = new { precondition = "technical_problem" };

    private readonly TestApi _api = fixture.Api;

    [Fact]
    public async Task The_points_that_the_board_awards_count_at_finalisation_and_nobody_rates_the_task_any_more()
    {
        var (board, work) = await StartAsync();
        await RateAsync(board, work, 0, Problem);
        await RateAsync(board, work, 1, Points(4));
        (await FinaliseAsync(board, work)).Expect(HttpStatusCode.Conflict, "task_held");
        var held = await OpenCaseAsync(board);
        Assert.Equal(("technical_problem", work.Sitting, null), (held["kind"]!.ToString(), held["sittingId"]!.ToString(), held["ratingRoundId"]));
        (await DecideAsync(board, held, new { decision = "award", points = 10.5, reason = "Storing" })).Expect(HttpStatusCode.UnprocessableEntity, "case_points");

        (await DecideAsync(board, held, new { decision = "award", points = 6.5, reason = "Storing" })).Expect(HttpStatusCode.OK);
        (await DecideAsync(board, held, new { decision = "void", reason = "Toch niet" })).Expect(HttpStatusCode.Conflict, "case_decided");
        (await RateAsync(board, work, 0, Points(1))).Expect(HttpStatusCode.Conflict, "rating_used");
        var graded = (await FinaliseAsync(board, work)).Expect(HttpStatusCode.OK);
        Assert.Equal(("10.5", "20"), (graded.Get("points"), graded.Get("maxPoints")));
        var explained = (await board.School.Admin.GetAsync($"/v1/results/{graded.Get("id")}/versions/1/explanation")).Array("items");
        Assert.Equal(["board", "rater"], explained.Strings("by"));
        Assert.Equal((held["id"]!.ToString(), null), (explained[0]!["award"]!["caseId"]!.ToString(), explained[1]!["award"]));

        await board.School.Admin.ReopenAsync(work.Sitting);
        await RateAsync(board, work, 1, Points(5));
        var shown = await board.School.Admin.GetAsync($"/v1/sittings/{work.Sitting}/rating");
        Assert.Equal(("6.5", held["id"]!.ToString()), (shown.Get("tasks[0].rating.points"), shown.Get("tasks[0].rating.boardCaseId")));
        Assert.Equal("11.5", (await FinaliseAsync(board, work)).Expect(HttpStatusCode.OK).Get("points"));
    }

    [Fact]
    public async Task Rating_the_task_after_all_takes_the_case_back_and_keeps_it_on_record()
    {
        var (board, work) = await StartAsync();
        await RateAsync(board, work, 0, Problem);
        await RateAsync(board, work, 0, Problem);
        var held = await OpenCaseAsync(board); // one

        await RateAsync(board, work, 0, Points(3));
        await RateAsync(board, work, 1, Points(4));

        var known = Assert.Single((await board.School.Admin.GetAsync($"/v1/board-cases?sittingId={work.Sitting}")).Array("data"))!;
        Assert.Equal((held["id"]!.ToString(), true, null), (known["id"]!.ToString(), known["withdrawnAt"] is not null, known["decision"]));
        Assert.Empty((await board.School.Admin.GetAsync("/v1/board-cases?decided=false")).Array("data"));
        (await DecideAsync(board, held, new { decision = "retake", reason = "Storing" })).Expect(HttpStatusCode.Conflict, "case_withdrawn");
        Assert.Equal("7", (await FinaliseAsync(board, work)).Expect(HttpStatusCode.OK).Get("points"));
    }

    [Fact]
    public async Task What_the_board_finds_can_be_rated_is_to_be_rated_again()
    {
        var (board, work) = await StartAsync();
        await RateAsync(board, work, 0, Problem);
        await RateAsync(board, work, 1, Points(4));
        (await DecideAsync(board, await OpenCaseAsync(board), new { decision = "rate", reason = "Te verstaan" })).Expect(HttpStatusCode.OK);
        (await FinaliseAsync(board, work)).Expect(HttpStatusCode.Conflict, "tasks_unrated");

        await RateAsync(board, work, 0, Problem); // they do not agree
        (await DecideAsync(board, await OpenCaseAsync(board), new { decision = "rate", reason = "Met koptelefoon te verstaan" })).Expect(HttpStatusCode.OK);
        await RateAsync(board, work, 0, Points(5));
        Assert.Equal("9", (await FinaliseAsync(board, work)).Expect(HttpStatusCode.OK).Get("points"));
        var history = (await board.School.Admin.GetAsync($"/v1/sittings/{work.Sitting}/rating/versions")).Array("versions")[0]!["tasks"]![0]!["ratings"]!.AsArray();
        Assert.Equal(["technical_problem", "technical_problem", "ratable"], history.Strings("precondition"));
    }

    [Theory]
    [InlineData("void")]
    [InlineData("retake")]
    public async Task A_sitting_that_the_board_voids_has_no_result_and_nothing_of_it_goes_on(string decision)
    {
        var (board, work) = await StartAsync();
        await RateAsync(board, work, 0, Problem);
        await RateAsync(board, work, 1, Problem);
        var cases = (await board.School.Admin.GetAsync("/v1/board-cases?decided=false")).Array("data");
        Assert.Equal(2, cases.Count);

        (await DecideAsync(board, cases[0]!, new { decision, reason = "Storing" })).Expect(HttpStatusCode.OK);

        Assert.Equal([decision, decision], (await board.School.Admin.GetAsync("/v1/board-cases?decided=true")).Array("data").Strings("decision"));
        Assert.Equal(("terminated", "annulled"), (await StateAsync(board, work), await LastEventAsync(board, work)));
        Assert.Equal("withdrawn", (await board.School.Admin.GetAsync($"/v1/sittings/{work.Sitting}/rating")).Get("state"));
        Assert.Single((await board.School.Admin.GetAsync("/v1/events?type=sitting.terminated")).Array("data"));
        (await RateAsync(board, work, 0, Points(1))).Expect(HttpStatusCode.Conflict, "rating_finalised");
        (await board.School.Admin.SendAsync(HttpMethod.Post, $"/v1/sittings/{work.Sitting}/rating/reopening")).Expect(HttpStatusCode.Conflict, "sitting_state");
        (await ReopenSittingAsync(board, work)).Expect(HttpStatusCode.Conflict, "sitting_annulled");
        Assert.Empty((await board.School.Admin.GetAsync("/v1/results")).Array("data"));
    }

    [Fact]
    public async Task A_sitting_that_has_a_result_is_not_voided_when_its_rating_was_opened_again()
    {
        var (board, work) = await StartAsync();
        await RateAsync(board, work, 0, Points(2));
        await RateAsync(board, work, 1, Points(4));
        await FinaliseAsync(board, work);
        await board.School.Admin.ReopenAsync(work.Sitting);
        await RateAsync(board, work, 0, Problem);
        var held = await OpenCaseAsync(board);

        (await DecideAsync(board, held, new { decision = "void", reason = "Storing" })).Expect(HttpStatusCode.Conflict, "case_of_result");
        (await DecideAsync(board, held, new { decision = "award", points = 3, reason = "Storing" })).Expect(HttpStatusCode.OK);
        var graded = (await FinaliseAsync(board, work)).Expect(HttpStatusCode.OK);
        Assert.Equal(("7", "2"), (graded.Get("points"), graded.Get("number")));
    }

    [Fact]
    public async Task A_case_is_decided_once_and_either_rated_or_decided_when_it_happens_at_once()
    {
        var board = await TestBoard.CreateAsync(_api, credits: 6, tasks: 1, raters: 1, precondition: true);
        for (var round = 0; round < 6; round++)
        {
            var work = await board.SubmitAsync($"Kandidaat {round}");
            await RateAsync(board, work, 0, Problem);
            var held = await OpenCaseAsync(board);
            var decision = new { decision = round % 2 == 0 ? "award" : "retake", points = round % 2 == 0 ? 5 : (int?)null, reason = "Storing" };

            var answers = await Task.WhenAll(DecideAsync(board, held, decision), DecideAsync(board, held, decision), RateAsync(board, work, 0, Points(1)));

            var won = Assert.Single(answers, answer => answer.IsSuccess);
            Assert.All(answers.Except([won]), refused => refused.Expect(HttpStatusCode.Conflict));
            if (won == answers[2])
            {
                Assert.Equal("1", (await FinaliseAsync(board, work)).Expect(HttpStatusCode.OK).Get("points"));
            }
            else if (round % 2 == 0)
            {
                Assert.Equal("5", (await FinaliseAsync(board, work)).Expect(HttpStatusCode.OK).Get("points"));
            }
            else
            {
                Assert.Equal("terminated", await StateAsync(board, work));
            }
        }
    }

    [Fact]
    public async Task Another_rubric_asks_for_no_rating_of_an_awarded_task_and_a_floor_raises_its_points()
    {
        var (board, work) = await StartAsync();
        await RateAsync(board, work, 0, Problem);
        await RateAsync(board, work, 1, Points(4));
        (await DecideAsync(board, await OpenCaseAsync(board), new { decision = "award", points = 6, reason = "Storing" })).Expect(HttpStatusCode.OK);
        var graded = (await FinaliseAsync(board, work)).Expect(HttpStatusCode.OK);
        var rubric = new { precondition = true, criteria = new[] { new { id = "content", title = "Inhoud", maxPoints = 10 } } };

        await board.Version.CorrectAsync(new { kind = "rubric", itemId = board.Tasks[0], rubric });
        Assert.Equal("rated", await StateAsync(board, work));
        await board.Version.CorrectAsync(new { kind = "minimum_points", itemId = board.Tasks[0], points = 8 });

        var result = await board.School.Admin.GetAsync($"/v1/results/{graded.Get("id")}");
        Assert.Equal(("12", "rated"), (result.Get("result.points"), await StateAsync(board, work)));
        var explained = (await board.School.Admin.GetAsync($"/v1/results/{graded.Get("id")}/versions/{result.Get("result.number")}/explanation")).Array("items")[0]!;
        Assert.Equal(("8", "6", "board"), (explained["points"]!.ToString(), explained["earned"]!.ToString(), explained["by"]!.ToString()));
        await board.School.Admin.ReopenAsync(work.Sitting); // rated anew, the award stands by the rubric that it was never rated by
        Assert.Equal("12", (await FinaliseAsync(board, work)).Expect(HttpStatusCode.OK).Get("points"));
    }

    [Fact]
    public async Task The_case_of_a_candidate_who_works_on_comes_to_nothing()
    {
        var (board, work) = await StartAsync();
        await RateAsync(board, work, 0, Problem);
        var held = await OpenCaseAsync(board);

        (await ReopenSittingAsync(board, work)).Expect(HttpStatusCode.OK);

        (await DecideAsync(board, held, new { decision = "void", reason = "Storing" })).Expect(HttpStatusCode.Conflict, "case_withdrawn");
    }

    [Fact]
    public async Task What_was_written_on_paper_is_voided_too_and_not_keyed_in_again()
    {
        var board = await TestBoard.CreateAsync(_api, credits: 1, tasks: 1, raters: 1, precondition: true);
        var invited = await board.School.InviteAsync(await board.School.CandidateAsync(), board.Version.TestId);
        var sitting = (await board.School.Admin.PostAsync($"/v1/invitations/{invited.Get("invitations[0].id")}/paper-sitting")).Get("id");
        var work = new TestSubmission(invited.Get("invitations[0].candidateId"), sitting);
        (await KeyInAsync()).Expect(HttpStatusCode.OK);
        await RateAsync(board, work, 0, Problem);

        (await DecideAsync(board, await OpenCaseAsync(board), new { decision = "void", reason = "Zoekgeraakt" })).Expect(HttpStatusCode.OK);

        Assert.Equal("terminated", await StateAsync(board, work));
        (await KeyInAsync()).Expect(HttpStatusCode.Conflict, "sitting_annulled");

        Task<Answer> KeyInAsync() => board.School.Admin.SendAsync(
            HttpMethod.Put, $"/v1/sittings/{sitting}/paper-responses", new { responses = new[] { new { itemId = board.Tasks[0], answer = new { text = "Beste buur" } } } });
    }

    private async Task<(TestBoard Board, TestSubmission Work)> StartAsync()
    {
        var board = await TestBoard.CreateAsync(_api, credits: 1, raters: 1, precondition: true);
        return (board, await board.SubmitAsync("Kandidaat"));
    }

    private static object Points(int points) => new { precondition = "ratable", scores = new { adequacy = points } };

    private static Task<Answer> RateAsync(TestBoard board, TestSubmission work, int task, object rating) =>
        board.School.Admin.RateAsync(work.Sitting, board.Tasks[task], rating);

    private static Task<Answer> FinaliseAsync(TestBoard board, TestSubmission work) =>
        board.School.Admin.SendAsync(HttpMethod.Post, $"/v1/sittings/{work.Sitting}/rating/finalisation");

    private static Task<Answer> ReopenSittingAsync(TestBoard board, TestSubmission work) =>
        board.School.Admin.SendAsync(HttpMethod.Post, $"/v1/sittings/{work.Sitting}/reopening", new { seconds = 60, reason = "Storing" });

    private static async Task<JsonNode> OpenCaseAsync(TestBoard board) =>
        Assert.Single((await board.School.Admin.GetAsync("/v1/board-cases?decided=false")).Array("data"))!;

    private static Task<Answer> DecideAsync(TestBoard board, JsonNode held, object decision) =>
        board.School.Admin.SendAsync(HttpMethod.Post, $"/v1/board-cases/{held["id"]}/decision", decision);

    private static async Task<string> StateAsync(TestBoard board, TestSubmission work) => (await board.School.Admin.GetAsync($"/v1/sittings/{work.Sitting}")).Get("state");

    private static async Task<string> LastEventAsync(TestBoard board, TestSubmission work) =>
        (await board.School.Admin.GetAsync($"/v1/sittings/{work.Sitting}/events")).Array("data")[^1]!["type"]!.ToString();
}
