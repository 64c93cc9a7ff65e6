using System.Net;
using Cesuur.Testing;

namespace Cesuur.Api.Tests.Licensing;

[Collection(ApiCollection.Name)]
public sealed class SuspensionTests(ApiFixture fixture)
{
    private readonly TestApi _api = fixture.Api;

    [Fact]
    public async Task Keys_and_users_are_refused_from_the_next_request_and_let_in_again_when_it_is_lifted()
    {
        var school = await _api.OrganisationAsync();
        var user = await school.UserAsync(["admin"]);

        await SuspendAsync(school, "De rekening staat open.");

        var refused = await school.Admin.SendAsync(HttpMethod.Get, "/v1/organisation");
        Assert.Equal("De rekening staat open.", refused.Expect(HttpStatusCode.Forbidden, "organisation_suspended").Get("detail"));
        (await user.Client.SendAsync(HttpMethod.Get, "/v1/me")).Expect(HttpStatusCode.Forbidden, "organisation_suspended");

        (await _api.Operator.SendAsync(HttpMethod.Delete, Path(school))).Expect(HttpStatusCode.NoContent);
        await school.Admin.GetAsync("/v1/organisation");
        await user.Client.GetAsync("/v1/me");
    }

    [Fact]
    public async Task Nobody_signs_in_and_only_who_knows_the_password_is_told_why()
    {
        var school = await _api.OrganisationAsync();
        await school.UserAsync(["admin"]);
        var email = (await school.Admin.GetAsync("/v1/users")).Get("data[0].email");
        await SuspendAsync(school);

        (await SignInAsync(school, email, "een-lang-wachtwoord")).Expect(HttpStatusCode.Forbidden, "organisation_suspended");
        (await SignInAsync(school, email, "een-ander-wachtwoord")).Expect(HttpStatusCode.Unauthorized, "sign_in_failed");
    }

    [Fact]
    public async Task No_test_begins_and_those_that_were_started_go_on_to_their_end()
    {
        var school = await _api.OrganisationAsync(credits: 3);
        var code = await school.CodeAsync("reading");
        var waiting = await school.SittingAsync("reading", start: false);
        var started = await school.SittingAsync("reading");
        await SuspendAsync(school);

        (await _api.Client(null).SendAsync(HttpMethod.Post, "/v1/delivery/check-in", new { code })).Expect(HttpStatusCode.NotFound, "code_unknown");
        (await waiting.Candidate.SendAsync(HttpMethod.Post, "/v1/delivery/start")).Expect(HttpStatusCode.Conflict, "code_not_usable");

        var again = await TestSitting.CheckInAsync(_api, started.Code);
        var item = (await again.ItemsAsync())[0];
        await again.Candidate.PutAsync($"/v1/delivery/responses/{item}", new { revision = 1, answer = new { choice = "a" } });
        await again.Candidate.PostAsync("/v1/delivery/finish");

        await _api.Operator.SendAsync(HttpMethod.Delete, Path(school));
        Assert.Equal("rated", (await school.Admin.GetAsync($"/v1/sittings/{started.Id}")).Get("state"));
    }

    [Fact]
    public async Task The_operator_sees_it_and_a_second_time_changes_the_reason_alone()
    {
        var school = await _api.OrganisationAsync();
        var organisation = $"/v1/platform/organisations/{school.Id}";
        Assert.Null((await _api.Operator.GetAsync(organisation)).Node("suspension"));

        var first = await SuspendAsync(school, "Eerste reden");
        var second = await SuspendAsync(school, "Tweede reden");

        Assert.Equal(first.Get("suspension.since"), second.Get("suspension.since"));
        Assert.Equal("Tweede reden", (await _api.Operator.GetAsync(organisation)).Get("suspension.reason"));
        var listed = (await _api.Operator.GetAsync("/v1/platform/organisations?limit=200")).Json["data"]!.AsArray();
        Assert.Equal("Tweede reden", listed.Single(found => found!["id"]!.ToString() == school.Id)!["suspension"]!["reason"]!.ToString());
    }

    [Fact]
    public async Task There_is_no_suspension_to_lift_where_there_is_none()
    {
        var school = await _api.OrganisationAsync();

        (await _api.Operator.SendAsync(HttpMethod.Delete, Path(school))).Expect(HttpStatusCode.NotFound, "not_found");
        (await _api.Operator.SendAsync(HttpMethod.Delete, "/v1/platform/organisations/org_0123/suspension")).Expect(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task The_operator_cannot_lock_itself_out()
    {
        var id = _api.Seeded.First(organisation => organisation.Role == "operator").Id;

        (await _api.Operator.SendAsync(HttpMethod.Post, $"/v1/platform/organisations/{id}/suspension", new { reason = "Oeps" }))
            .Expect(HttpStatusCode.Conflict, "operator_not_suspendable");
    }

    private static string Path(TestOrganisation school) => $"/v1/platform/organisations/{school.Id}/suspension";

    private Task<Answer> SuspendAsync(TestOrganisation school, string reason = "Niet betaald") => _api.Operator.PostAsync(Path(school), new { reason });

    private Task<Answer> SignInAsync(TestOrganisation school, string email, string password) =>
        _api.Client(null).SendAsync(HttpMethod.Post, "/v1/auth/login", new { organisation = school.Id, email, password });
}
