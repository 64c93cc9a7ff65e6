using System.Text;

namespace Cesuur.Domain.Catalogue;

/// <summary>Whether an answer is one that its item can take. Being complete is not asked: what is half done is saved too.</summary>
internal static class AnswerCheck
{
    /// <summary>A bound on what is stored, far above what any task asks for.</summary>
    private const int MaxTextLength = 20_000;

    /// <summary>What is wrong, as a pointer into the answer, or nothing.</summary>
    public static ErrorDetail? Of(Item item, Answer answer)
    {
        if (item.Type != ItemType.Composite)
        {
            return answer.Parts is null ? Of((Interaction)item, answer, "") : Mismatch(item, "");
        }

        if (answer is not { Parts: { } parts, Choice: null, Choices: null, Pairs: null, Text: null, RecordingId: null })
        {
            return Mismatch(item, "");
        }

        foreach (var (identifier, value) in parts)
        {
            var pointer = $"/parts/{JsonPointer.Escape(identifier)}";
            var part = item.Parts.FirstOrDefault(part => part.Identifier == identifier);
            var wrong = part is null ? Wrong(pointer, AnswerErrors.UnknownPart)
                : value.Parts is null ? Of(part, value, pointer)
                : Mismatch(part, pointer);
            if (wrong is not null)
            {
                return wrong;
            }
        }

        return null;
    }

    private static ErrorDetail? Of(Interaction interaction, Answer answer, string pointer) => (interaction.Type, answer) switch
    {
        (ItemType.SingleChoice or ItemType.InlineChoice, { Choice: { } choice, Choices: null, Pairs: null, Text: null, RecordingId: null }) =>
            Has(interaction.Choices, choice) ? null : Wrong($"{pointer}/choice", AnswerErrors.UnknownChoice),
        (ItemType.MultipleChoice or ItemType.HotText or ItemType.Order, { Choices: { } choices, Choice: null, Pairs: null, Text: null, RecordingId: null }) =>
            OfChoices(interaction, choices, $"{pointer}/choices"),
        (ItemType.Match or ItemType.GapMatch, { Pairs: { } pairs, Choice: null, Choices: null, Text: null, RecordingId: null }) =>
            OfPairs(interaction, pairs, $"{pointer}/pairs"),
        (ItemType.TextEntry or ItemType.ExtendedText, { Text: { } text, Choice: null, Choices: null, Pairs: null, RecordingId: null }) =>
            OfText(text, $"{pointer}/text"),
        (ItemType.RecordedSpeech or ItemType.FileUpload, { RecordingId: not null, Choice: null, Choices: null, Pairs: null, Text: null }) => null,
        _ => Mismatch(interaction, pointer),
    };

    private static ErrorDetail? OfChoices(Interaction interaction, IReadOnlyList<string> choices, string pointer)
    {
        if (choices.Count > (interaction.MaxChoices is > 0 and var most ? most : interaction.Choices.Count))
        {
            return Wrong(pointer, AnswerErrors.TooManyChoices);
        }

        foreach (var (index, choice) in choices.Index())
        {
            if (!Has(interaction.Choices, choice))
            {
                return Wrong($"{pointer}/{index}", AnswerErrors.UnknownChoice);
            }

            if (choices.Take(index).Contains(choice))
            {
                return Wrong($"{pointer}/{index}", AnswerErrors.ChosenTwice);
            }
        }

        return null;
    }

    private static ErrorDetail? OfPairs(Interaction interaction, IReadOnlyList<Pair> pairs, string pointer)
    {
        if (pairs.Count > (interaction.MaxChoices is > 0 and var most ? most : interaction.Choices.Count * interaction.Targets.Count))
        {
            return Wrong(pointer, AnswerErrors.TooManyChoices);
        }

        foreach (var (index, pair) in pairs.Index())
        {
            if (!Has(interaction.Choices, pair.Source))
            {
                return Wrong($"{pointer}/{index}/source", AnswerErrors.UnknownChoice);
            }

            if (!Has(interaction.Targets, pair.Target))
            {
                return Wrong($"{pointer}/{index}/target", AnswerErrors.UnknownChoice);
            }

            if (pairs.Take(index).Contains(pair)
                || IsUsedUp(interaction.Choices, pair.Source, pairs.Take(index).Count(other => other.Source == pair.Source))
                || IsUsedUp(interaction.Targets, pair.Target, pairs.Take(index).Count(other => other.Target == pair.Target)))
            {
                return Wrong($"{pointer}/{index}", AnswerErrors.ChosenTwice);
            }
        }

        return null;
    }

    private static ErrorDetail? OfText(string text, string pointer) =>
        text.Length > MaxTextLength ? new ErrorDetail(pointer, AnswerErrors.TextTooLong.Code, $"A text has at most {MaxTextLength} characters.")
        : IsStorable(text) ? null
        : Wrong(pointer, AnswerErrors.TextNotStorable);

    private static bool Has(IReadOnlyList<Choice> choices, string id) => choices.Any(known => known.Id == id);

    private static bool IsUsedUp(IReadOnlyList<Choice> choices, string id, int used) =>
        (choices.First(known => known.Id == id).MatchMax ?? 1) is > 0 and var most && used >= most;

    // PostgreSQL stores neither U+0000 nor half a surrogate pair.
    private static bool IsStorable(string text)
    {
        for (var i = 0; i < text.Length;)
        {
            if (!Rune.TryGetRuneAt(text, i, out var rune) || rune.Value == 0)
            {
                return false;
            }

            i += rune.Utf16SequenceLength;
        }

        return true;
    }

    private static ErrorDetail Mismatch(Interaction interaction, string pointer) =>
        new(pointer, AnswerErrors.Mismatch.Code, $"{(interaction is Item ? "This item" : "This part")} takes {ExpectedMember(interaction.Type)}, and nothing else.");

    private static string ExpectedMember(ItemType type) => type switch
    {
        ItemType.SingleChoice or ItemType.InlineChoice => "a choice",
        ItemType.MultipleChoice or ItemType.HotText or ItemType.Order => "choices",
        ItemType.Match or ItemType.GapMatch => "pairs",
        ItemType.TextEntry or ItemType.ExtendedText => "a text",
        ItemType.Composite => "parts",
        ItemType.Information => "no answer",
        _ => "a recordingId",
    };

    private static ErrorDetail Wrong(string pointer, DomainError error) => new(pointer, error.Code, error.Title);
}
