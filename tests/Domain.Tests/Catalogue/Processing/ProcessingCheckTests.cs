using Cesuur.Domain.Catalogue.Processing;

namespace Cesuur.Domain.Tests.Catalogue.Processing;

public sealed class ProcessingCheckTests
{
    private const string SetsScore = "(set-outcome-value identifier=SCORE 1.0)";

    [Theory]
    [InlineData("(sum)", "operand_count", "sum")]
    [InlineData("(not true true)", "operand_count", "not")]
    [InlineData("(round-to figures=2 1.5 2)", "operand_count", "round-to")]
    [InlineData("(not 1)", "type_mismatch", "not")]
    [InlineData("(gte [1 2] 1)", "type_mismatch", "gte")]
    [InlineData("(match @A [@A])", "type_mismatch", "match")]
    [InlineData("(match @A 'A')", "type_mismatch", "match")]
    [InlineData("(match 10s 10s)", "type_mismatch", "match")]
    [InlineData("(index n=1 [@A])", "type_mismatch", "index")]
    [InlineData("(member [@A] [@A])", "type_mismatch", "member")]
    [InlineData("(contains [@A] {@A})", "type_mismatch", "contains")]
    [InlineData("(multiple @A 1)", "type_mismatch", "multiple")]
    [InlineData("(integer-divide 1.0 2)", "type_mismatch", "integer-divide")]
    [InlineData("(substring @A 'ABC')", "type_mismatch", "substring")]
    [InlineData("(stats-operator name=mean 1)", "type_mismatch", "stats-operator")]
    [InlineData("(index n=X {@A})", "attribute_invalid", "index")]
    [InlineData("(any-n min=1 true)", "attribute_invalid", "any-n")]
    [InlineData("(math-operator name=sine 1)", "attribute_invalid", "math-operator")]
    [InlineData("(equal tolerance-mode=absolute 1 1)", "attribute_invalid", "equal")]
    [InlineData("(equal-rounded rounding-mode=significantFigures figures=0 1 1)", "attribute_invalid", "equal-rounded")]
    [InlineData("(base-value base-type=number)", "attribute_invalid", "base-value")]
    [InlineData("(base-value base-type=float)", "value_invalid", "base-value")]
    [InlineData("$NOWHERE", "variable_unknown", "variable")]
    [InlineData("(correct identifier=NOWHERE)", "variable_unknown", "correct")]
    [InlineData("(correct identifier=OPEN)", "correct_response_missing", "correct")]
    [InlineData("(map-response identifier=ROW)", "mapping_missing", "map-response")]
    [InlineData("(nonsense 1)", "expression_unknown", "nonsense")]
    [InlineData("(random [1 2])", "expression_unsupported", "random")]
    [InlineData("(random-integer min=1 max=2)", "expression_unsupported", "random-integer")]
    [InlineData("(random-float min=1 max=2)", "expression_unsupported", "random-float")]
    [InlineData("(custom-operator 1)", "expression_unsupported", "custom-operator")]
    [InlineData("(inside shape=rect coords='0,0,1,1' NULL)", "expression_unsupported", "inside")]
    [InlineData("(map-response-point identifier=ONE)", "expression_unsupported", "map-response-point")]
    [InlineData("(field-value field-identifier=a NULL)", "expression_unsupported", "field-value")]
    [InlineData("$duration", "expression_unsupported", "variable")]
    [InlineData("(string-match case-sensitive=true substring=true 'a' 'ab')", "expression_unsupported", "string-match")]
    [InlineData("(pattern-match pattern='^a$' 'a')", "expression_unsupported", "pattern-match")]
    [InlineData(@"(pattern-match pattern='(a)\1' 'a')", "expression_unsupported", "pattern-match")]
    [InlineData(@"(pattern-match pattern='\i\c*' 'a')", "expression_unsupported", "pattern-match")]
    [InlineData("(pattern-match pattern='a*?' 'a')", "expression_unsupported", "pattern-match")]
    [InlineData("(pattern-match pattern='{PATTERN}' 'a')", "expression_unsupported", "pattern-match")]
    [InlineData("(pattern-match pattern='[a' 'a')", "expression_unsupported", "pattern-match")]
    public void An_expression_that_cannot_be_evaluated_is_found_with_its_place(string expression, string code, string place)
    {
        var findings = ProcessingCheck.Of(SampleProcessing.With($"{SetsScore}(response-condition (response-if (is-null {expression})))"));

        Assert.Equal([(code, $"response-processing/response-condition/response-if/is-null/{place}")], findings.Select(finding => (finding.Code, finding.Path)));
    }

