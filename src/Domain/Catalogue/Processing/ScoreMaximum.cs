namespace Cesuur.Domain.Catalogue.Processing;

/// <summary>How many points a processing can give.</summary>
public sealed record ScoreMaximum
{
    /// <summary>How many responses are tried; where there are more, as many are drawn, always the same ones.</summary>
    private const int MaxTries = 5_000;

    private const decimal Tolerance = 0.000001m;

    private ScoreMaximum(decimal? points, ProcessingFinding? finding) => (Points, Finding) = (points, finding);

    /// <summary>What the item says, or where it says nothing, what its processing comes to; null where neither is known.</summary>
    public decimal? Points { get; }

    public ProcessingFinding? Finding { get; }

    /// <summary>
    /// Declared is the maximum as SCORE's normal maximum or as MAXSCORE. They differ in items that are about, and the
    /// former only serves comparing: the greater counts.
    /// </summary>
    /// <param name="processing">One without findings.</param>
    /// <param name="mostValues">How many values the interaction of a response lets be given, where it limits them.</param>
    public static ScoreMaximum Of(ResponseProcessing processing, IReadOnlyDictionary<string, int>? mostValues = null)
    {
        var space = new ResponseSpace(processing, mostValues ?? new Dictionary<string, int>());
        decimal? declared = null, reached = null;
        foreach (var responses in space.Responses(MaxTries))
        {
            var outcomes = ResponseEvaluator.Evaluate(processing, responses);
            if (!outcomes.IsComplete)
            {
                return new(null, new("response-processing", ProcessingFindings.TooLarge, "Evaluating it takes too many steps."));
            }

            // The first is the empty response: a processing may set MAXSCORE, but to the same for all.
            declared ??= Declared(processing, outcomes);
            reached = Greater(reached, outcomes.Points);
        }

        if (declared is { } most)
        {
            return new(most, reached > most + Tolerance
                ? new("response-processing", ProcessingFindings.ScoreAboveMaximum, $"A response can earn {reached:0.######} points where at most {most:0.######} are declared.")
                : null);
        }

        return space.IsExhaustive(MaxTries) || ScoreBound.Of(processing) <= reached + Tolerance
            ? new(reached, null)
            : new(null, new("response-processing", ProcessingFindings.MaximumUnknown, "Neither SCORE nor MAXSCORE says how many points there are at most."));
    }

    private static decimal? Declared(ResponseProcessing processing, ProcessingOutcomes outcomes)
    {
        var maxScore = processing.Outcome(ResponseProcessing.MaxScore) is null ? null : outcomes.PointsOf(ResponseProcessing.MaxScore);
        return Greater(processing.Outcome(ResponseProcessing.Score)?.NormalMaximum, maxScore) is > 0 and var most ? most : null;
    }

    private static decimal? Greater(decimal? one, decimal? other) => one is null || other > one ? other : one;
}
