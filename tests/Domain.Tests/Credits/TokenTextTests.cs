using Cesuur.Domain.Credits;

namespace Cesuur.Domain.Tests.Credits;

public sealed class TokenTextTests
{
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    [Fact]
    public void It_is_read_in_any_case_with_or_without_dashes_and_with_letters_for_digits()
    {
        for (var i = 0; i < 200; i++)
        {
            var text = TokenText.Create();
            var read = TokenText.Read(text);
            Assert.Equal(20, read.Length);
            Assert.Equal(read, TokenText.Read(text.ToLowerInvariant()));
            Assert.Equal(read, TokenText.Read($" {text.Replace('-', ' ')}\t"));
            Assert.Equal(read, TokenText.Read(read.Replace('1', 'l').Replace('0', 'o')));
            Assert.Equal(read, TokenText.Read(read.Replace('1', 'I').Replace('0', 'O')));
        }
    }

    [Fact]
    public void Every_single_wrong_character_is_found()
    {
        var read = TokenText.Read(TokenText.Create());
        for (var i = 0; i < read.Length; i++)
        {
            foreach (var wrong in Alphabet.Where(c => c != read[i]))
            {
                AssertMistyped($"{read[..i]}{wrong}{read[(i + 1)..]}");
            }
        }
    }

    [Fact]
    public void Two_neighbours_that_changed_places_are_found()
    {
        for (var round = 0; round < 100; round++)
        {
            var read = TokenText.Read(TokenText.Create());
            for (var i = 0; i < 17; i++)
            {
                if (read[i] != read[i + 1])
                {
                    AssertMistyped($"{read[..i]}{read[i + 1]}{read[i]}{read[(i + 2)..]}");
                }
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("00000-00000-00000-0000U")]
    [InlineData("00000-00000-00000-0000é")]
    [InlineData("00000-00000-00000-000000")]
    [InlineData("00000-00000-00000-0000")]
    public void What_has_not_the_form_of_one_is_mistyped(string typed) => AssertMistyped(typed);

    private static void AssertMistyped(string typed) =>
        Assert.Equal(CreditErrors.TokenMistyped, Assert.Throws<DomainException>(() => TokenText.Read(typed)).Error);
}
