using System.Xml.Linq;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;

namespace Cesuur.Infrastructure.Qti;

/// <summary>Files that kept elements name: by their ids while they are kept, by their addresses in a package.</summary>
internal static class KeptFiles
{
    public static XElement Read(XElement element, Func<string, Id<Media>?> mediaOf) => Replace(element, address => mediaOf(address)?.ToString());

    public static XElement Write(XElement element, Func<Id<Media>, QtiFile> fileOf) =>
        Replace(element, text => Id<Media>.TryRead(text, out var id) ? fileOf(id).Href : null);

    private static XElement Replace(XElement element, Func<string, string?> replacement)
    {
        var copy = new XElement(element);
        foreach (var part in copy.DescendantsAndSelf())
        {
            foreach (var attribute in part.Attributes().Where(attribute => attribute.Name.LocalName is "src" or "data" or "href"))
            {
                attribute.Value = replacement(attribute.Value) ?? attribute.Value;
            }

            if (part.Name.LocalName == "qti-file-href" && replacement(part.Value.Trim()) is { } file)
            {
                part.Value = file;
            }
        }

        return copy;
    }
}
