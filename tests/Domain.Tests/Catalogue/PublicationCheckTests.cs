using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Catalogue.Processing;
using Cesuur.Domain.Rating;
using Cesuur.Domain.Results;
using Cesuur.Domain.Tests.Rating;

namespace Cesuur.Domain.Tests.Catalogue;

public sealed class PublicationCheckTests
{
    private static readonly TimeSpan Duration = TimeSpan.FromMinutes(30);
    private static readonly TestContent Sound = SampleContent.Of(
        SampleContent.Choice("q1"), SampleContent.Choice("q2"), SampleContent.Text("t1"), SampleContent.Speech("t2"));

    [Fact]
    public void Sound_content_has_no_obstacles() =>
        Assert.Empty(PublicationCheck.Of(Sound, 6, Duration, ResultPolicy.Mark, Level.B1, Programme.I));

    [Fact]
    public void A_test_without_items_cannot_be_published() =>
        Assert.Contains(
            ("/content/sections", ContentErrors.NoItems.Code),
            Found(PublicationCheck.Of(new TestContent { Sections = [SampleContent.Section("s1")] }, 1, Duration)));

    [Theory]
    [InlineData(null, "cut_score_missing")]
    [InlineData(-1, "cut_score_out_of_range")]
    [InlineData(0, "cut_score_out_of_range")]
    [InlineData(1, null)]
    [InlineData(12, null)]
    [InlineData(13, "cut_score_out_of_range")]
    public void The_cut_score_lies_from_1_to_the_maximum(int? cutScore, string? code)
    {
        var obstacle = PublicationCheck.Of(Sound, cutScore, Duration).SingleOrDefault();

        Assert.Equal(12, new VersionPolicies().MaxPointsOf(Sound));
        Assert.Equal(code, obstacle?.Code);
        Assert.Equal(code is null ? null : "/cutScore", obstacle?.Pointer);
    }

    [Fact]
    public void With_marks_the_cut_score_is_below_the_maximum()
    {
        Assert.Empty(PublicationCheck.Of(Sound, 11, Duration, ResultPolicy.Mark));
        Assert.Equal(
            [("/cutScore", ResultErrors.CutScoreOutOfRange.Code)],
            Found(PublicationCheck.Of(Sound, 12, Duration, ResultPolicy.Mark)));
    }

