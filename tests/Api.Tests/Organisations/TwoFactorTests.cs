using System.Net;
using System.Text.Json.Nodes;
using Cesuur.Domain.Organisations;
using Cesuur.Testing;

namespace Cesuur.Api.Tests.Organisations;

[Collection(ApiCollection.Name)]
public sealed class TwoFactorTests(ApiFixture fixture)
{
    private const string WrongCode = "000 000"; // not six digits, so never right by chance

    private readonly TestApi _api = fixture.Api;

    [Fact]
    public async Task Setting_up_needs_the_password_and_gives_a_secret_that_apps_read()
    {
        var account = await AccountAsync();
        var refused = await account.SendAsync(HttpMethod.Post, "/v1/me/two-factor", new { password = "een-ander-wachtwoord" });
        Assert.Equal("/password", refused.Expect(HttpStatusCode.UnprocessableEntity, "invalid_request").Get("errors[0].pointer"));

        var begun = await account.Client.PostAsync("/v1/me/two-factor", new { password = TestAccount.Password });

        Assert.Matches("^[A-Z2-7]{32}$", begun.Get("secret"));
        Assert.Equal(
            $"otpauth://totp/Proefschool:{Uri.EscapeDataString(account.Email)}?secret={begun.Get("secret")}&issuer=Proefschool&algorithm=SHA1&digits=6&period=30",
            begun.Get("uri"));
        var stored = Convert.FromBase64String((string)(await account.School.SqlAsync("SELECT protected_secret FROM two_factors WHERE tenant_id = @tenant"))!);
        Assert.Equal(-1, stored.AsSpan().IndexOf(App.Decode(begun.Get("secret"))));
    }

    [Fact]
    public async Task Until_a_first_code_confirms_it_the_password_is_enough()
    {
        var account = await AccountAsync();
        await account.Client.PostAsync("/v1/me/two-factor", new { password = TestAccount.Password });

        (await account.SignInAsync()).Expect(HttpStatusCode.OK);

        var refused = await account.SendAsync(HttpMethod.Post, "/v1/me/two-factor/confirmation", new { code = WrongCode });
        Assert.Equal("wrong_code", refused.Expect(HttpStatusCode.UnprocessableEntity, "invalid_request").Get("errors[0].code"));
        Assert.Equal("false", (await account.Client.GetAsync("/v1/me")).Get("twoFactor"));
    }

    [Fact]
    public async Task Once_it_is_on_signing_in_takes_the_password_and_then_a_code()
    {
        var (account, app, codes) = await OnAsync();

        Assert.Equal("true", (await account.Client.GetAsync("/v1/me")).Get("twoFactor"));
        Assert.Equal(10, codes.Distinct().Count());
        (await account.SignInAsync("een-ander-wachtwoord")).Expect(HttpStatusCode.Unauthorized, "sign_in_failed");
        (await account.SignInAsync()).Expect(HttpStatusCode.Unauthorized, "second_factor_required");
        (await account.SignInAsync(code: WrongCode)).Expect(HttpStatusCode.Unauthorized, "sign_in_failed");
        (await account.SignInAsync(code: await app.CodeAsync())).Expect(HttpStatusCode.OK);
        Assert.Contains(await account.MailsAsync(), mail => mail.Subject == "Inloggen met een code staat aan");
    }

    [Fact]
    public async Task A_wrong_password_with_a_right_code_does_not_use_the_code_up()
    {
        var (account, app, _) = await OnAsync();
        var code = await app.CodeAsync();

        (await account.SignInAsync("een-ander-wachtwoord", code)).Expect(HttpStatusCode.Unauthorized, "sign_in_failed");

        (await account.SignInAsync(code: code)).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_code_of_the_app_is_good_once()
    {
        var (account, app, _) = await OnAsync();
        var code = await app.CodeAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => account.SignInAsync(code: code)));

