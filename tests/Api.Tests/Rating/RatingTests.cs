using System.Net;
using System.Text.Json.Nodes;
using Cesuur.Testing;

namespace Cesuur.Api.Tests.Rating;

[Collection(ApiCollection.Name)]
public sealed class RatingTests(ApiFixture fixture)
{
    private readonly TestApi _api = fixture.Api;

    [Fact]
    public async Task A_gate_a_cap_and_an_unknown_criterion_are_refused_by_name()
    {
        var (school, sitting, tasks) = await SubmittedWritingAsync();
        async Task<Answer> Rate(int task, object body) =>
            await school.Admin.SendAsync(HttpMethod.Put, $"/v1/sittings/{sitting}/rating/tasks/{tasks[task]}", body);

        (await Rate(0, new { scores = new { adequacy = 0, grammar = 1 } })).Expect(HttpStatusCode.UnprocessableEntity, "rubric_gate");
        (await Rate(2, new { flags = new[] { "stimulus_reinterpreted" }, scores = new { adequacy = 3, grammar = 2, spelling = 1, cohesion = 1, vocabulary = 1 } }))
            .Expect(HttpStatusCode.UnprocessableEntity, "rubric_cap");
        (await Rate(1, new { scores = new { adequacy = 3, grammar = 2, spelling = 1, cohesion = 1, vocabulary = 1 } }))
            .Expect(HttpStatusCode.UnprocessableEntity, "criterion_unknown");
        var rated = (await Rate(0, new { scores = new { adequacy = 0 } })).Expect(HttpStatusCode.OK);
        Assert.Equal(("0", "0"), (rated.Get("points"), rated.Get("scores.grammar")));
    }

    [Fact]
    public async Task A_rating_is_finalised_once_every_task_is_rated_and_not_again()
    {
        var (school, sitting, tasks) = await SubmittedWritingAsync();
        var early = await school.Admin.SendAsync(HttpMethod.Post, $"/v1/sittings/{sitting}/rating/finalisation");
        early.Expect(HttpStatusCode.Conflict, "tasks_unrated");
        Assert.Equal(3, early.Json["errors"]!.AsArray().Count);
        await RateAllAsync(school, sitting, tasks, adequacy: 1);
        await school.Admin.PostAsync($"/v1/sittings/{sitting}/rating/finalisation");
        (await school.Admin.SendAsync(HttpMethod.Post, $"/v1/sittings/{sitting}/rating/finalisation")).Expect(HttpStatusCode.Conflict, "rating_finalised");
        (await school.Admin.SendAsync(HttpMethod.Put, $"/v1/sittings/{sitting}/rating/tasks/{tasks[0]}", new { scores = new { adequacy = 1, grammar = 1 } }))
            .Expect(HttpStatusCode.Conflict, "rating_finalised");
    }

    [Fact]
    public async Task A_reopened_rating_counts_only_once_it_is_finalised_and_every_version_is_kept()
    {
        var (school, sitting, tasks) = await SubmittedWritingAsync();
        await RateAllAsync(school, sitting, tasks, adequacy: 1);
        var first = await school.Admin.PostAsync($"/v1/sittings/{sitting}/rating/finalisation");
        var reopened = await school.Admin.PostAsync($"/v1/sittings/{sitting}/rating/reopening");
        Assert.Equal(("2", "open"), (reopened.Get("number"), reopened.Get("state")));
        Assert.Equal("1", reopened.Get("tasks[0].rating.scores.adequacy")); // stands until it is overwritten

        await school.Admin.PutAsync($"/v1/sittings/{sitting}/rating/tasks/{tasks[0]}", new { scores = new { adequacy = 0 } });
        var results = $"/v1/results/{first.Get("id")}";
        Assert.Equal(first.Get("points"), (await school.Admin.GetAsync(results)).Get("result.points"));

        var second = await school.Admin.PostAsync($"/v1/sittings/{sitting}/rating/finalisation");
        Assert.Equal(int.Parse(first.Get("points"), null) - 2, int.Parse(second.Get("points"), null));
        var versions = (await school.Admin.GetAsync(results)).Json["versions"]!.AsArray();
        Assert.Equal(["2", "1"], versions.Select(version => version!["number"]!.ToString()));
    }

    [Fact]
    public async Task There_is_no_rating_and_no_rubric_to_see_before_the_sitting_is_over()
    {
        var school = await _api.OrganisationAsync(credits: 1);
        var sitting = await school.SittingAsync("writing");
        (await school.Admin.SendAsync(HttpMethod.Get, $"/v1/sittings/{sitting.Id}/rating")).Expect(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_technical_problem_waits_for_the_board_and_is_not_finalised()
    {
        var school = await _api.OrganisationAsync(credits: 1, sandbox: true);
        var sitting = await school.SittingAsync("speaking");
        await school.Admin.PostAsync("/v1/sandbox/clock", new { advance = "PT11M" });
        JsonArray tasks;
        while (true)
        {
            var rating = await school.Admin.SendAsync(HttpMethod.Get, $"/v1/sittings/{sitting.Id}/rating");
            if (rating.IsSuccess)
            {
                tasks = rating.Json["tasks"]!.AsArray();
                break;
            }

            await Task.Delay(50);
        }

        foreach (var task in tasks)
        {
            await school.Admin.PutAsync($"/v1/sittings/{sitting.Id}/rating/tasks/{task!["itemId"]}", new { precondition = task == tasks[0] ? "technical_problem" : "no_speech" });
        }

        (await school.Admin.SendAsync(HttpMethod.Post, $"/v1/sittings/{sitting.Id}/rating/finalisation")).Expect(HttpStatusCode.Conflict, "task_held");
    }

    private async Task<(TestOrganisation School, string Sitting, IReadOnlyList<string> Tasks)> SubmittedWritingAsync()
    {
        var school = await _api.OrganisationAsync(credits: 1);
        var sitting = await school.SittingAsync("writing");
        var items = await sitting.ItemsAsync();
        await sitting.Candidate.PostAsync("/v1/delivery/finish");
        return (school, sitting.Id, items);
    }

    private static async Task RateAllAsync(TestOrganisation school, string sitting, IReadOnlyList<string> tasks, int adequacy)
    {
        var rating = await school.Admin.GetAsync($"/v1/sittings/{sitting}/rating");
        foreach (var task in rating.Json["tasks"]!.AsArray())
        {
            var scores = task!["rubric"]!["criteria"]!.AsArray().ToDictionary(criterion => criterion!["id"]!.ToString(), _ => adequacy);
            await school.Admin.PutAsync($"/v1/sittings/{sitting}/rating/tasks/{task["itemId"]}", new { scores });
        }

        Assert.Equal(3, tasks.Count);
    }
}
