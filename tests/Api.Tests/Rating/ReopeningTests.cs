using System.Net;
using Cesuur.Api.Tests.Invitations;
using Cesuur.Testing;
using static Cesuur.Testing.TestAuthoring;

namespace Cesuur.Api.Tests.Rating;

/// <summary>Opening ratings again, several at once and those of a machine too (T).</summary>
[Collection(ApiCollection.Name)]
public sealed class ReopeningTests(ApiFixture fixture)
{
    private readonly TestApi _api = fixture.Api;

    [Fact]
    public async Task What_a_machine_rated_is_reopened_and_an_answer_gets_other_points_with_a_reason()
    {
        var school = await _api.OrganisationAsync(credits: 1);
        var (sitting, _, items) = await school.FinishedAsync(await school.PublishedTestAsync(Content(Question("q1"), Question("q2"))), new { choice = "b" }, new { choice = "a" });
        var results = $"/v1/results?sittingId={sitting}";
        Assert.Equal("1", (await school.Admin.GetAsync(results)).Get("data[0].points"));

        var reopened = (await school.Admin.ReopenAsync(sitting)).Expect(HttpStatusCode.OK);
        Assert.Equal(("1", "open", "0"), (reopened.Get("ratings[0].number"), reopened.Get("ratings[0].state"), reopened.Get("ratings[0].tasks")));
        var rating = await school.Admin.GetAsync($"/v1/sittings/{sitting}/rating");
        Assert.Equal(["true", "false"], rating.Array("keyedItems").Strings("isRight"));

        (await school.Admin.RateAsync(sitting, items[1], new { points = 1 })).Expect(HttpStatusCode.UnprocessableEntity, "invalid_request");
        (await school.Admin.RateAsync(sitting, items[1], new { points = 1.5, reason = "x" })).Expect(HttpStatusCode.UnprocessableEntity, "score_out_of_range");
        (await school.Admin.RateAsync(sitting, items[1], new { points = -1, reason = "x" })).Expect(HttpStatusCode.UnprocessableEntity, "score_out_of_range");
        (await school.Admin.RateAsync(sitting, items[1], new { scores = new { adequacy = 1 } })).Expect(HttpStatusCode.Conflict, "task_not_ratable");
        var unseen = rating.Get("keyedItems[1].eTag");
        (await school.Admin.RateAsync(sitting, items[1], new { points = 0.5, reason = "Bijna goed" }, unseen)).Expect(HttpStatusCode.OK);
        (await school.Admin.RateAsync(sitting, items[1], new { points = 1, reason = "Ook goed" }, unseen)).Expect(HttpStatusCode.PreconditionFailed, "stale");
        Assert.Equal("1", (await school.Admin.GetAsync(results)).Get("data[0].points")); // counts once it is finalised

        var result = await school.Admin.FinaliseAsync(sitting);
        Assert.Equal(("1.5", "2"), (result.Get("points"), result.Get("number")));
        var ratingOfResult = await school.SqlAsync("SELECT rating_id = (SELECT id FROM ratings WHERE tenant_id = @tenant) FROM result_versions WHERE tenant_id = @tenant AND number = 2");
        Assert.Equal(true, ratingOfResult);

        await school.Admin.ReopenAsync(sitting);
        rating = await school.Admin.GetAsync($"/v1/sittings/{sitting}/rating");
        Assert.Equal(("2", "0.5", "Bijna goed"), (rating.Get("number"), rating.Get("keyedItems[1].rating.points"), rating.Get("keyedItems[1].rating.reason")));
        await school.Admin.RateAsync(sitting, items[1], new { points = 1, reason = "Toch goed" });
        Assert.Equal("2", (await school.Admin.FinaliseAsync(sitting)).Get("points"));
        var history = await school.Admin.GetAsync($"/v1/sittings/{sitting}/rating/versions");
        Assert.Equal(["0.5", "1"], history.Array("versions[0].tasks[0].ratings").Strings("points"));
        Assert.Equal(["0.5"], history.Array("versions[1].tasks[0].ratings").Strings("points"));
    }

