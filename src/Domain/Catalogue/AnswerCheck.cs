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
                : value is { Parts: null } ? Of(part, value, pointer)
                : Mismatch(part, pointer);
            if (wrong is not null)
            {
                return wrong;
            }
        }

        return null;
    }

    /// <summary>Whether a response of these values can be given to an interaction that is chosen, matched, or typed in.</summary>
    public static bool Takes(Interaction interaction, IReadOnlyList<string> values) => AsAnswer(interaction.Type, values) is { } answer && Of(interaction, answer, "") is null;

    private static Answer? AsAnswer(ItemType type, IReadOnlyList<string> values) => (type, values) switch
    {
        (ItemType.SingleChoice or ItemType.InlineChoice, [var only]) => new() { Choice = only },
        (ItemType.TextEntry or ItemType.ExtendedText, [{ Length: > 0 } only]) => new() { Text = only },
        (ItemType.MultipleChoice or ItemType.HotText or ItemType.Order, _) => new() { Choices = values },
        (ItemType.Match or ItemType.GapMatch, _) when values.All(value => value.Count(letter => letter == ' ') == 1) =>
            new() { Pairs = [.. values.Select(value => value.Split(' ')).Select(words => new Pair(words[0], words[1]))] },
        _ => null,
    };

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

        var known = interaction.Choices.Select(offered => offered.Id).ToHashSet(StringComparer.Ordinal);
        var chosen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (index, choice) in choices.Index())
        {
            if (!known.Contains(choice))
            {
                return Wrong($"{pointer}/{index}", AnswerErrors.UnknownChoice);
            }

            if (!chosen.Add(choice))
            {
                return Wrong($"{pointer}/{index}", AnswerErrors.ChosenTwice);
            }
        }

        return null;
    }

    private static ErrorDetail? OfPairs(Interaction interaction, IReadOnlyList<Pair> pairs, string pointer)
    {
        if (pairs.Count > (interaction.MaxChoices is > 0 and var most ? most : (long)interaction.Choices.Count * interaction.Targets.Count))
        {
            return Wrong(pointer, AnswerErrors.TooManyChoices);
        }

        var (choices, targets) = (RoomOf(interaction.Choices), RoomOf(interaction.Targets));
        var given = new HashSet<Pair>();
        foreach (var (index, pair) in pairs.Index())
        {
            if (pair?.Source is null || !choices.TryGetValue(pair.Source, out var choice))
            {
                return Wrong($"{pointer}/{index}/source", AnswerErrors.UnknownChoice);
            }

            if (pair.Target is null || !targets.TryGetValue(pair.Target, out var target))
            {
                return Wrong($"{pointer}/{index}/target", AnswerErrors.UnknownChoice);
            }

            if (!given.Add(pair) || choice == 0 || target == 0)
            {
                return Wrong($"{pointer}/{index}", AnswerErrors.ChosenTwice);
            }

            (choices[pair.Source], targets[pair.Target]) = (choice - 1, target - 1);
        }

        return null;
    }

    // In how many pairs each may still be.
    private static Dictionary<string, int> RoomOf(IReadOnlyList<Choice> choices)
    {
        var room = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var choice in choices)
        {
            room.TryAdd(choice.Id, choice.PairsAtMost);
        }

        return room;
    }

    private static ErrorDetail? OfText(string text, string pointer) =>
        text.Length > MaxTextLength ? new ErrorDetail(pointer, AnswerErrors.TextTooLong.Code, $"A text has at most {MaxTextLength} characters.")
        : IsStorable(text) ? null
        : Wrong(pointer, AnswerErrors.TextNotStorable);

    private static bool Has(IReadOnlyList<Choice> choices, string id) => choices.Any(known => known.Id == id);

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
