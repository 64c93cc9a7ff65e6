using System.Collections.Frozen;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Cesuur.Infrastructure.Qti;

/// <summary>
/// The names of QTI 3.0. Documents of QTI 2.0, 2.1 and 2.2, whose elements differ in little else, are given them, so
/// that everything after it reads one language.
/// </summary>
public static partial class QtiNames
{
    public static readonly XNamespace Qti = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0";

    public static readonly XNamespace MathMl = "http://www.w3.org/1998/Math/MathML";

    private static readonly XNamespace Xhtml = "http://www.w3.org/1999/xhtml";

    /// <summary>The elements of QTI 2 whose names have no capital to tell them from HTML.</summary>
    private static readonly FrozenSet<string> Words = """
        and contains correct default delete divide equal gap gcd gt gte hottext index inside lcm lt lte mapping match max
        member min multiple not null or ordered ordering power product prompt random record repeat round selection stylesheet
        substring subtract sum truncate value variable weight
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToFrozenSet();

    /// <summary>
    /// Renames in place; lines and annotations stay. Elements of HTML keep their names and move into the namespace of
    /// QTI, where QTI 3.0 has them; what is in other namespaces stays as it is.
    /// </summary>
    public static void Modernise(XDocument document, QtiFindings findings)
    {
        if (document.Root is not { } root)
        {
            return;
        }

        var isOld = !root.Name.LocalName.StartsWith("qti-", StringComparison.Ordinal);
        var own = root.Name.Namespace; // some put a test into the namespace of packages
        foreach (var element in root.DescendantsAndSelf())
        {
            if (element.Name == XName.Get("include", "http://www.w3.org/2001/XInclude"))
            {
                findings.Error(element, "xinclude_unsupported", "What XInclude would bring in is not read.");
            }
            else if (element.Name.Namespace is var space && (space == XNamespace.None || space == Xhtml || space == own || IsQti(space)))
            {
                Rename(element, isOld && space != Xhtml);
            }
        }
    }

    private static void Rename(XElement element, bool isOld)
    {
        var name = element.Name.LocalName;
        if (isOld && (Words.Contains(name) || Capital().IsMatch(name)))
        {
            element.Name = Qti + $"qti-{Hyphenated(name)}";
            element.ReplaceAttributes(element.Attributes().Where(attribute => !IsStale(attribute)).Select(attribute =>
                attribute.Name.Namespace == XNamespace.None && !attribute.IsNamespaceDeclaration
                    ? new XAttribute(Hyphenated(attribute.Name.LocalName), attribute.Value)
                    : attribute).ToList());
            return;
        }

        element.Name = Qti + name;
        element.Attributes().Where(IsStale).Remove();
    }

    // Declarations of the namespaces that the names were moved out of would say the opposite of them.
    private static bool IsStale(XAttribute attribute) => attribute.IsNamespaceDeclaration
        && attribute.Value != Qti.NamespaceName
        && (attribute.Name.LocalName == "xmlns" || IsQti(attribute.Value) || attribute.Value == Xhtml.NamespaceName);

    private static bool IsQti(XNamespace space) =>
        space.NamespaceName.StartsWith("http://www.imsglobal.org/", StringComparison.Ordinal) && space.NamespaceName.Contains("imsqti", StringComparison.Ordinal);

    private static string Hyphenated(string name) => Seam().Replace(name, "-").ToLowerInvariant();

    [GeneratedRegex("[a-z][A-Z]")]
    private static partial Regex Capital();

    [GeneratedRegex("(?<=[a-z0-9])(?=[A-Z])")]
    private static partial Regex Seam();
}
