using System.Text.RegularExpressions;

namespace Cesuur.Domain.Catalogue;

/// <summary>The files that a content names: in its texts, as its stimuli, and in what it keeps of QTI.</summary>
public static partial class ContentFiles
{
    public static IReadOnlySet<Id<Media>> Of(TestContent content) => Texts(content).SelectMany(In)
        .Concat(content.Sections.SelectMany(section => section.Stimuli).Select(stimulus => stimulus.MediaId).OfType<Id<Media>>())
        .ToHashSet();

    private static IEnumerable<string?> Texts(TestContent content) =>
    [
        content.Instructions,
        .. Kept(content.Kept),
        .. content.Sections.SelectMany(section => (IEnumerable<string?>)
        [
            section.Instructions,
            .. Kept(section.Kept),
            .. section.Stimuli.Select(stimulus => stimulus.Text),
            .. section.Items.SelectMany(item => (IEnumerable<string?>)[item.Body, .. Kept(item.Kept), .. item.Interactions.SelectMany(one => Texts(one.Interaction))]),
        ]),
    ];

    private static IEnumerable<string?> Texts(Interaction interaction) =>
        [interaction.Prompt, interaction.Passage, .. interaction.Choices.Select(choice => choice.Text), .. interaction.Targets.Select(target => target.Text)];

    private static IEnumerable<string> Kept(IEnumerable<KeptXml> kept) => kept.Select(one => one.Xml);

    private static IEnumerable<Id<Media>> In(string? text) => text is null
        ? []
        : Media().Matches(text).Select(match => Id<Media>.TryRead(match.Value, out var id) ? id : (Id<Media>?)null).OfType<Id<Media>>();

    [GeneratedRegex(@"\bmedia_[0-9a-z]{26}\b")]
    private static partial Regex Media();
}
