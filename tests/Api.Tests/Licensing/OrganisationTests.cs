using System.Net;
using Cesuur.Testing;

namespace Cesuur.Api.Tests.Licensing;

[Collection(ApiCollection.Name)]
public sealed class OrganisationTests(ApiFixture fixture)
{
    private readonly TestApi _api = fixture.Api;

    [Fact]
    public async Task An_organisation_changes_its_name_and_not_what_it_has_not_seen()
    {
        var school = await _api.OrganisationAsync();
        var seen = (await school.Admin.GetAsync("/v1/organisation")).Headers.ETag!.ToString();

        var renamed = await school.Admin.SendAsync(HttpMethod.Patch, "/v1/organisation", new { name = "Taalschool Noord" }, ("If-Match", seen));
        var stale = await school.Admin.SendAsync(HttpMethod.Patch, "/v1/organisation", new { name = "Taalschool Zuid" }, ("If-Match", seen));
        var wrong = await school.Admin.SendAsync(HttpMethod.Patch, "/v1/organisation", new { name = "", sandbox = true });

        Assert.Equal("Taalschool Noord", renamed.Expect(HttpStatusCode.OK).Get("name"));
        stale.Expect(HttpStatusCode.PreconditionFailed, "stale");
        wrong.Expect(HttpStatusCode.UnprocessableEntity, "invalid_request");
        Assert.Equal(renamed.Headers.ETag, (await school.Admin.GetAsync("/v1/organisation")).Headers.ETag);
    }

    [Fact]
    public async Task A_front_end_is_an_address_that_links_can_lead_to()
    {
        var school = await _api.OrganisationAsync();

        (await school.Admin.SendAsync(HttpMethod.Patch, "/v1/organisation", new { frontEndUrl = "http://school.example" }))
            .Expect(HttpStatusCode.UnprocessableEntity, "front_end_url_invalid");
        (await school.Admin.SendAsync(HttpMethod.Patch, "/v1/organisation", new { frontEndUrl = "https://school.example/lms" })).Expect(HttpStatusCode.OK);

        Assert.Equal("https://school.example/lms", (await school.Admin.GetAsync("/v1/organisation")).Get("frontEndUrl"));
        Assert.Equal("Proefschool", (await school.Admin.GetAsync("/v1/organisation")).Get("name"));
        Assert.Null((await school.Admin.SendAsync(HttpMethod.Patch, "/v1/organisation", "{ \"frontEndUrl\": null }")).Expect(HttpStatusCode.OK).Node("frontEndUrl"));
    }

    [Fact]
    public async Task The_operator_changes_a_name_and_finds_the_organisation_by_its_beginning()
    {
        var school = await _api.OrganisationAsync();
        var name = $"Écolè {Guid.CreateVersion7():N}";
        var path = $"/v1/platform/organisations/{school.Id}";
        var seen = (await _api.Operator.GetAsync(path)).Headers.ETag!.ToString();

        (await _api.Operator.SendAsync(HttpMethod.Patch, path, new { name }, ("If-Match", seen))).Expect(HttpStatusCode.OK);
        (await _api.Operator.SendAsync(HttpMethod.Patch, path, new { name = "X" }, ("If-Match", seen))).Expect(HttpStatusCode.PreconditionFailed, "stale");

        var found = await _api.Operator.GetAsync($"/v1/platform/organisations?search={Uri.EscapeDataString(name.ToUpperInvariant()[..30])}");
        Assert.Equal(school.Id, Assert.Single(found.Json["data"]!.AsArray())!["id"]!.ToString());
        Assert.Empty((await _api.Operator.GetAsync("/v1/platform/organisations?search=%25")).Json["data"]!.AsArray());
    }

    [Fact]
    public async Task An_entitlement_that_is_revoked_lets_nobody_be_invited_and_what_was_begun_go_on()
    {
        var school = await _api.OrganisationAsync(credits: 2);
        var test = await school.TestAsync("reading");
        var sitting = await school.SittingAsync("reading");
        var entitlements = $"/v1/platform/organisations/{school.Id}/entitlements";
        var granted = await _api.Operator.GetAsync(entitlements);
        var path = $"{entitlements}/{granted.Get("data[0].id")}";

        (await _api.Operator.SendAsync(HttpMethod.Delete, path)).Expect(HttpStatusCode.NoContent);

        Assert.Empty((await school.Admin.GetAsync("/v1/tests")).Json["data"]!.AsArray());
        var refused = await school.Admin.SendAsync(
            HttpMethod.Post, "/v1/invitations", new { candidateIds = new[] { await school.CandidateAsync() }, testIds = new[] { test } });
        refused.Expect(HttpStatusCode.Conflict, "not_entitled");
        await sitting.Candidate.PostAsync("/v1/delivery/finish");
        Assert.Equal("1", (await school.Admin.GetAsync($"/v1/results?sittingId={sitting.Id}")).Json["data"]!.AsArray().Count.ToString(System.Globalization.CultureInfo.InvariantCulture));
        (await _api.Operator.SendAsync(HttpMethod.Delete, path)).Expect(HttpStatusCode.NotFound);

        var again = await _api.Operator.PostAsync(entitlements, new { publisherId = granted.Get("data[0].publisherId") });
        Assert.Equal(granted.Get("data[0].id"), again.Get("id"));
        Assert.Equal(test, await school.TestAsync("reading"));
    }

    [Fact]
    public async Task An_entitlement_of_another_organisation_is_not_revoked()
    {
        var one = await _api.OrganisationAsync();
        var other = await _api.OrganisationAsync();
        var entitlement = (await _api.Operator.GetAsync($"/v1/platform/organisations/{other.Id}/entitlements")).Get("data[0].id");

        (await _api.Operator.SendAsync(HttpMethod.Delete, $"/v1/platform/organisations/{one.Id}/entitlements/{entitlement}")).Expect(HttpStatusCode.NotFound);
        await other.TestAsync("reading");
    }
}
