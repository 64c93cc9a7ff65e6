using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

namespace Cesuur.Domain.Catalogue;

/// <summary>
/// Text as content has it everywhere: a fragment of HTML, well-formed as XML, with the elements and attributes of an
/// allow-list (<see cref="RichTextRules"/>) and nothing that runs. Plain text is one, with <c>&amp;</c> and <c>&lt;</c>
/// written as entities. Files are named by their ids: <c>&lt;img src="media_…" alt="…"/&gt;</c>.
/// </summary>
public static partial class RichText
{
    public const int MaxLength = 200_000;

    /// <summary>How deep elements may stand in each other.</summary>
    public const int MaxDepth = 40;

    private static readonly XmlReaderSettings Fragment = new()
    {
        ConformanceLevel = ConformanceLevel.Fragment,
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
    };

    /// <summary>What is wrong with a text that an author sends, or nothing.</summary>
    public static string? Check(string text)
    {
        if (text.Length > MaxLength)
        {
            return $"A text has at most {MaxLength} characters.";
        }

        var files = new HashSet<Id<Media>>();
        try
        {
            using var reader = XmlReader.Create(new StringReader(text), Fragment);
            while (reader.Read())
            {
                if (WrongAt(reader, files) is { } wrong)
                {
                    return wrong;
                }
            }
        }
        catch (XmlException e)
        {
            return $"Not well-formed: {e.Message}";
        }

        // Whoever resolves and checks files looks for them in this one form.
        return files.IsSubsetOf(MediaReferences.In(text)) ? null : "A file is written src=\"media_…\", in double quotes and without spaces.";
    }

    /// <summary>The nodes of a text that has been checked or sanitised.</summary>
    /// <exception cref="XmlException">It has not been.</exception>
    public static IReadOnlyList<XNode> Parse(string text)
    {
        var nodes = new List<XNode>();
        using var reader = XmlReader.Create(new StringReader(text), Fragment);
        reader.Read();
        while (!reader.EOF)
        {
            nodes.Add(XNode.ReadFrom(reader));
        }

        return nodes;
    }

    /// <summary>The characters of a text alone, white space single, what is a block of its own on lines of its own.</summary>
    /// <param name="text">Checked or sanitised.</param>
    public static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var node in Parse(text))
        {
            Write(node);
        }

        return plain.ToString();

        void Write(XNode node)
        {
            if (node is XText characters)
            {
                plain.Append(WhiteSpace().Replace(characters.Value, " "));
            }
            else if (node is XElement element)
            {
                var ends = RichTextRules.IsInline(element.Name.LocalName) ? "" : "\n";
                plain.Append(ends);
                foreach (var inner in element.Nodes())
                {
                    Write(inner);
                }

                plain.Append(ends);
            }
        }
    }

    /// <summary>The names in <c>data-part</c>, <c>data-choice</c> or <c>data-gap</c>, in order.</summary>
    /// <param name="text">Checked or sanitised; none has no marks.</param>
    /// <param name="kind"><c>part</c>, <c>choice</c> or <c>gap</c>.</param>
    public static IEnumerable<string> Marks(string? text, string kind) => text is null ? [] : Parse(text).OfType<XElement>()
        .SelectMany(element => element.DescendantsAndSelf())
        .Select(element => element.Attribute($"data-{kind}")?.Value).OfType<string>();

    private static string? WrongAt(XmlReader reader, HashSet<Id<Media>> files) => reader.NodeType switch
    {
        XmlNodeType.Element => WrongElement(reader, files),
        XmlNodeType.EndElement or XmlNodeType.Text or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace => null,

        // To a browser a CDATA section is a comment that ends at the first bracket, with what follows as its elements.
        _ => "A text has elements and characters only: no comments, CDATA sections or processing instructions.",
    };

    private static string? WrongElement(XmlReader reader, HashSet<Id<Media>> files)
    {
        var name = reader.Name;
        if (!RichTextRules.HasElement(name))
        {
            return $"<{name}> is not allowed.";
        }

        if (reader.Depth >= MaxDepth)
        {
            return $"Elements stand at most {MaxDepth} deep.";
        }

        if (reader.IsEmptyElement != RichTextRules.IsVoid(name))
        {
            return RichTextRules.IsVoid(name)
                ? $"<{name}> is empty, and written <{name}/>."
                : $"Write <{name}></{name}>: a browser never closes <{name}/>.";
        }

        while (reader.MoveToNextAttribute())
        {
            if (RichTextRules.WrongAttribute(name, reader.Name, reader.Value) is { } wrong)
            {
                return wrong;
            }

            if (reader.Name == "src" && Id<Media>.TryRead(reader.Value, out var id))
            {
                files.Add(id);
            }
        }

        return null;
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();
}
