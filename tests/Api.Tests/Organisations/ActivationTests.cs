using System.Net;
using Cesuur.Testing;

namespace Cesuur.Api.Tests.Organisations;

[Collection(ApiCollection.Name)]
public sealed class ActivationTests(ApiFixture fixture)
{
    private readonly TestApi _api = fixture.Api;

    [Fact]
    public async Task A_link_is_good_once_also_at_once()
    {
        var invitee = await InviteAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => invitee.ActivateAsync($"een-lang-wachtwoord-{i}")));

        var won = Assert.Single(answers.Index(), answer => answer.Item.IsSuccess).Index;
        Assert.All(answers.Where(answer => !answer.IsSuccess), answer => answer.Expect(HttpStatusCode.UnprocessableEntity, "activation_invalid"));
        (await invitee.School.SignInAsync(invitee.Email, $"een-lang-wachtwoord-{won}")).Expect(HttpStatusCode.OK);
        (await invitee.ActivateAsync()).Expect(HttpStatusCode.UnprocessableEntity, "activation_invalid");
    }

    [Fact]
    public async Task A_link_is_good_for_seven_days()
    {
        var invitee = await InviteAsync();
        Assert.Equal(true, await invitee.School.SqlAsync(
            "SELECT expires_at BETWEEN now() + interval '6 days 23 hours' AND now() + interval '7 days' FROM activations WHERE tenant_id = @tenant"));

        await invitee.School.SqlAsync("UPDATE activations SET expires_at = now() WHERE tenant_id = @tenant");

        (await invitee.ActivateAsync()).Expect(HttpStatusCode.UnprocessableEntity, "activation_invalid");
    }

    [Fact]
    public async Task A_new_link_ends_the_old_one()
    {
        var invitee = await InviteAsync();

        (await invitee.School.Admin.SendAsync(HttpMethod.Post, $"/v1/users/{invitee.Id}/activation-email")).Expect(HttpStatusCode.NoContent);

        (await invitee.ActivateAsync()).Expect(HttpStatusCode.UnprocessableEntity, "activation_invalid");
        var renewed = await _api.MailedAsync(invitee.Email, "cat_activate_");
        (await invitee.ActivateAsync(token: renewed)).Expect(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Only_who_has_not_set_a_password_yet_gets_a_new_link()
    {
        var account = await (await _api.OrganisationAsync()).AccountAsync();

        (await account.School.Admin.SendAsync(HttpMethod.Post, $"/v1/users/{account.Id}/activation-email")).Expect(HttpStatusCode.Conflict, "user_not_invited");

        Assert.Single(await account.MailsAsync());
    }

    [Fact]
    public async Task Nobody_signs_in_before_they_have_activated()
    {
        var invitee = await InviteAsync();
        (await invitee.School.SignInAsync(invitee.Email, "")).Expect(HttpStatusCode.Unauthorized, "sign_in_failed");
    }

    private async Task<TestInvitee> InviteAsync() => await (await _api.OrganisationAsync()).InviteAsync();
}
