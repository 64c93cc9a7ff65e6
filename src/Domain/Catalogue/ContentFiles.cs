using System.Text.RegularExpressions;

namespace Cesuur.Domain.Catalogue;

/// <summary>The files that a content names: in its texts, as its stimuli, and in what it keeps of QTI.</summary>
public static partial class ContentFiles
{
    public static IReadOnlySet<Id<Media>> Of(TestContent content) => Places(content).Select(place => place.Id).ToHashSet();

    /// <summary>Every file, as often as it is named, with a pointer into the content.</summary>
    public static IEnumerable<(string Pointer, Id<Media> Id)> Places(TestContent content) =>
    [
        .. from text in RichTexts.Of(content) from id in MediaReferences.In(text.Text) select (text.Pointer, id),
        .. from section in content.Sections.Index()
           from stimulus in section.Item.Stimuli.Index()
           where stimulus.Item.MediaId is not null
           select ($"/sections/{section.Index}/stimuli/{stimulus.Index}/mediaId", stimulus.Item.MediaId.GetValueOrDefault()),
        .. from kept in Kept(content) from id in InXml(kept.Xml) select (kept.Pointer, id),
    ];

    /// <summary>All XML that is kept, with a pointer into the content.</summary>
    internal static IEnumerable<(string Pointer, string Xml)> Kept(TestContent content) =>
        from list in (IEnumerable<(string Pointer, IReadOnlyList<KeptXml> Kept)>)
        [
            ("/kept", content.Kept),
            .. content.Sections.Index().Select(section => ($"/sections/{section.Index}/kept", section.Item.Kept)),
            .. from section in content.Sections.Index()
               from item in section.Item.Items.Index()
               select ($"/sections/{section.Index}/items/{item.Index}/kept", item.Item.Kept),
        ]
        from one in list.Kept.Index()
        select ($"{list.Pointer}/{one.Index}/xml", one.Item.Xml);

    private static IEnumerable<Id<Media>> InXml(string xml) =>
        Media().Matches(xml).Select(match => Id<Media>.TryRead(match.Value, out var id) ? id : (Id<Media>?)null).OfType<Id<Media>>();

    [GeneratedRegex(@"\bmedia_[0-9a-z]{26}\b")]
    private static partial Regex Media();
}
