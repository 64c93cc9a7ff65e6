using System.Net;
using Cesuur.Testing;

namespace Cesuur.Api.Tests.Delivery;

/// <summary>Tests that are taken on paper and keyed in by staff.</summary>
[Collection(ApiCollection.Name)]
public sealed class PaperTests(ApiFixture fixture)
{
    private readonly TestApi _api = fixture.Api;

    [Fact]
    public async Task Who_never_checked_in_takes_the_test_on_paper_and_is_scored_as_any_other()
    {
        var (school, invitation, code, item) = await InvitedAsync();
        var sitting = await school.Admin.PostAsync($"/v1/invitations/{invitation}/paper-sitting");
        Assert.Equal(("checked_in", "true"), (sitting.Get("state"), sitting.Get("onPaper")));
        Assert.Equal(sitting.Text, (await school.Admin.PostAsync($"/v1/invitations/{invitation}/paper-sitting")).Text);
        Assert.Equal("used", (await school.Admin.GetAsync($"/v1/invitations/{invitation}")).Get("state"));
        (await _api.Client(null).SendAsync(HttpMethod.Post, "/v1/delivery/check-in", new { code })).Expect(HttpStatusCode.Conflict, "sitting_on_paper");

        var id = sitting.Get("id");
        var handedIn = DateTimeOffset.Parse(sitting.Get("checkedInAt"), null).AddHours(-2);
        var saved = await KeyInAsync(school, id, handedIn, (item, "b"));
        Assert.Equal(("rated", "invigilator"), (saved.Get("state"), saved.Get("submittedBy")));
        Assert.Equal(handedIn, DateTimeOffset.Parse(saved.Get("submittedAt"), null));
        Assert.Equal(("1", "1"), await ResultAsync(school, id));

        await KeyInAsync(school, id, handedIn: null, (item, "a"));
        Assert.Equal(("0", "2"), await ResultAsync(school, id)); // corrected, and the first version kept
        await KeyInAsync(school, id, handedIn: null);
        Assert.Equal(0L, await school.SqlAsync("SELECT count(*) FROM responses WHERE tenant_id = @tenant"));
        (await school.Admin.SendAsync(HttpMethod.Post, $"/v1/sittings/{id}/reopening", new { reason = "x", seconds = 60 })).Expect(HttpStatusCode.Conflict, "sitting_on_paper");

        var lines = (await school.Admin.GetAsync($"/v1/sittings/{id}/events?sort=at")).Json["data"]!.AsArray();
        Assert.Equal(["moved_to_paper", "paper_responses_saved", "paper_responses_saved", "paper_responses_saved"], lines.Select(line => line!["type"]!.ToString()));
        Assert.All(lines, line => Assert.StartsWith("key_", line!["actor"]!.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Who_had_checked_in_goes_on_on_paper_and_the_device_is_dead()
    {
        var (school, invitation, code, item) = await InvitedAsync();
        var device = await TestSitting.CheckInAsync(_api, code);
        (await school.Admin.SendAsync(HttpMethod.Put, $"/v1/sittings/{device.Id}/paper-responses", new { responses = new[] { Response(item, "b") } }))
            .Expect(HttpStatusCode.Conflict, "sitting_not_on_paper");
        Assert.Equal(device.Id, (await school.Admin.PostAsync($"/v1/invitations/{invitation}/paper-sitting")).Get("id"));
        (await device.Candidate.SendAsync(HttpMethod.Post, "/v1/delivery/start")).Expect(HttpStatusCode.Conflict, "wrong_device");
        Assert.Equal("rated", (await KeyInAsync(school, device.Id, handedIn: null, (item, "b"))).Get("state"));
    }

    [Fact]
    public async Task A_test_that_has_started_on_a_screen_stays_there()
    {
        var school = await _api.OrganisationAsync(credits: 1);
        var sitting = await school.SittingAsync("reading");
        var invitation = (await school.Admin.GetAsync($"/v1/sittings/{sitting.Id}")).Get("invitationId");
        (await school.Admin.SendAsync(HttpMethod.Post, $"/v1/invitations/{invitation}/paper-sitting")).Expect(HttpStatusCode.Conflict, "sitting_already_started");
    }

    [Fact]
    public async Task What_was_written_on_paper_is_rated_and_a_correction_withdraws_the_rating_of_other_answers()
    {
        var school = await _api.OrganisationAsync(credits: 2);
        var item = (await (await school.SittingAsync("writing")).ItemsAsync())[0];
        var invited = await school.Admin.PostAsync("/v1/invitations", new { candidateIds = new[] { await school.CandidateAsync() }, testIds = new[] { await school.TestAsync("writing") } });
        var id = (await school.Admin.PostAsync($"/v1/invitations/{invited.Get("invitations[0].id")}/paper-sitting")).Get("id");
        foreach (var (text, number) in new[] { ("Ik heb een fiest.", "1"), ("Ik heb een fiets.", "2") })
        {
            var saved = await school.Admin.PutAsync($"/v1/sittings/{id}/paper-responses", new { responses = new[] { new { itemId = item, answer = new { text } } } });
            var rating = await school.Admin.GetAsync($"/v1/sittings/{id}/rating");
            Assert.Equal(("to_rate", number, text), (saved.Get("state"), rating.Get("number"), rating.Get("tasks[0].response.text")));
        }
    }

    [Fact]
    public async Task What_the_test_cannot_take_is_refused_with_its_place_and_nothing_is_saved()
    {
        var (school, invitation, _, item) = await InvitedAsync();
        var id = (await school.Admin.PostAsync($"/v1/invitations/{invitation}/paper-sitting")).Get("id");
        (object Body, string Pointer)[] wrong =
        [
            (new { responses = new[] { Response(item, "b"), Response("item_none", "b") } }, "/responses/1/itemId"),
            (new { responses = new[] { Response(item, "b"), Response(item, "a") } }, "/responses/1/itemId"),
            (new { responses = new[] { Response(item, "z") } }, "/responses/0/answer/choice"),
            (new { responses = new[] { Response(item, "b") }, submittedAt = "2999-01-01T00:00:00Z" }, "/submittedAt"),
        ];
        foreach (var (body, pointer) in wrong)
        {
            var refused = (await school.Admin.SendAsync(HttpMethod.Put, $"/v1/sittings/{id}/paper-responses", body)).Expect(HttpStatusCode.UnprocessableEntity);
            Assert.Equal(pointer, refused.Get("errors[0].pointer"));
        }

        Assert.Equal("checked_in", (await school.Admin.GetAsync($"/v1/sittings/{id}")).Get("state"));
    }

    private async Task<(TestOrganisation School, string Invitation, string Code, string Item)> InvitedAsync()
    {
        var school = await _api.OrganisationAsync(credits: 1);
        var test = await school.OwnTestAsync();
        var invited = await school.Admin.PostAsync("/v1/invitations", new { candidateIds = new[] { await school.CandidateAsync() }, testIds = new[] { test } });
        var version = (await school.Admin.GetAsync($"/v1/tests/{test}/versions")).Get("data[0].id");
        var item = (await school.Admin.GetAsync($"/v1/tests/{test}/versions/{version}/content")).Get("sections[0].items[0].id");
        return (school, invited.Get("invitations[0].id"), invited.Get("invitations[0].code"), item);
    }

    private static Task<Answer> KeyInAsync(TestOrganisation school, string sitting, DateTimeOffset? handedIn, params (string Item, string Choice)[] choices) =>
        school.Admin.PutAsync($"/v1/sittings/{sitting}/paper-responses", new { responses = choices.Select(choice => Response(choice.Item, choice.Choice)), submittedAt = handedIn });

    private static object Response(string item, string choice) => new { itemId = item, answer = new { choice } };

    private static async Task<(string Points, string Number)> ResultAsync(TestOrganisation school, string sitting)
    {
        var results = await school.Admin.GetAsync($"/v1/results?sittingId={sitting}");
        return (results.Get("data[0].points"), results.Get("data[0].number"));
    }
}
