using System.Xml;

namespace Cesuur.Infrastructure.Qti;

/// <summary>
/// Identifiers in QTI are names of XML; ours may be anything, such as <c>1</c>. What is no name is written as
/// <c>_x0031_</c>. Names, values of responses and keys are all written so, or they would not agree.
/// </summary>
public static class QtiIdentifier
{
    public static string Write(string identifier) => XmlConvert.EncodeLocalName(identifier)!;

    public static string Read(string written) => XmlConvert.DecodeName(written.Trim())!;
}
