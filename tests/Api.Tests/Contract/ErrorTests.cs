using System.Net;
using Cesuur.Testing;

namespace Cesuur.Api.Tests.Contract;

/// <summary>Bad input is a normal case: a problem with a stable code and a pointer, nothing half done, nothing leaked.</summary>
[Collection(ApiCollection.Name)]
public sealed class ErrorTests(ApiFixture fixture)
{
    private readonly TestApi _api = fixture.Api;

    [Theory]
    [InlineData("{ \"name\": ", "malformed_json")]
    [InlineData("not json", "malformed_json")]
    [InlineData("", "malformed_json")]
    public async Task What_is_not_JSON_is_400(string body, string code)
    {
        var school = await _api.OrganisationAsync();
        var answer = await school.Admin.SendAsync(HttpMethod.Post, "/v1/candidates", body);
        answer.Expect(HttpStatusCode.BadRequest, code);
    }

    [Theory]
    [InlineData("{ \"name\": \"A\", \"nam\": 1 }", "/nam", "unknown_member")]
    [InlineData("{ \"number\": \"1\" }", "/name", "required")]
    [InlineData("{ \"name\": 5 }", "/name", "invalid_value")]
    [InlineData("{ \"name\": null }", "/name", "invalid_value")]
    [InlineData("{ \"name\": \"\" }", "/name", "invalid_value")]
    [InlineData("{ \"name\": \"A\", \"email\": \"nobody\" }", "/email", "invalid_value")]
    [InlineData("{ \"name\": \"A\", \"dateOfBirth\": \"2001-02-30\" }", "/dateOfBirth", "invalid_value")]
    [InlineData("{ \"name\": \"A\", \"name\": \"B\" }", "/name", "invalid_value")]
    [InlineData("[]", "", "invalid_value")]
    public async Task What_is_wrong_in_a_body_is_422_with_its_place(string body, string pointer, string code)
    {
        var school = await _api.OrganisationAsync();
        var answer = await school.Admin.SendAsync(HttpMethod.Post, "/v1/candidates", body);
        answer.Expect(HttpStatusCode.UnprocessableEntity, "invalid_request");
        Assert.Equal(pointer, answer.Get("errors[0].pointer"));
        Assert.Equal(code, answer.Get("errors[0].code"));
        Assert.Empty((await school.Admin.GetAsync("/v1/candidates")).Json["data"]!.AsArray());
    }

    [Fact]
    public async Task A_deep_member_is_named_by_its_pointer()
    {
        var school = await _api.OrganisationAsync();
        var answer = await school.Admin.SendAsync(HttpMethod.Post, "/v1/invitations", "{ \"testIds\": [], \"window\": { \"opens\": 1 } }");
        Assert.Equal("/window/opens", answer.Expect(HttpStatusCode.UnprocessableEntity).Get("errors[0].pointer"));
    }

    [Fact]
    public async Task Every_problem_has_the_members_of_RFC_9457_and_ours()
    {
        var answer = await _api.Client(null).SendAsync(HttpMethod.Get, "/v1/organisation");
        answer.Expect(HttpStatusCode.Unauthorized, "unauthenticated");
        Assert.Equal("urn:cesuur:error:unauthenticated", answer.Get("type"));
        Assert.Equal("401", answer.Get("status"));
        Assert.Equal("/v1/organisation", answer.Get("instance"));
        Assert.Equal(answer.Headers.GetValues("Request-Id").Single(), answer.Get("requestId"));
        Assert.NotEmpty(answer.Get("title"));
        Assert.NotEmpty(answer.Get("detail"));
    }

    [Fact]
    public async Task Routes_methods_and_media_types_that_do_not_exist_are_problems_too()
    {
        var school = await _api.OrganisationAsync();
        (await school.Admin.SendAsync(HttpMethod.Get, "/v1/nothing")).Expect(HttpStatusCode.NotFound, "route_not_found");
        (await school.Admin.SendAsync(HttpMethod.Put, "/v1/candidates", new { })).Expect(HttpStatusCode.MethodNotAllowed, "method_not_allowed");
        using var text = new StringContent("name=A");
        (await school.Admin.SendAsync(HttpMethod.Post, "/v1/candidates", text)).Expect(HttpStatusCode.UnsupportedMediaType, "unsupported_media_type");
    }