    [Theory]
    [InlineData("(set-outcome-value identifier=SCORE 'one')", "type_mismatch", "set-outcome-value")]
    [InlineData("(set-outcome-value identifier=SCORE [1.0])", "type_mismatch", "set-outcome-value")]
    [InlineData("(set-outcome-value identifier=SCORE)", "operand_count", "set-outcome-value")]
    [InlineData("(set-outcome-value identifier=SCORE 1 2)", "operand_count", "set-outcome-value")]
    [InlineData("(set-outcome-value identifier=COUNT 1.5) (set-outcome-value identifier=SCORE 1)", "type_mismatch", "set-outcome-value[1]")]
    [InlineData("(set-outcome-value identifier=NOWHERE 1) (set-outcome-value identifier=SCORE 1)", "outcome_unknown", "set-outcome-value[1]")]
    [InlineData("(lookup-outcome-value identifier=SCORE 1)", "lookup_table_missing", "lookup-outcome-value")]
    [InlineData("(lookup-outcome-value identifier=PRIZE 1.5) (set-outcome-value identifier=SCORE 1)", "type_mismatch", "lookup-outcome-value")]
    [InlineData("(include) (set-outcome-value identifier=SCORE 1)", "rule_unknown", "include")]
    [InlineData("(response-condition (response-else (set-outcome-value identifier=SCORE 1)))", "rule_order", "response-condition/response-else")]
    [InlineData("(response-condition (response-if 1 (set-outcome-value identifier=SCORE 1)))", "type_mismatch", "response-condition/response-if/base-value")]
    [InlineData("(response-condition (response-if)) (set-outcome-value identifier=SCORE 1)", "operand_count", "response-condition/response-if")]
    [InlineData("(response-condition) (set-outcome-value identifier=SCORE 1)", "rule_order", "response-condition")]
    [InlineData("(set-outcome-value identifier=NOTE @A)", "score_never_set", "")]
    public void A_rule_that_cannot_be_followed_is_found_with_its_place(string rules, string code, string place)
    {
        var findings = ProcessingCheck.Of(SampleProcessing.With(rules));

        Assert.Equal([(code, $"response-processing/{place}".TrimEnd('/'))], findings.Select(finding => (finding.Code, finding.Path)));
    }

    [Fact]
    public void Nothing_comes_after_an_else()
    {
        var findings = ProcessingCheck.Of(SampleProcessing.With($"""
            (response-condition (response-if true {SetsScore}) (response-else {SetsScore}) (response-else-if true {SetsScore}))
            """));

        var finding = Assert.Single(findings);
        Assert.Equal(ProcessingFindings.RuleOrder, finding.Code);
        Assert.Equal("response-processing/response-condition/response-else-if", finding.Path);
    }

    public static TheoryData<ResponseDeclaration, string, string> Responses => new()
    {
        { Response() with { Correct = [""] }, "value_invalid", "response-declaration[R]/correct-response" },
        { Response() with { BaseType = BaseType.Integer, Correct = ["one"] }, "value_invalid", "response-declaration[R]/correct-response" },
        { Response() with { BaseType = BaseType.DirectedPair, Default = ["A"] }, "value_invalid", "response-declaration[R]/default-value" },
        { Response() with { Mapping = new() { Entries = [new("", 1)] } }, "value_invalid", "response-declaration[R]/mapping" },
        { Response() with { Mapping = new() { LowerBound = 2, UpperBound = 1, Entries = [new("A", 1)] } }, "value_invalid", "response-declaration[R]/mapping" },
        { Response() with { BaseType = BaseType.Point }, "declaration_unsupported", "response-declaration[R]" },
        { Response() with { Cardinality = Cardinality.Record, BaseType = null }, "declaration_unsupported", "response-declaration[R]" },
        { Response() with { BaseType = null }, "declaration_invalid", "response-declaration[R]" },
        { Response() with { Identifier = "SCORE" }, "declaration_invalid", "response-declaration[SCORE]" },
    };

    [Theory]
    [MemberData(nameof(Responses))]
    public void A_declaration_whose_values_are_none_is_found(ResponseDeclaration declared, string code, string path)
    {
        var findings = ProcessingCheck.Of(SampleProcessing.With(SetsScore) with { Responses = [declared] });

        Assert.Contains((code, path), findings.Select(finding => (finding.Code, finding.Path)));
    }

    [Fact]
    public void A_correct_response_of_several_values_is_no_single_one()
    {
        var processing = SampleProcessing.With("(set-outcome-value identifier=SCORE 1) (response-condition (response-if (match $R (correct identifier=R))))") with
        {
            Responses = [Response() with { Correct = ["A", "B"] }],
        };

        Assert.Equal(ProcessingFindings.ValueInvalid, Assert.Single(ProcessingCheck.Of(processing)).Code);
    }

    [Fact]
    public void Who_rates_an_item_need_not_set_its_score()
    {
        var processing = SampleProcessing.With("") with
        {
            Outcomes = [new() { Identifier = "SCORE", Cardinality = Cardinality.Single, BaseType = BaseType.Float, ExternalScored = "human" }],
        };

        Assert.Empty(ProcessingCheck.Of(processing));
    }

    [Fact]
    public void A_processing_too_deep_is_found_and_not_followed()
    {
        var depth = ResponseProcessing.MaxDepth;
        var rules = string.Concat(Enumerable.Repeat("(not ", depth)) + "true" + new string(')', depth);

        Assert.Equal(ProcessingFindings.TooLarge, Assert.Single(ProcessingCheck.Of(SampleProcessing.With(rules))).Code);
    }

    [Fact]
    public void Sound_rules_of_every_kind_have_no_findings()
    {
        var processing = SampleProcessing.With("""
            (response-condition
              (response-if (and (match $ROW (correct identifier=ROW)) (contains $PAIRS [A-Xpair]) (member $ONE [@A @B]))
                (set-outcome-value identifier=SCORE (sum (map-response identifier=MANY) (integer-to-float $COUNT))))
              (response-else-if (or (gt $NUMBER 0.4) (string-match case-sensitive=false $WORD 'york') (is-null $OPEN))
                (set-outcome-value identifier=COUNT (round (divide (container-size $MANY) 2)))
                (set-outcome-value identifier=SCORE (integer-to-float $COUNT)))
              (response-else (set-outcome-value identifier=NOTE $ONE) (set-outcome-value identifier=SCORE 0)))
            (lookup-outcome-value identifier=GRADE $SCORE)
            (set-outcome-value identifier=completionStatus @completed)
            (response-processing-fragment (exit-response))
            """);

        Assert.Empty(ProcessingCheck.Of(processing));
    }

    private static ResponseDeclaration Response() => new() { Identifier = "R", Cardinality = Cardinality.Single, BaseType = BaseType.Identifier };
}
