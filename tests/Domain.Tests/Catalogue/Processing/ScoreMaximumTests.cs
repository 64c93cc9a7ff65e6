using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Catalogue.Processing;

namespace Cesuur.Domain.Tests.Catalogue.Processing;

public sealed class ScoreMaximumTests
{
    private const string MapsOne = "(set-outcome-value identifier=SCORE (map-response identifier=ONE))";

    private static readonly OutcomeDeclaration Score = new() { Identifier = "SCORE", Cardinality = Cardinality.Single, BaseType = BaseType.Float };

    [Theory]
    [InlineData(null, "2", MapsOne, 2.0, null)]
    [InlineData("5", "2", MapsOne, 5.0, null)]
    [InlineData("1", "2", MapsOne, 2.0, null)]
    [InlineData("1", "1", MapsOne, 1.0, "score_above_maximum")]
    [InlineData(null, null, MapsOne, 2.0, null)]
    [InlineData(null, "1", "(set-outcome-value identifier=MAXSCORE 3)" + MapsOne, 3.0, null)]
    [InlineData(null, null, "(set-outcome-value identifier=SCORE (map-response identifier=MANY))", 2.5, null)]
    [InlineData(null, null, "(response-condition (response-if (match $OPEN 'x') (set-outcome-value identifier=SCORE 4)))", 4.0, null)]
    [InlineData(null, null, "(set-outcome-value identifier=SCORE $NUMBER)", null, "maximum_unknown")]
    public void A_maximum_is_declared_or_derived(string? normal, string? maxScore, string rules, double? points, string? finding)
    {
        var processing = SampleProcessing.With(rules) with
        {
            Outcomes =
            [
                new()
                {
                    Identifier = "SCORE",
                    Cardinality = Cardinality.Single,
                    BaseType = BaseType.Float,
                    NormalMaximum = normal is null ? null : decimal.Parse(normal, null),
                },
                .. maxScore is null
                    ? Array.Empty<OutcomeDeclaration>()
                    : [new() { Identifier = "MAXSCORE", Cardinality = Cardinality.Single, BaseType = BaseType.Float, Default = [maxScore] }],
            ],
        };

        var maximum = ScoreMaximum.Of(processing, SampleProcessing.Interactions);

        Assert.Equal((decimal?)points, maximum.Points);
        Assert.Equal(finding, maximum.Finding?.Code);
    }

    [Theory]
    [InlineData("(set-outcome-value identifier=SCORE (sum $SCORE (map-response identifier=ONE)))(response-condition (response-if (match $OPEN 'x') (set-outcome-value identifier=SCORE (sum $SCORE 1))))", 3.0)]
    [InlineData("(response-condition (response-if (match $OPEN 'x') (set-outcome-value identifier=SCORE 3)) (response-else (set-outcome-value identifier=SCORE (subtract 1 0.5))))", 3.0)]
    [InlineData("(response-condition (response-if (match $OPEN 'x') (set-outcome-value identifier=SCORE 3) (exit-response)))(set-outcome-value identifier=SCORE 1)", 3.0)]
    [InlineData("(response-condition (response-if (gt $NUMBER 5) (set-outcome-value identifier=SCORE (product $NUMBER 2))))", null)]
    [InlineData("(response-condition (response-if (substring case-sensitive=true $OPEN 'x') (set-outcome-value identifier=SCORE 2)))", 2.0)]
    public void A_maximum_is_derived_where_no_response_can_exceed_what_one_earns(string rules, double? points) =>
        Assert.Equal((decimal?)points, ScoreMaximum.Of(SampleProcessing.With(rules) with { Outcomes = [Score] }, SampleProcessing.Interactions).Points);

    [Fact]
    public void The_right_order_is_tried_among_others() =>
        Assert.Equal(2, ScoreMaximum.Of(new ResponseProcessing
        {
            Responses = [new() { Identifier = "ORDER", Cardinality = Cardinality.Ordered, BaseType = BaseType.Identifier, Correct = ["c", "a", "b"] }],
            Outcomes = [Score],
            Rules = Notation.Nodes("(response-condition (response-if (match (ordered #a #b) $ORDER) (set-outcome-value identifier=SCORE 1)) (response-else-if (match $ORDER (correct identifier=ORDER)) (set-outcome-value identifier=SCORE 2)))"),
        }, new Dictionary<string, Interaction> { ["ORDER"] = SampleProcessing.Part(ItemType.Order, "a", "b", "c") }).Points);

    [Fact]
    public void What_the_interaction_does_not_let_be_given_is_no_excess()
    {
        var processing = SampleProcessing.With("(set-outcome-value identifier=SCORE (map-response identifier=MANY))");

        Assert.Equal(ProcessingFindings.ScoreAboveMaximum, ScoreMaximum.Of(processing, SampleProcessing.Interactions).Finding?.Code);
        Assert.Null(ScoreMaximum.Of(processing, new Dictionary<string, Interaction>
        {
            ["MANY"] = SampleProcessing.Interactions["MANY"] with { MaxChoices = 1 },
        }).Finding);
    }

