using Cesuur.Infrastructure.Webhooks;

namespace Cesuur.Api.Tests.Webhooks;

public sealed class WebhookSecretTests
{
    [Fact]
    public void A_new_secret_holds_32_bytes_and_is_read_back()
    {
        var secret = WebhookSecret.Create().Reveal();

        Assert.StartsWith("whsec_", secret, StringComparison.Ordinal);
        Assert.Equal(32, Convert.FromBase64String(secret["whsec_".Length..]).Length);
        Assert.Equal(secret, WebhookSecret.Parse(secret).Reveal());
    }

    [Fact]
    public void No_two_secrets_are_the_same() =>
        Assert.NotEqual(WebhookSecret.Create().Reveal(), WebhookSecret.Create().Reveal());

    [Fact]
    public void A_secret_does_not_show_itself_in_text() =>
        Assert.Equal("whsec_…", $"{WebhookSecret.Create()}");

    [Theory]
    [InlineData(23, false)]
    [InlineData(24, true)]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void A_secret_has_24_to_64_bytes(int bytes, bool accepted) =>
        Assert.Equal(accepted, WebhookSecret.TryParse("whsec_" + Convert.ToBase64String(new byte[bytes]), out _));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("whsec_")]
    [InlineData("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    [InlineData("whsk_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    [InlineData("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLa*w")]
    public void What_is_not_a_secret_is_not_read(string? text) =>
        Assert.False(WebhookSecret.TryParse(text, out _));
}
