using Cesuur.Domain.Catalogue;

namespace Cesuur.Infrastructure.Qti;

/// <summary>What a stimulus' document came to.</summary>
public sealed record StimulusReading
{
    /// <summary>Absent when there are errors among the findings.</summary>
    public required Stimulus? Stimulus { get; init; }

    /// <summary>Catalogs and the like, which the stimulus itself has no place for; <see cref="StimulusWriter"/> takes them back.</summary>
    public required IReadOnlyList<KeptXml> Kept { get; init; }

    public required IReadOnlyList<QtiFinding> Findings { get; init; }
}
