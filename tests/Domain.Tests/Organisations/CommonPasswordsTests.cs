using Cesuur.Domain.Organisations;

namespace Cesuur.Domain.Tests.Organisations;

public sealed class CommonPasswordsTests
{
    [Theory]
    [InlineData("1qaz2wsx3edc")]
    [InlineData("QWERTY123456")]
    [InlineData("unbelievable")]
    [InlineData("welkom123456!")]
    [InlineData("123Wachtwoord")]
    [InlineData("aaaaaaaaaaaa")]
    [InlineData("121212121212")]
    [InlineData("hamerhamerhamer")]
    public void What_is_guessed_first_is_among_them(string password) => Assert.True(CommonPasswords.Includes(password));

    [Theory]
    [InlineData("een-lang-wachtwoord")]
    [InlineData("paard batterij nietje")]
    [InlineData("x9!Kd83mQz_p")]
    [InlineData("482915037761")]
    public void Others_are_not(string password) => Assert.False(CommonPasswords.Includes(password, "Jan", "", "42"));

    [Theory]
    [InlineData("j.jansen@school.nl", "J.Jansen@School.NL")]
    [InlineData("johanna.jansen@school.nl", "johanna.jansen")]
    [InlineData("johanna.jansen@school.nl", "johannajansen2026")]
    [InlineData("Johanna Jansen", "johanna jansen")]
    [InlineData("Johanna Jansen", "!JohannaJansen")]
    [InlineData("ROC De Brug", "ROC De Brug 2026")]
    public void Ones_own_words_are(string own, string password) => Assert.True(CommonPasswords.Includes(password, own));

    [Fact]
    public void What_only_begins_like_ones_own_word_is_not() => Assert.False(CommonPasswords.Includes("jan houdt van fietsen", "Jan"));
}
