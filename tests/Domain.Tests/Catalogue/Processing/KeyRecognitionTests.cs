using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Catalogue.Processing;

namespace Cesuur.Domain.Tests.Catalogue.Processing;

public sealed class KeyRecognitionTests
{
    private static readonly Dictionary<string, ItemType> Types = new()
    {
        ["ONE"] = ItemType.SingleChoice,
        ["MANY"] = ItemType.MultipleChoice,
        ["ROW"] = ItemType.Order,
        ["PAIRS"] = ItemType.Match,
        ["WORD"] = ItemType.TextEntry,
    };

    [Fact]
    public void A_right_answer_that_earns_MAXSCORE_is_a_key_with_these_points()
    {
        var key = Single("""
            (response-condition (response-if (match $ONE (correct identifier=ONE)) (set-outcome-value identifier=SCORE $MAXSCORE)))
            (set-outcome-value identifier=NOTE $ONE)
            """);

        Assert.Equal(["B"], key.Correct);
        Assert.Equal(2, key.Points);
        Assert.Null(key.Mapping);
    }

    [Fact]
    public void Values_worth_different_points_are_a_mapping()
    {
        var key = Single("""
            (response-condition
              (response-if (match $ONE @A) (set-outcome-value identifier=SCORE 2))
              (response-else-if (match $ONE @C) (set-outcome-value identifier=SCORE 0.5)))
            """);

        Assert.Equal([new MappedValue("A", 2), new MappedValue("C", 0.5m)], key.Mapping!);
    }

    [Fact]
    public void A_mapping_is_kept_as_it_was_declared()
    {
        var key = Recognised("""
            (response-condition
              (response-if (is-null $MANY) (set-outcome-value identifier=SCORE 0))
              (response-else (set-outcome-value identifier=SCORE (map-response identifier=MANY))))
            """)["MANY"];

        Assert.Equal([new MappedValue("A", 1), new MappedValue("B", 2), new MappedValue("A", 9)], key.Mapping!);
        Assert.Equal((-0.5m, -1m, 2.5m), (key.MappingDefault, key.MinPoints, key.MaxPoints));
        Assert.Equal(["A", "B"], key.Correct);
    }

    [Fact]
    public void Alternatives_of_a_text_are_one_key()
    {
        var key = Recognised("""
            (response-condition (response-if
              (or (string-match case-sensitive=false $WORD 'York') (string-match case-sensitive=false $WORD 'Jorvik'))
              (set-outcome-value identifier=SCORE 1)))
            """)["WORD"];

        Assert.Equal(["York", "Jorvik"], key.Correct);
        Assert.Equal(new TextMatching { IgnoreCase = true }, key.Text);
    }

    [Fact]
    public void Each_response_that_adds_its_own_has_its_key()
    {
        var keys = Recognised("""
            (response-condition (response-if (match $ONE (correct identifier=ONE)) (set-outcome-value identifier=SCORE (sum $SCORE 1))))
            (response-condition (response-if (match $ROW (correct identifier=ROW)) (set-outcome-value identifier=SCORE (sum $SCORE 3))))
            """);

        Assert.Equal(["ONE", "ROW"], keys.Keys.Order());
        Assert.Equal(3, keys["ROW"].Points);
        Assert.Equal(["A", "B", "C"], keys["ROW"].Correct);
    }

