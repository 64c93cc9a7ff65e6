using System.Xml;
using Cesuur.Domain.Rating;

namespace Cesuur.Domain.Catalogue;

/// <summary>
/// What even a draft may not hold: texts that could run in a browser, XML that is none, and numbers that nothing can be
/// reckoned with. All else is for the <see cref="PublicationCheck"/>: a draft may be as unfinished as its author likes.
/// </summary>
public static class DraftCheck
{
    internal const int MaxPoints = 1000;
    private const int MaxKeptDepth = 100;

    private static readonly XmlReaderSettings OneElement = new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };

    /// <summary>What is wrong, with pointers into the content.</summary>
    public static IReadOnlyList<ErrorDetail> Of(TestContent content) =>
    [
        .. from text in RichTexts.Of(content)
           let wrong = RichText.Check(text.Text)
           where wrong is not null
           select new ErrorDetail(text.Pointer, ContentErrors.HtmlNotAllowed.Code, wrong),
        .. from kept in ContentFiles.Kept(content)
           where !IsOneElement(kept.Xml)
           select new ErrorDetail(kept.Pointer, ContentErrors.KeptNotXml.Code, ContentErrors.KeptNotXml.Title),
        .. Points(content),
    ];

    /// <summary>Whether all points of an item are such that sums of them are points.</summary>
    public static bool IsReckonable(Item item) => PointsOf(item, "").All(points => IsInRange(points.Value, points.Least));

    /// <summary>The points out of range, which not even a version from elsewhere can be published with.</summary>
    internal static IEnumerable<ErrorDetail> Points(TestContent content) =>
        from section in content.Sections.Index()
        from item in section.Item.Items.Index()
        from points in PointsOf(item.Item, $"/sections/{section.Index}/items/{item.Index}")
        where !IsInRange(points.Value, points.Least)
        select new ErrorDetail(points.Pointer, ContentErrors.PointsOutOfRange.Code, ContentErrors.PointsOutOfRange.Title);

    private static bool IsInRange(decimal? points, int least) => points is not { } value || (value >= least && value <= MaxPoints);

    private static bool IsOneElement(string xml)
    {
        try
        {
            using var reader = XmlReader.Create(new StringReader(xml), OneElement);
            while (reader.Read())
            {
                if (reader.Depth > MaxKeptDepth)
                {
                    return false;
                }
            }

            return true;
        }
        catch (XmlException)
        {
            return false;
        }
    }

    /// <summary>Only single values of a mapping can cost points: no item, and no version, is worth less than nothing.</summary>
    private static IEnumerable<(string Pointer, decimal? Value, int Least)> PointsOf(Item item, string pointer) =>
    [
        .. PointsOf(item.Key, pointer),
        .. item.Parts.Index().SelectMany(part => PointsOf(part.Item.Key, $"{pointer}/parts/{part.Index}")),
        .. PointsOf(item.Rubric, pointer),
        ($"{pointer}/processing/maxPoints", item.Processing?.MaxPoints, 0),
    ];

    private static IEnumerable<(string Pointer, decimal? Value, int Least)> PointsOf(ScoringKey? key, string pointer) => key is null ? [] :
    [
        ($"{pointer}/key/points", key.Points, 0),
        ($"{pointer}/key/mappingDefault", key.MappingDefault, -MaxPoints),
        ($"{pointer}/key/minPoints", key.MinPoints, -MaxPoints),
        ($"{pointer}/key/maxPoints", key.MaxPoints, 0),
        .. (key.Mapping ?? []).Index().Select(entry => ($"{pointer}/key/mapping/{entry.Index}/points", (decimal?)entry.Item.Points, -MaxPoints)),
    ];

    private static IEnumerable<(string Pointer, decimal? Value, int Least)> PointsOf(Rubric? rubric, string pointer) => rubric is null ? [] :
        rubric.Criteria.Index().Select(criterion => ($"{pointer}/rubric/criteria/{criterion.Index}/maxPoints", (decimal?)criterion.Item.MaxPoints, 0));
}
