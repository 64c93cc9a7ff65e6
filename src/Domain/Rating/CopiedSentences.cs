using System.Text;
using Cesuur.Domain.Catalogue;

namespace Cesuur.Domain.Rating;

/// <summary>A stretch of a text, in UTF-16 code units, as the strings of JavaScript and C# count.</summary>
public sealed record TextRange(int Start, int Length);

/// <summary>
/// The sentences of a task, to find those that a candidate copied whole: they do not count, phrases of the task do
/// (N annex 1). What a sentence is, is ours: it ends at a full stop, a question or exclamation mark or an ellipsis with white
/// space after it, or with its line; those of fewer than <see cref="FewestWords"/> words, such as "Ja." or a closing
/// formula, are nobody's. Letters and digits alone are compared, without regard to case and accents. A candidate's sentence
/// may run over several lines.
/// </summary>
public sealed class CopiedSentences
{
    public const int FewestWords = 4;

    // Of one sentence; it bounds the work that a text of nothing but line ends makes.
    private const int MostLines = 20;

    private readonly HashSet<string> sentences;
    private readonly int longest;

    /// <param name="shown">Plain texts.</param>
    public CopiedSentences(IEnumerable<string> shown)
    {
        sentences = [.. shown.SelectMany(text => Split(text).Where(line => Words.Count(text.AsSpan(line.Start..line.End)) >= FewestWords)).Select(line => line.Letters)];
        longest = sentences.Select(sentence => sentence.Length).DefaultIfEmpty(0).Max();
    }

    /// <summary>All that the candidate was shown of the task: its texts, those of its parts, its stimulus, and the instructions of its section.</summary>
    public static CopiedSentences Of(Section section, Item item)
    {
        string?[] texts =
        [
            section.Instructions, .. section.Stimuli.Where(stimulus => stimulus.Identifier == item.Stimulus).Select(stimulus => stimulus.Text),
            item.Body, .. item.Parts.Append<Interaction>(item).SelectMany(part => new[] { part.Prompt, part.Passage }),
        ];
        return new CopiedSentences(texts.OfType<string>().Select(RichText.Plain));
    }

    /// <summary>The stretches of a response that are whole sentences of the task, in order; none overlaps another.</summary>
    public IReadOnlyList<TextRange> In(string response)
    {
        var found = new List<TextRange>();
        List<Line> lines = [.. Split(response)];
        for (var first = 0; first < lines.Count;)
        {
            var next = EndOfCopy(lines, first);
            if (next > first)
            {
                found.Add(new TextRange(lines[first].Start, lines[next - 1].End - lines[first].Start));
            }

            first = Math.Max(next, first + 1);
        }

        return found;
    }

    // The line after the longest copy that begins here; the same line when none does.
    private int EndOfCopy(List<Line> lines, int first)
    {
        var (letters, end) = (new StringBuilder(), first);
        for (var i = first; i < Math.Min(lines.Count, first + MostLines) && letters.Length < longest; i++)
        {
            letters.Append(lines[i].Letters);
            if (sentences.Contains(letters.ToString()))
            {
                end = i + 1;
            }

            if (lines[i].EndsSentence)
            {
                break;
            }
        }

        return end;
    }

    /// <summary>A sentence, or the part of one that stands on a line.</summary>
    private sealed record Line(int Start, int End, string Letters, bool EndsSentence);

    private static IEnumerable<Line> Split(string text)
    {
        var (start, marked) = (0, false);
        for (var i = 0; i <= text.Length; i++)
        {
            var lineEnds = i == text.Length || text[i] is '\n' or '\r';
            if (lineEnds || (marked && char.IsWhiteSpace(text[i])))
            {
                if (LineOf(text, start, i, marked) is { } line)
                {
                    yield return line;
                }

                (start, marked) = (i, false);
            }
            else if (text[i] is '.' or '!' or '?' or '…')
            {
                marked = true;
            }
            else
            {
                marked = marked && text[i] is '"' or '\'' or '”' or '’' or '»' or ')' or ']';
            }
        }
    }

    private static Line? LineOf(string text, int start, int end, bool endsSentence)
    {
        while (start < end && char.IsWhiteSpace(text[start]))
        {
            start++;
        }

        var letters = Letters(text[start..end]);
        return letters.Length == 0 ? null : new Line(start, text.AsSpan(start..end).TrimEnd().Length + start, letters, endsSentence);
    }

    private static string Letters(string text)
    {
        var letters = new StringBuilder(text.Length);
        foreach (var rune in text.Normalize(NormalizationForm.FormKD).EnumerateRunes().Where(Rune.IsLetterOrDigit))
        {
            letters.Append(Rune.ToLowerInvariant(rune));
        }

        return letters.ToString();
    }
}