    // Each is evaluated as it is: no sum of keys says the same.
    [Theory]
    [InlineData("(set-outcome-value identifier=SCORE 1)")]
    [InlineData("(set-outcome-value identifier=SCORE (product 2 (map-response identifier=ONE)))")]
    [InlineData("(set-outcome-value identifier=SCORE (map-response identifier=ONE))")]
    [InlineData("(set-outcome-value identifier=SCORE (container-size $MANY))")]
    [InlineData("(response-condition (response-if (and (match $ONE @A) (match $WORD 'York')) (set-outcome-value identifier=SCORE 1)))")]
    [InlineData("(response-condition (response-if (match $ONE @A) (set-outcome-value identifier=SCORE 1)) (response-else-if (match $WORD 'York') (set-outcome-value identifier=SCORE 1)))")]
    [InlineData("(response-condition (response-if (contains $MANY [@A]) (set-outcome-value identifier=SCORE 1)))")]
    [InlineData("(response-condition (response-if (match (map-response identifier=MANY) 2) (set-outcome-value identifier=SCORE 1)))")]
    [InlineData("(response-condition (response-if (match $MANY [@A @A]) (set-outcome-value identifier=SCORE 1)))")]
    [InlineData("(response-condition (response-if (match $ONE @A) (set-outcome-value identifier=SCORE 1) (exit-response)))")]
    [InlineData("(response-condition (response-if (equal $NUMBER 0.5) (set-outcome-value identifier=SCORE 1)))")]
    [InlineData("(response-condition (response-if (pattern-match pattern='York' $WORD) (set-outcome-value identifier=SCORE 1)))")]
    [InlineData("(response-condition (response-if (match $ONE $NOTE) (set-outcome-value identifier=SCORE 1)))")]
    [InlineData("(response-condition (response-if (is-null $ONE) (set-outcome-value identifier=SCORE 1)))")]
    [InlineData("(lookup-outcome-value identifier=PRIZE 1) (set-outcome-value identifier=SCORE $PRIZE)")]
    public void What_is_no_sum_of_keys_is_not_recognised(string rules) =>
        Assert.Null(KeyRecognition.Of(SampleProcessing.With(rules), Types));

    [Theory]
    [InlineData(ItemType.ExtendedText)]
    [InlineData(ItemType.Order)]
    [InlineData(ItemType.TextEntry)]
    public void A_key_is_not_recognised_for_an_interaction_that_reads_it_otherwise(ItemType type)
    {
        var processing = SampleProcessing.With("(response-condition (response-if (match $MANY (correct identifier=MANY)) (set-outcome-value identifier=SCORE 1)))");

        Assert.NotNull(KeyRecognition.Of(processing, Types));
        Assert.Null(KeyRecognition.Of(processing, new Dictionary<string, ItemType> { ["MANY"] = type }));
    }

    [Theory]
    [InlineData("http://www.imsglobal.org/question/qti_v2p0/rptemplates/match_correct.xml")]
    [InlineData("http://www.imsglobal.org/question/qti_v2p1/rptemplates/match_correct")]
    [InlineData("https://www.imsglobal.org/question/qti_v2p2/rptemplates/map_response.xml")]
    [InlineData("https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/match_correct.xml")]
    [InlineData("http://www.imsglobal.org/question/qti_v2p2/rptemplates/CC2_match_basic")]
    [InlineData("http://www.imsglobal.org/question/qti_v2p2/rptemplates/CC2_map_response")]
    [InlineData("http://www.imsglobal.org/question/qti_v2p2/rptemplates/CC2_match")]
    public void The_templates_of_all_versions_stand_for_their_rules(string address) =>
        Assert.NotEmpty(ProcessingTemplates.Expand(address, [])!);

    [Theory]
    [InlineData("http://example.org/rptemplates/match_correct.xml")]
    [InlineData("https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/other.xml")]
    [InlineData("match_correct")]
    public void What_only_looks_like_a_template_is_none(string address) => Assert.Null(ProcessingTemplates.Expand(address, []));

    [Fact]
    public void A_template_that_is_read_in_two_ways_is_known_where_both_say_the_same()
    {
        const string address = "http://www.imsglobal.org/question/qti_v2p2/rptemplates/CC2_match";
        var maxScore = new OutcomeDeclaration { Identifier = "MAXSCORE", Cardinality = Cardinality.Single, BaseType = BaseType.Float, Default = ["1.0"] };

        Assert.NotNull(ProcessingTemplates.Expand(address, [maxScore]));
        Assert.Null(ProcessingTemplates.Expand(address, [maxScore with { Default = ["3"] }]));
    }

    private static ScoringKey Single(string rules) => Recognised(rules)["ONE"];

    private static IReadOnlyDictionary<string, ScoringKey> Recognised(string rules)
    {
        var processing = SampleProcessing.With(rules);
        Assert.Empty(ProcessingCheck.Of(processing));
        return KeyRecognition.Of(processing, Types) ?? throw new InvalidOperationException("The rules are not recognised.");
    }
}
