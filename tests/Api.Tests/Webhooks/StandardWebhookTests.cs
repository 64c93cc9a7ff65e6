using System.Text;
using Cesuur.Infrastructure.Webhooks;

namespace Cesuur.Api.Tests.Webhooks;

public sealed class StandardWebhookTests
{
    private const string Id = "evt_01h455vb4pex5vsknk084sn02q";
    private static readonly DateTimeOffset SentAt = DateTimeOffset.FromUnixTimeSeconds(1_790_000_000);
    private static readonly byte[] Body = Encoding.UTF8.GetBytes("""{"type":"result.graded"}""");
    private readonly WebhookSecret _secret = WebhookSecret.Create();

    // Published test vectors of the specification's libraries.
    [Theory]
    [InlineData(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        1614265330,
        """{"test": 2432232314}""",
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    [InlineData(
        "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD",
        "msg_27UH4WbU6Z5A5EzD8u03UvzRbpk",
        1649367553,
        """{"email":"test@example.com","username":"test_user"}""",
        "v1,tZ1I4/hDygAJgO5TYxiSd6Sd0kDW6hPenDe+bTa3Kkw=")]
    public void The_published_vectors_hold(string secret, string id, long timestamp, string body, string signature) =>
        Assert.Equal(signature, StandardWebhook.Sign(
            id, DateTimeOffset.FromUnixTimeSeconds(timestamp), Encoding.UTF8.GetBytes(body), WebhookSecret.Parse(secret)));

    [Theory]
    [InlineData(0, true)]
    [InlineData(300, true)]
    [InlineData(301, false)]
    [InlineData(-300, true)]
    [InlineData(-301, false)]
    public void A_message_is_accepted_for_five_minutes_either_way(int secondsLater, bool accepted)
    {
        var signature = StandardWebhook.Sign(Id, SentAt, Body, _secret);

        Assert.Equal(accepted, StandardWebhook.Verify(
            _secret, Id, StandardWebhook.Timestamp(SentAt), signature, Body, SentAt.AddSeconds(secondsLater)));
    }

    [Fact]
    public void A_change_to_any_signed_part_is_refused()
    {
        var signature = StandardWebhook.Sign(Id, SentAt, Body, _secret);

        bool Verifies(string id, DateTimeOffset sentAt, byte[] body) => StandardWebhook.Verify(
            _secret, id, StandardWebhook.Timestamp(sentAt), signature, body, SentAt);

        Assert.True(Verifies(Id, SentAt, Body));
        Assert.False(Verifies(Id + "r", SentAt, Body));
        Assert.False(Verifies(Id, SentAt.AddSeconds(1), Body));
        Assert.False(Verifies(Id, SentAt, [.. Body, (byte)' ']));
    }

    [Fact]
    public void The_right_signature_is_found_among_others()
    {
        var signature = StandardWebhook.Sign(Id, SentAt, Body, _secret);
        var timestamp = StandardWebhook.Timestamp(SentAt);

        bool Verifies(string signatures) => StandardWebhook.Verify(_secret, Id, timestamp, signatures, Body, SentAt);

        Assert.True(Verifies($"v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5B v1,AAAA {signature}"));
        Assert.False(Verifies(signature.Replace("v1,", "v2,", StringComparison.Ordinal)));
        Assert.False(Verifies(""));
    }

    [Theory]
    [InlineData("")]
    [InlineData("now")]
    [InlineData("-1790000000")]
    [InlineData("1790000000.0")]
    [InlineData("9223372036854775807")]
    public void What_is_not_a_time_near_now_is_refused(string timestamp)
    {
        var signature = StandardWebhook.Sign(Id, SentAt, Body, _secret);

        Assert.False(StandardWebhook.Verify(_secret, Id, timestamp, signature, Body, SentAt));
    }

    [Fact]
    public void Each_secret_signs_in_its_turn()
    {
        var other = WebhookSecret.Create();

        Assert.Equal(
            $"{StandardWebhook.Sign(Id, SentAt, Body, _secret)} {StandardWebhook.Sign(Id, SentAt, Body, other)}",
            StandardWebhook.Sign(Id, SentAt, Body, _secret, other));
    }

    [Fact]
    public void Nothing_is_signed_without_a_secret_or_with_an_id_that_holds_a_dot()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => StandardWebhook.Sign(Id, SentAt, Body));
        Assert.Throws<ArgumentException>(() => StandardWebhook.Sign("evt_1.2", SentAt, Body, _secret));
    }
}