    [Fact]
    public void Among_more_responses_than_can_be_tried_the_right_ones_are()
    {
        var responses = Enumerable.Range(1, 12).Select(number => new ResponseDeclaration
        {
            Identifier = $"R{number}",
            Cardinality = Cardinality.Single,
            BaseType = BaseType.Identifier,
            Correct = ["A"],
        }).ToList();
        var rules = responses.Select(declared =>
            $"(response-condition (response-if (match ${declared.Identifier} (correct identifier={declared.Identifier})) (set-outcome-value identifier=SCORE (sum $SCORE 1))))");
        var processing = SampleProcessing.With(string.Concat(rules)) with { Responses = responses };

        var interactions = responses.ToDictionary(declared => declared.Identifier, _ => SampleProcessing.Interactions["ONE"]);

        Assert.Equal(ProcessingFindings.ScoreAboveMaximum, ScoreMaximum.Of(processing, interactions).Finding?.Code);
    }

    [Fact]
    public void A_choice_that_no_rule_names_counts_as_often_as_there_are_such_choices()
    {
        var processing = SampleProcessing.With("(set-outcome-value identifier=SCORE (container-size $MANY))") with { Outcomes = [Float("SCORE")] };

        Assert.Equal(3, ScoreMaximum.Of(processing, SampleProcessing.Interactions).Points);
    }

    [Fact]
    public void A_choice_is_in_no_more_pairs_than_it_may()
    {
        var processing = SampleProcessing.With("(set-outcome-value identifier=SCORE (map-response identifier=PAIRS))") with
        {
            Responses =
            [
                new()
                {
                    Identifier = "PAIRS",
                    Cardinality = Cardinality.Multiple,
                    BaseType = BaseType.DirectedPair,
                    Mapping = new ResponseMapping { Entries = [new("A X", 1), new("A Y", 0.5m)] },
                },
            ],
            Outcomes = [Float("SCORE"), Float("MAXSCORE", "1")],
        };

        var maximum = ScoreMaximum.Of(processing, SampleProcessing.Interactions);

        Assert.Equal((1, null), (maximum.Points, maximum.Finding?.Code));
    }

    [Theory]
    [InlineData("(null)", "maximum_unknown")]
    [InlineData("(product 2000000000 1000000000)", "maximum_unknown")]
    [InlineData("1001", "points_out_of_range")]
    [InlineData("-1", "points_out_of_range")]
    public void A_score_that_is_no_number_of_points_is_found(string score, string finding)
    {
        var processing = SampleProcessing.With($"(set-outcome-value identifier=SCORE {score})") with { Outcomes = [Float("SCORE")] };

        var maximum = ScoreMaximum.Of(processing, SampleProcessing.Interactions);

        Assert.Equal((null, finding), (maximum.Points, maximum.Finding?.Code));
    }

    [Fact]
    public void All_tries_together_take_a_bounded_time()
    {
        // Each evaluation stays within its own bound; five thousand of them would take many minutes.
        var rules = "(set-outcome-value identifier=COUNT (container-size (repeat number-repeats=900 1)))";
        var processing = SampleProcessing.With(string.Concat(Enumerable.Repeat(rules, 50)) + MapsOne) with
        {
            Responses = [.. SampleProcessing.Declarations.Responses, .. Enumerable.Range(1, 9).Select(number => new ResponseDeclaration
            {
                Identifier = $"R{number}",
                Cardinality = Cardinality.Single,
                BaseType = BaseType.Identifier,
            })],
        };
        var reading = string.Concat(Enumerable.Range(1, 9).Select(number => $"(set-outcome-value identifier=NOTE $R{number})"));
        processing = processing with { Rules = [.. processing.Rules, .. Notation.Nodes(reading)] };
        var interactions = Enumerable.Range(1, 9).ToDictionary(number => $"R{number}", _ => SampleProcessing.Interactions["ONE"]);
        interactions["ONE"] = SampleProcessing.Interactions["ONE"];

        var watch = System.Diagnostics.Stopwatch.StartNew();
        Assert.Null(ScoreMaximum.Of(processing, interactions).Finding);

        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 60);
    }

    [Fact]
    public void A_pattern_is_compiled_once_for_all_responses()
    {
        var processing = SampleProcessing.With("(set-outcome-value identifier=SCORE 1)(response-condition (response-if (pattern-match pattern='([a-z]{1,100}x){30}' $OPEN) (set-outcome-value identifier=SCORE 2)))");

        var watch = System.Diagnostics.Stopwatch.StartNew();
        for (var turn = 0; turn < 1_000; turn++)
        {
            Assert.Equal(1, ResponseEvaluator.Evaluate(processing, SampleProcessing.Given("OPEN", "abc")).Points);
        }

        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 5);
    }

    private static OutcomeDeclaration Float(string identifier, string? value = null) =>
        new() { Identifier = identifier, Cardinality = Cardinality.Single, BaseType = BaseType.Float, Default = value is null ? null : [value] };
}
