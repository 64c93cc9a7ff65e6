namespace Cesuur.Domain.Catalogue.Processing;

/// <summary>How many points a processing can give.</summary>
public sealed record ScoreMaximum
{
    /// <summary>How many responses are tried; where there are more, as many are drawn, always the same ones.</summary>
    private const int MaxTries = 5_000;

    /// <summary>After how many steps no more are tried: a try of an item of the usual size takes some hundred.</summary>
    private const long MaxSteps = 2_000_000;

    private const decimal Tolerance = 0.000001m;

    private ScoreMaximum(decimal? points, ProcessingFinding? finding) => (Points, Finding) = (points, finding);

    /// <summary>What the item says, or where it says nothing, what its processing comes to; null where it is not known.</summary>
    public decimal? Points { get; }

    /// <summary>The most that any of the responses tried has earned.</summary>
    public decimal? Reached { get; private init; }

    public ProcessingFinding? Finding { get; }

    /// <summary>
    /// Declared is the maximum as SCORE's normal maximum or as MAXSCORE. They differ in items that are about, and the
    /// former only serves comparing: the greater counts.
    /// </summary>
    /// <param name="processing">One without findings.</param>
    /// <param name="interactions">By their responses, for what can be given at all; a response that no interaction gives keeps its default.</param>
    public static ScoreMaximum Of(ResponseProcessing processing, IReadOnlyDictionary<string, Interaction> interactions)
    {
        var space = new ResponseSpace(processing, interactions, MaxTries);
        decimal? declared = null, reached = null;
        var isExhaustive = space.IsExhaustive;
        var spent = 0L;
        foreach (var responses in space.Responses)
        {
            if (spent > MaxSteps)
            {
                isExhaustive = false;
                break;
            }

            var budget = new StepBudget(StepBudget.OfOneEvaluation);
            var outcomes = ResponseEvaluator.Evaluate(processing, responses, budget);
            if (!outcomes.IsComplete)
            {
                return Without(ProcessingFindings.TooLarge, "Evaluating it takes too many steps.");
            }

            // The first is the empty response: a processing may set MAXSCORE, but to the same for all.
            declared ??= Declared(processing, outcomes);
            reached = Greater(reached, outcomes.Points);
            spent += budget.Spent;
        }

        return Of(processing, declared, reached, isExhaustive) with { Reached = reached };
    }

    private static ScoreMaximum Of(ResponseProcessing processing, decimal? declared, decimal? reached, bool isExhaustive)
    {
        if (reached is not { } best)
        {
            return Without(ProcessingFindings.MaximumUnknown, "SCORE is no number of points at any response that was tried.");
        }

        if (declared is null && !isExhaustive && !(ScoreBound.Of(processing) <= best + Tolerance))
        {
            return Without(ProcessingFindings.MaximumUnknown, "Neither SCORE nor MAXSCORE says how many points there are at most.");
        }

        var most = declared ?? best;
        return most is < 0 or > DraftCheck.MaxPoints
            ? Without(ProcessingFindings.PointsOutOfRange, $"An item brings from 0 to {DraftCheck.MaxPoints} points, not {most:0.######}.")
            : new(most, best > most + Tolerance ? AboveMaximum(best, most) : null);
    }

    /// <summary>What is wrong where a response earns more than there is to earn.</summary>
    public static ProcessingFinding AboveMaximum(decimal earned, decimal most) =>
        new("response-processing", ProcessingFindings.ScoreAboveMaximum, $"A response can earn {earned:0.######} points where at most {most:0.######} are declared.");

    private static ScoreMaximum Without(string code, string detail) => new(null, new("response-processing", code, detail));

    private static decimal? Declared(ResponseProcessing processing, ProcessingOutcomes outcomes)
    {
        var maxScore = processing.Outcome(ResponseProcessing.MaxScore) is null ? null : outcomes.PointsOf(ResponseProcessing.MaxScore);
        return Greater(processing.Outcome(ResponseProcessing.Score)?.NormalMaximum, maxScore) is > 0 and var most ? most : null;
    }

    private static decimal? Greater(decimal? one, decimal? other) => one is null || other > one ? other : one;
}
