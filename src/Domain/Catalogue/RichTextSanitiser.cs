using System.Collections.Frozen;
using System.Text;
using System.Xml.Linq;

namespace Cesuur.Domain.Catalogue;

/// <summary>
/// Makes a <see cref="RichText"/> of HTML from outside, and tells everything that it takes out. The same nodes always
/// give the same text, and a text made by it comes through unchanged.
/// </summary>
public sealed class RichTextSanitiser(Func<string, Id<Media>?> mediaOf, Action<RichTextRemoval> report)
{
    /// <summary>On a <c>span</c> written for an element that the HTML of others lacks: its name.</summary>
    public const string ElementName = "data-cesuur-element";

    /// <summary>On a <c>div</c> written around what stands in none: only its content is read.</summary>
    public const string Loose = "data-cesuur-loose";

    // Its p, s, sub, mark and audio mean other things than those of HTML.
    private static readonly XNamespace Speech = "http://www.w3.org/2001/10/synthesis";

    /// <summary>Taken out with all that is in them; of every other unknown element the content stays.</summary>
    private static readonly FrozenSet<string> Removed = """
        script iframe frame frameset embed applet input textarea select button datalist output meter progress template
        noscript noembed noframes plaintext xmp svg canvas portal dialog slot map include mglyph malignmark foreignobject
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToFrozenSet();

    /// <summary>The same, but nobody who reads the text misses them.</summary>
    private static readonly FrozenSet<string> Unseen = new[] { "style", "link", "base", "meta", "head", "title", "param", "annotation-xml" }.ToFrozenSet();

    /// <summary>Asked for every element first: what stands for it in the text, or nothing when it is ordinary.</summary>
    public Func<XElement, string?> Embed { get; init; } = _ => null;

    public string Sanitise(IEnumerable<XNode> nodes)
    {
        var text = new StringBuilder();
        Write(text, nodes, 0);
        return text.ToString().Trim(' ', '\t', '\n');
    }

    /// <summary>The attributes of an element, as far as they are allowed at <paramref name="name"/>, each with a space before it.</summary>
    /// <param name="element">The element that has them.</param>
    /// <param name="name">The element that gets them.</param>
    /// <param name="replace">What stands for an attribute; nothing where it is read otherwise.</param>
    public string Attributes(XElement element, string name, Func<XAttribute, XAttribute?> replace)
    {
        var text = new StringBuilder();
        var attributes = element.Attributes().Where(attribute => !attribute.IsNamespaceDeclaration).Select(replace).OfType<XAttribute>()
            .DistinctBy(attribute => attribute.Name.ToString(), StringComparer.OrdinalIgnoreCase); // to HTML class and CLASS are one
        foreach (var attribute in attributes)
        {
            Write(text, element, name, attribute);
        }

        return text.ToString();
    }

    /// <summary>Characters as they stand in an attribute.</summary>
    public static string EscapeValue(string value) =>
        Escape(value).Replace("\"", "&quot;", StringComparison.Ordinal).Replace('\n', ' ').Replace('\t', ' ');

    private static string Escape(string text) => text
        .Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal)
        .Replace('\r', '\n');

    private void Write(StringBuilder text, IEnumerable<XNode> nodes, int depth)
    {
        foreach (var node in nodes)
        {
            if (node is XText characters)
            {
                text.Append(Escape(characters.Value));
            }
            else if (node is XElement element)
            {
                Write(text, element, depth);
            }
        }
    }

    private void Write(StringBuilder text, XElement element, int depth)
    {
        if (depth >= RichText.MaxDepth)
        {
            Report(element, "nested_too_deeply", $"Elements stand at most {RichText.MaxDepth} deep.", isLoss: true);
            return;
        }

        if (Embed(element) is { } embedded)
        {
            text.Append(embedded);
            return;
        }

        var name = NameOf(element);
        if (element.Attribute(Loose) is not null)
        {
            Write(text, element.Nodes(), depth);
        }
        else if (name == "object")
        {
            WriteObject(text, element);
        }
        else if (element.Name.Namespace != Speech && RichTextRules.HasElement(name))
        {
            WriteAllowed(text, element, name, depth);
        }
        else if (Removed.Contains(name) || Unseen.Contains(name))
        {
            Report(element, "element_removed", $"<{name}> is not taken over, nor what is in it.", Removed.Contains(name));
        }
        else
        {
            Report(element, "element_unwrapped", $"<{name}> is not taken over; what is in it is.", isLoss: false);
            Write(text, element.Nodes(), depth + 1);
        }
    }

    // What has no name in the HTML of others is written as a span that tells its name.
    private static string NameOf(XElement element) =>
        element.Name.LocalName == "span" && element.Attribute(ElementName)?.Value is { } own && RichTextRules.HasElement(own) && !RichTextRules.IsVoid(own)
            ? own
            : element.Name.LocalName.ToLowerInvariant();

    private void WriteAllowed(StringBuilder text, XElement element, string name, int depth)
    {
        var source = element.Attribute("src");
        var file = "";
        if (RichTextRules.IsFile(name) && (source is not null || RichTextRules.IsVoid(name)))
        {
            if (MediaOf(element, source?.Value) is not { } id)
            {
                return;
            }

            file = $" src=\"{id}\"";
        }

        text.Append('<').Append(name).Append(file);
        text.Append(Attributes(element, name, attribute => attribute == source || attribute.Name == ElementName ? null : attribute));
        if (RichTextRules.IsVoid(name))
        {
            text.Append("/>");
            return;
        }

        text.Append('>');
        Write(text, element.Nodes(), depth + 1);
        text.Append("</").Append(name).Append('>');
    }

    /// <summary>QTI 2 shows every file with an <c>object</c>; its content is what is told of it instead.</summary>
    private void WriteObject(StringBuilder text, XElement element)
    {
        var name = element.Attribute("type")?.Value.Split('/')[0].Trim().ToLowerInvariant() switch
        {
            "image" => "img",
            "audio" => "audio",
            "video" => "video",
            _ => null,
        };
        if (name is null)
        {
            Report(element, "element_removed", "An <object> is taken over only as a picture, sound or video with its type.", isLoss: true);
        }
        else if (MediaOf(element, element.Attribute("data")?.Value) is { } id)
        {
            text.Append('<').Append(name).Append(" src=\"").Append(id).Append('"');
            text.Append(name == "img" ? $" alt=\"{EscapeValue(OneLine(element.Value))}\"" : " controls=\"controls\"");
            text.Append(Attributes(element, name, attribute => attribute.Name.LocalName is "data" or "type" or "alt" or "controls" ? null : attribute));
            text.Append(name == "img" ? "/>" : $"></{name}>");
        }
    }

    private Id<Media>? MediaOf(XElement element, string? address)
    {
        if (address is { Length: > 0 } && mediaOf(address) is { } id)
        {
            return id;
        }

        var (code, detail) = address switch
        {
            null or "" => ("file_missing", "It names no file."),
            _ when address.StartsWith("data:", StringComparison.OrdinalIgnoreCase) => ("data_url", "A file stands in the package, not in an address."),
            _ when address.StartsWith("//", StringComparison.Ordinal) || address.Contains("://", StringComparison.Ordinal) =>
                ("external_reference", $"'{Shortened(address)}' is not in the package."),
            _ => ("file_missing", $"There is no file '{Shortened(address)}' that can be shown."),
        };
        Report(element, code, detail, isLoss: true);
        return null;
    }

    private void Write(StringBuilder text, XElement element, string name, XAttribute attribute)
    {
        var key = attribute.Name.Namespace == XNamespace.Xml ? $"xml:{attribute.Name.LocalName}"
            : attribute.Name.Namespace == XNamespace.None ? attribute.Name.LocalName.ToLowerInvariant()
            : $"{{{attribute.Name.NamespaceName}}}{attribute.Name.LocalName}";
        var value = attribute.Value;
        if (key == "style")
        {
            value = RichTextRules.KeepStyle(attribute.Value);
            if (value.Split(';', StringSplitOptions.RemoveEmptyEntries).Length < RichTextRules.CountDeclarations(attribute.Value))
            {
                Report(element, "style_removed", $"Of the style '{Shortened(attribute.Value)}' '{value}' is taken over.", isLoss: false);
            }
        }

        if (RichTextRules.WrongAttribute(name, key, value) is { } wrong)
        {
            Report(element, key == "href" ? "link_removed" : "attribute_removed", wrong, isLoss: false);
        }
        else if (value.Length > 0 || key is not ("style" or "class" or "id"))
        {
            text.Append(' ').Append(key).Append("=\"").Append(EscapeValue(value)).Append('"');
        }
    }

    private static string OneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private void Report(XElement place, string code, string detail, bool isLoss) =>
        report(new RichTextRemoval(place, code, detail, isLoss));

    private static string Shortened(string text) => text.Length > 100 ? $"{text[..100]}…" : text;
}
