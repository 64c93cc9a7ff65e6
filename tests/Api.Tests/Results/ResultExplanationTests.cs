using System.Net;
using System.Text.Json.Nodes;
using Cesuur.Api.Tests.Rating;
using Cesuur.Testing;
using static Cesuur.Testing.TestAuthoring;

namespace Cesuur.Api.Tests.Results;

/// <summary>Each version of a result names all that made it, item by item.</summary>
[Collection(ApiCollection.Name)]
public sealed class ResultExplanationTests(ApiFixture fixture)
{
    private readonly TestApi _api = fixture.Api;

    [Fact]
    public async Task An_item_with_a_key_names_the_correction_of_its_key_its_floor_and_the_extra_rules_that_its_response_met()
    {
        var school = await _api.OrganisationAsync(credits: 1);
        var draft = await (await school.WriteTestAsync(Content(Question("q1"), Question("q2"), Question("q3")))).PublishAsync();
        var (sitting, _, items) = await school.FinishedAsync(draft.TestId, new { choice = "a" }, new { choice = "b" }, new { choice = "a" });

        var key = await draft.CorrectAsync(new { kind = "key", itemId = items[0], key = new { correct = new[] { "a" } } });
        var rules = await draft.CorrectAsync(
            new { kind = "extra_rule", itemId = items[1], value = "a", points = 1 }, new { kind = "extra_rule", itemId = items[2], value = "a", points = 1 });
        var floor = await draft.CorrectAsync(new { kind = "minimum_points", itemId = items[1], points = 0.5 });
        var table = await draft.CorrectAsync(new { kind = "conversion_table", rows = new[] { Row(0, 350), Row(1, 500), Row(3, 560) } });

        var published = await ExplanationAsync(school, sitting, 1);
        Assert.Equal(["0 key", "1 key", "0 key"], Items(published));
        Assert.Null(published.Node("conversion"));
        Assert.Equal([$"1 key by {key}", "1 key", $"1 key rules {rules}"], Items(await ExplanationAsync(school, sitting, 3)));
        var last = await ExplanationAsync(school, sitting, 4);
        Assert.Equal([$"1 key by {key}", $"1 key floor 0.5 {floor}", $"1 key rules {rules}"], Items(last));
        Assert.Equal(("3", "560", table), (last.Get("conversion.row.points"), last.Get("conversion.row.scaleScore"), last.Get("conversion.setBy")));
        Assert.StartsWith("usr_", last.Get("corrections[0].decidedBy"), StringComparison.Ordinal);
        Assert.NotEqual(last.Get("corrections[0].proposedBy"), last.Get("corrections[0].decidedBy"));
    }

    [Fact]
    public async Task A_task_names_the_rubric_of_its_rating_and_an_answer_the_teacher_who_gave_other_points()
    {
        var board = await TestBoard.CreateAsync(_api, credits: 1, tasks: 1, raters: 1, keyed: 1);
        var (admin, work) = (board.School.Admin, await board.SubmitAsync("Amira"));
        var rating = $"/v1/sittings/{work.Sitting}/rating";
        await admin.PutAsync($"{rating}/tasks/{board.Tasks[0]}", TestBoard.Points(5));
        await admin.FinaliseAsync(work.Sitting);

        var rubric = await board.Version.CorrectAsync(
            new { kind = "rubric", itemId = board.Tasks[0], rubric = new { criteria = new[] { new { id = "adequacy", title = "Begrijpelijkheid", maxPoints = 10 } } } },
            new { kind = "minimum_points", itemId = board.Tasks[0], points = 6 });
        var (applied, unused) = (await DeductAsync("too_short"), await DeductAsync("off_topic"));
        await admin.PutAsync($"{rating}/tasks/{board.Tasks[0]}", new { flags = new[] { "too_short" }, scores = new { adequacy = 9 } });
        var answer = (await admin.GetAsync(rating)).Get("keyedItems[0].itemId");
        await admin.PutAsync($"{rating}/tasks/{answer}", new { points = 1, reason = "De vraag was niet te lezen." });
        await admin.FinaliseAsync(work.Sitting);

        Assert.Equal(["5 rater", "0 key"], Items(await ExplanationAsync(board.School, work.Sitting, 1)));
        Assert.Equal([$"6 rater floor 6 {rubric}", "0 key"], Items(await ExplanationAsync(board.School, work.Sitting, 2))); // rated by the rubric as published
        var last = await ExplanationAsync(board.School, work.Sitting, 3);
        Assert.Equal([$"7 rater by {rubric} {applied} {unused} rules {applied} floor 6 {rubric}", "1 teacher"], Items(last));
        Assert.Equal(("2", "De vraag was niet te lezen."), (last.Get("rating.number"), last.Get("items[1].overwrite.reason")));
        Assert.StartsWith("key_", last.Get("items[1].overwrite.givenBy"), StringComparison.Ordinal);
        Assert.Null(last.Node("items[0].overwrite"));

        Task<string> DeductAsync(string flag) => board.Version.CorrectAsync(new { kind = "extra_rule", itemId = board.Tasks[0], deduction = new { flag, points = 2 } });
    }

