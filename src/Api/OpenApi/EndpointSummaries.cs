using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Cesuur.Api.OpenApi;

/// <summary>What endpoint classes say of themselves, from the compiler's XML documentation beside the assembly.</summary>
internal static partial class EndpointSummaries
{
    private static readonly Lazy<Dictionary<string, string>> Summaries = new(Read);

    /// <summary>The class's summary as plain text; without one, its name as words (<c>ListGroups</c>: «List groups.»).</summary>
    public static string Of(Type endpoint)
    {
        if (Summaries.Value.TryGetValue($"T:{endpoint.FullName}", out var summary))
        {
            return summary;
        }

        var words = WordStart().Replace(endpoint.Name, match => " " + match.Value.ToLowerInvariant());
        return words + ".";
    }

    private static Dictionary<string, string> Read()
    {
        var path = Path.ChangeExtension(typeof(EndpointSummaries).Assembly.Location, ".xml");
        return XDocument.Load(path).Descendants("member")
            .Where(member => member.Attribute("name")!.Value.StartsWith("T:", StringComparison.Ordinal) && member.Element("summary") is not null)
            .ToDictionary(member => member.Attribute("name")!.Value, member => Text(member.Element("summary")!));
    }

    private static string Text(XElement summary)
    {
        var parts = summary.Nodes().Select(node => node switch
        {
            XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
            XElement { Name.LocalName: "see" } see => see.Attribute("cref")!.Value.Split('.')[^1],
            XElement element => element.Value,
            XText text => text.Value,
            _ => "",
        });
        return Space().Replace(string.Concat(parts), " ").Trim();
    }

    [GeneratedRegex("(?<!^)[A-Z]")]
    private static partial Regex WordStart();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
