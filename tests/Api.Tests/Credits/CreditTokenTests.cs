using System.Net;
using Cesuur.Domain.Credits;
using Cesuur.Testing;

namespace Cesuur.Api.Tests.Credits;

[Collection(ApiCollection.Name)]
public sealed class CreditTokenTests(ApiFixture fixture)
{
    private readonly TestApi _api = fixture.Api;

    [Fact]
    public async Task A_batch_is_minted_at_once_listed_by_what_became_of_it_and_shown_once()
    {
        var minted = await _api.Operator.PostAsync("/v1/platform/credit-tokens", new { credits = 20, count = 3, note = "Invoice 2026-17", expiresAt = "2040-01-01T00:00:00Z" });
        var tokens = minted.Json["tokens"]!.AsArray().Select(token => token!["token"]!.ToString()).ToList();
        Assert.Equal(3, tokens.Distinct().Count());
        var school = await _api.OrganisationAsync();
        await school.Admin.PostAsync("/v1/credits/redemptions", new { token = tokens[0] });
        await _api.Operator.PostAsync($"/v1/platform/credit-tokens/{minted.Get("tokens[1].creditToken.id")}/revocation", new { reason = "Sent to the wrong school." });

        var batch = minted.Get("batchId");
        foreach (var (state, id) in new[] { ("redeemed", "0"), ("revoked", "1"), ("redeemable", "2") })
        {
            var listed = await _api.Operator.GetAsync($"/v1/platform/credit-tokens?batchId={batch}&state={state}");
            Assert.Equal(minted.Get($"tokens[{id}].creditToken.id"), listed.Json["data"]!.AsArray().Single()!["id"]!.ToString());
            Assert.DoesNotContain(tokens, token => listed.Text.Contains(token, StringComparison.Ordinal));
        }

        Assert.Equal(school.Id, (await _api.Operator.GetAsync($"/v1/platform/credit-tokens?batchId={batch}&state=redeemed")).Get("data[0].redeemedBy"));
        (await school.Admin.SendAsync(HttpMethod.Post, "/v1/credits/redemptions", new { token = tokens[1] })).Expect(HttpStatusCode.Conflict, "token_revoked");
        (await _api.Operator.SendAsync(HttpMethod.Post, $"/v1/platform/credit-tokens/{minted.Get("tokens[0].creditToken.id")}/revocation", new { reason = "Too late." }))
            .Expect(HttpStatusCode.Conflict, "token_used");
    }

    [Fact]
    public async Task A_token_that_is_redeemed_and_revoked_at_once_is_one_of_the_two()
    {
        for (var round = 0; round < 10; round++)
        {
            var school = await _api.OrganisationAsync();
            var minted = await _api.Operator.PostAsync("/v1/platform/credit-tokens", new { credits = 20 });
            var answers = await Task.WhenAll(
                school.Admin.SendAsync(HttpMethod.Post, "/v1/credits/redemptions", new { token = minted.Get("tokens[0].token") }),
                _api.Operator.SendAsync(HttpMethod.Post, $"/v1/platform/credit-tokens/{minted.Get("tokens[0].creditToken.id")}/revocation", new { reason = "Race." }));
            Assert.Single(answers, answer => answer.IsSuccess);
            Assert.Equal(answers[0].IsSuccess ? "20" : "0", (await school.Admin.GetAsync("/v1/credits")).Get("balance"));
        }
    }

    [Fact]
    public async Task Whoever_mistypes_is_told_so_and_whoever_guesses_is_stopped_for_a_while()
    {
        var school = await _api.OrganisationAsync();
        var token = await _api.TokenAsync(5);
        for (var i = 0; i < 8; i++)
        {
            var mistyped = (await RedeemAsync(school, token[..^1] + (token[^1] == '0' ? '2' : '0'))).Expect(HttpStatusCode.UnprocessableEntity, "token_mistyped");
            Assert.Equal("/token", mistyped.Get("errors[0].pointer"));
        }

        for (var i = 0; i < 4; i++)
        {
            (await RedeemAsync(school, TokenText.Create())).Expect(HttpStatusCode.UnprocessableEntity, "token_unknown");
        }

        Assert.Equal("5", (await RedeemAsync(school, token)).Get("balance")); // and the four are forgotten
        var another = await _api.TokenAsync(5);
        for (var i = 0; i < 5; i++)
        {
            (await RedeemAsync(school, TokenText.Create())).Expect(HttpStatusCode.UnprocessableEntity, "token_unknown");
        }

        var stopped = (await RedeemAsync(school, another)).Expect(HttpStatusCode.TooManyRequests, "too_many_guesses");
        Assert.Equal(TimeSpan.FromMinutes(15), stopped.Headers.RetryAfter!.Delta);
        await school.SqlAsync("UPDATE sign_in_attempts SET locked_until = now() WHERE tenant_id = @tenant");
        Assert.Equal("10", (await RedeemAsync(school, another)).Get("balance"));
    }

    private static Task<Answer> RedeemAsync(TestOrganisation school, string token) =>
        school.Admin.SendAsync(HttpMethod.Post, "/v1/credits/redemptions", new { token });
}
