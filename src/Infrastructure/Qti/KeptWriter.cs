using System.Xml.Linq;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;

namespace Cesuur.Infrastructure.Qti;

/// <summary>Writes back what came along: elements, and the attributes of the document, which are kept on an element of its name.</summary>
internal static class KeptWriter
{
    public static IEnumerable<XAttribute> Attributes(IEnumerable<KeptXml> kept, string document) => Parse(kept, document)
        .Where(element => element.Name == QtiNames.Qti + document)
        .SelectMany(element => element.Attributes())
        .Where(attribute => !attribute.IsNamespaceDeclaration);

    public static IEnumerable<XElement> Elements(IEnumerable<KeptXml> kept, string place, Func<Id<Media>, QtiFile> fileOf) => Parse(kept, place)
        .Where(element => element.Name != QtiNames.Qti + place)
        .Select(element => KeptFiles.Write(element, fileOf));

    private static IEnumerable<XElement> Parse(IEnumerable<KeptXml> kept, string place) =>
        kept.Where(one => one.Place == place).Select(one => XElement.Parse(one.Xml, LoadOptions.PreserveWhitespace));
}
