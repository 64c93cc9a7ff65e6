using System.Collections.Frozen;
using System.Xml.Linq;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;

namespace Cesuur.Infrastructure.Qti;

/// <summary>Writes our texts as content of QTI 3.0.</summary>
internal sealed class QtiTextWriter(Func<Id<Media>, QtiFile> fileOf)
{
    private static readonly FrozenSet<string> Blocks = """
        p div h1 h2 h3 h4 h5 h6 hr pre blockquote ul ol dl table figure section article aside header footer nav details address audio video
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToFrozenSet();

    // Elements of HTML that QTI 3.0 does not have.
    private static readonly FrozenSet<string> Missing = new[] { "u", "s", "mark", "ins", "del", "time" }.ToFrozenSet();

    /// <param name="text">Checked or sanitised.</param>
    /// <param name="replace">What is written for an element of the text; asked before the rules that hold everywhere.</param>
    public IReadOnlyList<XNode> Write(string? text, Func<XElement, XElement?>? replace = null) =>
        [.. RichText.Parse(text ?? "").Select(node => Convert(node, replace))];

    /// <summary>The same, where QTI has blocks only.</summary>
    public IReadOnlyList<XNode> WriteBlocks(string? text, Func<XElement, XElement?>? replace = null)
    {
        var blocks = new List<XNode>();
        XElement? loose = null;
        foreach (var node in Write(text, replace))
        {
            if (node is XElement element && IsBlock(element))
            {
                loose = null;
                blocks.Add(node);
            }
            else if (loose is null && node is XText characters && string.IsNullOrWhiteSpace(characters.Value))
            {
                blocks.Add(node);
            }
            else
            {
                if (loose is null)
                {
                    blocks.Add(loose = new XElement(QtiNames.Qti + "div", new XAttribute(RichTextSanitiser.Loose, "")));
                }

                loose.Add(node);
            }
        }

        return blocks;
    }

    /// <summary>Attributes of an element of our text, for an element of QTI that takes its place.</summary>
    public static IEnumerable<XAttribute> Attributes(XElement? element, string except) => element?.Attributes()
        .Where(attribute => attribute.Name != except)
        .Select(attribute => new XAttribute(
            attribute.Name.LocalName is "data-pattern-mask" or "data-placeholder-text" or "data-orientation"
                ? attribute.Name.LocalName["data-".Length..]
                : attribute.Name,
            attribute.Value)) ?? [];

    private static bool IsBlock(XElement element) => element.Name.LocalName is var name
        && (Blocks.Contains(name) || (name.EndsWith("-interaction", StringComparison.Ordinal) && !InteractionReader.IsInline(element)));

    private XNode Convert(XNode node, Func<XElement, XElement?>? replace, XNamespace? space = null)
    {
        if (node is not XElement element)
        {
            return node;
        }

        if (replace?.Invoke(element) is { } replaced)
        {
            return replaced;
        }

        var name = element.Name.LocalName;
        var inside = name == "math" ? QtiNames.MathMl : space ?? QtiNames.Qti;
        return new XElement(
            inside + (Missing.Contains(name) ? "span" : name),
            Missing.Contains(name) ? new XAttribute(RichTextSanitiser.ElementName, name) : null,
            element.Attributes().Select(attribute => attribute.Name == "src" && Id<Media>.TryRead(attribute.Value, out var id)
                ? new XAttribute("src", fileOf(id).Href)
                : attribute),
            element.Nodes().Select(child => Convert(child, replace, inside)));
    }
}