    [Fact]
    public async Task A_task_that_could_not_be_rated_names_the_award_of_the_board()
    {
        var board = await TestBoard.CreateAsync(_api, credits: 1, precondition: true);
        var (admin, work) = (board.School.Admin, await board.SubmitAsync("Amira"));
        var raters = new[] { await board.RaterAsync(), await board.RaterAsync() };
        var round = await board.RoundAsync(raters);
        await TestBoard.RateAllAsync(raters, (_, text) => text.EndsWith('1')
            ? new { precondition = "technical_problem" }
            : new { precondition = "ratable", scores = new { adequacy = 4 } });
        var held = (await admin.GetAsync("/v1/board-cases?decided=false")).Get("data[0].id");
        await admin.PostAsync($"/v1/board-cases/{held}/decision", new { decision = "award", points = 13, reason = "De opname ontbreekt." });
        (await board.CloseAsync(round)).Expect(HttpStatusCode.OK);

        var explained = await ExplanationAsync(board.School, work.Sitting, 1);

        Assert.Equal(["13 board", "8 rater"], Items(explained));
        Assert.Equal((held, "De opname ontbreekt."), (explained.Get("items[0].award.caseId"), explained.Get("items[0].award.reason")));
        Assert.StartsWith("key_", explained.Get("items[0].award.decidedBy"), StringComparison.Ordinal);
        Assert.Null(explained.Node("items[1].award"));
        Assert.Equal(["1 –", "2 –"], Ratings(explained, 0));
        Assert.Equal(["1 4", "2 4"], Ratings(explained, 1));
    }

    [Fact]
    public async Task What_an_erased_candidate_earned_names_the_key_that_scored_it()
    {
        var school = await _api.OrganisationAsync(credits: 1);
        var draft = await (await school.WriteTestAsync(Content(Question("q1")))).PublishAsync();
        var (sitting, candidate, items) = await school.FinishedAsync(draft.TestId, new { choice = "b" });
        await school.Admin.PostAsync($"/v1/candidates/{candidate}/erasure");

        await draft.CorrectAsync(
            new { kind = "key", itemId = items[0], key = new { correct = new[] { "a" } } }, new { kind = "conversion_table", rows = new[] { Row(0, 350), Row(1, 500) } });

        Assert.Equal(["1 key"], Items(await ExplanationAsync(school, sitting, 2)));
    }

    private static object Row(int points, int scaleScore) => new { points, scaleScore };

    private static async Task<Answer> ExplanationAsync(TestOrganisation school, string sitting, int version)
    {
        var result = (await school.Admin.GetAsync($"/v1/results?sittingId={sitting}")).Get("data[0].id");
        return await school.Admin.GetAsync($"/v1/results/{result}/versions/{version}/explanation");
    }

    /// <summary>Of each item its points, who gave them, and the corrections that are named.</summary>
    private static IEnumerable<string> Items(Answer explanation) => explanation.Json["items"]!.AsArray().Select(item =>
        $"{item!["points"]} {item["by"]}{Named(" by", item["setBy"]!)}{Named(" rules", item["rules"]!)}"
        + (item["floor"] is { } floor ? $" floor {floor["points"]} {floor["setBy"]}" : ""));

    private static string Named(string what, JsonNode corrections) =>
        corrections.AsArray().Count == 0 ? "" : $"{what} {string.Join(' ', corrections.AsArray().Select(id => id!.ToString()))}";

    private static IEnumerable<string> Ratings(Answer explanation, int item) =>
        explanation.Json["items"]![item]!["ratings"]!.AsArray().Select(rating => $"{rating!["number"]} {rating["points"]?.ToString() ?? "–"}");
}
