using System.Net;
using Npgsql;

namespace Cesuur.Testing;

/// <summary>A user who has been invited and has not yet set a password.</summary>
public sealed record TestInvitee(TestOrganisation School, string Id, string Email, string Token)
{
    public Task<Answer> ActivateAsync(string password = TestAccount.Password, string? token = null) =>
        School.Api.Client(null).SendAsync(HttpMethod.Post, "/v1/auth/activation", new { token = token ?? Token, password });
}

/// <summary>A user who is signed in, with what there is to sign in by.</summary>
public sealed record TestAccount(TestOrganisation School, string Id, string Email, string RefreshToken, TestClient Client)
{
    public const string Password = "een-lang-wachtwoord";

    /// <summary>Another session; the answer may be a refusal.</summary>
    public Task<Answer> SignInAsync(string password = Password, string? code = null) => School.SignInAsync(Email, password, code);

    /// <summary>A client of another session.</summary>
    public async Task<TestClient> SignedInAsync(string password = Password, string? code = null) =>
        School.Api.Client((await SignInAsync(password, code)).Expect(HttpStatusCode.OK).Get("accessToken"));

    public Task<Answer> RefreshAsync(string? token = null) =>
        School.Api.Client(null).SendAsync(HttpMethod.Post, "/v1/auth/refresh", new { refreshToken = token ?? RefreshToken });

    public Task<Answer> SendAsync(HttpMethod method, string path, object? body = null) => Client.SendAsync(method, path, body);

    /// <summary>The mails to the user, newest first.</summary>
    public Task<IReadOnlyList<(string Subject, string Body)>> MailsAsync() => School.Api.MailsAsync(Email);
}

public static class TestAccounts
{
    public static async Task<TestInvitee> InviteAsync(this TestOrganisation school, params string[] roles)
    {
        var email = $"{Guid.CreateVersion7():N}@example.org";
        var id = (await school.Admin.PostAsync("/v1/users", new { name = "Noor de Vries", email, roles = roles.Length == 0 ? ["teacher"] : roles })).Get("id");
        return new TestInvitee(school, id, email, await school.Api.MailedAsync(email, "cat_activate_"));
    }

    public static async Task<TestAccount> AccountAsync(this TestOrganisation school, params string[] roles)
    {
        var invitee = await school.InviteAsync(roles);
        (await invitee.ActivateAsync()).Expect(HttpStatusCode.NoContent);
        var signedIn = (await school.SignInAsync(invitee.Email, TestAccount.Password)).Expect(HttpStatusCode.OK);
        return new TestAccount(school, invitee.Id, invitee.Email, signedIn.Get("refreshToken"), school.Api.Client(signedIn.Get("accessToken")));
    }

    public static Task<Answer> SignInAsync(this TestOrganisation school, string email, string password, string? code = null) =>
        school.Api.Client(null).SendAsync(HttpMethod.Post, "/v1/auth/login", new { organisation = school.Id, email, password, code });

    /// <summary>The mails to an address, newest first.</summary>
    public static async Task<IReadOnlyList<(string Subject, string Body)>> MailsAsync(this TestApi api, string recipient) =>
    [
        .. (await api.Operator.GetAsync("/v1/platform/mails")).Json["data"]!.AsArray()
            .Where(mail => mail!["recipient"]!.ToString() == recipient)
            .Select(mail => (mail!["subject"]!.ToString(), mail["body"]!.ToString())),
    ];

    /// <summary>The code on a line of its own in the newest mail to an address that has one.</summary>
    public static async Task<string> MailedAsync(this TestApi api, string recipient, string prefix) =>
        (await api.MailsAsync(recipient)).SelectMany(mail => mail.Body.Split('\n')).First(line => line.StartsWith(prefix, StringComparison.Ordinal));

    /// <summary>What only SQL can do, such as letting time pass. As the owner; <c>@tenant</c> is the organisation.</summary>
    public static async Task<object?> SqlAsync(this TestOrganisation school, string sql)
    {
        await using var connection = new NpgsqlConnection(school.Api.ConnectionString);
        await connection.OpenAsync();
#pragma warning disable CA2100 // Written in the tests
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        command.Parameters.AddWithValue("tenant", school.Uuid);
        return await command.ExecuteScalarAsync();
    }
}