    [Fact]
    public async Task Several_are_reopened_all_or_none()
    {
        var school = await _api.OrganisationAsync(credits: 3);
        var (rated, _, items) = await school.FinishedAsync(await school.PublishedTestAsync(Content(RatedSittings.Task("t1"), Question("q1"))));
        await school.Admin.RateAsync(rated, items[0], adequacy: 2, grammar: 1);
        (await school.Admin.RateAsync(rated, items[0], new { points = 1, reason = "x" })).Expect(HttpStatusCode.UnprocessableEntity, "points_of_rubric");
        await school.Admin.FinaliseAsync(rated);
        var (scored, _, _) = await school.FinishedAsync(await school.TestAsync("reading"));
        var (open, _, _) = await school.FinishedAsync(await school.TestAsync("writing"));

        var refused = (await school.Admin.ReopenAsync(rated, open, scored)).Expect(HttpStatusCode.Conflict, "ratings_not_reopened");
        Assert.Equal(("/sittingIds/1", "sitting_state"), (refused.Get("errors[0].pointer"), refused.Get("errors[0].code")));
        var foreign = await (await _api.OrganisationAsync(credits: 1)).SittingAsync("reading");
        var unknown = (await school.Admin.ReopenAsync(scored, "sit_none", foreign.Id)).Expect(HttpStatusCode.UnprocessableEntity);
        Assert.Equal(["/sittingIds/1", "/sittingIds/2"], unknown.Array("errors").Strings("pointer"));
        Assert.Equal(2L, await school.SqlAsync("SELECT count(*) FROM sittings WHERE tenant_id = @tenant AND state = 'rated'"));

        var reopened = (await school.Admin.ReopenAsync(rated, scored, rated)).Expect(HttpStatusCode.OK);
        Assert.Equal(new[] { rated, scored }.Order(), reopened.Array("ratings").Strings("sittingId").Order());
        Assert.Equal("2", (await school.Admin.GetAsync($"/v1/sittings/{rated}/rating")).Get("tasks[0].rating.scores.adequacy"));
        var events = await school.Admin.GetAsync("/v1/events?type=rating.reopened");
        Assert.Equal(2, events.Array("data").Count);
        Assert.Equal("3", (await school.Admin.FinaliseAsync(rated)).Get("points"));
    }

    [Fact]
    public async Task Points_that_were_given_to_other_answers_are_not_taken_over()
    {
        var school = await _api.OrganisationAsync(credits: 1);
        var invited = await school.InvitedAsync(await school.PublishedTestAsync(Content(Question("q1"))));
        var sitting = (await school.Admin.PostAsync($"/v1/invitations/{invited.Id}/paper-sitting")).Get("id");
        async Task KeyInAsync(params object[] responses) => await school.Admin.PutAsync($"/v1/sittings/{sitting}/paper-responses", new { responses });
        await KeyInAsync();
        await school.Admin.ReopenAsync(sitting);
        var item = (await school.Admin.GetAsync($"/v1/sittings/{sitting}/rating")).Get("keyedItems[0].itemId");
        await school.Admin.RateAsync(sitting, item, new { points = 1, reason = "Stond op de achterkant" });
        Assert.Equal("1", (await school.Admin.FinaliseAsync(sitting)).Get("points"));

        await KeyInAsync(new { itemId = item, answer = new { choice = "a" } });
        Assert.Equal("0", (await school.Admin.GetAsync($"/v1/results?sittingId={sitting}")).Get("data[0].points"));

        await school.Admin.ReopenAsync(sitting);
        Assert.Null((await school.Admin.GetAsync($"/v1/sittings/{sitting}/rating")).Node("keyedItems[0].rating"));
        Assert.Equal("0", (await school.Admin.FinaliseAsync(sitting)).Get("points"));
    }

    [Fact]
    public async Task What_independent_raters_rate_in_rounds_is_nobodys_alone()
    {
        var school = await _api.OrganisationAsync(credits: 1);
        var test = await school.PublishedTestAsync(Content(RatedSittings.Task("t1")), new { rating = new { raters = 2 } });
        var (sitting, _, items) = await school.FinishedAsync(test);
        var rating = $"/v1/sittings/{sitting}/rating";

        (await school.Admin.SendAsync(HttpMethod.Get, rating)).Expect(HttpStatusCode.Conflict, "rated_in_rounds");
        (await school.Admin.SendAsync(HttpMethod.Get, $"{rating}/versions")).Expect(HttpStatusCode.Conflict, "rated_in_rounds");
        (await school.Admin.RateAsync(sitting, items[0], new { scores = new { adequacy = 0 } })).Expect(HttpStatusCode.Conflict, "rated_in_rounds");
        foreach (var act in new[] { "finalisation", "reopening" })
        {
            (await school.Admin.SendAsync(HttpMethod.Post, $"{rating}/{act}")).Expect(HttpStatusCode.Conflict, "rated_in_rounds");
        }

        (await school.Admin.SendAsync(HttpMethod.Post, $"{rating}/second-looks", new { })).Expect(HttpStatusCode.Conflict, "rated_in_rounds");
        Assert.Equal("rated_in_rounds", (await school.Admin.ReopenAsync(sitting)).Expect(HttpStatusCode.Conflict, "ratings_not_reopened").Get("errors[0].code"));
    }
}
