using System.Net;
using Cesuur.Domain.Credits;
using Cesuur.Testing;
using Npgsql;

namespace Cesuur.Api.Tests.Credits;

[Collection(ApiCollection.Name)]
public sealed class LedgerTests(ApiFixture fixture)
{
    private readonly TestApi _api = fixture.Api;

    [Fact]
    public async Task Two_hundred_invitations_at_once_on_fifty_credits_leave_fifty_codes_and_nothing()
    {
        var school = await _api.OrganisationAsync(credits: 50);
        var body = new { candidateIds = new[] { await school.CandidateAsync() }, testIds = new[] { await school.TestAsync("reading") }, repeat = true };
        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => school.Admin.SendAsync(HttpMethod.Post, "/v1/invitations", body)));
        Assert.Equal(50, answers.Count(answer => answer.Status == HttpStatusCode.Created));
        Assert.Equal(150, answers.Count(answer => answer is { Status: HttpStatusCode.Conflict, Code: "insufficient_credits" }));
        Assert.Equal("0", (await school.Admin.GetAsync("/v1/credits")).Get("balance"));
        Assert.Equal(50, (await school.Admin.GetAsync("/v1/invitations?limit=200")).Json["data"]!.AsArray().Count);
        Assert.Equal(50, answers.Where(answer => answer.IsSuccess).Select(answer => answer.Get("invitations[0].code")).Distinct().Count());
        await AssertBalancedAsync(school);
    }

    [Fact]
    public async Task One_token_redeemed_by_twenty_callers_at_once_counts_once()
    {
        var school = await _api.OrganisationAsync();
        var token = await _api.TokenAsync(40);
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => school.Admin.SendAsync(HttpMethod.Post, "/v1/credits/redemptions", new { token })));
        Assert.Single(answers, answer => answer.IsSuccess);
        Assert.Equal(19, answers.Count(answer => answer is { Status: HttpStatusCode.Conflict, Code: "token_used" }));
        Assert.Equal("40", (await school.Admin.GetAsync("/v1/credits")).Get("balance"));
        await AssertBalancedAsync(school);
    }

    [Fact]
    public async Task Two_organisations_cannot_both_redeem_a_token()
    {
        var token = await _api.TokenAsync(7);
        var schools = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => _api.OrganisationAsync()));
        var answers = await Task.WhenAll(schools.Select(school => school.Admin.SendAsync(HttpMethod.Post, "/v1/credits/redemptions", new { token })));
        Assert.Single(answers, answer => answer.IsSuccess);
    }

    [Fact]
    public async Task A_token_is_typed_in_any_case_with_or_without_dashes()
    {
        var school = await _api.OrganisationAsync();
        var token = await _api.TokenAsync(3);
        var typed = token.Replace("-", " ", StringComparison.Ordinal).ToLowerInvariant();
        Assert.Equal("3", (await school.Admin.PostAsync("/v1/credits/redemptions", new { token = typed })).Get("balance"));
    }

    [Fact]
    public async Task An_unknown_and_an_expired_token_are_refused()
    {
        var school = await _api.OrganisationAsync();
        (await school.Admin.SendAsync(HttpMethod.Post, "/v1/credits/redemptions", new { token = TokenText.Create() }))
            .Expect(HttpStatusCode.UnprocessableEntity, "token_unknown");
        var expired = await _api.Operator.PostAsync("/v1/platform/credit-tokens", new { credits = 1, expiresAt = "2020-01-01T00:00:00Z" });
        (await school.Admin.SendAsync(HttpMethod.Post, "/v1/credits/redemptions", new { token = expired.Get("tokens[0].token") }))
            .Expect(HttpStatusCode.Conflict, "token_expired");
    }

    [Fact]
    public async Task A_confirmation_that_cannot_be_paid_whole_makes_no_code()
    {
        var school = await _api.OrganisationAsync(credits: 1);
        var candidates = new[] { await school.CandidateAsync(), await school.CandidateAsync("Bilal Aydin") };
        var body = new { candidateIds = candidates, testIds = new[] { await school.TestAsync("reading") } };
        var preview = await school.Admin.PostAsync("/v1/invitations/preview", body);
        Assert.Equal(("2", "1", "insufficient_credits"), (preview.Get("credits"), preview.Get("balance"), preview.Get("obstacles[0].code")));
        (await school.Admin.SendAsync(HttpMethod.Post, "/v1/invitations", body)).Expect(HttpStatusCode.Conflict, "insufficient_credits");
        Assert.Empty((await school.Admin.GetAsync("/v1/invitations")).Json["data"]!.AsArray());
        Assert.Equal("1", (await school.Admin.GetAsync("/v1/credits")).Get("balance"));
    }

    [Fact]
    public async Task Deactivating_unused_codes_gives_their_credits_back_once()
    {
        var school = await _api.OrganisationAsync(credits: 5);
        var candidates = new[] { await school.CandidateAsync(), await school.CandidateAsync("Bilal Aydin") };
        var created = await school.Admin.PostAsync("/v1/invitations", new { candidateIds = candidates, testIds = new[] { await school.TestAsync("reading") } });
        var body = new { invitationIds = created.Json["invitations"]!.AsArray().Select(invitation => invitation!["id"]!.ToString()).ToArray() };
        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => school.Admin.SendAsync(HttpMethod.Post, "/v1/invitations/deactivations", body)));
        Assert.Single(answers, answer => answer.IsSuccess);
        Assert.All(answers.Where(answer => !answer.IsSuccess), answer => answer.Expect(HttpStatusCode.Conflict));
        Assert.Equal("5", (await school.Admin.GetAsync("/v1/credits")).Get("balance"));
        (await _api.Client(null).SendAsync(HttpMethod.Post, "/v1/delivery/check-in", new { code = created.Get("invitations[0].code") }))
            .Expect(HttpStatusCode.NotFound, "code_unknown");
        await AssertBalancedAsync(school);
    }

    [Fact]
    public async Task A_used_code_cannot_be_deactivated()
    {
        var school = await _api.OrganisationAsync(credits: 2);
        var sitting = await school.SittingAsync("reading");
        var invitation = (await school.Admin.GetAsync($"/v1/sittings/{sitting.Id}")).Get("invitationId");
        (await school.Admin.SendAsync(HttpMethod.Post, "/v1/invitations/deactivations", new { invitationIds = new[] { invitation } }))
            .Expect(HttpStatusCode.Conflict, "invitation_already_used");
        Assert.Equal("1", (await school.Admin.GetAsync("/v1/credits")).Get("balance"));
    }

    [Fact]
    public async Task The_history_tells_who_when_why_and_the_balance_after()
    {
        var school = await _api.OrganisationAsync(credits: 10);
        await school.CodeAsync("reading");
        var history = await school.Admin.GetAsync("/v1/credits/transactions?sort=-createdAt");
        Assert.Equal(("spending", "-1", "9"), (history.Get("data[0].kind"), history.Get("data[0].amount"), history.Get("data[0].balanceAfter")));
        Assert.Equal(("redemption", "10", "10"), (history.Get("data[1].kind"), history.Get("data[1].amount"), history.Get("data[1].balanceAfter")));
        Assert.StartsWith("key_", history.Get("data[0].actor"), StringComparison.Ordinal);
        Assert.Equal((await school.Admin.GetAsync("/v1/invitations")).Get("data[0].confirmationId"), history.Get("data[0].source"));
        Assert.StartsWith("ctok_", history.Get("data[1].source"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UPDATE ledger_entries SET amount = amount + 1")]
    [InlineData("DELETE FROM ledger_entries")]
    [InlineData("UPDATE invitations SET price_amount = 1, price_currency = 'EUR'")]
    [InlineData("DELETE FROM department_price_lists")]
    [InlineData("TRUNCATE ledger_entries CASCADE")]
    [InlineData("UPDATE audit_entries SET actor_id = 'nobody'")]
    [InlineData("UPDATE result_versions SET points = 0")]
    public async Task What_is_append_only_is_so_for_the_owner_too(string sql)
    {
        await using var connection = new NpgsqlConnection(_api.ConnectionString);
        await connection.OpenAsync();
#pragma warning disable CA2100 // The constants above
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        var refused = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync());
        Assert.Equal("23001", refused.SqlState);
    }

    [Fact]
    public async Task The_database_refuses_a_transaction_that_does_not_balance()
    {
        var school = await _api.OrganisationAsync(credits: 1);
        await using var connection = new NpgsqlConnection(_api.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO ledger_entries (tenant_id, id, transaction_id, kind, account, amount, balance_after, actor, reason, source, created_at)
            VALUES (@tenant, uuidv7(), uuidv7(), 'grant', 'available', 5, 6, 'nobody', 'a gift', 'nothing', now())
            """,
            connection);
        command.Parameters.AddWithValue("tenant", school.Uuid);
        var refused = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync());
        Assert.Equal(PostgresErrorCodes.CheckViolation, refused.SqlState);
    }

    private async Task AssertBalancedAsync(TestOrganisation school)
    {
        await using var connection = new NpgsqlConnection(_api.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            """
            SELECT count(*) FROM accounts a WHERE tenant_id = @tenant AND balance <> (
                SELECT coalesce(sum(amount), 0) FROM ledger_entries e WHERE e.tenant_id = a.tenant_id AND e.holder_id = a.holder_id AND e.account = a.kind)
            """,
            connection);
        command.Parameters.AddWithValue("tenant", school.Uuid);
        Assert.Equal(0L, await command.ExecuteScalarAsync());
    }
}
