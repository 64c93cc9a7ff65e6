using System.Text;
using Cesuur.Infrastructure.Webhooks;

namespace Cesuur.Api.Tests.Webhooks;

public sealed class ReferenceImplementationTests : IClassFixture<ReferenceImplementation>
{
    private const string Id = "evt_01h455vb4pex5vsknk084sn02q";
    private static readonly byte[] Body = Encoding.UTF8.GetBytes("""{"type":"result.graded","data":{"name":"Zoë"}}""");
    private readonly DateTimeOffset _now = TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task It_accepts_what_we_send()
    {
        await using var receiver = await Receiver.StartAsync(_ => Task.CompletedTask);
        using var sender = new WebhookSender(Receiver.Guard, TimeProvider.System);
        var secret = WebhookSecret.Create();

        await sender.SendAsync(receiver.Url, Id, Body, [secret], CancellationToken.None);

        var request = Assert.Single(receiver.Requests);
        var payload = await ReferenceImplementation.VerifyAsync(
            secret.Reveal(),
            request.Header(StandardWebhook.IdHeader),
            request.Header(StandardWebhook.TimestampHeader),
            request.Header(StandardWebhook.SignatureHeader),
            request.Body);
        Assert.Equal(Encoding.UTF8.GetString(Body), payload);
    }

    [Fact]
    public async Task It_accepts_either_secret_during_a_rotation_and_no_other()
    {
        WebhookSecret old = WebhookSecret.Create(), current = WebhookSecret.Create(), other = WebhookSecret.Create();
        var signatures = StandardWebhook.Sign(Id, _now, Body, current, old);

        Task<string?> Verify(WebhookSecret secret) => ReferenceImplementation.VerifyAsync(
            secret.Reveal(), Id, StandardWebhook.Timestamp(_now), signatures, Body);

        Assert.NotNull(await Verify(old));
        Assert.NotNull(await Verify(current));
        Assert.Null(await Verify(other));
    }

    [Fact]
    public async Task We_accept_what_it_signs()
    {
        var secret = WebhookSecret.Create();

        var signature = await ReferenceImplementation.SignAsync(secret.Reveal(), Id, _now, Body);

        Assert.True(StandardWebhook.Verify(secret, Id, StandardWebhook.Timestamp(_now), signature, Body, _now));
    }
}
