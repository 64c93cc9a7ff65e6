using System.Xml.Linq;
using Cesuur.Domain.Catalogue;

namespace Cesuur.Infrastructure.Qti;

/// <summary>Reads the texts of one document, and tells what of them cannot be taken over.</summary>
internal sealed class QtiText(QtiContext context, QtiFindings findings, List<KeptXml> kept)
{
    private readonly RichTextSanitiser attributes = new(context.MediaOf, removal => Report(findings, removal));

    /// <param name="nodes">The content.</param>
    /// <param name="embed">What stands for an element in the text; asked before the rules that hold everywhere.</param>
    public string Read(IEnumerable<XNode> nodes, Func<XElement, string?>? embed = null)
    {
        var content = nodes.ToList();
        var text = new RichTextSanitiser(context.MediaOf, removal => Report(findings, removal)) { Embed = element => embed?.Invoke(element) ?? Embed(element) }
            .Sanitise(content);
        if (text.Length > RichText.MaxLength)
        {
            findings.Error(content[0].Parent!, "text_too_long", $"A text has at most {RichText.MaxLength} characters.");
        }

        return text;
    }

    /// <summary>The content of an element of QTI; language, class and the like go with it, on an element around it.</summary>
    public string ReadContent(XElement element, string wrapper, params string[] own) => Wrap(element, Read(element.Nodes()), wrapper, own);

    public string Wrap(XElement element, string text, string wrapper, params string[] own)
    {
        var around = attributes.Attributes(element, wrapper, Except(own));
        return around.Length == 0 ? text : $"<{wrapper}{around}>{text}</{wrapper}>";
    }

    /// <summary>An empty element in the place of an element of QTI, with its language, class and the like.</summary>
    public string Mark(string name, string data, string identifier, XElement element, Func<XAttribute, XAttribute?> replace) =>
        $"{Open(name, data, identifier, element, replace)}</{name}>";

    public string Open(string name, string data, string identifier, XElement element, Func<XAttribute, XAttribute?> replace) =>
        $"<{name} {data}=\"{RichTextSanitiser.EscapeValue(identifier)}\"{attributes.Attributes(element, name, replace)}>";

    public static Func<XAttribute, XAttribute?> Except(params string[] own) => attribute => own.Contains(attribute.Name.LocalName) ? null : attribute;

    /// <summary>Keeps an element as it was read, with the ids of the files it names.</summary>
    public void Keep(XElement element, string place) =>
        kept.Add(new KeptXml(place, KeptFiles.Read(element, context.MediaOf).ToString(SaveOptions.DisableFormatting)));

    /// <summary>Keeps the attributes of the document itself.</summary>
    public void KeepAttributes(XElement root, string place)
    {
        var attributes = root.Attributes().Where(attribute => attribute.Name == XNamespace.Xml + "lang"
            || attribute.Name.LocalName is "label" or "tool-name" or "tool-version"
            || (attribute.Name.LocalName == "time-dependent" && attribute.Value == "true")).ToList();
        if (attributes.Count > 0)
        {
            kept.Add(new KeptXml(place, new XElement(root.Name, attributes).ToString(SaveOptions.DisableFormatting)));
        }
    }

    private string? Embed(XElement element)
    {
        var name = element.Name.LocalName;
        if (name == "apipAccessibility")
        {
            findings.Notice(element, "accessibility_left_out", "What APIP tells to read aloud or in braille in the place of a text is not taken over.");
            return "";
        }

        if (!name.StartsWith("qti-", StringComparison.Ordinal))
        {
            return null;
        }

        switch (name)
        {
            case "qti-feedback-inline" or "qti-feedback-block":
                KeepFeedback(element);
                break;
            case "qti-template-inline" or "qti-template-block" or "qti-printed-variable":
                findings.Error(element, "templates_unsupported", "Items that differ from sitting to sitting are not supported.");
                break;
            case "qti-stylesheet":
                findings.Notice(element, "stylesheet_left_out", "How a text looks is up to who shows it.");
                break;
            case "qti-catalog-info":
                findings.Notice(element, "catalog_left_out", "A catalog is kept where it belongs to an item or a stimulus.");
                break;
            default:
                findings.Error(element, "element_unknown", $"<{name}> cannot stand here, or is not known.");
                break;
        }

        return "";
    }

    // What is written back stands at the end of the body, where only a block can stand.
    private void KeepFeedback(XElement element)
    {
        if (element.Descendants().Any(inner => inner.Name.LocalName.EndsWith("-interaction", StringComparison.Ordinal)))
        {
            findings.Error(element, "interaction_in_feedback", "What is asked cannot depend on what was answered.");
            return;
        }

        findings.Notice(element, "feedback_not_shown", "Feedback is kept, and shown to nobody.");
        Keep(
            element.Name.LocalName == "qti-feedback-block" ? element : new XElement(
                QtiNames.Qti + "qti-feedback-block",
                element.Attributes(),
                new XElement(QtiNames.Qti + "qti-content-body", new XElement(QtiNames.Qti + "div", element.Nodes()))),
            "qti-item-body");
    }

    private static void Report(QtiFindings findings, RichTextRemoval removal)
    {
        if (removal.IsLoss)
        {
            findings.Error(removal.Place, removal.Code, removal.Detail);
        }
        else
        {
            findings.Notice(removal.Place, removal.Code, removal.Detail);
        }
    }
}