    [Fact]
    public void A_result_that_is_a_level_needs_the_level_of_the_test()
    {
        Assert.Empty(PublicationCheck.Of(Sound, 6, Duration, ResultPolicy.CefrLevel, Level.B1));
        Assert.Equal(
            [("/level", ContentErrors.LevelMissing.Code)],
            Found(PublicationCheck.Of(Sound, 6, Duration, ResultPolicy.CefrLevel)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void The_duration_is_positive(int minutes) =>
        Assert.Equal(
            [("/durationSeconds", ContentErrors.DurationNotPositive.Code)],
            Found(PublicationCheck.Of(Sound, 6, TimeSpan.FromMinutes(minutes))));

    [Fact]
    public void Every_item_has_the_key_or_rubric_of_its_type()
    {
        var content = SampleContent.Of(
            SampleContent.Choice("q1") with { Key = null },
            SampleContent.Choice("q2") with { Key = new ScoringKey { Correct = [] } },
            SampleContent.Text("t1") with { Rubric = null },
            SampleContent.Speech("t2") with { Rubric = null },
            SampleContent.Choice("q3") with { Rubric = StateExamRubrics.Of("writing_sentence") },
            SampleContent.Text("t3") with { Key = new ScoringKey { Correct = ["a"] } });

        Assert.Equal(
            [
                ("/content/sections/0/items/0/key", "key_missing"),
                ("/content/sections/0/items/1/key", "key_missing"),
                ("/content/sections/0/items/2/rubric", "rubric_missing"),
                ("/content/sections/0/items/3/rubric", "rubric_missing"),
                ("/content/sections/0/items/4/rubric", "rubric_not_expected"),
                ("/content/sections/0/items/5/key", "key_not_expected"),
            ],
            Found(PublicationCheck.Of(content, 1, Duration)));
    }

    [Fact]
    public void A_page_that_asks_nothing_has_neither_key_nor_rubric()
    {
        var page = SampleContent.Choice("q1") with { Type = ItemType.Information, Prompt = "", Choices = [], Key = null, Body = "<p>Read this first.</p>" };
        var content = SampleContent.Of(page, SampleContent.Choice("q2") with { Type = ItemType.Information }, SampleContent.Choice("q3"));

        Assert.Equal(1, new VersionPolicies().MaxPointsOf(content));
        Assert.NotNull(page.Check(new Answer { Choice = "a" }));
        Assert.Equal([("/content/sections/0/items/1/key", "key_not_expected")], Found(PublicationCheck.Of(content, 1, Duration)));
    }

    [Fact]
    public void A_key_names_choices_and_is_worth_something()
    {
        var content = SampleContent.Of(
            SampleContent.Choice("q1") with { Key = new ScoringKey { Correct = ["a", "c"] } },
            SampleContent.Choice("q2", points: 0));

        Assert.Equal(
            [
                ("/content/sections/0/items/0/key/correct/1", "key_unknown_choice"),
                ("/content/sections/0/items/1/key/points", "key_without_points"),
            ],
            Found(PublicationCheck.Of(content, 1, Duration)));
    }

    [Fact]
    public void No_identifier_is_used_twice()
    {
        var stimulus = new Stimulus { Identifier = "x", Title = "A letter", Text = "Dear neighbour," };
        var item = SampleContent.Choice("q1");
        var repeated = item with { Choices = [.. item.Choices, new Choice { Id = "a", Text = "A again" }] };
        var content = new TestContent
        {
            Sections =
            [
                SampleContent.Section("s1", item) with { Stimuli = [stimulus] },
                SampleContent.Section("s1", repeated) with { Stimuli = [stimulus] },
            ],
        };

        Assert.Equal(
            [
                ("/content/sections/1/identifier", "identifier_duplicate"),
                ("/content/sections/1/stimuli/0/identifier", "identifier_duplicate"),
                ("/content/sections/1/items/0/id", "identifier_duplicate"),
                ("/content/sections/1/items/0/identifier", "identifier_duplicate"),
                ("/content/sections/1/items/0/choices/2/id", "identifier_duplicate"),
            ],
            Found(PublicationCheck.Of(content, 1, Duration)));
    }

    [Fact]
    public void An_item_is_about_a_stimulus_of_its_own_section_that_can_be_played()
    {
        var content = new TestContent
        {
            Sections =
            [
                SampleContent.Section("s1", SampleContent.Choice("q1") with { Stimulus = "x" }) with
                {
                    Stimuli = [new Stimulus { Identifier = "x", Title = "A fragment", MediaId = Id<Media>.New(), PlayLimit = 0 }],
                },
                SampleContent.Section("s2", SampleContent.Choice("q2") with { Stimulus = "x" }),
            ],
        };

        Assert.Equal(
            [
                ("/content/sections/0/stimuli/0/playLimit", "play_limit_not_positive"),
                ("/content/sections/1/items/0/stimulus", "stimulus_unknown"),
            ],
            Found(PublicationCheck.Of(content, 1, Duration)));
    }

    [Fact]
    public void A_gate_or_cap_that_names_no_criterion_is_found_in_its_place()
    {
        var rubric = StateExamRubrics.Of("writing_sentence") with
        {
            Gates = [new Gate { Criterion = "content" }],
            Caps = [new Cap { Flag = "read_aloud", Criteria = ["grammar", "content"], MaxPoints = 1 }],
        };

        Assert.Equal(
            [
                ("/content/sections/0/items/0/rubric/gates/0/criterion", "gate_unknown_criterion"),
                ("/content/sections/0/items/0/rubric/caps/0/criteria/1", "cap_unknown_criterion"),
            ],
            Found(PublicationCheck.Of(SampleContent.Of(SampleContent.Text("t1") with { Rubric = rubric }), 1, Duration)));
    }

    [Theory]
    [InlineData("speaking_short_word_choice", true, true)]
    [InlineData("speaking_medium_vocabulary", true, true)]
    [InlineData("speaking_medium_pronunciation_pace", true, true)]
    [InlineData("speaking_medium_vocabulary_pronunciation", true, true)]
    [InlineData("speaking_medium_vocabulary_pronunciation_pace", false, true)]
    [InlineData("speaking_long", false, true)]
    public void A_programme_has_speaking_tasks_of_fixed_maxima(string task, bool inI, bool inII)
    {
        var content = SampleContent.Of(SampleContent.Speech("t1", task));

        Assert.Empty(PublicationCheck.Of(content, 1, Duration));
        Assert.All([(Programme.I, inI), (Programme.II, inII)], expected =>
            Assert.Equal(
                expected.Item2 ? [] : [("/content/sections/0/items/0/rubric/criteria", ContentErrors.SpeakingPoints.Code)],
                Found(PublicationCheck.Of(content, 1, Duration, level: expected.Item1 == Programme.I ? Level.B1 : Level.B2, programme: expected.Item1))));
    }

    [Theory]
    [InlineData(7)] // pace as a medium task's only extra criterion
    [InlineData(11)] // within the limits of medium tasks, and the sum of none
    [InlineData(14)]
    public void What_the_criteria_of_no_task_add_up_to_is_found_in_either_programme(int maxPoints)
    {
        var rubric = StateExamRubrics.Of("speaking_long") with { Criteria = [new Criterion { Id = "content", Title = "Content", MaxPoints = maxPoints }], Caps = [] };
        var content = SampleContent.Of(SampleContent.Speech("t1") with { Rubric = rubric });

        Assert.All([(Programme.I, Level.B1), (Programme.II, Level.B2)], exam => Assert.Equal(
            [("/content/sections/0/items/0/rubric/criteria", ContentErrors.SpeakingPoints.Code)],
            Found(PublicationCheck.Of(content, 1, Duration, level: exam.Item2, programme: exam.Item1))));
    }

    [Fact]
    public void A_key_is_an_answer_that_can_be_given_and_its_bounds_are_in_order()
    {
        var several = SampleContent.Choice("q") with { Type = ItemType.MultipleChoice, MaxChoices = 1 };
        var pairs = several with { Type = ItemType.Match, MaxChoices = null, Targets = [new Choice { Id = "x" }, new Choice { Id = "y" }] };
        (Item Item, string[] Found)[] cases =
        [
            (several with { Key = new ScoringKey { Correct = ["a"] } }, []),
            (several with { Key = new ScoringKey { Correct = ["a", "b"] } }, ["/key/correct key_never_right"]),
            (several with { MaxChoices = null, Key = new ScoringKey { Correct = ["a", "a"] } }, ["/key/correct key_never_right"]),
            (pairs with { Key = new ScoringKey { Correct = ["a x", "b y"] } }, []),
            (pairs with { Key = new ScoringKey { Correct = ["a x", "a y"] } }, ["/key/correct key_never_right"]),
            (several with { Key = new ScoringKey { Correct = [], Mapping = [new("a", 1)], MinPoints = 1, MaxPoints = 0.5m } }, ["/key/minPoints limits_crossed"]),
            (several with { Key = new ScoringKey { Correct = [], Mapping = [new("a", -1)], MappingDefault = 1 } }, []),
            (several with { Key = new ScoringKey { Correct = [], Mapping = [new("a", 1), new("b", 2000)] } }, ["/key/mapping/1/points points_out_of_range"]),
            (pairs with { Choices = [.. pairs.Choices, .. Enumerable.Range(1, 4_999).Select(number => new Choice { Id = $"c{number}" })], Key = new ScoringKey { Correct = ["a x"] } }, ["/targets pairs_too_many"]),
        ];

        Assert.All(cases, one => Assert.Equal(
            one.Found,
            Found(PublicationCheck.Of(SampleContent.Of(one.Item, SampleContent.Choice("q2")), 1, Duration))
                .Select(found => $"{found.Pointer.Replace("/content/sections/0/items/0", "", StringComparison.Ordinal)} {found.Code}")));
    }

    [Fact]
    public void A_processing_declares_what_is_answered_and_brings_the_points_it_says()
    {
        var rules = new ResponseProcessing
        {
            Responses = [new() { Identifier = "RESPONSE", Cardinality = Cardinality.Single, BaseType = BaseType.Identifier, Correct = ["b"] }],
            Outcomes = [new() { Identifier = "SCORE", Cardinality = Cardinality.Single, BaseType = BaseType.Float }],
            Rules = Tests.Catalogue.Processing.Notation.Nodes("(response-condition (response-if (match $RESPONSE @b) (set-outcome-value identifier=SCORE 2)))"),
        };
        (ItemProcessing Processing, string[] Found)[] cases =
        [
            (new() { Rules = rules, Response = "RESPONSE", MaxPoints = 2 }, []),
            (new() { Rules = rules, Response = "RESPONSE", MaxPoints = 3 }, ["/processing/maxPoints processing_points"]),
            (new() { Rules = rules, Response = "RESPONSE", MaxPoints = 1 }, ["/processing/maxPoints processing_points"]),
            (new() { Rules = rules, Response = "ANSWER", MaxPoints = 2 }, ["/processing/response response_not_declared", "/processing/maxPoints processing_points"]),
        ];

        Assert.All(cases, one => Assert.Equal(
            one.Found,
            Found(PublicationCheck.Of(SampleContent.Of(SampleContent.Choice("q1") with { Key = null, Processing = one.Processing }), 1, Duration))
                .Select(found => $"{found.Pointer.Replace("/content/sections/0/items/0", "", StringComparison.Ordinal)} {found.Code}")));
    }

    [Fact]
    public void A_conversion_has_no_row_for_points_that_nobody_earns()
    {
        var table = new ConversionTable { Rows = [new(0, 0), new(1, 500), new(2, 600), new(3, 700)] };

        Assert.Equal(
            [("/conversionTable/rows/3/points", "conversion_above_maximum")],
            Found(PublicationCheck.Of(SampleContent.Of(SampleContent.Choice("q1"), SampleContent.Choice("q2")), 1, Duration, conversion: table)));
    }

    [Theory]
    [InlineData(1, RatingCombination.Sum, null, null)]
    [InlineData(2, RatingCombination.Sum, 6, null)]
    [InlineData(3, RatingCombination.Sum, null, "/policies/rating/raters raters_not_summed")]
    [InlineData(3, RatingCombination.Mean, null, null)]
    [InlineData(0, RatingCombination.Mean, null, "/policies/rating/raters raters_not_summed")]
    [InlineData(1, RatingCombination.Mean, 6, "/policies/scoring/adjudicationMargin adjudication_without_raters")]
    [InlineData(2, RatingCombination.Mean, 6, null)]
    [InlineData(2, RatingCombination.Mean, -1, "/policies/scoring/adjudicationMargin adjudication_without_raters")]
    [InlineData(3, RatingCombination.Mean, 6, "/policies/scoring/adjudicationMargin adjudication_without_raters")]
    public void Two_ratings_are_summed_or_adjudicated_and_any_number_has_a_mean(int raters, RatingCombination combination, int? margin, string? found)
    {
        var policies = new VersionPolicies
        {
            Rating = new RatingPolicy { Raters = raters },
            Scoring = new ScoringPolicy { Combination = combination, AdjudicationMargin = margin },
        };

        Assert.Equal(
            found is null ? [] : [found],
            Found(PublicationCheck.Of(Sound, 6, Duration, policies: policies)).Select(obstacle => $"{obstacle.Pointer} {obstacle.Code}"));
    }

    private static IEnumerable<(string Pointer, string Code)> Found(IEnumerable<ErrorDetail> obstacles) =>
        obstacles.Select(obstacle => (obstacle.Pointer, obstacle.Code));
}
