using Cesuur.Domain.Catalogue;

namespace Cesuur.Domain.Results.Analysis;

/// <summary>What an analysis of a version found: figures over all sittings, nothing of any candidate.</summary>
public sealed record AnalysisFigures
{
    /// <summary>How many sittings were counted, each by the version of its result that counts.</summary>
    public required int Sittings { get; init; }

    /// <summary>How many of them have answers that are still stored; options and omitted items are counted in these.</summary>
    public required int SittingsWithAnswers { get; init; }

    /// <summary><c>too_few_sittings</c>: there are fewer than 10, and no figures at all, which would tell of single candidates.</summary>
    public Absence? AbsentBecause { get; init; }

    /// <summary>The test as a whole.</summary>
    public TestFigures? Test { get; init; }

    /// <summary>The items that bring points, in the order of the test.</summary>
    public required IReadOnlyList<ItemFigures> Items { get; init; }

    /// <summary>How many sittings came to which points, from the lowest; scores that nobody had are left out.</summary>
    public required IReadOnlyList<ScoreCount> Distribution { get; init; }

    /// <summary>What each candidate cut score would bring about, from the lowest.</summary>
    public required IReadOnlyList<CutScoreFigures> CutScores { get; init; }
}

/// <summary>The test as a whole. Points are those of results.</summary>
public sealed record TestFigures
{
    /// <summary>How many items bring points.</summary>
    public required int ItemCount { get; init; }

    public required decimal MaxPoints { get; init; }

    public required double Mean { get; init; }

    /// <summary>Of the sample: the squares are divided by n − 1.</summary>
    public required double StandardDeviation { get; init; }

    public required double Lowest { get; init; }

    /// <summary>Quantiles lie on a straight line between two scores, as in R (type 7) and spreadsheets.</summary>
    public required double LowerQuartile { get; init; }

    public required double Median { get; init; }

    public required double UpperQuartile { get; init; }

    public required double Highest { get; init; }

    /// <summary>Cronbach's alpha: k / (k − 1) × (1 − the sum of the items' variances / the variance of their sum). From 30 sittings.</summary>
    public double? CronbachAlpha { get; init; }

    /// <summary>In points: the standard deviation × √(1 − alpha). From 30 sittings.</summary>
    public double? StandardErrorOfMeasurement { get; init; }

    /// <summary>Why alpha and the standard error are not there.</summary>
    public Absence? AbsentBecause { get; init; }
}

/// <summary>One item that brings points.</summary>
public sealed record ItemFigures
{
    public required Id<Item> ItemId { get; init; }

    /// <summary>The author's own name for it.</summary>
    public required string Identifier { get; init; }

    public required ItemType Type { get; init; }

    /// <summary>The most it brings in a result: of a task with two ratings that are summed twice its rubric's.</summary>
    public required decimal MaxPoints { get; init; }

    public required double Mean { get; init; }

    /// <summary>Of the sample: the squares are divided by n − 1.</summary>
    public required double StandardDeviation { get; init; }

    /// <summary>The mean as a part of the maximum: for an item of one point the proportion that has it right.</summary>
    public required double PValue { get; init; }

    /// <summary>Pearson's correlation of the points with those of all other items together. From 30 sittings.</summary>
    public double? ItemRestCorrelation { get; init; }

    /// <summary>Why the correlation is not there.</summary>
    public Absence? AbsentBecause { get; init; }

    /// <summary>How many of those with answers gave none; of a task that is rated it is absent, since a rater tells silence from a technical problem (N annex 2).</summary>
    public int? Omitted { get; init; }

    /// <summary>What was chosen, for each interaction with choices.</summary>
    public required IReadOnlyList<OptionFigures> Options { get; init; }
}

/// <summary>One of what can be chosen at an item, or at a part of one.</summary>
public sealed record OptionFigures
{
    /// <summary>The part of a composite item; absent: the item itself.</summary>
    public string? Part { get; init; }

    /// <summary>The id of a choice; of a pair those of choice and target with a space between; at ordering the id of a choice and its place, from 1.</summary>
    public required string Option { get; init; }

    /// <summary>Whether the key rewards it; absent where no key does.</summary>
    public bool? InKey { get; init; }

    /// <summary>How many chose it.</summary>
    public required int Count { get; init; }

    /// <summary>What these had on average on all other items together. From 10 who chose it.</summary>
    public double? MeanRestScore { get; init; }
}

public sealed record ScoreCount
{
    public required decimal Points { get; init; }

    public required int Count { get; init; }
}

/// <summary>What a cut score would bring about.</summary>
public sealed record CutScoreFigures
{
    /// <summary>The smallest number of points that would pass.</summary>
    public required int CutScore { get; init; }

    /// <summary>How many have as many points or more.</summary>
    public required int Passed { get; init; }

    public required double PassRate { get; init; }

    /// <summary>
    /// The expected proportion of candidates with twice the same decision, if they took a parallel test: Peng and Subkoviak's
    /// normal approximation (1980) with alpha as the reliability. From 30 sittings.
    /// </summary>
    public double? DecisionConsistency { get; init; }

    /// <summary>Cohen's kappa of these decisions: how far the consistency is above what chance brings. From 30 sittings.</summary>
    public double? Kappa { get; init; }

    /// <summary>
    /// The standard error of measurement at this score, in points: √(c(k − c) / (k − 1)), Lord's binomial one (1957).
    /// Where all k items are worth one point.
    /// </summary>
    public double? ConditionalStandardError { get; init; }

    /// <summary>Why consistency and kappa are not there.</summary>
    public Absence? AbsentBecause { get; init; }
}
