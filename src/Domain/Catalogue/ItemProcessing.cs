using Cesuur.Domain.Catalogue.Processing;

namespace Cesuur.Domain.Catalogue;

/// <summary>The response processing of an item that came from QTI, where no keys of ours say the same. It is evaluated as it is.</summary>
public sealed record ItemProcessing
{
    public required ResponseProcessing Rules { get; init; }

    /// <summary>The response of an item that is no composite; those of parts have the parts' identifiers.</summary>
    public string? Response { get; init; }

    /// <summary>What it brings at most, as it says itself.</summary>
    public required decimal MaxPoints { get; init; }

    /// <summary>The points of an answer; below 0 where wrong answers cost points.</summary>
    public decimal Score(Item item, Answer? answer)
    {
        var responses = new Dictionary<string, IReadOnlyList<string>>();
        foreach (var (identifier, _) in item.Interactions)
        {
            responses[ResponseOf(identifier)] = (identifier.Length == 0 ? answer : answer?.Parts?.GetValueOrDefault(identifier))?.Values() ?? [];
        }

        return ResponseEvaluator.Evaluate(Rules, responses).Points ?? 0;
    }

    private string ResponseOf(string interaction) => interaction.Length == 0 ? Response ?? "" : interaction;

    /// <summary>The interactions by their responses.</summary>
    internal IReadOnlyDictionary<string, Interaction> Responses(Item item) =>
        item.Interactions.DistinctBy(one => one.Identifier).ToDictionary(one => ResponseOf(one.Identifier), one => one.Interaction);
}
