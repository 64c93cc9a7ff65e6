using Cesuur.Domain.Catalogue;

namespace Cesuur.Domain.Results.Analysis;

/// <summary>
/// Analyses the results of a version for setting its cut score when the data are known (P §4). It takes one sitting after
/// another and keeps none of them: its memory grows with the test, not with the number of sittings.
/// </summary>
public sealed class VersionAnalysis
{
    /// <summary>Below it there are no figures at all, which would tell of single candidates (ours).</summary>
    public const int FewestSittings = 10;

    /// <summary>Below it correlations, reliability and consistency say too little to set a cut score by (ours).</summary>
    public const int FewestForCorrelations = 30;

    private readonly ItemTally[] tallies;
    private readonly Dictionary<Id<Item>, int> places;
    private readonly decimal[] earned;
    private readonly ScoreDistribution scores = new();
    private Moments sums;
    private int withAnswers;

    public VersionAnalysis(TestContent content, VersionPolicies policies)
    {
        var items = content.Items.DistinctBy(item => item.Id) // a draft may still hold duplicates
            .Select(item => (Item: item, MaxPoints: policies.MaxPointsOf(item))).Where(one => one.MaxPoints > 0).ToList();
        tallies = [.. items.Select(one => new ItemTally(one.Item, one.MaxPoints))];
        places = items.Index().ToDictionary(one => one.Item.Item.Id, one => one.Index);
        earned = new decimal[tallies.Length];
    }

    /// <summary>Takes in a sitting.</summary>
    /// <param name="points">Those of the result.</param>
    /// <param name="items">What each item earned; one that is not there earned nothing.</param>
    /// <param name="answers">Those given, by item; absent: they are stored no longer.</param>
    public void Add(decimal points, IEnumerable<(Id<Item> Item, decimal Points)> items, IReadOnlyDictionary<Id<Item>, Answer>? answers)
    {
        scores.Add(points);
        Array.Clear(earned);
        foreach (var (item, itemPoints) in items)
        {
            if (places.TryGetValue(item, out var place))
            {
                earned[place] = itemPoints;
            }
        }

        // Not the points of the result: those are never below 0, and what an item has to do with the others shows in the sum.
        var sum = earned.Sum();
        sums.Add((double)sum);
        for (var place = 0; place < tallies.Length; place++)
        {
            tallies[place].Add(earned[place], sum - earned[place]);
        }

        if (answers is not null)
        {
            withAnswers++;
            foreach (var (item, place) in places)
            {
                tallies[place].AddAnswer(answers.GetValueOrDefault(item), sum - earned[place]);
            }
        }
    }

    /// <param name="cutScores">Those that are considered.</param>
    public AnalysisFigures Figures(IEnumerable<int> cutScores)
    {
        if (scores.Count < FewestSittings)
        {
            return new AnalysisFigures
            {
                Sittings = scores.Count,
                SittingsWithAnswers = withAnswers,
                AbsentBecause = Absence.TooFewSittings,
                Items = [],
                Distribution = [],
                CutScores = [],
            };
        }

        var test = OfTest();
        return new AnalysisFigures
        {
            Sittings = scores.Count,
            SittingsWithAnswers = withAnswers,
            Test = test,
            Items = [.. tallies.Select(item => item.Figures(IsEnough))],
            Distribution = [.. scores.Scores],
            CutScores = [.. cutScores.Distinct().Order().Select(cut => OfCutScore(cut, test))],
        };
    }

    private bool IsEnough => scores.Count >= FewestForCorrelations;

    private TestFigures OfTest()
    {
        var (alpha, reason) = Alpha();
        var deviation = scores.StandardDeviation;
        return new TestFigures
        {
            ItemCount = tallies.Length,
            MaxPoints = tallies.Sum(item => item.MaxPoints),
            Mean = scores.Mean,
            StandardDeviation = deviation,
            Lowest = scores.Quantile(0),
            LowerQuartile = scores.Quantile(0.25m),
            Median = scores.Quantile(0.5m),
            UpperQuartile = scores.Quantile(0.75m),
            Highest = scores.Quantile(1),
            CronbachAlpha = alpha,
            StandardErrorOfMeasurement = alpha is null ? null : deviation * Math.Sqrt(1 - alpha.Value),
            AbsentBecause = reason,
        };
    }

    private (double? Alpha, Absence? Reason) Alpha() => tallies.Length switch
    {
        _ when !IsEnough => (null, Absence.TooFewSittings),
        < 2 => (null, Absence.TooFewItems),
        _ when sums.Squares == 0 => (null, Absence.NoVariance),
        var items => (Math.Min(1, items / (items - 1d) * (1 - (tallies.Sum(item => item.Variance) / sums.Variance))), null),
    };

    private CutScoreFigures OfCutScore(int cut, TestFigures test)
    {
        var reason = test.AbsentBecause ?? (test.CronbachAlpha <= 0 ? Absence.NoReliability : test.StandardDeviation == 0 ? Absence.NoVariance : null);
        var consistency = reason is not null ? null
            : DecisionConsistency.Estimate(cut, test.Mean, test.StandardDeviation, test.CronbachAlpha!.Value, (double)scores.Step);
        var passed = scores.AtLeast(cut);
        return new CutScoreFigures
        {
            CutScore = cut,
            Passed = passed,
            PassRate = (double)passed / scores.Count,
            DecisionConsistency = consistency?.Proportion,
            Kappa = consistency?.Kappa,
            ConditionalStandardError = tallies.Length > 1 && Array.TrueForAll(tallies, item => item.MaxPoints == 1)
                ? Math.Sqrt((double)cut * (tallies.Length - cut) / (tallies.Length - 1))
                : null,
            AbsentBecause = reason,
        };
    }
}
