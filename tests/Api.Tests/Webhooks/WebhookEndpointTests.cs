using System.Net;
using Cesuur.Testing;

namespace Cesuur.Api.Tests.Webhooks;

[Collection(ApiCollection.Name)]
public sealed class WebhookEndpointTests(ApiFixture fixture)
{
    private const string Url = "https://school.example/hooks";
    private readonly TestApi _api = fixture.Api;

    [Fact]
    public async Task The_secret_is_shown_at_creation_and_never_again()
    {
        var school = await _api.OrganisationAsync();

        var created = (await school.Admin.SendAsync(HttpMethod.Post, "/v1/webhook-endpoints", new { url = Url, description = "LMS" }))
            .Expect(HttpStatusCode.Created);

        var secret = created.Get("secret");
        Assert.StartsWith("whsec_", secret, StringComparison.Ordinal);
        var path = $"/v1/webhook-endpoints/{created.Get("endpoint.id")}";
        var shown = await school.Admin.GetAsync(path);
        Assert.Equal((Url, "LMS", "true"), (shown.Get("url"), shown.Get("description"), shown.Get("enabled")));
        Assert.Empty(shown.Json["eventTypes"]!.AsArray());
        Answer[] later =
        [
            shown,
            await school.Admin.GetAsync("/v1/webhook-endpoints"),
            await school.Admin.SendAsync(HttpMethod.Patch, path, new { description = "Other" }),
            await school.Admin.PostAsync($"{path}/test"),
            await school.Admin.GetAsync("/v1/events"),
        ];
        Assert.All(later, answer =>
        {
            Assert.True(answer.IsSuccess, answer.Text);
            Assert.DoesNotContain("secret", answer.Text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(secret, answer.Text, StringComparison.Ordinal);
        });
    }

    [Theory]
    [InlineData("https://10.0.0.1/hooks", "blocked_address")]
    [InlineData("https://169.254.169.254/latest/meta-data", "blocked_address")]
    [InlineData("https://user:pass@school.example/", "url_has_user_info")]
    [InlineData("ftp://school.example/", "url_not_https")]
    [InlineData("hooks", "url_malformed")]
    public async Task An_address_that_we_do_not_send_to_is_refused_at_creation_and_at_a_change(string url, string code)
    {
        var school = await _api.OrganisationAsync();
        var path = await CreateAsync(school);

        var created = await school.Admin.SendAsync(HttpMethod.Post, "/v1/webhook-endpoints", new { url });
        var changed = await school.Admin.SendAsync(HttpMethod.Patch, path, new { url });

        Assert.All([created, changed], answer =>
        {
            answer.Expect(HttpStatusCode.UnprocessableEntity, "webhook_url_refused");
            Assert.Equal(("/url", code), (answer.Get("errors[0].pointer"), answer.Get("errors[0].code")));
        });
        Assert.Single((await school.Admin.GetAsync("/v1/webhook-endpoints")).Json["data"]!.AsArray());
    }

    [Fact]
    public async Task An_unknown_event_type_is_refused_with_its_place()
    {
        var school = await _api.OrganisationAsync();

        var refused = await school.Admin.SendAsync(
            HttpMethod.Post, "/v1/webhook-endpoints", $$"""{ "url": "{{Url}}", "eventTypes": ["result.graded", "result.eaten"] }""");

        refused.Expect(HttpStatusCode.UnprocessableEntity, "unknown_event_type");
        Assert.Equal("/eventTypes/1", refused.Get("errors[0].pointer"));
        Assert.Single(refused.Json["errors"]!.AsArray());
    }

    [Fact]
    public async Task A_patch_changes_what_it_names_and_unsets_what_is_null()
    {
        var school = await _api.OrganisationAsync();
        var path = await CreateAsync(school, "result.graded");

        var described = await school.Admin.SendAsync(HttpMethod.Patch, path, new { description = "LMS" });
        Assert.Equal("result.graded", described.Expect(HttpStatusCode.OK).Get("eventTypes[0]"));
        var all = await school.Admin.SendAsync(HttpMethod.Patch, path, """{ "eventTypes": null, "enabled": false }""");

        all.Expect(HttpStatusCode.OK);
        Assert.Equal(("LMS", Url, "false"), (all.Get("description"), all.Get("url"), all.Get("enabled")));
        Assert.Empty(all.Json["eventTypes"]!.AsArray());
    }

    [Fact]
    public async Task A_change_of_what_somebody_else_changed_meanwhile_is_refused()
    {
        var school = await _api.OrganisationAsync();
        var path = await CreateAsync(school);
        var read = (await school.Admin.GetAsync(path)).Headers.ETag!.ToString();

        (await school.Admin.SendAsync(HttpMethod.Patch, path, new { description = "first" }, ("If-Match", read))).Expect(HttpStatusCode.OK);

        (await school.Admin.SendAsync(HttpMethod.Patch, path, new { description = "second" }, ("If-Match", read)))
            .Expect(HttpStatusCode.PreconditionFailed, "stale");
        (await school.Admin.SendAsync(HttpMethod.Delete, path, null, ("If-Match", read)))
            .Expect(HttpStatusCode.PreconditionFailed, "stale");
        Assert.Equal("first", (await school.Admin.GetAsync(path)).Get("description"));
    }

    [Fact]
    public async Task A_foreign_endpoint_is_not_found()
    {
        var path = await CreateAsync(await _api.OrganisationAsync());
        var other = await _api.OrganisationAsync();

        Answer[] answers =
        [
            await other.Admin.SendAsync(HttpMethod.Get, path),
            await other.Admin.SendAsync(HttpMethod.Patch, path, new { description = "mine" }),
            await other.Admin.SendAsync(HttpMethod.Post, $"{path}/test"),
            await other.Admin.SendAsync(HttpMethod.Delete, path),
        ];

        Assert.All(answers, answer => answer.Expect(HttpStatusCode.NotFound, "not_found"));
        Assert.Empty((await other.Admin.GetAsync("/v1/webhook-endpoints")).Json["data"]!.AsArray());
    }

    [Fact]
    public async Task A_deleted_endpoint_is_gone()
    {
        var school = await _api.OrganisationAsync();
        var path = await CreateAsync(school);

        (await school.Admin.SendAsync(HttpMethod.Delete, path)).Expect(HttpStatusCode.NoContent);

        (await school.Admin.SendAsync(HttpMethod.Get, path)).Expect(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_disabled_endpoint_is_not_tested()
    {
        var school = await _api.OrganisationAsync();
        var path = await CreateAsync(school);
        await school.Admin.SendAsync(HttpMethod.Patch, path, new { enabled = false });

        (await school.Admin.SendAsync(HttpMethod.Post, $"{path}/test")).Expect(HttpStatusCode.Conflict, "webhook_endpoint_disabled");
    }

    [Fact]
    public async Task Events_are_listed_by_time_and_type_also_without_an_endpoint()
    {
        var school = await _api.OrganisationAsync(credits: 3);

        var newestFirst = await school.Admin.GetAsync("/v1/events?sort=-createdAt");
        Assert.Equal(("credits.redeemed", "licence.activated"), (newestFirst.Get("data[0].type"), newestFirst.Get("data[1].type")));
        Assert.Equal("3", newestFirst.Get("data[0].data.credits"));
        var redeemed = await school.Admin.GetAsync("/v1/events?type=credits.redeemed");
        Assert.Equal(newestFirst.Get("data[0].id"), Assert.Single(redeemed.Json["data"]!.AsArray())!["id"]!.ToString());
        (await school.Admin.SendAsync(HttpMethod.Get, "/v1/events?type=result.eaten")).Expect(HttpStatusCode.UnprocessableEntity);
    }

    private static async Task<string> CreateAsync(TestOrganisation school, params string[] eventTypes)
    {
        var created = await school.Admin.PostAsync("/v1/webhook-endpoints", new { url = Url, eventTypes });
        return $"/v1/webhook-endpoints/{created.Get("endpoint.id")}";
    }
}
