using System.Xml;
using System.Xml.Linq;

namespace Cesuur.Infrastructure.Qti;

/// <summary>
/// Identifiers in QTI are names of XML; ours may be anything, such as <c>1</c>. What is no name is written as
/// <c>_x0031_</c>. Names, values of responses and keys are all written so, or they would not agree.
/// </summary>
public static class QtiIdentifier
{
    public static string Write(string identifier) => XmlConvert.EncodeLocalName(identifier)!;

    public static string Read(string written) => XmlConvert.DecodeName(written.Trim())!;

    /// <summary>The declarations and the processing of an item with our identifiers in the place of written ones, or the other way.</summary>
    internal static void Rename(IEnumerable<XElement> elements, Func<string, string> rename)
    {
        foreach (var element in elements.DescendantsAndSelf())
        {
            switch (element.Name.LocalName)
            {
                case "qti-response-declaration" or "qti-variable" or "qti-correct" or "qti-default" or "qti-map-response" when element.Attribute("identifier") is { } name:
                    name.Value = rename(name.Value);
                    break;
                case "qti-base-value" when IsIdentifier(element):
                    element.Value = Each(element.Value, rename);
                    break;
                case "qti-value" when element.Ancestors(QtiNames.Qti + "qti-response-declaration").FirstOrDefault() is { } declaration && IsIdentifier(declaration):
                    element.Value = Each(element.Value, rename);
                    break;
                case "qti-map-entry" when IsIdentifier(element.Ancestors(QtiNames.Qti + "qti-response-declaration").FirstOrDefault()) && element.Attribute("map-key") is { } key:
                    key.Value = Each(key.Value, rename);
                    break;
            }
        }
    }

    private static bool IsIdentifier(XElement? element) => element?.Attribute("base-type")?.Value is "identifier" or "pair" or "directedPair";

    // A pair is two identifiers with a space between.
    private static string Each(string text, Func<string, string> rename) =>
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(rename));
}
