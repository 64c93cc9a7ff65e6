using System.Xml.Linq;
using Cesuur.Domain.Catalogue;

namespace Cesuur.Infrastructure.Qti;

/// <summary>Writes an item's or a part's way of responding as an interaction of QTI 3.0.</summary>
internal sealed class InteractionWriter(QtiTextWriter text)
{
    public static bool IsInline(Interaction interaction) => interaction.Type is ItemType.InlineChoice or ItemType.TextEntry;

    /// <param name="interaction">An item that is no composite, or a part.</param>
    /// <param name="response">The name of its response.</param>
    /// <param name="mark">The element of our text in its place, if there is one.</param>
    public XElement Write(Interaction interaction, string response, XElement? mark)
    {
        var (name, content) = interaction.Type switch
        {
            ItemType.SingleChoice => ("choice", Choosing(interaction, 1)),
            ItemType.MultipleChoice => ("choice", Choosing(interaction, interaction.MaxChoices ?? 0)),
            ItemType.InlineChoice => ("inline-choice",
            [
                Shuffle(interaction),
                interaction.MinChoices > 0 ? new XAttribute("required", "true") : null,
                Choices(interaction.Choices, "qti-inline-choice"),
            ]),
            ItemType.TextEntry => ("text-entry", [Number("expected-length", interaction.ExpectedLength)]),
            ItemType.Match => ("match",
            [
                Shuffle(interaction),
                new XAttribute("max-associations", interaction.MaxChoices ?? 0),
                Number("min-associations", interaction.MinChoices),
                Prompt(interaction),
                Set(interaction.Choices),
                Set(interaction.Targets),
            ]),
            ItemType.Order => ("order",
            [
                Shuffle(interaction),
                Number("min-choices", interaction.MinChoices),
                Number("max-choices", interaction.MaxChoices),
                Prompt(interaction),
                Choices(interaction.Choices, "qti-simple-choice"),
            ]),
            ItemType.HotText => ("hottext",
            [
                new XAttribute("max-choices", interaction.MaxChoices ?? 0),
                Number("min-choices", interaction.MinChoices),
                Prompt(interaction),
                text.WriteBlocks(interaction.Passage, element => Marked(element, "data-choice", "qti-hottext")),
            ]),
            ItemType.GapMatch => ("gap-match",
            [
                Shuffle(interaction),
                new XAttribute("max-associations", interaction.MaxChoices ?? 0),
                Number("min-associations", interaction.MinChoices),
                Prompt(interaction),
                interaction.Choices.Select(GapChoice),
                text.WriteBlocks(interaction.Passage, element => Marked(element, "data-gap", "qti-gap")),
            ]),
            ItemType.ExtendedText => ("extended-text",
            [
                Number("expected-lines", interaction.ExpectedLength),
                Number("data-cesuur-min-words", interaction.MinWords),
                Number("data-cesuur-max-words", interaction.MaxWords),
                Prompt(interaction),
            ]),
            ItemType.RecordedSpeech => ("upload",
            [
                new XAttribute("type", "audio/*"),
                new XAttribute("data-cesuur-type", "recorded_speech"),
                Number("data-cesuur-preparation-seconds", interaction.PreparationSeconds),
                Number("data-cesuur-speaking-seconds", interaction.SpeakingSeconds),
                Number("data-cesuur-max-recordings", interaction.MaxRecordings),
                Prompt(interaction),
            ]),
            ItemType.FileUpload => ("upload",
            [
                interaction.FileTypes.Count == 0 ? null : new XAttribute("type", string.Join(' ', interaction.FileTypes)),
                new XAttribute("data-cesuur-type", "file_upload"),
                Number("data-cesuur-max-recordings", interaction.MaxRecordings),
                Prompt(interaction),
            ]),
            _ => throw new ArgumentOutOfRangeException(nameof(interaction), interaction.Type, "It is no interaction."),
        };
        return new XElement(
            QtiNames.Qti + $"qti-{name}-interaction",
            new XAttribute("response-identifier", QtiIdentifier.Write(response)),
            QtiTextWriter.Attributes(mark, except: "data-part"),
            content);
    }

    private object?[] Choosing(Interaction interaction, int most) =>
    [
        Shuffle(interaction),
        new XAttribute("max-choices", most),
        Number("min-choices", interaction.MinChoices),
        Prompt(interaction),
        Choices(interaction.Choices, "qti-simple-choice"),
    ];

    private XElement? Prompt(Interaction interaction) =>
        interaction.Prompt.Length == 0 ? null : new XElement(QtiNames.Qti + "qti-prompt", text.Write(interaction.Prompt));

    private XElement Set(IReadOnlyList<Choice> choices) => new(
        QtiNames.Qti + "qti-simple-match-set",
        choices.Select(choice => Choice(choice, "qti-simple-associable-choice", choice.MatchMax ?? 1)));

    private IEnumerable<XElement> Choices(IReadOnlyList<Choice> choices, string name) => choices.Select(choice => Choice(choice, name, null));

    private XElement Choice(Choice choice, string name, int? matchMax) => new(
        QtiNames.Qti + name,
        new XAttribute("identifier", QtiIdentifier.Write(choice.Id)),
        choice.Fixed ? new XAttribute("fixed", "true") : null,
        matchMax is null ? null : new XAttribute("match-max", matchMax),
        text.Write(choice.Text));

    private XElement GapChoice(Choice choice) =>
        Choice(choice, text.Write(choice.Text) is [XElement { Name.LocalName: "img" }] ? "qti-gap-img" : "qti-gap-text", choice.MatchMax ?? 1);

    private XElement? Marked(XElement element, string data, string name) => element.Attribute(data) is not { } identifier
        ? null
        : new XElement(
            QtiNames.Qti + name,
            new XAttribute("identifier", QtiIdentifier.Write(identifier.Value)),
            QtiTextWriter.Attributes(element, except: data),
            text.Write(string.Concat(element.Nodes().Select(node => node.ToString(SaveOptions.DisableFormatting)))));

    private static XAttribute? Shuffle(Interaction interaction) => interaction.Shuffle ? new XAttribute("shuffle", "true") : null;

    private static XAttribute? Number(string name, int? number) => number is null ? null : new XAttribute(name, number);
}
