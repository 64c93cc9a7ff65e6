using System.Net;
using Cesuur.Testing;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Tests.Organisations;

[Collection(ApiCollection.Name)]
public sealed class PasswordTests(ApiFixture fixture)
{
    private const string New = "nog-een-lang-wachtwoord";

    private readonly TestApi _api = fixture.Api;

    [Theory]
    [InlineData("Password1234")] // among the most used
    [InlineData("!Wachtwoord!2026")] // a common word with something around it
    [InlineData("abcabcabcabc")]
    [InlineData("Noor de Vries 1!")] // the user's own name
    [InlineData("Proefschool2026")] // the organisation's
    public async Task A_password_that_is_tried_first_is_refused(string password)
    {
        var invitee = await (await _api.OrganisationAsync()).InviteAsync();

        var refused = (await invitee.ActivateAsync(password)).Expect(HttpStatusCode.UnprocessableEntity, "invalid_request");

        Assert.Equal("/password", refused.Get("errors[0].pointer"));
        Assert.Equal("password_too_common", refused.Get("errors[0].code"));
        (await invitee.ActivateAsync()).Expect(HttpStatusCode.NoContent); // the link is not used up by it
    }

    [Fact]
    public async Task Ones_own_address_is_no_password()
    {
        var invitee = await (await _api.OrganisationAsync()).InviteAsync();
        Assert.Equal("password_too_common", (await invitee.ActivateAsync(invitee.Email)).Get("errors[0].code"));
        Assert.Equal("password_too_common", (await invitee.ActivateAsync(invitee.Email.Split('@')[0].ToUpperInvariant())).Get("errors[0].code"));
    }

    [Theory]
    [InlineData(11)]
    [InlineData(129)]
    public async Task A_password_has_12_to_128_characters(int length)
    {
        var invitee = await (await _api.OrganisationAsync()).InviteAsync();
        var password = string.Concat(Enumerable.Range(0, length).Select(i => (char)('a' + i * 7 % 26)));
        var refused = (await invitee.ActivateAsync(password)).Expect(HttpStatusCode.UnprocessableEntity, "invalid_request");
        Assert.Equal("invalid_value", refused.Get("errors[0].code"));
    }

    [Fact]
    public async Task Changing_the_password_ends_the_other_sessions_and_is_mailed()
    {
        var account = await AccountAsync();
        var elsewhere = await account.SignedInAsync();

        (await account.SendAsync(HttpMethod.Post, "/v1/me/password", new { currentPassword = TestAccount.Password, newPassword = New })).Expect(HttpStatusCode.NoContent);

        await account.Client.GetAsync("/v1/me");
        (await account.RefreshAsync()).Expect(HttpStatusCode.OK);
        (await elsewhere.SendAsync(HttpMethod.Get, "/v1/me")).Expect(HttpStatusCode.Unauthorized);
        (await account.SignInAsync()).Expect(HttpStatusCode.Unauthorized, "sign_in_failed");
        (await account.SignInAsync(New)).Expect(HttpStatusCode.OK);
        Assert.Equal("Uw wachtwoord is gewijzigd", (await account.MailsAsync())[0].Subject);
    }

    [Fact]
    public async Task Changing_the_password_takes_the_current_one_and_a_good_one()
    {
        var account = await AccountAsync();

        var wrong = await account.SendAsync(HttpMethod.Post, "/v1/me/password", new { currentPassword = New, newPassword = New });
        Assert.Equal("/currentPassword", wrong.Expect(HttpStatusCode.UnprocessableEntity, "invalid_request").Get("errors[0].pointer"));
        var common = await account.SendAsync(HttpMethod.Post, "/v1/me/password", new { currentPassword = TestAccount.Password, newPassword = "password1234" });
        Assert.Equal("/newPassword", common.Expect(HttpStatusCode.UnprocessableEntity, "invalid_request").Get("errors[0].pointer"));

        (await account.SignInAsync()).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_forgotten_password_is_set_anew_by_a_mailed_link_which_ends_all_sessions_and_a_lock()
    {
        var account = await AccountAsync();
        for (var i = 0; i < 5; i++)
        {
            await account.SignInAsync("een-ander-wachtwoord");
        }

        await AskAsync(account.School, account.Email.ToUpperInvariant());
        var token = await MailedAsync(account);
        (await ConfirmAsync(token, New)).Expect(HttpStatusCode.NoContent);

        (await account.SendAsync(HttpMethod.Get, "/v1/me")).Expect(HttpStatusCode.Unauthorized);
        (await account.RefreshAsync()).Expect(HttpStatusCode.Unauthorized, "refresh_failed");
        (await account.SignInAsync(New)).Expect(HttpStatusCode.OK);
        Assert.Equal("Uw wachtwoord is gewijzigd", (await account.MailsAsync())[0].Subject);
    }

    [Fact]
    public async Task The_answer_to_whoever_forgot_a_password_tells_nothing()
    {
        var account = await AccountAsync();
        var invited = await account.School.InviteAsync();
        var before = (await _api.MailsAsync(invited.Email)).Count;

        await AskAsync(account.School, account.Email);
        await AskAsync(account.School, invited.Email);
        await AskAsync(account.School, "niemand@example.org");
        await AskAsync(account.School, account.Email, organisation: "org_00000000000000000000000000");
        await AskAsync(account.School, account.Email, organisation: "no id");
        await MailedAsync(account);
        await SettledAsync(account.School);

        Assert.Equal(before, (await _api.MailsAsync(invited.Email)).Count);
        Assert.Empty(await _api.MailsAsync("niemand@example.org"));
        Assert.Equal(3L, await account.School.SqlAsync("SELECT count(*) FROM jobs WHERE tenant_id = @tenant AND kind = 'send_password_reset' AND status = 'succeeded' AND result = '{}'"));
    }

    [Fact]
    public async Task A_user_is_mailed_three_links_an_hour_at_most()
    {
        var account = await AccountAsync();

        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => AskAsync(account.School, account.Email)));
        await SettledAsync(account.School);
        Assert.Equal(3, (await account.MailsAsync()).Count(mail => mail.Subject == "Een nieuw wachtwoord"));

