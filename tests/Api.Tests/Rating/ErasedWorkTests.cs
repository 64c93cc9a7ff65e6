using System.Net;
using Cesuur.Api.Tests.Invitations;
using Cesuur.Testing;

namespace Cesuur.Api.Tests.Rating;

/// <summary>Of a candidate who is erased there is nothing left to rate: nobody rates it, and nobody waits for it.</summary>
[Collection(ApiCollection.Name)]
public sealed class ErasedWorkTests(ApiFixture fixture)
{
    private static readonly object Problem = new { precondition = "technical_problem" };

    private readonly TestApi _api = fixture.Api;

    [Fact]
    public async Task A_round_goes_on_and_is_closed_without_the_work_of_who_was_erased()
    {
        var board = await TestBoard.CreateAsync(_api, credits: 2, precondition: true);
        var (work, other) = (await board.SubmitAsync("Weg"), await board.SubmitAsync("Ander"));
        var raters = new[] { await board.RaterAsync(), await board.RaterAsync() };
        var round = await board.RoundAsync(raters);
        await TestBoard.RateAllAsync(raters, (_, text) => text == "Weg 1" ? Problem : Points(4));
        (await board.CloseAsync(round)).Expect(HttpStatusCode.Conflict, "round_unfinished");

        await EraseAsync(board, work);

        var held = Assert.Single((await board.School.Admin.GetAsync("/v1/board-cases")).Array("data"))!;
        Assert.NotNull(held["withdrawnAt"]);
        (await board.School.Admin.SendAsync(HttpMethod.Post, $"/v1/board-cases/{held["id"]}/decision", new { decision = "rate", reason = "Te verstaan" }))
            .Expect(HttpStatusCode.Conflict, "case_withdrawn");
        var closed = (await board.CloseAsync(round)).Expect(HttpStatusCode.OK);
        Assert.Equal(("2", "1", "0", "0"), (closed.Get("progress.sittings"), closed.Get("progress.erased"), closed.Get("progress.voided"), closed.Get("progress.held")));
        Assert.Equal([other.Sitting], (await board.School.Admin.GetAsync("/v1/results")).Array("data").Strings("sittingId"));
        Assert.Equal("terminated", await StateAsync(board, work));
        Assert.Equal("annulled", (await board.School.Admin.GetAsync($"/v1/sittings/{work.Sitting}/events")).Array("data")[^1]!["type"]!.ToString());
    }

    [Fact]
    public async Task What_was_erased_is_not_worked_on_or_rated_again()
    {
        var board = await TestBoard.CreateAsync(_api, credits: 2, tasks: 1, raters: 1);
        var (rated, waiting) = (await board.SubmitAsync("Weg"), await board.SubmitAsync("Ook weg"));
        await board.School.Admin.PutAsync($"/v1/sittings/{rated.Sitting}/rating/tasks/{board.Tasks[0]}", TestBoard.Points(6));
        await board.School.Admin.PostAsync($"/v1/sittings/{rated.Sitting}/rating/finalisation");
        await EraseAsync(board, rated);
        await EraseAsync(board, waiting);

        (await board.School.Admin.SendAsync(HttpMethod.Post, $"/v1/sittings/{rated.Sitting}/rating/reopening")).Expect(HttpStatusCode.Conflict, "candidate_erased");
        var several = (await board.School.Admin.SendAsync(HttpMethod.Post, "/v1/rating/reopenings", new { sittingIds = new[] { rated.Sitting } })).Expect(HttpStatusCode.Conflict, "ratings_not_reopened");
        Assert.Equal("candidate_erased", several.Get("errors[0].code"));
        foreach (var work in new[] { rated, waiting })
        {
            (await board.School.Admin.SendAsync(HttpMethod.Post, $"/v1/sittings/{work.Sitting}/reopening", new { seconds = 60, reason = "storing" }))
                .Expect(HttpStatusCode.Conflict, "candidate_erased");
        }
    }

