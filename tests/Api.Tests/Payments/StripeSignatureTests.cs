using System.Text;
using Cesuur.Infrastructure.Payments;
using Cesuur.Testing;

namespace Cesuur.Api.Tests.Payments;

public sealed class StripeSignatureTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly byte[] Body = Encoding.UTF8.GetBytes("""{"id":"evt_1"}""");

    [Theory]
    [InlineData(0, true)]
    [InlineData(300, true)]
    [InlineData(-300, true)]
    [InlineData(301, false)]
    [InlineData(-301, false)]
    public void A_signature_holds_for_five_minutes_both_ways(int seconds, bool valid) =>
        Assert.Equal(valid, IsValid(Sign(Now.AddSeconds(seconds))));

    [Fact]
    public void Any_signature_of_the_known_version_may_be_the_one()
    {
        var right = Sign(Now).Split(',');
        var wrong = "v1=" + new string('0', 64);
        Assert.True(IsValid($"{right[0]},{wrong},{right[1]}"));
        Assert.True(IsValid($"{right[0]},{right[1]},{wrong}"));
        Assert.True(IsValid($"{right[0]}, {right[1]}, v0=x"));
        Assert.False(IsValid($"{right[0]},{wrong},{wrong}"));
    }

    [Fact]
    public void What_is_not_a_signature_is_none()
    {
        var right = Sign(Now).Split(',');
        var time = right[0]["t=".Length..];
        string?[] headers =
        [
            null, "", ",", "=", "t", "v1", right[0], right[1], $"{right[0]},v0={right[1]["v1=".Length..]}", $"t=,{right[1]}", $"t=-{time},{right[1]}", $"t=+{time},{right[1]}",
            $"t={time}0,{right[1]}", $"t=99999999999999999999,{right[1]}", $"{right[0]},{right[0]},{right[1]}", $"{right[0]},{right[1].ToUpperInvariant()}", $"{right[0]},{right[1]}0",
            $"{right[0]},{right[1][..^1]}", $"{right[0]},v1=", $"{right[0]},v1=é",
        ];
        Assert.All(headers, header => Assert.False(IsValid(header), header));
    }

    [Fact]
    public void Without_a_secret_nothing_is_valid() =>
        Assert.False(new StripeSignature(new StripeOptions { WebhookSecrets = [""] }, new FixedTime(Now)).IsValid(
            StripeAccount.Sign(Encoding.UTF8.GetString(Body), Now, secret: ""), Body));

    private static string Sign(DateTimeOffset at) => StripeAccount.Sign(Encoding.UTF8.GetString(Body), at);

    private static bool IsValid(string? header) =>
        new StripeSignature(new StripeOptions { WebhookSecrets = [StripeAccount.WebhookSecret] }, new FixedTime(Now)).IsValid(header, Body);

    private sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
