namespace Cesuur.Domain.Results.Analysis;

/// <summary>Why figures of an analysis are not there.</summary>
public enum Absence
{
    /// <summary>Fewer than 10, or for correlations, reliability and consistency fewer than 30 (ours).</summary>
    TooFewSittings,

    /// <summary>A single item has no reliability of this kind.</summary>
    TooFewItems,

    /// <summary>Everybody earned the same.</summary>
    NoVariance,

    /// <summary>The reliability is zero or below, so that nothing can be said of a second administration.</summary>
    NoReliability,
}
