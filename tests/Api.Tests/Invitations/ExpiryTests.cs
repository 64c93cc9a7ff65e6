using System.Net;
using Cesuur.Api.Credits;
using Cesuur.Api.Invitations;
using Cesuur.Api.Tests.Credits;
using Cesuur.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Cesuur.Api.Tests.Invitations;

[Collection(ApiCollection.Name)]
public sealed class ExpiryTests(ApiFixture fixture)
{
    private readonly TestApi _api = fixture.Api;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_invitation_whose_window_is_over_expires_and_its_credit_comes_back_by_policy(bool refund)
    {
        var school = await _api.OrganisationAsync(sandbox: true);
        (await school.ChangeAsync(new { refundExpired = refund })).Expect(HttpStatusCode.OK);
        var test = await school.TestAsync("reading");
        var window = new { closesAt = TimeProvider.System.GetUtcNow().AddHours(20) };
        var over = (await school.InviteAsync(await school.CandidateAsync(), test, window)).Get("invitations[0].id");
        var begun = await school.InviteAsync(await school.CandidateAsync(), test, window);
        var open = (await school.InviteAsync(await school.CandidateAsync(), test)).Get("invitations[0].id");
        await (await TestSitting.CheckInAsync(_api, begun.Get("invitations[0].code"))).Candidate.PostAsync("/v1/delivery/start");
        var before = long.Parse((await school.Admin.GetAsync("/v1/credits")).Get("balance"), null);
        await RunAsync();
        Assert.Equal("invited", await StateAsync(over));

        await school.Admin.PostAsync("/v1/sandbox/clock", new { advance = "P1D" });
        await Task.WhenAll(RunAsync(), RunAsync());
        await RunAsync();

        Assert.Equal(("expired", "used", "invited"), (await StateAsync(over), await StateAsync(begun.Get("invitations[0].id")), await StateAsync(open)));
        Assert.Equal(before + (refund ? 1 : 0), long.Parse((await school.Admin.GetAsync("/v1/credits")).Get("balance"), null));
        var raised = Assert.Single((await school.Admin.GetAsync("/v1/events?type=invitation.expired")).Array("data"))!["data"]!;
        Assert.Equal((over, refund), (raised["id"]!.ToString(), raised["deactivationId"] is not null));
        Assert.DoesNotContain(
            await ActivatorUtilities.CreateInstance<ReconcileLedgerJob>(_api.Services).RunAsync(CancellationToken.None), found => found.Organisation.Value == school.Uuid);

        async Task<string> StateAsync(string id) => (await school.Admin.GetAsync($"/v1/invitations/{id}")).Get("state");
    }

    private Task RunAsync() => ActivatorUtilities.CreateInstance<ExpireInvitationsJob>(_api.Services).RunAsync(CancellationToken.None);
}
