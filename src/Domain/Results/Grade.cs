using Cesuur.Domain.Catalogue;

namespace Cesuur.Domain.Results;

/// <summary>What points come to under the result policy of a test.</summary>
public sealed record Grade
{
    public required Outcome Outcome { get; init; }

    /// <summary>From 1 to 10 with one decimal; only under <see cref="ResultPolicy.Mark"/>.</summary>
    public decimal? Mark { get; init; }

    /// <summary>The level reached; only under <see cref="ResultPolicy.CefrLevel"/>, and only on a pass.</summary>
    public Level? Level { get; init; }
}
