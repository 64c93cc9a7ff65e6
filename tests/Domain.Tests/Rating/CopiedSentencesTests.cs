using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Rating;
using Cesuur.Domain.Tests.Catalogue;

namespace Cesuur.Domain.Tests.Rating;

/// <summary>Whole sentences of the task, copied literally, earn nothing; phrases may be copied (N annex 1).</summary>
public sealed class CopiedSentencesTests
{
    private const string Task = "U kunt morgen niet naar de les komen. Schrijf een bericht aan uw docent! Ja. Wat zegt u?";

    [Theory]
    [InlineData("U kunt morgen niet naar de les komen.", "U kunt morgen niet naar de les komen.")]
    [InlineData("Beste Jan, ik ben ziek. Schrijf een bericht aan uw docent! Tot ziens.", "Schrijf een bericht aan uw docent!")]
    [InlineData("u kunt  MORGEN niet, naar de lés komen", "u kunt  MORGEN niet, naar de lés komen")]
    [InlineData("Hallo!\n\nU kunt morgen niet\r\nnaar de les komen.\nGroeten", "U kunt morgen niet\r\nnaar de les komen.")]
    [InlineData("“U kunt morgen niet naar de les komen.” Zo is het.", "“U kunt morgen niet naar de les komen.”")]
    [InlineData("👋 U kunt morgen niet naar de les komen. 👋", "👋 U kunt morgen niet naar de les komen.")]
    public void A_whole_sentence_of_the_task_is_found_in_its_place(string response, string copied)
    {
        var range = Assert.Single(new CopiedSentences([Task]).In(response));

        Assert.Equal(copied, response.Substring(range.Start, range.Length));
    }

    [Theory]
    [InlineData("Ik kan morgen niet naar de les komen.")]
    [InlineData("U kunt morgen niet naar de les komen omdat u ziek bent.")]
    [InlineData("Omdat u ziek bent, kunt u morgen niet naar de les komen.")]
    [InlineData("Ja. Wat zegt u? Ja.")] // too short to be the task's own
    [InlineData("")]
    [InlineData("... !\n\n?")]
    public void A_phrase_of_the_task_is_not_a_sentence_of_it(string response) =>
        Assert.Empty(new CopiedSentences([Task]).In(response));

    [Fact]
    public void Sentences_that_follow_each_other_are_found_one_by_one()
    {
        const string Response = "U kunt morgen niet naar de les komen. Schrijf een bericht aan uw docent! Ik doe het.";

        Assert.Equal(
            [new TextRange(0, 37), new TextRange(38, 34)],
            new CopiedSentences([Task]).In(Response));
    }

    [Fact]
    public void A_mark_within_a_word_or_a_number_ends_no_sentence() =>
        Assert.Single(new CopiedSentences(["Kijk op www.school.nl voor de les van 9.30 uur."]).In("kijk op www.school.nl voor de les van 9.30 uur"));

    /// <summary>Whatever the candidate had before them of this task; what belongs to others is not it.</summary>
    [Fact]
    public void All_that_was_shown_of_the_task_is_compared()
    {
        var section = SampleContent.Section("s1") with
        {
            Instructions = "<p>Lees eerst de hele opdracht goed.</p>",
            Stimuli =
            [
                new Stimulus { Identifier = "mail", Title = "Mail", Text = "<h2>De les gaat niet door</h2><p>Wij zijn allemaal <b>erg</b>\n ziek &amp; moe.</p>" },
                new Stimulus { Identifier = "other", Title = "Other", Text = "Dit is een heel andere tekst." },
            ],
        };
        var item = SampleContent.Text("t1") with
        {
            Stimulus = "mail",
            Prompt = "Schrijf een mail aan Jan.",
            Body = "Begin zo als in het<br/>voorbeeld hieronder staat.",
            Parts = [new Part { Identifier = "p", Type = ItemType.ExtendedText, Prompt = "Wat vindt u er zelf van?" }],
        };

        bool IsCopied(string sentence) => CopiedSentences.Of(section, item).In(sentence).Count == 1;

        Assert.All(
            [
                "Lees eerst de hele opdracht goed.", "De les gaat niet door.", "Wij zijn allemaal erg ziek & moe.", "Schrijf een mail aan Jan.", "Wat vindt u er zelf van?",
                "Begin zo als in het",
            ],
            sentence => Assert.True(IsCopied(sentence), sentence));
        Assert.False(IsCopied("Dit is een heel andere tekst."));
    }

    [Fact]
    public void A_text_of_nothing_but_line_ends_and_marks_is_looked_through_at_once()
    {
        var copied = new CopiedSentences([string.Join(' ', Enumerable.Repeat("woord", 4000))]);
        var watch = System.Diagnostics.Stopwatch.StartNew();

        Assert.Empty(copied.In(string.Concat(Enumerable.Repeat("a\n", 10_000))));
        Assert.Empty(copied.In(new string('.', 20_000) + "a"));
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 2);
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("Ik kom morgen.", 3)]
    [InlineData("  Mijn e-mail,\nis  foto's!  ", 4)]
    [InlineData("Ik - jij … 👋 3 x", 4)]
    [InlineData("Één élan", 2)]
    public void Words_are_what_has_a_letter_or_a_digit(string text, int words) => Assert.Equal(words, Words.Count(text));
}