        Assert.Single(answers, answer => answer.IsSuccess);
        (await account.SignInAsync(code: code)).Expect(HttpStatusCode.Unauthorized, "sign_in_failed");
    }

    [Fact]
    public async Task A_recovery_code_is_good_once_however_it_is_typed()
    {
        var (account, _, codes) = await OnAsync();
        var typed = codes[3].ToUpperInvariant().Replace("-", " ", StringComparison.Ordinal);

        var answers = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => account.SignInAsync(code: typed)));

        Assert.Single(answers, answer => answer.IsSuccess);
        (await account.SignInAsync(code: codes[3])).Expect(HttpStatusCode.Unauthorized, "sign_in_failed");
        (await account.SignInAsync(code: codes[4])).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Guesses_at_the_code_lock_the_user_out_as_those_at_the_password_do()
    {
        var (account, app, codes) = await OnAsync();
        for (var i = 0; i < 5; i++)
        {
            (await account.SignInAsync(code: WrongCode)).Expect(HttpStatusCode.Unauthorized, "sign_in_failed");
        }

        (await account.SignInAsync(code: await app.CodeAsync())).Expect(HttpStatusCode.Unauthorized, "sign_in_failed");
        (await account.SignInAsync()).Expect(HttpStatusCode.Unauthorized, "sign_in_failed");

        await account.School.SqlAsync("UPDATE sign_in_attempts SET locked_until = now() WHERE tenant_id = @tenant");
        (await account.SignInAsync(code: codes[0])).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task With_a_stolen_session_and_password_the_code_can_be_guessed_five_times_and_no_more()
    {
        var (account, _, codes) = await OnAsync();
        for (var i = 0; i < 4; i++)
        {
            (await account.SendAsync(HttpMethod.Post, "/v1/me/two-factor/removal", new { password = TestAccount.Password, code = WrongCode }))
                .Expect(HttpStatusCode.UnprocessableEntity, "invalid_request");
        }

        // The password alone does not make the guesses forgotten.
        (await account.SendAsync(HttpMethod.Post, "/v1/me/two-factor", new { password = TestAccount.Password })).Expect(HttpStatusCode.Conflict, "two_factor_on");

        (await account.SendAsync(HttpMethod.Post, "/v1/me/two-factor/removal", new { password = TestAccount.Password, code = codes[0] }))
            .Expect(HttpStatusCode.UnprocessableEntity, "invalid_request");
        Assert.Equal("true", (await account.Client.GetAsync("/v1/me")).Get("twoFactor"));
    }

    [Fact]
    public async Task Switched_off_by_password_and_code_the_password_is_enough_again()
    {
        var (account, app, codes) = await OnAsync();
        (await account.SendAsync(HttpMethod.Post, "/v1/me/two-factor/removal", new { password = "een-ander-wachtwoord", code = codes[0] }))
            .Expect(HttpStatusCode.UnprocessableEntity, "invalid_request");

        (await account.SendAsync(HttpMethod.Post, "/v1/me/two-factor/removal", new { password = TestAccount.Password, code = await app.CodeAsync() }))
            .Expect(HttpStatusCode.NoContent);

        (await account.SignInAsync()).Expect(HttpStatusCode.OK);
        Assert.Equal("false", (await account.Client.GetAsync("/v1/me")).Get("twoFactor"));
        Assert.Equal(0L, await account.School.SqlAsync("SELECT count(*) FROM recovery_codes WHERE tenant_id = @tenant"));
        Assert.Contains(await account.MailsAsync(), mail => mail.Subject == "Inloggen met een code staat uit");
        (await account.SendAsync(HttpMethod.Post, "/v1/me/two-factor/removal", new { password = TestAccount.Password, code = codes[0] }))
            .Expect(HttpStatusCode.Conflict, "two_factor_off");
    }

    [Fact]
    public async Task New_recovery_codes_end_the_old_ones()
    {
        var (account, _, old) = await OnAsync();

        var renewed = CodesOf(await account.Client.PostAsync("/v1/me/two-factor/recovery-codes", new { password = TestAccount.Password, code = old[0] }));

        Assert.Equal(10, renewed.Except(old).Count());
        (await account.SignInAsync(code: old[1])).Expect(HttpStatusCode.Unauthorized, "sign_in_failed");
        (await account.SignInAsync(code: renewed[1])).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task What_is_on_is_not_set_up_again_and_what_is_not_begun_is_not_confirmed()
    {
        var (account, _, _) = await OnAsync();
        (await account.SendAsync(HttpMethod.Post, "/v1/me/two-factor", new { password = TestAccount.Password })).Expect(HttpStatusCode.Conflict, "two_factor_on");
        (await account.SendAsync(HttpMethod.Post, "/v1/me/two-factor/confirmation", new { code = WrongCode })).Expect(HttpStatusCode.Conflict, "two_factor_not_pending");

        var other = await account.School.AccountAsync();
        (await other.SendAsync(HttpMethod.Post, "/v1/me/two-factor/confirmation", new { code = WrongCode })).Expect(HttpStatusCode.Conflict, "two_factor_not_pending");
    }

    private async Task<TestAccount> AccountAsync() => await (await _api.OrganisationAsync()).AccountAsync();

    private async Task<(TestAccount Account, App App, IReadOnlyList<string> RecoveryCodes)> OnAsync()
    {
        var account = await AccountAsync();
        var app = new App(account.School, (await account.Client.PostAsync("/v1/me/two-factor", new { password = TestAccount.Password })).Get("secret"));
        return (account, app, CodesOf(await account.Client.PostAsync("/v1/me/two-factor/confirmation", new { code = await app.CodeAsync() })));
    }

    private static IReadOnlyList<string> CodesOf(Answer answer) =>
        [.. ((JsonArray)answer.Json["recoveryCodes"]!).Select(code => code!.ToString())];

    /// <summary>An authenticator app. Where a person would wait for its next code, time is moved by forgetting the step that was used.</summary>
    private sealed class App(TestOrganisation school, string secret)
    {
        private readonly byte[] _secret = Decode(secret);

        public async Task<string> CodeAsync()
        {
            await school.SqlAsync("UPDATE two_factors SET last_step = last_step - 10 WHERE tenant_id = @tenant");
            return Totp.CodeAt(_secret, TimeProvider.System.GetUtcNow());
        }

        public static byte[] Decode(string base32)
        {
            var bits = string.Concat(base32.Select(c => Convert.ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(c, StringComparison.Ordinal), 2).PadLeft(5, '0')));
            return [.. bits.Chunk(8).Where(chunk => chunk.Length == 8).Select(chunk => Convert.ToByte(new string(chunk), 2))];
        }
    }
}
