using System.Xml.Linq;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;

namespace Cesuur.Infrastructure.Qti;

/// <summary>
/// Writes a stimulus as a document of its own, which all its items refer to. QTI limits playing only in an interaction
/// of one item; the limit of a fragment that several items are about stands beside it as data.
/// </summary>
public static class StimulusWriter
{
    public static XElement Write(Stimulus stimulus, IEnumerable<KeptXml> kept, Func<Id<Media>, QtiFile> fileOf)
    {
        var text = new QtiTextWriter(fileOf);
        var all = kept.ToList();
        return new XElement(
            QtiNames.Qti + StimulusReader.Document,
            new XAttribute("identifier", QtiIdentifier.Write(stimulus.Identifier)),
            new XAttribute("title", stimulus.Title),
            KeptWriter.Attributes(all, StimulusReader.Document),
            new XElement(
                QtiNames.Qti + "qti-stimulus-body",
                stimulus.MediaId is { } id ? Media(fileOf(id), stimulus) : null,
                text.WriteBlocks(stimulus.Text)),
            KeptWriter.Elements(all, StimulusReader.Document, fileOf));
    }

    private static XElement Media(QtiFile file, Stimulus stimulus)
    {
        var name = file.ContentType.Split('/')[0] switch
        {
            "audio" => "audio",
            "video" => "video",
            _ => "img",
        };
        return new XElement(
            QtiNames.Qti + name,
            new XAttribute("src", file.Href),
            name == "img" ? new XAttribute("alt", stimulus.Title) : new XAttribute("controls", "controls"),
            new XAttribute(StimulusReader.Media, ""),
            stimulus.PlayLimit is { } limit ? new XAttribute(StimulusReader.PlayLimit, limit) : null);
    }
}
