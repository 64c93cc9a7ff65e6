using System.Net;
using Cesuur.Api.Organisations;
using Cesuur.Domain;
using Cesuur.Domain.Organisations;
using Cesuur.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cesuur.Api.Tests.Organisations;

[Collection(ApiCollection.Name)]
public sealed class SessionTests(ApiFixture fixture)
{
    private readonly TestApi _api = fixture.Api;

    [Fact]
    public async Task A_refresh_gives_new_tokens_and_the_old_access_token_lives_out_its_time()
    {
        var account = await AccountAsync();

        var refreshed = (await account.RefreshAsync()).Expect(HttpStatusCode.OK);

        Assert.NotEqual(account.RefreshToken, refreshed.Get("refreshToken"));
        await _api.Client(refreshed.Get("accessToken")).GetAsync("/v1/me");
        await account.Client.GetAsync("/v1/me");
        (await account.RefreshAsync(refreshed.Get("refreshToken"))).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task An_access_token_lasts_a_quarter_of_an_hour_and_a_session_thirty_days()
    {
        var account = await AccountAsync();
        var now = TimeProvider.System.GetUtcNow();

        var signedIn = (await account.SignInAsync()).Expect(HttpStatusCode.OK);

        Assert.InRange(DateTimeOffset.Parse(signedIn.Get("expiresAt"), null) - now, TimeSpan.FromMinutes(14), TimeSpan.FromMinutes(16));
        Assert.InRange(DateTimeOffset.Parse(signedIn.Get("sessionExpiresAt"), null) - now, TimeSpan.FromDays(29.9), TimeSpan.FromDays(30.1));
    }

    [Fact]
    public async Task An_access_token_that_has_run_out_is_401_and_the_session_goes_on_by_a_refresh()
    {
        var account = await AccountAsync();
        await account.School.SqlAsync("UPDATE access_tokens SET expires_at = now() WHERE tenant_id = @tenant");

        (await account.SendAsync(HttpMethod.Get, "/v1/me")).Expect(HttpStatusCode.Unauthorized, "unauthenticated");

        var refreshed = (await account.RefreshAsync()).Expect(HttpStatusCode.OK);
        await _api.Client(refreshed.Get("accessToken")).GetAsync("/v1/me");
        Assert.Equal(1L, await account.School.SqlAsync("SELECT count(*) FROM access_tokens WHERE tenant_id = @tenant"));
    }

    [Fact]
    public async Task A_refresh_token_that_is_used_again_ends_the_session()
    {
        var account = await AccountAsync();
        var elsewhere = await account.SignedInAsync();
        var refreshed = (await account.RefreshAsync()).Expect(HttpStatusCode.OK);

        (await account.RefreshAsync()).Expect(HttpStatusCode.Unauthorized, "refresh_failed");

        (await account.RefreshAsync(refreshed.Get("refreshToken"))).Expect(HttpStatusCode.Unauthorized, "refresh_failed");
        (await _api.Client(refreshed.Get("accessToken")).SendAsync(HttpMethod.Get, "/v1/me")).Expect(HttpStatusCode.Unauthorized);
        await elsewhere.GetAsync("/v1/me");
        Assert.Equal(account.Id, await account.School.SqlAsync("SELECT actor_id FROM audit_entries WHERE tenant_id = @tenant AND action = 'session.token_reused'"));
    }

    [Fact]
    public async Task Of_refreshes_at_once_with_one_token_exactly_one_succeeds_and_the_session_ends()
    {
        var account = await AccountAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => account.RefreshAsync()));

        var winner = Assert.Single(answers, answer => answer.IsSuccess);
        Assert.All(answers.Where(answer => !answer.IsSuccess), answer => answer.Expect(HttpStatusCode.Unauthorized, "refresh_failed"));
        (await _api.Client(winner.Get("accessToken")).SendAsync(HttpMethod.Get, "/v1/me")).Expect(HttpStatusCode.Unauthorized);
        (await account.RefreshAsync(winner.Get("refreshToken"))).Expect(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("")]
    [InlineData("cat_refresh_0")]
    [InlineData("cat_refresh_0000000000000000000000000000000000000000000000000000000000")]
    public async Task What_is_no_refresh_token_is_401(string token)
    {
        var account = await AccountAsync();
        (await account.RefreshAsync(token)).Expect(HttpStatusCode.Unauthorized, "refresh_failed");
    }