    [Fact]
    public async Task What_a_rater_had_claimed_of_who_was_erased_is_not_rated_any_more()
    {
        var board = await TestBoard.CreateAsync(_api, credits: 2);
        TestSubmission[] works = [await board.SubmitAsync("Amira"), await board.SubmitAsync("Bram")];
        var raters = new[] { await board.RaterAsync(), await board.RaterAsync() };
        var round = await board.RoundAsync(raters);
        var claimed = (await TestBoard.NextAsync(raters[0]))!;
        var name = TestBoard.TextOf(claimed).Split(' ')[0];

        await EraseAsync(board, name == "Amira" ? works[0] : works[1]);

        (await raters[0].Client.SendAsync(HttpMethod.Put, $"/v1/rating-tasks/{claimed["id"]}", TestBoard.Points(4))).Expect(HttpStatusCode.Conflict, "claim_lapsed");
        var rated = await TestBoard.RateAllAsync(raters, (_, _) => TestBoard.Points(4));
        Assert.Equal(4, rated.Count);
        Assert.DoesNotContain(rated, one => one.Text.StartsWith(name, StringComparison.Ordinal));
        (await board.CloseAsync(round)).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_result_stands_that_there_was_when_a_correction_had_given_its_tasks_back()
    {
        var board = await TestBoard.CreateAsync(_api, credits: 2, tasks: 1, scoring: new { combination = "sum", adjudicationMargin = 2 });
        var (work, other) = (await board.SubmitAsync("Weg"), await board.SubmitAsync("Ander"));
        var raters = new[] { await board.RaterAsync(), await board.RaterAsync(), await board.RaterAsync() };
        var round = await board.RoundAsync(raters);
        await TestBoard.RateAllAsync(raters, (_, _) => TestBoard.Points(5));
        (await board.CloseAsync(round)).Expect(HttpStatusCode.OK);
        var rubric = new { criteria = new[] { new { id = "adequacy", title = "Adequaatheid", maxPoints = 10 } } };
        await board.Version.CorrectAsync(new { kind = "rubric", itemId = board.Tasks[0], rubric });
        Assert.Equal("to_rate", await StateAsync(board, work));

        await EraseAsync(board, work);

        Assert.Equal("rated", await StateAsync(board, work));
        Assert.All(await TestBoard.RateAllAsync(raters, (_, _) => TestBoard.Points(2)), one => Assert.StartsWith("Ander", one.Text, StringComparison.Ordinal));
        (await board.CloseAsync(round)).Expect(HttpStatusCode.OK);
        Assert.Equal(("10", "4"), (await PointsAsync(board, work), await PointsAsync(board, other)));

        await board.Version.CorrectAsync(new { kind = "cut_score", cutScore = 10 }); // looks at the round again
        (await board.CloseAsync(round)).Expect(HttpStatusCode.Conflict, "round_closed");
        Assert.Equal("10", await PointsAsync(board, work));
    }

    [Fact]
    public async Task A_response_of_who_was_erased_is_no_benchmark_any_more()
    {
        var board = await TestBoard.CreateAsync(_api, credits: 2, tasks: 1);
        var (old, work) = (await board.SubmitAsync("Weg"), await board.SubmitAsync("Ander"));
        var raters = new[] { await board.RaterAsync(), await board.RaterAsync() };
        var round = await board.RoundAsync(raters);
        await TestBoard.RateAllAsync(raters, (_, _) => TestBoard.Points(4));
        var third = await board.RaterAsync();
        var benchmark = new { sittingId = old.Sitting, itemId = board.Tasks[0], scores = new { adequacy = 4 } };
        await board.School.Admin.PostAsync($"/v1/rating-rounds/{round}/benchmarks", benchmark);

        await EraseAsync(board, old);

        await board.School.Admin.PostAsync($"/v1/rating-rounds/{round}/raters", new { userId = third.Id });
        Assert.Null(await TestBoard.NextAsync(third));
        (await board.School.Admin.SendAsync(HttpMethod.Post, $"/v1/rating-rounds/{round}/benchmarks", benchmark)).Expect(HttpStatusCode.UnprocessableEntity);
        Assert.NotEqual("terminated", await StateAsync(board, work));
    }

    [Fact]
    public async Task What_one_rater_was_at_is_closed_and_what_the_board_wrote_of_it_goes()
    {
        var board = await TestBoard.CreateAsync(_api, credits: 2, raters: 1, precondition: true);
        var (work, other) = (await board.SubmitAsync("Weg"), await board.SubmitAsync("Ander"));
        await board.School.Admin.RateAsync(work.Sitting, board.Tasks[0], Problem);
        var held = Assert.Single((await board.School.Admin.GetAsync("/v1/board-cases")).Array("data"))!;
        await board.School.Admin.PostAsync($"/v1/board-cases/{held["id"]}/decision", new { decision = "award", points = 3, reason = "Wegs microfoon was stuk" });
        await board.School.Admin.RateAsync(work.Sitting, board.Tasks[1], Problem);

        await EraseAsync(board, work);

        Assert.Equal([other.Sitting], (await board.School.Admin.GetAsync("/v1/ratings")).Array("data").Strings("sittingId"));
        Assert.Equal(("terminated", "withdrawn"), (await StateAsync(board, work), (await board.School.Admin.GetAsync($"/v1/sittings/{work.Sitting}/rating")).Get("state")));
        var cases = (await board.School.Admin.GetAsync("/v1/board-cases?sort=openedAt")).Array("data");
        Assert.Equal(("", true), (cases[0]!["reason"]!.ToString(), cases[1]!["withdrawnAt"] is not null));
        Assert.Single((await board.School.Admin.GetAsync("/v1/events?type=sitting.terminated")).Array("data"));
    }

    private static object Points(int points) => new { precondition = "ratable", scores = new { adequacy = points } };

    private static Task<Answer> EraseAsync(TestBoard board, TestSubmission work) => board.School.Admin.PostAsync($"/v1/candidates/{work.Candidate}/erasure");

    private static async Task<string> StateAsync(TestBoard board, TestSubmission work) => (await board.School.Admin.GetAsync($"/v1/sittings/{work.Sitting}")).Get("state");

    private static async Task<string> PointsAsync(TestBoard board, TestSubmission work) =>
        (await board.School.Admin.GetAsync($"/v1/results?sittingId={work.Sitting}")).Get("data[0].points");
}
