using System.Globalization;
using System.Xml.Linq;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;

namespace Cesuur.Infrastructure.Qti;

/// <summary>Reads a <c>qti-assessment-stimulus</c> in the names of QTI 3.0.</summary>
public static class StimulusReader
{
    /// <summary>On the sound, video or picture that is the stimulus' own, and not one in its text.</summary>
    internal const string Media = "data-cesuur-media";

    internal const string PlayLimit = "data-cesuur-play-limit";

    internal const string Document = "qti-assessment-stimulus";

    public static StimulusReading Read(XElement stimulus, QtiContext context)
    {
        var findings = new QtiFindings(context.File);
        var kept = new List<KeptXml>();
        var text = new QtiText(context, findings, kept);
        var identifier = QtiIdentifier.Read(stimulus.Attribute("identifier")?.Value ?? "");
        if (identifier.Length == 0)
        {
            findings.Error(stimulus, "identifier_missing", "A stimulus has an identifier.");
        }

        text.KeepAttributes(stimulus, Document);
        foreach (var child in stimulus.Elements().Where(child => child.Name != QtiNames.Qti + "qti-stimulus-body"))
        {
            if (child.Name.LocalName == "qti-stylesheet")
            {
                findings.Notice(child, "stylesheet_left_out", "How a text looks is up to who shows it.");
            }
            else if (child.Name.LocalName == "qti-catalog-info" || child.Name.Namespace != QtiNames.Qti)
            {
                text.Keep(child, Document);
            }
            else
            {
                findings.Error(child, "element_unknown", $"<{child.Name.LocalName}> is not known, or not supported.");
            }
        }

        var media = stimulus.Descendants().FirstOrDefault(element => element.Attribute(Media) is not null);
        var body = stimulus.Element(QtiNames.Qti + "qti-stimulus-body");
        var shown = body is null ? "" : text.Wrap(body, text.Read(body.Nodes(), element => element == media ? "" : null), "div");
        var read = new Stimulus
        {
            Identifier = identifier,
            Title = stimulus.Attribute("title")?.Value is { Length: > 0 } title ? title : identifier,
            Text = shown.Length == 0 ? null : shown,
            MediaId = MediaOf(media, context, findings),
            PlayLimit = int.TryParse(media?.Attribute(PlayLimit)?.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? limit : null,
        };
        return new StimulusReading { Stimulus = findings.HasErrors ? null : read, Kept = kept, Findings = findings.All };
    }

    private static Id<Media>? MediaOf(XElement? element, QtiContext context, QtiFindings findings)
    {
        if (element?.Attribute("src")?.Value is not { } address)
        {
            return null;
        }

        if (context.MediaOf(address) is { } id)
        {
            return id;
        }

        findings.Error(element, "file_missing", $"There is no file '{address}' that can be played.");
        return null;
    }
}
