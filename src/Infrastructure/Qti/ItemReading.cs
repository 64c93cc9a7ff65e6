using Cesuur.Domain.Catalogue;

namespace Cesuur.Infrastructure.Qti;

/// <summary>What the body of an item came to.</summary>
public sealed record ItemReading
{
    /// <summary>Without keys; absent when there are errors among the findings.</summary>
    public required Item? Item { get; init; }

    /// <summary>What the item is about: a shared stimulus, or the sound or video of its own.</summary>
    public required IReadOnlyList<Stimulus> Stimuli { get; init; }

    /// <summary>The names of the responses: of the item itself, or of its parts in order.</summary>
    public required IReadOnlyList<string> Responses { get; init; }

    /// <summary>Responses that only count how often a sound or video was played. They score nothing.</summary>
    public required IReadOnlyList<string> PlayCounts { get; init; }

    public required IReadOnlyList<QtiFinding> Findings { get; init; }
}