    [Fact]
    public async Task A_refresh_token_is_no_access_token()
    {
        var account = await AccountAsync();
        (await _api.Client(account.RefreshToken).SendAsync(HttpMethod.Get, "/v1/me")).Expect(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task A_session_ends_after_its_thirty_days()
    {
        var account = await AccountAsync();
        await account.School.SqlAsync("UPDATE user_sessions SET expires_at = now() WHERE tenant_id = @tenant");

        (await account.SendAsync(HttpMethod.Get, "/v1/me")).Expect(HttpStatusCode.Unauthorized);
        (await account.RefreshAsync()).Expect(HttpStatusCode.Unauthorized, "refresh_failed");
    }

    [Fact]
    public async Task Signing_out_ends_this_session_alone()
    {
        var account = await AccountAsync();
        var elsewhere = await account.SignedInAsync();

        await account.Client.PostAsync("/v1/auth/logout");

        (await account.SendAsync(HttpMethod.Get, "/v1/me")).Expect(HttpStatusCode.Unauthorized);
        (await account.RefreshAsync()).Expect(HttpStatusCode.Unauthorized, "refresh_failed");
        await elsewhere.GetAsync("/v1/me");
    }

    [Fact]
    public async Task The_list_of_sessions_shows_ones_own_that_count_and_which_is_this_one()
    {
        var account = await AccountAsync();
        await account.SignedInAsync();
        await (await account.SignedInAsync()).PostAsync("/v1/auth/logout");
        await account.School.AccountAsync();

        var sessions = (await account.Client.GetAsync("/v1/me/sessions")).Json["data"]!.AsArray();

        Assert.Equal(2, sessions.Count);
        Assert.Equal([true, false], sessions.Select(session => session!["isCurrent"]!.GetValue<bool>()));
        Assert.All(sessions, session => Assert.StartsWith("sess_", session!["id"]!.ToString(), StringComparison.Ordinal));
        Assert.All(sessions, session => Assert.Contains("127.0.0.1", session!["address"]!.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task One_session_can_be_ended_from_another()
    {
        var account = await AccountAsync();
        var elsewhere = await account.SignedInAsync();
        var id = (await elsewhere.GetAsync("/v1/me/sessions")).Json["data"]!.AsArray().Single(session => session!["isCurrent"]!.GetValue<bool>())!["id"]!;

        (await account.SendAsync(HttpMethod.Delete, $"/v1/me/sessions/{id}")).Expect(HttpStatusCode.NoContent);

        (await elsewhere.SendAsync(HttpMethod.Get, "/v1/me")).Expect(HttpStatusCode.Unauthorized);
        await account.Client.GetAsync("/v1/me");
        (await account.SendAsync(HttpMethod.Delete, $"/v1/me/sessions/{id}")).Expect(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task A_colleagues_session_is_not_there()
    {
        var account = await AccountAsync();
        var colleague = await account.School.AccountAsync();
        var id = (await colleague.Client.GetAsync("/v1/me/sessions")).Get("data[0].id");

        (await account.SendAsync(HttpMethod.Delete, $"/v1/me/sessions/{id}")).Expect(HttpStatusCode.NotFound, "not_found");

        await colleague.Client.GetAsync("/v1/me");
    }

    [Fact]
    public async Task Signing_out_everywhere_ends_all_sessions_and_lets_one_sign_in_anew()
    {
        var account = await AccountAsync();
        var elsewhere = await account.SignedInAsync();
        var colleague = await account.School.AccountAsync();

        (await account.SendAsync(HttpMethod.Delete, "/v1/me/sessions")).Expect(HttpStatusCode.NoContent);

        (await account.SendAsync(HttpMethod.Get, "/v1/me")).Expect(HttpStatusCode.Unauthorized);
        (await elsewhere.SendAsync(HttpMethod.Get, "/v1/me")).Expect(HttpStatusCode.Unauthorized);
        (await account.RefreshAsync()).Expect(HttpStatusCode.Unauthorized, "refresh_failed");
        await colleague.Client.GetAsync("/v1/me");
        Assert.Single((await (await account.SignedInAsync()).GetAsync("/v1/me/sessions")).Json["data"]!.AsArray());
    }

    [Fact]
    public async Task A_deactivated_user_is_out_at_the_next_request_and_stays_out_until_they_sign_in_again()
    {
        var account = await AccountAsync();

        await ChangeAsync(account, user => user.Deactivate());
        (await account.SendAsync(HttpMethod.Get, "/v1/me")).Expect(HttpStatusCode.Unauthorized);
        (await account.RefreshAsync()).Expect(HttpStatusCode.Unauthorized, "refresh_failed");
        (await account.SignInAsync()).Expect(HttpStatusCode.Unauthorized, "sign_in_failed");

        await ChangeAsync(account, user => user.Reactivate());
        (await account.SendAsync(HttpMethod.Get, "/v1/me")).Expect(HttpStatusCode.Unauthorized);
        (await account.RefreshAsync()).Expect(HttpStatusCode.Unauthorized, "refresh_failed");
        await (await account.SignedInAsync()).GetAsync("/v1/me");
    }

    [Fact]
    public async Task Sessions_and_links_that_have_run_out_are_forgotten_and_no_others()
    {
        var account = await AccountAsync();
        await account.School.InviteAsync();
        var old = await account.School.AccountAsync();
        await old.School.SqlAsync($"UPDATE user_sessions SET expires_at = now() - interval '1 minute' WHERE tenant_id = @tenant AND user_id = '{IdOf(old).Value}'");

        var job = new ForgetSessionsJob(_api.Databases, NullLogger<ForgetSessionsJob>.Instance);
        await job.RunAsync(CancellationToken.None);

        Assert.Equal(1L, await old.School.SqlAsync("SELECT count(*) FROM user_sessions WHERE tenant_id = @tenant"));
        Assert.Equal(1L, await old.School.SqlAsync("SELECT count(*) FROM refresh_tokens WHERE tenant_id = @tenant"));
        Assert.Equal(1L, await old.School.SqlAsync("SELECT count(*) FROM activations WHERE tenant_id = @tenant"));
        await account.Client.GetAsync("/v1/me");

        await old.School.SqlAsync("UPDATE activations SET expires_at = now() - interval '1 minute' WHERE tenant_id = @tenant");
        await job.RunAsync(CancellationToken.None);
        Assert.Equal(0L, await old.School.SqlAsync("SELECT count(*) FROM activations WHERE tenant_id = @tenant"));
    }

    private async Task<TestAccount> AccountAsync() => await (await _api.OrganisationAsync()).AccountAsync();

    private static Id<User> IdOf(TestAccount account) => Id<User>.Parse(account.Id, null);

    private Task<int> ChangeAsync(TestAccount account, Action<User> change) => _api.AsAsync(account.School, async db =>
    {
        var id = IdOf(account);
        change(await db.Users.SingleAsync(user => user.Id == id));
        return await db.SaveChangesAsync();
    });
}