    [Fact]
    public async Task Absent_malformed_and_foreign_ids_are_told_apart_by_nobody()
    {
        var mine = await _api.OrganisationAsync();
        var theirs = await _api.OrganisationAsync();
        var foreign = await theirs.CandidateAsync();
        foreach (var id in new[] { foreign, "cand_00000000000000000000000000", "nonsense", "grp_" + foreign[5..] })
        {
            (await mine.Admin.SendAsync(HttpMethod.Get, $"/v1/candidates/{id}")).Expect(HttpStatusCode.NotFound, "not_found");
            var named = await mine.Admin.SendAsync(
                HttpMethod.Post, "/v1/invitations", new { candidateIds = new[] { await mine.CandidateAsync(), id }, testIds = new[] { await mine.TestAsync("reading") } });
            named.Expect(HttpStatusCode.UnprocessableEntity, "invalid_request");
            Assert.Equal("/candidateIds/1", named.Get("errors[0].pointer"));
            Assert.Equal("reference_not_found", named.Get("errors[0].code"));
        }
    }

    [Fact]
    public async Task A_key_without_the_scope_is_told_which_it_needs()
    {
        var school = await _api.OrganisationAsync();
        var narrow = _api.Client((await school.Admin.PostAsync("/v1/api-keys", new { name = "Narrow", scopes = new[] { "tests:read" } })).Get("key"));
        var answer = await narrow.SendAsync(HttpMethod.Get, "/v1/candidates");
        answer.Expect(HttpStatusCode.Forbidden, "insufficient_scope");
        Assert.Contains("candidates:read", answer.Get("detail"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_cannot_grant_more_than_it_has()
    {
        var school = await _api.OrganisationAsync();
        var narrow = _api.Client((await school.Admin.PostAsync("/v1/api-keys", new { name = "Narrow", scopes = new[] { "keys:write" } })).Get("key"));
        var answer = await narrow.SendAsync(HttpMethod.Post, "/v1/api-keys", new { name = "Wide", scopes = new[] { "keys:write", "candidates:read", "platform" } });
        answer.Expect(HttpStatusCode.UnprocessableEntity);
        Assert.Equal("/scopes/1", answer.Get("errors[0].pointer"));
        Assert.Equal("/scopes/2", answer.Get("errors[1].pointer"));
    }

    [Fact]
    public async Task A_revoked_key_is_dead_at_once()
    {
        var school = await _api.OrganisationAsync();
        var created = await school.Admin.PostAsync("/v1/api-keys", new { name = "Short-lived", scopes = new[] { "tests:read" } });
        var client = _api.Client(created.Get("key"));
        await client.GetAsync("/v1/tests");
        await school.Admin.SendAsync(HttpMethod.Delete, $"/v1/api-keys/{created.Get("apiKey.id")}");
        (await client.SendAsync(HttpMethod.Get, "/v1/tests")).Expect(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_change_of_what_was_not_seen_is_refused()
    {
        var school = await _api.OrganisationAsync();
        var id = await school.CandidateAsync();
        var seen = (await school.Admin.GetAsync($"/v1/candidates/{id}")).Headers.ETag!.ToString();
        (await school.Admin.SendAsync(HttpMethod.Patch, $"/v1/candidates/{id}", new { number = "1" }, ("If-Match", seen))).Expect(HttpStatusCode.OK);
        var stale = await school.Admin.SendAsync(HttpMethod.Patch, $"/v1/candidates/{id}", new { number = "2" }, ("If-Match", seen));
        stale.Expect(HttpStatusCode.PreconditionFailed, "stale");
        Assert.Equal("1", (await school.Admin.GetAsync($"/v1/candidates/{id}")).Get("number"));
    }

    [Fact]
    public async Task A_merge_patch_leaves_what_is_absent_and_unsets_what_is_null()
    {
        var school = await _api.OrganisationAsync();
        var id = (await school.Admin.PostAsync("/v1/candidates", new { name = "Noor", number = "7", remarks = "x" })).Get("id");
        var changed = await school.Admin.SendAsync(HttpMethod.Patch, $"/v1/candidates/{id}", "{ \"remarks\": null, \"education\": \"mbo\" }");
        Assert.Equal(("7", "mbo"), (changed.Get("number"), changed.Get("education")));
        Assert.Null(changed.Node("remarks"));
        (await school.Admin.SendAsync(HttpMethod.Patch, $"/v1/candidates/{id}", "{ \"name\": null }")).Expect(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task A_number_is_one_candidates_in_the_organisation()
    {
        var school = await _api.OrganisationAsync();
        await school.Admin.PostAsync("/v1/candidates", new { name = "A", number = "1" });
        (await school.Admin.SendAsync(HttpMethod.Post, "/v1/candidates", new { name = "B", number = "1" }))
            .Expect(HttpStatusCode.Conflict, "candidate_number_taken");
        var other = await _api.OrganisationAsync();
        await other.Admin.PostAsync("/v1/candidates", new { name = "B", number = "1" });
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_413()
    {
        var school = await _api.OrganisationAsync();
        var answer = await school.Admin.SendAsync(HttpMethod.Post, "/v1/candidates", new { name = "A", remarks = new string('x', 2_000_000) });
        answer.Expect(HttpStatusCode.RequestEntityTooLarge, "body_too_large");
    }

    [Theory]
    [InlineData("{ \"testIds\": [null] }", "/testIds/0")]
    [InlineData("{ \"testIds\": null }", "/testIds")]
    [InlineData("{ \"candidateIds\": [5], \"testIds\": [] }", "/candidateIds/0")]
    public async Task A_null_or_a_wrong_thing_in_a_list_is_refused_with_its_place(string body, string pointer)
    {
        var school = await _api.OrganisationAsync();
        var answer = await school.Admin.SendAsync(HttpMethod.Post, "/v1/invitations", body);
        Assert.Equal(pointer, answer.Expect(HttpStatusCode.UnprocessableEntity).Get("errors[0].pointer"));
    }

    [Fact]
    public async Task A_null_among_several_answers_is_refused()
    {
        var school = await _api.OrganisationAsync(credits: 1);
        var sitting = await school.SittingAsync("reading");
        var answer = await sitting.Candidate.SendAsync(HttpMethod.Post, "/v1/delivery/responses", "{ \"responses\": [null] }");
        Assert.Equal("/responses", answer.Expect(HttpStatusCode.UnprocessableEntity).Get("errors[0].pointer"));
    }

    [Fact]
    public async Task A_browser_of_any_origin_may_call_and_read_what_it_needs()
    {
        var answer = await _api.Client(null).SendAsync(HttpMethod.Get, "/v1/organisation", headers: ("Origin", "https://school.example"));
        Assert.Equal("*", answer.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Contains("ETag", answer.Headers.GetValues("Access-Control-Expose-Headers").Single(), StringComparison.Ordinal);
        Assert.Equal("no-store", answer.Headers.GetValues("Cache-Control").Single());
    }

    [Fact]
    public async Task A_teacher_licence_has_one_user_also_when_two_are_made_at_once()
    {
        var teacher = await _api.OrganisationAsync(licence: "teacher");
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => teacher.Admin.SendAsync(
            HttpMethod.Post, "/v1/users", new { name = "Docent", email = $"docent{i}@example.org", roles = new[] { "admin", "teacher" } })));
        Assert.Single(answers, answer => answer.IsSuccess);
        Assert.Equal(5, answers.Count(answer => answer is { Status: HttpStatusCode.Conflict, Code: "teacher_licence_full" }));
    }

    [Fact]
    public async Task A_licence_that_is_to_begin_later_does_not_end_the_present_one()
    {
        var school = await _api.OrganisationAsync();
        var present = await school.Admin.GetAsync("/v1/licence");
        await _api.Operator.PostAsync($"/v1/platform/organisations/{school.Id}/licences", new { kind = "organisation", startsAt = present.Get("endsAt") });
        await school.Admin.PostAsync("/v1/credits/redemptions", new { token = await _api.TokenAsync(1) });
        Assert.Equal(present.Get("id"), (await school.Admin.GetAsync("/v1/licence")).Get("id"));
    }

    [Fact]
    public async Task Nobody_gives_a_role_that_may_more_than_they_may()
    {
        var school = await _api.OrganisationAsync();
        var narrow = _api.Client((await school.Admin.PostAsync("/v1/api-keys", new { name = "Narrow", scopes = new[] { "users:write" } })).Get("key"));
        var answer = await narrow.SendAsync(HttpMethod.Post, "/v1/users", new { name = "Mol", email = "mol@example.org", roles = new[] { "admin" } });
        Assert.Equal("role_not_grantable", answer.Expect(HttpStatusCode.UnprocessableEntity).Get("errors[0].code"));
    }
}
