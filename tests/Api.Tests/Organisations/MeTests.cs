using System.Net;
using Cesuur.Testing;

namespace Cesuur.Api.Tests.Organisations;

[Collection(ApiCollection.Name)]
public sealed class MeTests(ApiFixture fixture)
{
    private readonly TestApi _api = fixture.Api;

    [Fact]
    public async Task A_user_changes_their_name_and_the_language_of_their_mails()
    {
        var account = await AccountAsync();
        Assert.Equal("nl", (await account.Client.GetAsync("/v1/me")).Get("language"));

        var changed = (await account.SendAsync(HttpMethod.Patch, "/v1/me", new { name = "Noor Bakker", language = "en" })).Expect(HttpStatusCode.OK);

        Assert.Equal("Noor Bakker", changed.Get("name"));
        Assert.Equal("Noor Bakker", (await account.School.Admin.GetAsync($"/v1/users/{account.Id}")).Get("name"));
        await account.Client.PostAsync("/v1/me/password", new { currentPassword = TestAccount.Password, newPassword = "nog-een-lang-wachtwoord" });
        var (subject, body) = (await account.MailsAsync())[0];
        Assert.Equal("Your password has been changed", subject);
        Assert.StartsWith("Dear Noor Bakker,\n", body, StringComparison.Ordinal);
        Assert.DoesNotContain("Beste", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_absent_from_a_change_stays()
    {
        var account = await AccountAsync();
        var changed = (await account.SendAsync(HttpMethod.Patch, "/v1/me", new { language = "en" })).Expect(HttpStatusCode.OK);
        Assert.Equal("Noor de Vries", changed.Get("name"));
    }

    [Theory]
    [InlineData("""{ "language": "de" }""", "/language")]
    [InlineData("""{ "language": null }""", "/language")]
    [InlineData("""{ "name": "" }""", "/name")]
    [InlineData("""{ "email": "ander@example.org" }""", "/email")]
    [InlineData("""{ "roles": ["admin"] }""", "/roles")]
    public async Task What_a_user_cannot_change_is_refused(string patch, string pointer)
    {
        var account = await AccountAsync();
        var refused = await account.SendAsync(HttpMethod.Patch, "/v1/me", patch);
        Assert.Equal(pointer, refused.Expect(HttpStatusCode.UnprocessableEntity, "invalid_request").Get("errors[0].pointer"));
    }

    [Fact]
    public async Task A_change_of_what_has_changed_since_is_refused()
    {
        var account = await AccountAsync();
        var etag = (await account.Client.GetAsync("/v1/me")).Headers.ETag!.Tag;

        var changed = await account.Client.SendAsync(HttpMethod.Patch, "/v1/me", new { name = "Noor" }, ("If-Match", etag));
        (await account.Client.SendAsync(HttpMethod.Patch, "/v1/me", new { name = "Nora" }, ("If-Match", etag))).Expect(HttpStatusCode.PreconditionFailed, "stale");
        (await account.Client.SendAsync(HttpMethod.Patch, "/v1/me", new { name = "Nora" }, ("If-Match", changed.Headers.ETag!.Tag))).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_name_of_several_lines_is_one_line_of_a_mail()
    {
        var school = await _api.OrganisationAsync();
        var email = $"{Guid.CreateVersion7():N}@example.org";
        await school.Admin.PostAsync("/v1/users", new { name = "Jan\r\ncat_activate_false", email, roles = new[] { "teacher" } });

        var (_, body) = (await _api.MailsAsync(email))[0];

        Assert.StartsWith("Beste Jan  cat_activate_false,\n", body, StringComparison.Ordinal);
        Assert.Single(body.Split('\n'), line => line.StartsWith("cat_activate_", StringComparison.Ordinal));
    }

    private async Task<TestAccount> AccountAsync() => await (await _api.OrganisationAsync()).AccountAsync();
}
