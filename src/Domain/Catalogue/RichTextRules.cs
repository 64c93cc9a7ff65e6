using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace Cesuur.Domain.Catalogue;

/// <summary>
/// The allow-list of a <see cref="RichText"/>. Every attribute is harmless on every element, so that nothing depends
/// on how a browser nests them.
/// </summary>
internal static partial class RichTextRules
{
    private static readonly FrozenSet<string> Html = Words("""
        p div span br hr h1 h2 h3 h4 h5 h6 pre blockquote q cite code kbd samp var dfn abbr em strong i b u s sub sup
        small mark ins del bdo bdi ruby rb rp rt ul ol li dl dt dd table caption colgroup col thead tbody tfoot tr th td
        figure figcaption img audio video source track picture a section article aside header footer nav details summary
        address time
        """);

    private static readonly FrozenSet<string> MathMl = Words("""
        math mrow mi mn mo ms mtext mspace mfrac msqrt mroot mstyle merror mpadded mphantom mfenced menclose msub msup
        msubsup munder mover munderover mmultiscripts mprescripts none mtable mtr mlabeledtr mtd maligngroup
        mstack mlongdiv msgroup msrow mscarries mscarry msline semantics annotation
        """);

    private static readonly FrozenSet<string> Inline = Words("""
        span q cite code kbd samp var dfn abbr em strong i b u s sub sup small mark ins del bdo bdi ruby rb rp rt a time
        """);

    private static readonly FrozenSet<string> Void = Words("br hr img col source track");

    private static readonly FrozenSet<string> Global = Words("""
        id class lang xml:lang dir title role style
        data-part data-choice data-gap data-pattern-mask data-placeholder-text data-orientation
        data-catalog-idref data-stimulus-idref data-qti-suppress-tts data-choices-container-width data-first-column-header
        data-max-selections-message data-min-selections-message data-patternmask-message
        """);

    private static readonly FrozenSet<string> MathMlAttributes = Words("""
        accent accentunder align alttext close columnalign columnlines columnspacing columnspan depth dir display
        displaystyle encoding equalcolumns equalrows fence form frame framespacing height largeop linethickness lspace mathbackground
        mathcolor mathsize mathvariant maxsize minsize movablelimits notation numalign denomalign open rowalign rowlines
        rowspacing rowspan rspace scriptlevel separator separators stretchy subscriptshift superscriptshift symmetric
        voffset width
        """);

    private static readonly FrozenDictionary<string, FrozenSet<string>> Own = new Dictionary<string, FrozenSet<string>>
    {
        ["a"] = Words("href"),
        ["audio"] = Words("src controls"),
        ["blockquote"] = Words("cite"),
        ["col"] = Words("span width"),
        ["colgroup"] = Words("span width"),
        ["del"] = Words("cite datetime"),
        ["details"] = Words("open"),
        ["img"] = Words("src alt width height"),
        ["ins"] = Words("cite datetime"),
        ["li"] = Words("value"),
        ["ol"] = Words("start type reversed"),
        ["q"] = Words("cite"),
        ["source"] = Words("src type"),
        ["td"] = Words("colspan rowspan headers width"),
        ["th"] = Words("colspan rowspan headers scope abbr width"),
        ["time"] = Words("datetime"),
        ["track"] = Words("src kind srclang label default"),
        ["ul"] = Words("type"),
        ["video"] = Words("src controls width height"),
    }.ToFrozenDictionary();

    private static readonly FrozenSet<string> Properties =
        Words("text-align font-style font-weight text-decoration vertical-align width list-style-type");

    public static bool HasElement(string name) => Html.Contains(name) || MathMl.Contains(name);

    public static bool IsVoid(string name) => Void.Contains(name);

    /// <summary>Whether the element stands within a line; all others begin and end one.</summary>
    public static bool IsInline(string name) => Inline.Contains(name) || MathMl.Contains(name);

    /// <summary>Whether the element shows a file that its <c>src</c> names.</summary>
    public static bool IsFile(string name) => name is "img" or "audio" or "video" or "source" or "track";

    /// <summary>What is wrong with an attribute, or nothing.</summary>
    public static string? WrongAttribute(string element, string name, string value)
    {
        if (!HasAttribute(element, name))
        {
            return $"The attribute {name} is not allowed at <{element}>.";
        }

        return name switch
        {
            "src" when !Id<Media>.TryRead(value, out _) => $"The src of <{element}> is the id of a file: media_….",
            "href" when !Link().IsMatch(value) => "A link goes to http:, https:, mailto: or a place in the same text.",
            "cite" when !WebAddress().IsMatch(value) => "A source is cited with http: or https:.",
            "style" when KeepStyle(value) != value => $"A style has the properties {string.Join(", ", Properties.Order())}, written as \"text-align: center; width: 50%\".",
            _ => null,
        };
    }

    /// <summary>The declarations of a style that are allowed, in the one way of writing them.</summary>
    public static string KeepStyle(string style) => string.Join("; ", Declarations(style)
        .Where(declaration => Properties.Contains(declaration.Property) && PlainValue().IsMatch(declaration.Value))
        .Select(declaration => $"{declaration.Property}: {declaration.Value}"));

    /// <summary>How many declarations a style has, allowed or not.</summary>
    public static int CountDeclarations(string style) => Declarations(style).Count();

    private static IEnumerable<(string Property, string Value)> Declarations(string style) =>
        from declaration in style.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        let parts = declaration.Split(':', 2, StringSplitOptions.TrimEntries)
        select (parts[0].ToLowerInvariant(), parts.ElementAtOrDefault(1)?.ToLowerInvariant() ?? "");

    private static bool HasAttribute(string element, string name) =>
        Global.Contains(name)
        || Aria().IsMatch(name)
        || (Own.TryGetValue(element, out var own) && own.Contains(name))
        || (MathMl.Contains(element) && MathMlAttributes.Contains(name));

    private static FrozenSet<string> Words(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToFrozenSet();

    [GeneratedRegex(@"\Aaria-[a-z]+\z")]
    private static partial Regex Aria();

    [GeneratedRegex(@"\A(?:#[^\s]*|https?://[^\s\\]+|mailto:[^\s]+)\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Link();

    [GeneratedRegex(@"\Ahttps?://[^\s\\]+\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex WebAddress();

    // Words, numbers and units: no function, no escape, no address.
    [GeneratedRegex(@"\A[a-z0-9.%\- ]{1,50}\z")]
    private static partial Regex PlainValue();
}
