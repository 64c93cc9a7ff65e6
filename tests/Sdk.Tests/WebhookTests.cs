using System.Text;

namespace Cesuur.Sdk.Tests;

/// <summary>The specification's own example, and what must not pass.</summary>
public sealed class WebhookTests
{
    private const string Secret = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
    private const string Id = "msg_27UH4WbU6Z5A5EzD8u03UvzRbpk";
    private const string Signature = "v1,tZ1I4/hDygAJgO5TYxiSd6Sd0kDW6hPenDe+bTa3Kkw=";
    private static readonly byte[] Body = Encoding.UTF8.GetBytes("""{"email":"test@example.com","username":"test_user"}""");
    private static readonly DateTimeOffset SentAt = DateTimeOffset.FromUnixTimeSeconds(1649367553);

    [Fact]
    public void The_example_of_the_specification_is_signed_alike() => Assert.Equal(Signature, new Webhook(Secret).Sign(Body, Id, SentAt));

    [Fact]
    public void A_delivery_gives_its_event()
    {
        var body = Encoding.UTF8.GetBytes("""{"type":"credits.spent","timestamp":"2022-04-07T21:39:13Z","data":{"credits":3,"balance":7}}""");
        var webhook = new Webhook(Secret, new FixedTime(SentAt));
        var received = webhook.Verify(body, Id, "1649367553", "v1a,other " + webhook.Sign(body, Id, SentAt));
        Assert.Equal((Id, "credits.spent"), (received.Id, received.Type));
        Assert.Equal(7, received.DataAs<CreditsMoved>().Balance);
    }

    [Theory]
    [InlineData("another id", "1649367553", Signature, 0)]
    [InlineData(Id, "1649367554", Signature, 0)]
    [InlineData(Id, "1649367553", "v1,AAAA", 0)]
    [InlineData(Id, "1649367553", null, 0)]
    [InlineData(Id, "1649367553", Signature, 301)]
    [InlineData(Id, "1649367553", Signature, -301)]
    public void What_is_forged_or_old_is_refused(string id, string timestamp, string? signature, int late) =>
        Assert.Throws<WebhookVerificationException>(
            () => new Webhook(Secret, new FixedTime(SentAt.AddSeconds(late))).Verify(Body, id, timestamp, signature));

    private sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
