namespace Cesuur.Domain.Catalogue;

/// <summary>Every <see cref="RichText"/> of a content with its place, for whoever has to look at all of them.</summary>
public static class RichTexts
{
    /// <summary>Pointers are into the content.</summary>
    public static IEnumerable<(string Pointer, string Text)> Of(TestContent content) =>
        from place in Places(content)
        where place.Text is not null
        select (place.Pointer, place.Text);

    private static IEnumerable<(string Pointer, string? Text)> Places(TestContent content) =>
    [
        ("/instructions", content.Instructions),
        .. content.Sections.Index().SelectMany(section => Places(section.Item, $"/sections/{section.Index}")),
    ];

    private static IEnumerable<(string Pointer, string? Text)> Places(Section section, string pointer) =>
    [
        ($"{pointer}/instructions", section.Instructions),
        .. section.Stimuli.Index().Select(stimulus => ($"{pointer}/stimuli/{stimulus.Index}/text", stimulus.Item.Text)),
        .. section.Items.Index().SelectMany(item => Places(item.Item, $"{pointer}/items/{item.Index}")),
    ];

    private static IEnumerable<(string Pointer, string? Text)> Places(Item item, string pointer) =>
    [
        ($"{pointer}/body", item.Body),
        .. Places((Interaction)item, pointer),
        .. item.Parts.Index().SelectMany(part => Places(part.Item, $"{pointer}/parts/{part.Index}")),
        ($"{pointer}/rubric/guidance", item.Rubric?.Guidance),
    ];

    private static IEnumerable<(string Pointer, string? Text)> Places(Interaction interaction, string pointer) =>
    [
        ($"{pointer}/prompt", interaction.Prompt),
        ($"{pointer}/passage", interaction.Passage),
        .. interaction.Choices.Index().Select(choice => ($"{pointer}/choices/{choice.Index}/text", (string?)choice.Item.Text)),
        .. interaction.Targets.Index().Select(target => ($"{pointer}/targets/{target.Index}/text", (string?)target.Item.Text)),
    ];
}
