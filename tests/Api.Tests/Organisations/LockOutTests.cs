using System.Net;
using System.Text.Json.Nodes;
using Cesuur.Testing;

namespace Cesuur.Api.Tests.Organisations;

[Collection(ApiCollection.Name)]
public sealed class LockOutTests(ApiFixture fixture)
{
    private const string Wrong = "een-ander-wachtwoord";

    private readonly TestApi _api = fixture.Api;

    [Fact]
    public async Task After_five_wrong_passwords_the_right_one_fails_too()
    {
        var account = await AccountAsync();
        for (var i = 0; i < 4; i++)
        {
            (await account.SignInAsync(Wrong)).Expect(HttpStatusCode.Unauthorized, "sign_in_failed");
        }

        (await account.SignInAsync()).Expect(HttpStatusCode.OK); // the fifth, and right: none of the four counts any more
        await GuessAsync(account, 5);

        (await account.SignInAsync()).Expect(HttpStatusCode.Unauthorized, "sign_in_failed");
        await account.Client.GetAsync("/v1/me"); // whoever is in stays in
    }

    [Fact]
    public async Task A_lock_ends_and_then_five_more_are_counted()
    {
        var account = await AccountAsync();
        await GuessAsync(account, 5);
        Assert.Equal(true, await account.School.SqlAsync(
            "SELECT bool_and(locked_until BETWEEN now() + interval '14 minutes' AND now() + interval '15 minutes') FROM sign_in_attempts WHERE tenant_id = @tenant"));

        await account.School.SqlAsync("UPDATE sign_in_attempts SET locked_until = now() - interval '1 second' WHERE tenant_id = @tenant");
        await GuessAsync(account, 4);

        (await account.SignInAsync()).Expect(HttpStatusCode.OK);
        Assert.Equal(0L, await account.School.SqlAsync("SELECT count(*) FROM sign_in_attempts WHERE tenant_id = @tenant"));
    }

    [Fact]
    public async Task Guesses_while_locked_do_not_lengthen_the_lock()
    {
        var account = await AccountAsync();
        await GuessAsync(account, 5);
        var until = await account.School.SqlAsync("SELECT locked_until FROM sign_in_attempts WHERE tenant_id = @tenant");

        await GuessAsync(account, 3);

        Assert.Equal(until, await account.School.SqlAsync("SELECT locked_until FROM sign_in_attempts WHERE tenant_id = @tenant"));
    }

    [Fact]
    public async Task Of_guesses_at_once_five_are_looked_at()
    {
        var account = await AccountAsync();

        await Task.WhenAll(Enumerable.Range(0, 25).Select(_ => GuessAsync(account, 1)));

        Assert.Equal(5, await account.School.SqlAsync("SELECT failures FROM sign_in_attempts WHERE tenant_id = @tenant"));
        (await account.SignInAsync()).Expect(HttpStatusCode.Unauthorized, "sign_in_failed");
    }

    [Fact]
    public async Task Locked_unknown_invited_and_wrong_are_told_in_the_same_words()
    {
        var locked = await AccountAsync();
        await GuessAsync(locked, 5);
        var school = locked.School;
        var wrong = await school.AccountAsync();
        var invited = await school.InviteAsync();

        Answer[] answers =
        [
            await locked.SignInAsync(),
            await wrong.SignInAsync(Wrong),
            await school.SignInAsync(invited.Email, Wrong),
            await school.SignInAsync("niemand@example.org", Wrong),
            await _api.Client(null).SendAsync(HttpMethod.Post, "/v1/auth/login", new
            {
                organisation = "org_00000000000000000000000000", email = "niemand@example.org", password = Wrong,
            }),
            await _api.Client(null).SendAsync(HttpMethod.Post, "/v1/auth/login", new { organisation = "x", email = "x", password = Wrong }),
        ];

        Assert.Single(answers.Select(Told).Distinct());
    }

    [Fact]
    public async Task An_address_of_nobody_is_counted_as_well_and_fills_no_table()
    {
        var school = await _api.OrganisationAsync();

        for (var i = 0; i < 10; i++)
        {
            (await school.SignInAsync("niemand@example.org", Wrong)).Expect(HttpStatusCode.Unauthorized, "sign_in_failed");
        }

        Assert.Equal("nobody", await school.SqlAsync("SELECT string_agg(split_part(subject, ' ', 1), ',') FROM sign_in_attempts WHERE tenant_id = @tenant"));
        Assert.Equal(5, await school.SqlAsync("SELECT failures FROM sign_in_attempts WHERE tenant_id = @tenant"));
    }

    [Fact]
    public async Task Guesses_at_ones_own_password_with_a_stolen_token_count_even_when_the_request_is_rolled_back()
    {
        var account = await AccountAsync();
        for (var i = 0; i < 5; i++)
        {
            var guess = await account.Client.SendAsync(
                HttpMethod.Post, "/v1/me/password", new { currentPassword = Wrong, newPassword = "nog-een-lang-wachtwoord" }, ("Idempotency-Key", $"guess {i}"));
            Assert.Equal("wrong_password", guess.Expect(HttpStatusCode.UnprocessableEntity, "invalid_request").Get("errors[0].code"));
        }

        var right = await account.SendAsync(HttpMethod.Post, "/v1/me/password", new { currentPassword = TestAccount.Password, newPassword = "nog-een-lang-wachtwoord" });
        Assert.Equal("wrong_password", right.Expect(HttpStatusCode.UnprocessableEntity).Get("errors[0].code"));
        (await account.SignInAsync()).Expect(HttpStatusCode.Unauthorized, "sign_in_failed");
    }

    private async Task<TestAccount> AccountAsync() => await (await _api.OrganisationAsync()).AccountAsync();

    private static async Task GuessAsync(TestAccount account, int times)
    {
        for (var i = 0; i < times; i++)
        {
            (await account.SignInAsync(Wrong)).Expect(HttpStatusCode.Unauthorized, "sign_in_failed");
        }
    }

    private static string Told(Answer answer)
    {
        var problem = answer.Expect(HttpStatusCode.Unauthorized).Json.AsObject();
        problem.Remove("requestId");
        return problem.ToJsonString() + string.Join(' ', answer.Headers.Select(header => header.Key).Order(StringComparer.Ordinal));
    }
}