        await account.School.SqlAsync("UPDATE password_resets SET created_at = created_at - interval '1 hour' WHERE tenant_id = @tenant");
        await AskAsync(account.School, account.Email);
        await SettledAsync(account.School);
        Assert.Equal(4, (await account.MailsAsync()).Count(mail => mail.Subject == "Een nieuw wachtwoord"));
    }

    [Fact]
    public async Task A_link_is_good_once_also_at_once_and_takes_the_others_along()
    {
        var account = await AccountAsync();
        await AskAsync(account.School, account.Email);
        var first = await MailedAsync(account);
        await AskAsync(account.School, account.Email);
        await SettledAsync(account.School);
        var second = await MailedAsync(account);
        Assert.NotEqual(first, second);

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => ConfirmAsync(second, $"{New}-{i}")));

        Assert.Single(answers, answer => answer.IsSuccess);
        Assert.All(answers.Where(answer => !answer.IsSuccess), answer => answer.Expect(HttpStatusCode.UnprocessableEntity, "password_reset_invalid"));
        (await ConfirmAsync(first, New)).Expect(HttpStatusCode.UnprocessableEntity, "password_reset_invalid");
    }

    [Fact]
    public async Task A_link_is_good_for_an_hour_and_for_active_users_alone()
    {
        var account = await AccountAsync();
        await AskAsync(account.School, account.Email);
        var token = await MailedAsync(account);
        Assert.Equal(true, await account.School.SqlAsync("SELECT expires_at = created_at + interval '1 hour' FROM password_resets WHERE tenant_id = @tenant"));

        await account.School.SqlAsync("UPDATE users SET status = 'deactivated' WHERE tenant_id = @tenant");
        (await ConfirmAsync(token, New)).Expect(HttpStatusCode.UnprocessableEntity, "password_reset_invalid");
        await account.School.SqlAsync("UPDATE users SET status = 'active' WHERE tenant_id = @tenant");
        await account.School.SqlAsync("UPDATE password_resets SET expires_at = now() WHERE tenant_id = @tenant");
        (await ConfirmAsync(token, New)).Expect(HttpStatusCode.UnprocessableEntity, "password_reset_invalid");
    }

    [Theory]
    [InlineData("")]
    [InlineData("cat_reset_0000000000000000000000000000000000000000000000000000000000")]
    public async Task What_is_no_link_is_refused(string token) =>
        (await ConfirmAsync(token, New)).Expect(HttpStatusCode.UnprocessableEntity, "password_reset_invalid");

    [Fact]
    public async Task Where_an_organisation_has_a_front_end_the_mail_has_a_link_into_it()
    {
        var account = await AccountAsync();
        await _api.AsAsync(account.School, async db =>
        {
            (await db.Organisations.SingleAsync()).SetFrontEndUrl("https://toetsen.example.org/account");
            return await db.SaveChangesAsync();
        });

        await AskAsync(account.School, account.Email);
        await SettledAsync(account.School);

        var (_, body) = (await account.MailsAsync())[0];
        Assert.Matches(@"(?m)^https://toetsen\.example\.org/account#password-reset=cat_reset_\w+$", body);
        Assert.Contains("met deze link:", body, StringComparison.Ordinal);

        var email = $"{Guid.CreateVersion7():N}@example.org";
        await account.School.Admin.PostAsync("/v1/users", new { name = "Jan", email, roles = new[] { "teacher" } });
        Assert.Matches(@"(?m)^https://toetsen\.example\.org/account#activation=cat_activate_\w+$", (await _api.MailsAsync(email))[0].Body);
    }

    private async Task<TestAccount> AccountAsync() => await (await _api.OrganisationAsync()).AccountAsync();

    private async Task AskAsync(TestOrganisation school, string email, string? organisation = null)
    {
        var answer = await _api.Client(null).SendAsync(HttpMethod.Post, "/v1/auth/password-resets", new { organisation = organisation ?? school.Id, email });
        Assert.Empty(answer.Expect(HttpStatusCode.Accepted).Bytes);
    }

    private Task<Answer> ConfirmAsync(string token, string password) =>
        _api.Client(null).SendAsync(HttpMethod.Post, "/v1/auth/password-resets/confirmation", new { token, password });

    /// <summary>When no job of the school waits or runs.</summary>
    private static async Task SettledAsync(TestOrganisation school) => await TestJobs.EventuallyAsync(
        () => school.SqlAsync("SELECT count(*) FROM jobs WHERE tenant_id = @tenant AND status IN ('queued', 'running')"), waiting => waiting is 0L);

    private async Task<string> MailedAsync(TestAccount account)
    {
        await SettledAsync(account.School);
        return await _api.MailedAsync(account.Email, "cat_reset_");
    }
}
