using System.Text.RegularExpressions;

namespace Cesuur.Infrastructure.Qti;

public enum QtiResourceKind
{
    Test,
    Section,
    Item,
    Stimulus,

    /// <summary>What others are made of, or what is not read: pictures, sound, style sheets, metadata.</summary>
    Other,
}

/// <summary>A resource of a package as its manifest names it; addresses are names of files in the package.</summary>
public sealed partial record QtiResource
{
    public required string Identifier { get; init; }

    public required string Type { get; init; }

    /// <summary>The file that it is; absent for one that only gathers others.</summary>
    public string? Href { get; init; }

    public required IReadOnlyList<string> Files { get; init; }

    public QtiResourceKind Kind => TypeOf().Match(Type) is not { Success: true } match ? QtiResourceKind.Other : match.Groups[1].Value switch
    {
        "test" or "assessment" => QtiResourceKind.Test,
        "section" => QtiResourceKind.Section,
        "item" => QtiResourceKind.Item,
        "stimulus" => QtiResourceKind.Stimulus,
        _ => QtiResourceKind.Other,
    };

    [GeneratedRegex(@"\Aimsqti_(?:apip)?([a-z]+)_xmlv[23]p\d+\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex TypeOf();
}
