using System.Text;
using Cesuur.Domain.Organisations;

namespace Cesuur.Domain.Tests.Organisations;

public sealed class TotpTests
{
    private static readonly byte[] Secret = Encoding.ASCII.GetBytes("12345678901234567890");

    /// <summary>RFC 6238, appendix B, the rows of SHA-1; of its eight digits the last six.</summary>
    [Theory]
    [InlineData(59, "287082")]
    [InlineData(1111111109, "081804")]
    [InlineData(1111111111, "050471")]
    [InlineData(1234567890, "005924")]
    [InlineData(2000000000, "279037")]
    [InlineData(20000000000, "353130")]
    public void Codes_are_those_of_the_specification(long seconds, string code)
    {
        var time = DateTimeOffset.FromUnixTimeSeconds(seconds);
        Assert.Equal(code, Totp.CodeAt(Secret, time));
        Assert.Equal(seconds / 30, Totp.Match(Secret, code, time, lastUsed: null));
    }

    [Theory]
    [InlineData(-31, false)]
    [InlineData(-30, true)]
    [InlineData(-1, true)]
    [InlineData(0, true)]
    [InlineData(30, true)]
    [InlineData(59, true)]
    [InlineData(60, false)]
    public void A_code_is_good_in_its_step_and_the_ones_beside_it(int later, bool isGood)
    {
        var step = DateTimeOffset.FromUnixTimeSeconds(30 * 1000);
        var code = Totp.CodeAt(Secret, step);
        Assert.Equal(isGood ? 1000L : null, Totp.Match(Secret, code, step.AddSeconds(later), lastUsed: null));
    }

    [Theory]
    [InlineData(999L, true)]
    [InlineData(1000L, false)]
    [InlineData(1001L, false)]
    public void A_step_counts_only_after_the_one_that_was_used_last(long lastUsed, bool isGood)
    {
        var step = DateTimeOffset.FromUnixTimeSeconds(30 * 1000);
        Assert.Equal(isGood, Totp.Match(Secret, Totp.CodeAt(Secret, step), step, lastUsed) is not null);
    }

    [Theory]
    [InlineData("")]
    [InlineData("28708")]
    [InlineData("0287082")]
    [InlineData("２８７０８２")]
    public void What_is_not_six_digits_is_no_code(string code) =>
        Assert.Null(Totp.Match(Secret, code, DateTimeOffset.FromUnixTimeSeconds(59), lastUsed: null));

    /// <summary>RFC 4648, section 10, without the padding that apps do not want.</summary>
    [Theory]
    [InlineData("", "")]
    [InlineData("f", "MY")]
    [InlineData("fo", "MZXQ")]
    [InlineData("foo", "MZXW6")]
    [InlineData("foob", "MZXW6YQ")]
    [InlineData("fooba", "MZXW6YTB")]
    [InlineData("foobar", "MZXW6YTBOI")]
    public void Secrets_are_written_in_base32(string bytes, string text) =>
        Assert.Equal(text, Totp.Write(Encoding.ASCII.GetBytes(bytes)));

    [Fact]
    public void The_uri_names_issuer_and_account_and_escapes_them() =>
        Assert.Equal(
            "otpauth://totp/School%20%26%20Co:a%40b.nl?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=School%20%26%20Co&algorithm=SHA1&digits=6&period=30",
            Totp.UriOf(Secret, "School & Co", "a@b.nl"));
}
