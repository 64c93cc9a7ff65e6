using System.Globalization;
using System.Text;
using System.Xml;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;

namespace Cesuur.Infrastructure.Files;

/// <summary>
/// An SVG that holds a drawing and nothing else. What is not known to be one is refused rather than removed: who
/// made the drawing can take it out, and sees the same picture that candidates will.
/// </summary>
internal sealed record SvgDrawing(int? Width, int? Height)
{
    /// <summary>Bytes.</summary>
    public const long MaxSize = 2 * 1024 * 1024;

    private const int MaxDepth = 64;
    private const string Style = "style";
    private const string Url = "url(";
    private const string Namespace = "http://www.w3.org/2000/svg";
    private const string XLink = "http://www.w3.org/1999/xlink";
    private const string Xml = "http://www.w3.org/XML/1998/namespace";
    private const string Declarations = "http://www.w3.org/2000/xmlns/";

    private static readonly HashSet<string> Elements =
    [
        "svg", "g", "defs", "symbol", "use", "title", "desc", "metadata", "switch", "view", "a", "style",
        "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan", "textPath", "image",
        "linearGradient", "radialGradient", "stop", "clipPath", "mask", "pattern", "marker",
        "filter", "feBlend", "feColorMatrix", "feComponentTransfer", "feComposite", "feConvolveMatrix", "feDiffuseLighting",
        "feDisplacementMap", "feDistantLight", "feDropShadow", "feFlood", "feFuncA", "feFuncB", "feFuncG", "feFuncR",
        "feGaussianBlur", "feImage", "feMerge", "feMergeNode", "feMorphology", "feOffset", "fePointLight",
        "feSpecularLighting", "feSpotLight", "feTile", "feTurbulence",
    ];

    /// <summary>What drawing programs leave behind for themselves; a browser does nothing with it.</summary>
    private static readonly HashSet<string> Inert =
    [
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "http://purl.org/dc/elements/1.1/", "http://creativecommons.org/ns#",
        "http://web.resource.org/cc/", "http://www.inkscape.org/namespaces/inkscape", "http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd",
    ];

    /// <exception cref="DomainException"><c>svg_not_safe</c></exception>
    public static SvgDrawing Read(Stream content)
    {
        if (content.Length > MaxSize)
        {
            throw Refusal($"It is longer than {MaxSize} bytes.");
        }

        content.Position = 0;
        using var xml = XmlReader.Create(content, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, IgnoreComments = true });
        try
        {
            SvgDrawing? drawing = null;
            StringBuilder? style = null; // whole, since a comment or a CDATA section parts the text and not the style
            while (xml.Read())
            {
                switch (xml.NodeType)
                {
                    case XmlNodeType.Element:
                        CheckElement(xml, isRoot: drawing is null);
                        drawing ??= SizeOf(xml);
                        if (style is not null)
                        {
                            throw Refusal("The element style has an element in it.");
                        }

                        style = xml.LocalName == Style && !xml.IsEmptyElement ? new StringBuilder() : null;
                        break;
                    case XmlNodeType.EndElement when style is not null:
                        CheckStyle(style.ToString(), Style);
                        style = null;
                        break;
                    case XmlNodeType.ProcessingInstruction:
                        throw Refusal($"The processing instruction {xml.Name} is not taken here.");
                    case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace:
                        style?.Append(xml.Value);
                        break;
                }
            }

            return drawing!;
        }
        catch (XmlException)
        {
            throw Refusal("It is not well-formed, or declares a document type.");
        }
    }

    private static SvgDrawing SizeOf(XmlReader xml)
    {
        var box = xml.GetAttribute("viewBox")?.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries);
        return new SvgDrawing(
            Pixels(xml.GetAttribute("width")) ?? (box is [_, _, var width, _] ? Pixels(width) : null),
            Pixels(xml.GetAttribute("height")) ?? (box is [_, _, _, var height] ? Pixels(height) : null));
    }

    private static int? Pixels(string? length)
    {
        var number = length?.EndsWith("px", StringComparison.Ordinal) == true ? length[..^2] : length;
        return double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var pixels) && pixels is >= 1 and <= int.MaxValue
            ? (int)pixels
            : null;
    }

    private static void CheckElement(XmlReader xml, bool isRoot)
    {
        var element = xml.Name;
        var isKnown = xml.NamespaceURI == Namespace ? Elements.Contains(xml.LocalName) && (!isRoot || xml.LocalName == "svg") : !isRoot && Inert.Contains(xml.NamespaceURI);
        if (!isKnown || xml.Depth > MaxDepth)
        {
            throw Refusal($"The element {element} is not taken here.");
        }

        while (xml.MoveToNextAttribute())
        {
            CheckAttribute(xml, element);
        }

        xml.MoveToElement();
    }

    private static void CheckAttribute(XmlReader xml, string element)
    {
        if (xml.NamespaceURI == Declarations || Inert.Contains(xml.NamespaceURI))
        {
            return;
        }

        var isOurs = xml.NamespaceURI is "" or XLink || (xml.NamespaceURI == Xml && xml.LocalName is "space" or "lang");
        var isLink = xml.LocalName.Equals("href", StringComparison.OrdinalIgnoreCase) || xml.LocalName.Equals("src", StringComparison.OrdinalIgnoreCase);
        if (!isOurs || xml.LocalName.StartsWith("on", StringComparison.OrdinalIgnoreCase) || (isLink && !IsInside(xml.Value)))
        {
            throw Refusal($"The attribute {xml.Name} of the element {element} is not taken here.");
        }

        if (!isLink)
        {
            CheckStyle(xml.Value, element); // a presentation attribute can do what a style can
        }
    }

    /// <summary>A part of the same drawing, or a picture that comes with it.</summary>
    private static bool IsInside(string link) => link.StartsWith('#')
        || link.StartsWith("data:image/png;base64,", StringComparison.Ordinal)
        || link.StartsWith("data:image/jpeg;base64,", StringComparison.Ordinal)
        || link.StartsWith("data:image/gif;base64,", StringComparison.Ordinal)
        || link.StartsWith("data:image/webp;base64,", StringComparison.Ordinal);

    // No at-rule, since some fetch; no backslash, since with it every word can be spelt in another way.
    private static void CheckStyle(string value, string element)
    {
        var isOutside = value.AsSpan().ContainsAny('@', '\\') || value.Contains("image-set", StringComparison.OrdinalIgnoreCase);
        for (var at = 0; !isOutside && (at = value.IndexOf(Url, at, StringComparison.OrdinalIgnoreCase)) >= 0;)
        {
            at += Url.Length;
            isOutside = !value.AsSpan(at).TrimStart(" \t\r\n'\"").StartsWith('#');
        }

        if (isOutside)
        {
            throw Refusal($"The element {element} has a style that refers to something outside the drawing, or may.");
        }
    }

    private static DomainException Refusal(string detail) => new(MediaErrors.SvgNotSafe, detail);
}
