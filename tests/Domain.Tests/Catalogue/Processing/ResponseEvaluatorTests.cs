using Cesuur.Domain.Catalogue.Processing;

namespace Cesuur.Domain.Tests.Catalogue.Processing;

public sealed class ResponseEvaluatorTests
{
    [Theory]
    [InlineData("B", 2)]
    [InlineData("A", 1)]
    [InlineData("C", 0.5)]
    [InlineData("", 0.5)]
    public void The_first_branch_whose_condition_is_true_runs_and_NULL_is_not_true(string choice, double points)
    {
        var processing = SampleProcessing.With("""
            (response-condition
              (response-if (match $ONE (correct identifier=ONE)) (set-outcome-value identifier=SCORE $MAXSCORE))
              (response-else-if (match $ONE @A) (set-outcome-value identifier=SCORE 1.0))
              (response-else (set-outcome-value identifier=SCORE 0.5)))
            """);

        Assert.Equal((decimal)points, Points(processing, "ONE", choice));
    }

    [Fact]
    public void Conditions_nest_fragments_are_their_rules_and_exit_response_ends_everything()
    {
        var processing = SampleProcessing.With("""
            (response-processing-fragment
              (response-condition (response-if true
                (response-condition (response-if (not false)
                  (set-outcome-value identifier=SCORE 1.0)
                  (exit-response)
                  (set-outcome-value identifier=SCORE 2.0))))))
            (set-outcome-value identifier=SCORE 3.0)
            """);

        Assert.Equal(1, Points(processing, "ONE", "A"));
    }

    [Fact]
    public void Rules_see_what_earlier_rules_set()
    {
        var processing = SampleProcessing.With("""
            (set-outcome-value identifier=SCORE (sum $SCORE 1))
            (set-outcome-value identifier=SCORE (sum $SCORE $SCORE $COUNT))
            """);

        Assert.Equal(5, Points(processing, "ONE", "A"));
    }

    [Theory]
    [InlineData("9.0", "@good")]
    [InlineData("5.5", "@pass")]
    [InlineData("2.0", "@none")]
    [InlineData("2.1", "@weak")]
    [InlineData("NULL", "NULL")]
    public void An_interpolation_table_gives_the_first_boundary_reached(string source, string grade)
    {
        var processing = SampleProcessing.With($"(lookup-outcome-value identifier=GRADE {source})");

        Assert.Equal(grade, Notation.Write(ResponseEvaluator.Evaluate(processing, SampleProcessing.Given("ONE")).Values["GRADE"]));
    }

    [Theory]
    [InlineData("2", "1.5")]
    [InlineData("3", "NULL")]
    public void A_match_table_gives_the_entry_for_the_number(string source, string prize)
    {
        var processing = SampleProcessing.With($"(lookup-outcome-value identifier=PRIZE {source})");

        Assert.Equal(prize, Notation.Write(ResponseEvaluator.Evaluate(processing, SampleProcessing.Given("ONE")).Values["PRIZE"]));
    }

    [Theory]
    [InlineData("(set-outcome-value identifier=COUNT 4.0)", "4")]
    [InlineData("(set-outcome-value identifier=COUNT 4.5)", "NULL")]
    [InlineData("(set-outcome-value identifier=COUNT [4])", "NULL")]
    [InlineData("(set-outcome-value identifier=COUNT 'four')", "NULL")]
    [InlineData("(set-outcome-value identifier=COUNT NULL)", "NULL")]
    public void An_outcome_takes_no_value_of_another_type(string rule, string count) =>
        Assert.Equal(count, Notation.Write(ResponseEvaluator.Evaluate(SampleProcessing.With(rule), SampleProcessing.Given("ONE")).Values["COUNT"]));

    [Fact]
    public void Points_are_the_decimal_number_that_the_float_stands_for()
    {
        var processing = SampleProcessing.With("(set-outcome-value identifier=SCORE (sum 0.1 0.2))");

        Assert.Equal(0.3m, Points(processing, "ONE", "A"));
    }

    [Fact]
    public void A_score_beyond_all_measure_is_none()
    {
        var processing = SampleProcessing.With("(set-outcome-value identifier=SCORE (power 10.0 300.0))");

        Assert.Null(Points(processing, "ONE", "A"));
    }

    [Fact]
    public void A_response_that_was_not_asked_for_begins_with_its_default_and_one_left_open_is_NULL()
    {
        var declarations = SampleProcessing.Declarations;
        var processing = declarations with { Responses = [declarations.Responses[0] with { Default = ["A"] }] };
        var expression = Notation.Node("$ONE");

        Assert.Equal("@A", Notation.Write(ResponseEvaluator.ValueOf(expression, processing, new Dictionary<string, IReadOnlyList<string>>())));
        Assert.Equal("NULL", Notation.Write(ResponseEvaluator.ValueOf(expression, processing, SampleProcessing.Given("ONE"))));
    }

    [Fact]
    public void Repeats_within_repeats_are_stopped()
    {
        var processing = SampleProcessing.With("""
            (set-outcome-value identifier=SCORE
              (stats-operator name=mean (repeat number-repeats=1000
                (stats-operator name=mean (repeat number-repeats=1000
                  (stats-operator name=mean (repeat number-repeats=1000 1.0)))))))
            """);

        var outcomes = ResponseEvaluator.Evaluate(processing, SampleProcessing.Given("ONE"));

        Assert.False(outcomes.IsComplete);
        Assert.Null(outcomes.Points);
    }

    // What the check refuses still ends: content may have been stored by an earlier version.
    [Theory]
    [InlineData("(set-outcome-value identifier=SCORE (sum))")]
    [InlineData("(set-outcome-value identifier=SCORE (container-size))")]
    [InlineData("(set-outcome-value identifier=SCORE (divide 1))")]
    [InlineData("(set-outcome-value identifier=SCORE (string-match 'a'))")]
    [InlineData("(set-outcome-value identifier=SCORE (equal tolerance-mode=absolute 1 2))")]
    [InlineData("(set-outcome-value identifier=SCORE (pattern-match pattern='(' 'a'))")]
    [InlineData("(set-outcome-value identifier=SCORE (stats-operator [1 2]))")]
    [InlineData("(set-outcome-value identifier=SCORE (nonsense 'a'))")]
    [InlineData("(set-outcome-value identifier=SCORE)")]
    [InlineData("(set-outcome-value identifier=NOWHERE 1)")]
    [InlineData("(lookup-outcome-value identifier=COUNT 1)")]
    [InlineData("(response-condition (response-if))")]
    [InlineData("(response-condition (response-if 1 (exit-response)))")]
    [InlineData("(nonsense)")]
    public void What_has_no_meaning_ends_without_an_exception(string rules) =>
        Assert.True(ResponseEvaluator.Evaluate(SampleProcessing.With(rules), SampleProcessing.Given("ONE", "A")).IsComplete);

    private static decimal? Points(ResponseProcessing processing, string response, string values) =>
        ResponseEvaluator.Evaluate(processing, SampleProcessing.Given(response, values.Split(' ', StringSplitOptions.RemoveEmptyEntries))).Points;
}
