using System.Net;
using Cesuur.Testing;

namespace Cesuur.Api.Tests.Contract;

[Collection(ApiCollection.Name)]
public sealed class IdempotencyTests(ApiFixture fixture)
{
    private readonly TestApi _api = fixture.Api;

    [Fact]
    public async Task The_same_key_and_request_give_the_stored_answer()
    {
        var school = await _api.OrganisationAsync();
        var first = await PostAsync(school, "k1", new { name = "Noor" });
        var again = await PostAsync(school, "k1", new { name = "Noor" });
        Assert.Equal(first.Expect(HttpStatusCode.Created).Text, again.Expect(HttpStatusCode.Created).Text);
        Assert.Equal("true", again.Headers.GetValues("Idempotency-Replayed").Single());
        Assert.Equal(first.Headers.Location, again.Headers.Location);
        Assert.Equal(first.Headers.ETag, again.Headers.ETag);
        Assert.Single((await school.Admin.GetAsync("/v1/candidates")).Json["data"]!.AsArray());
    }

    [Fact]
    public async Task A_secret_that_is_shown_once_is_shown_again_to_a_retry_and_stands_nowhere_in_clear()
    {
        var school = await _api.OrganisationAsync();
        var body = new { name = "Key", scopes = new[] { "tests:read" } };
        var first = await school.Admin.SendAsync(HttpMethod.Post, "/v1/api-keys", body, ("Idempotency-Key", "secret"));
        var again = await school.Admin.SendAsync(HttpMethod.Post, "/v1/api-keys", body, ("Idempotency-Key", "secret"));
        Assert.Equal(first.Get("key"), again.Get("key"));

        await using var connection = new Npgsql.NpgsqlConnection(_api.ConnectionString);
        await connection.OpenAsync();
        await using var command = new Npgsql.NpgsqlCommand("SELECT count(*) FROM idempotency_keys WHERE position(@key::bytea IN protected_response) > 0", connection);
        command.Parameters.AddWithValue("key", System.Text.Encoding.UTF8.GetBytes(first.Get("key")));
        Assert.Equal(0L, await command.ExecuteScalarAsync());
    }

    [Fact]
    public async Task The_same_key_with_another_request_is_refused()
    {
        var school = await _api.OrganisationAsync();
        await PostAsync(school, "k2", new { name = "Noor" });
        (await PostAsync(school, "k2", new { name = "Sem" })).Expect(HttpStatusCode.UnprocessableEntity, "idempotency_key_reused");
    }

    [Fact]
    public async Task A_failed_request_stores_nothing()
    {
        var school = await _api.OrganisationAsync();
        (await PostAsync(school, "k3", new { name = "" })).Expect(HttpStatusCode.UnprocessableEntity);
        (await PostAsync(school, "k3", new { name = "Noor" })).Expect(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Keys_of_two_credentials_do_not_meet()
    {
        var one = await _api.OrganisationAsync();
        var other = await _api.OrganisationAsync();
        (await PostAsync(one, "k4", new { name = "Noor" })).Expect(HttpStatusCode.Created);
        (await PostAsync(other, "k4", new { name = "Sem" })).Expect(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Twenty_at_once_with_one_key_do_it_once()
    {
        var school = await _api.OrganisationAsync(credits: 100);
        var body = new { candidateIds = new[] { await school.CandidateAsync() }, testIds = new[] { await school.TestAsync("reading") } };
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ =>
            school.Admin.SendAsync(HttpMethod.Post, "/v1/invitations", body, ("Idempotency-Key", "hall"))));
        Assert.All(answers, answer => Assert.True(
            answer.Status == HttpStatusCode.Created || answer.Code == "idempotency_in_progress", answer.Text));
        Assert.Contains(answers, answer => answer.Status == HttpStatusCode.Created);
        Assert.Equal("99", (await school.Admin.GetAsync("/v1/credits")).Get("balance"));
    }

    [Fact]
    public async Task The_operators_requests_are_idempotent_too()
    {
        var body = new { name = "Eenmalig", licence = "organisation" };
        var first = await _api.Operator.SendAsync(HttpMethod.Post, "/v1/platform/organisations", body, ("Idempotency-Key", "org-1"));
        var again = await _api.Operator.SendAsync(HttpMethod.Post, "/v1/platform/organisations", body, ("Idempotency-Key", "org-1"));
        Assert.Equal(first.Expect(HttpStatusCode.Created).Get("apiKey"), again.Get("apiKey"));
    }

    private static Task<Answer> PostAsync(TestOrganisation school, string key, object body) =>
        school.Admin.SendAsync(HttpMethod.Post, "/v1/candidates", body, ("Idempotency-Key", key));
}
