namespace Cesuur.Domain.Catalogue.Processing;

/// <summary>How much evaluating may take: a step is about what comparing two values takes.</summary>
internal sealed class StepBudget(int steps)
{
    // Some hundred times what the largest item seen takes; only repeats within repeats come near.
    public const int OfOneEvaluation = 200_000;

    private long left = steps;

    public bool IsExhausted => left < 0;

    public long Spent => steps - left;

    /// <summary>Whether there were that many steps left.</summary>
    public bool Spend(long some) => (left -= some) >= 0;

    public void Exhaust() => left = -1;
}
