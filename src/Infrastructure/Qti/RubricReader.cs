using System.Globalization;
using System.Text.Json;
using System.Xml.Linq;
using Cesuur.Domain.Rating;

namespace Cesuur.Infrastructure.Qti;

/// <summary>
/// Makes a rubric of what an item tells its scorers. QTI has text for people; the criteria, gates and caps that we
/// write beside it are read back from <c>data-cesuur-rubric</c>.
/// </summary>
internal sealed class RubricReader(XElement item, QtiText text, QtiFindings findings)
{
    public const string Data = "data-cesuur-rubric";

    public const string Guidance = "data-cesuur-guidance";

    public static string[] ViewsOf(XElement block) => block.Attribute("view")?.Value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) ?? [];

    /// <summary>QTI 3 has the content of a block in an element of its own, QTI 2 has not.</summary>
    public static IEnumerable<XNode> ContentOf(XElement block) => (block.Element(QtiNames.Qti + "qti-content-body") ?? block).Nodes();

    /// <summary>What stands beside the content in QTI 3: style sheets and catalogs, which are only told.</summary>
    public static IEnumerable<XNode> AroundContentOf(XElement block) =>
        block.Element(QtiNames.Qti + "qti-content-body") is { } content ? block.Elements().Where(element => element != content) : [];

    public Rubric? Read(IReadOnlyList<XElement> blocks, bool isOpen)
    {
        var own = blocks.FirstOrDefault(block => block.Attribute(Data) is not null);
        var guiding = blocks.Where(block => block == own
            || (own is null && isOpen && ViewsOf(block).Any(view => view is "scorer" or "tutor" or "proctor"))).ToList();
        foreach (var other in blocks.Except(guiding))
        {
            findings.Notice(other, "rubric_block_kept", "What it says to others than candidates and raters is kept, and shown to nobody.");
            text.Keep(other, "qti-item-body");
        }

        return own is not null ? ReadOwn(own) : isOpen ? ReadPlain(guiding) : null;
    }

    private Rubric? ReadOwn(XElement block)
    {
        try
        {
            var rubric = JsonSerializer.Deserialize<Rubric>(block.Attribute(Data)!.Value, Json.Options);
            var guidance = block.Descendants().FirstOrDefault(element => element.Attribute(Guidance) is not null);
            return rubric is null ? null : rubric with { Guidance = guidance is null ? null : text.Read(guidance.Nodes()) };
        }
        catch (JsonException e)
        {
            findings.Error(block, "rubric_malformed", $"Its {Data} is no rubric: {e.Message}");
            return null;
        }
    }

    private Rubric ReadPlain(List<XElement> blocks)
    {
        var guidance = blocks.Select(block => text.Read(ContentOf(block))).Where(content => content.Length > 0).ToList();
        return new Rubric
        {
            Guidance = guidance switch
            {
                [] => null,
                [var only] => only,
                _ => string.Concat(guidance.Select(content => $"<div>{content}</div>")),
            },
            Criteria = MaxPoints() is { } points ? [new Criterion { Id = "points", Title = "Points", MaxPoints = points }] : [],
        };
    }

    private int? MaxPoints()
    {
        var written = Outcome("MAXSCORE")?.Element(QtiNames.Qti + "qti-default-value")?.Element(QtiNames.Qti + "qti-value")?.Value
            ?? Outcome("SCORE")?.Attribute("normal-maximum")?.Value
            ?? "0";
        if (!decimal.TryParse(written.Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out var points)
            || points is < 0 or > 1_000_000 || points != decimal.Truncate(points))
        {
            findings.Error(item, "max_points_malformed", $"A person rates it in whole points, and not up to '{written}'.");
        }
        else if (points == 0)
        {
            findings.Notice(item, "max_points_missing", "A person rates it, and neither MAXSCORE nor the normal maximum of SCORE tells up to how many points: its rubric has no criteria yet, and needs some before the test can be published.");
        }

        return points > 0 ? (int)points : null;
    }

    private XElement? Outcome(string identifier) => item.Elements(QtiNames.Qti + "qti-outcome-declaration")
        .FirstOrDefault(outcome => outcome.Attribute("identifier")?.Value == identifier);
}
