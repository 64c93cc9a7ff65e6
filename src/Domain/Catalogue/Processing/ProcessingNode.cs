using System.Text.Json.Serialization;

namespace Cesuur.Domain.Catalogue.Processing;

/// <summary>One element of a response processing, a rule or an expression.</summary>
public sealed record ProcessingNode
{
    /// <summary>The name of QTI 3 without its prefix, such as <c>set-outcome-value</c>.</summary>
    public required string Name { get; init; }

    public IReadOnlyDictionary<string, string> Attributes { get; init; } = new Dictionary<string, string>();

    public IReadOnlyList<ProcessingNode> Children { get; init; } = [];

    /// <summary>The text of a base value.</summary>
    public string? Text { get; init; }

    public string? this[string attribute] => Attributes.GetValueOrDefault(attribute);

    /// <summary>The variable that it names, or an empty text.</summary>
    [JsonIgnore]
    public string Identifier => this["identifier"] ?? "";

    public bool IsSameAs(ProcessingNode other) =>
        Name == other.Name
        && (Text ?? "") == (other.Text ?? "")
        && Attributes.Count == other.Attributes.Count
        && Attributes.All(attribute => other[attribute.Key] == attribute.Value)
        && AreSame(Children, other.Children);

    public static bool AreSame(IReadOnlyList<ProcessingNode> nodes, IReadOnlyList<ProcessingNode> others) =>
        nodes.Count == others.Count && nodes.Zip(others).All(pair => pair.First.IsSameAs(pair.Second));
}
