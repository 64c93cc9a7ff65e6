using Cesuur.Domain.Rating;

namespace Cesuur.Domain.Tests.Rating;

public sealed class RubricTests
{
    [Theory]
    [InlineData("writing_sentence", 2)]
    [InlineData("writing_form_i", 7)]
    [InlineData("writing_short_i", 8)]
    [InlineData("writing_short_ii", 10)]
    [InlineData("writing_medium_ii", 17)]
    [InlineData("speaking_short_sentence_formation", 2)]
    [InlineData("speaking_short_word_choice", 2)]
    [InlineData("speaking_medium_vocabulary", 9)]
    [InlineData("speaking_medium_pronunciation", 9)]
    [InlineData("speaking_medium_vocabulary_pace", 10)]
    [InlineData("speaking_medium_pronunciation_pace", 10)]
    [InlineData("speaking_medium_vocabulary_pronunciation", 12)]
    [InlineData("speaking_medium_vocabulary_pronunciation_pace", 13)]
    [InlineData("speaking_long", 16)]
    public void A_task_is_worth_what_the_scoring_norms_say(string task, int maxPoints)
    {
        var rubric = StateExamRubrics.Of(task);
        var fullMarks = rubric.Criteria.ToDictionary(criterion => criterion.Id, criterion => criterion.MaxPoints);

        Assert.Equal(maxPoints, rubric.MaxPoints);
        Assert.Equal(maxPoints, rubric.Evaluate(Rated(rubric, scores: fullMarks)).Points);
    }

    [Theory]
    [InlineData("writing_sentence", "", "adequacy 1, grammar 1", 2)]
    [InlineData("writing_sentence", "", "adequacy 0", 0)]
    [InlineData("writing_sentence", "", "adequacy 0, grammar 0", 0)]
    [InlineData("writing_short_i", "", "adequacy 3, grammar 2, spelling 1, cohesion 1, vocabulary 1", 8)]
    [InlineData("writing_short_i", "stimulus_reinterpreted", "adequacy 2, grammar 2, spelling 1, cohesion 1, vocabulary 1", 7)]
    [InlineData(
        "writing_medium_ii", "stimulus_reinterpreted",
        "adequacy 4, grammar 2, spelling 2, cohesion 2, vocabulary 2, structure 2, text_care 2", 16)]
    [InlineData("writing_medium_ii", "", "adequacy 0", 0)]
    [InlineData("speaking_short_word_choice", "", "content 0, word_choice 1", 1)]
    [InlineData(
        "speaking_medium_pronunciation_pace", "read_aloud",
        "content 1, sentence_formation 1, pronunciation 3, pace 1", 6)]
    [InlineData(
        "speaking_medium_vocabulary_speech_act", "speech_act_missing",
        "content 1, sentence_formation 3, vocabulary 3", 7)]
    public void A_rating_within_the_rules_earns_its_points(string task, string flag, string scores, int points)
    {
        var rubric = StateExamRubrics.Of(task);

        var score = rubric.Evaluate(Rated(rubric, flag, StateExamRubrics.Points(scores)));

        Assert.Equal(points, score.Points);
        Assert.Equal(rubric.MaxPoints, score.MaxPoints);
        Assert.Equal(rubric.Criteria.Select(criterion => criterion.Id), score.Scores.Keys);
    }

    [Theory]
    [InlineData("writing_sentence", "", "adequacy 0, grammar 1", "rubric_gate", "/scores/grammar")]
    [InlineData("writing_sentence", "stimulus_reinterpreted", "adequacy 1, grammar 1", "rubric_cap_not_applicable", "/flags/0")]
    [InlineData(
        "writing_short_i", "stimulus_reinterpreted", "adequacy 3, grammar 2, spelling 1, cohesion 1, vocabulary 1",
        "rubric_cap", "/scores/adequacy")]
    [InlineData(
        "writing_medium_ii", "stimulus_reinterpreted",
        "adequacy 5, grammar 2, spelling 2, cohesion 2, vocabulary 2, structure 2, text_care 2",
        "rubric_cap", "/scores/adequacy")]
    [InlineData(
        "writing_form_i", "", "adequacy 3, grammar 2, spelling 1, cohesion 1, vocabulary 1",
        "criterion_unknown", "/scores/cohesion")]
    [InlineData(
        "speaking_short_word_choice", "", "content 1, sentence_formation 1, word_choice 1",
        "criterion_unknown", "/scores/sentence_formation")]
    [InlineData(
        "speaking_medium_pronunciation_pace", "read_aloud",
        "content 2, sentence_formation 1, pronunciation 3, pace 1", "rubric_cap", "/scores/content")]
    [InlineData(
        "speaking_medium_vocabulary", "stimulus_reinterpreted", "content 3, sentence_formation 3, vocabulary 3",
        "rubric_cap_not_applicable", "/flags/0")]
    [InlineData("writing_short_i", "", "adequacy 3, grammar 2, spelling 1, cohesion 1", "score_missing", "/scores/vocabulary")]
    [InlineData("writing_sentence", "", "grammar 0", "score_missing", "/scores/adequacy")]
    [InlineData("writing_sentence", "", "adequacy 2, grammar 1", "score_out_of_range", "/scores/adequacy")]
    [InlineData("writing_sentence", "", "adequacy 1, grammar -1", "score_out_of_range", "/scores/grammar")]
    [InlineData("writing_sentence", "", "adequacy 1, grammar 1, a/b~c 0", "criterion_unknown", "/scores/a~1b~0c")]
    public void A_rating_that_breaks_a_rule_is_refused_with_its_place(
        string task, string flag, string scores, string code, string pointer)
    {
        var rubric = StateExamRubrics.Of(task);

        var refusal = Assert.Throws<DomainException>(
            () => rubric.Evaluate(Rated(rubric, flag, StateExamRubrics.Points(scores))));

        Assert.Equal(code, refusal.Error.Code);
        var error = Assert.Single(refusal.Errors);
        Assert.Equal((pointer, code), (error.Pointer, error.Code));
    }

    [Fact]
    public void A_refusal_names_the_gate_or_cap_and_every_criterion_that_breaks_it()
    {
        var gate = Assert.Throws<DomainException>(() => StateExamRubrics.Of("writing_short_i").Evaluate(
            new TaskRating { Scores = StateExamRubrics.Points("adequacy 0, grammar 2, spelling 0, vocabulary 1") }));
        var cap = Assert.Throws<DomainException>(() => StateExamRubrics.Of("speaking_long").Evaluate(new TaskRating
        {
            Precondition = Precondition.Ratable,
            Flags = ["read_aloud"],
            Scores = StateExamRubrics.Points(
                "content 2, sentence_formation 2, coherence 3, vocabulary 3, pronunciation 3, pace 1"),
        }));

        Assert.Contains("'adequacy'", gate.Message, StringComparison.Ordinal);
        Assert.Equal(["/scores/grammar", "/scores/vocabulary"], gate.Errors.Select(error => error.Pointer));
        Assert.Contains("'read_aloud'", cap.Message, StringComparison.Ordinal);
        Assert.Equal(["/scores/content", "/scores/sentence_formation"], cap.Errors.Select(error => error.Pointer));
    }

    [Theory]
    [InlineData(Precondition.NotIntelligible, 0)]
    [InlineData(Precondition.NoSpeech, 0)]
    [InlineData(Precondition.TechnicalProblem, null)]
    public void What_cannot_be_rated_scores_nothing_or_goes_to_the_board(Precondition precondition, int? points)
    {
        var score = StateExamRubrics.Of("speaking_long").Evaluate(new TaskRating { Precondition = precondition });

        Assert.Equal(points, score.Points);
        Assert.Equal(16, score.MaxPoints);
        Assert.Empty(score.Scores);
    }

    [Theory]
    [InlineData(Precondition.NotIntelligible)]
    [InlineData(Precondition.NoSpeech)]
    [InlineData(Precondition.TechnicalProblem)]
    public void What_cannot_be_rated_takes_neither_scores_nor_flags(Precondition precondition)
    {
        var rubric = StateExamRubrics.Of("speaking_long");

        var scored = Assert.Throws<DomainException>(() => rubric.Evaluate(
            new TaskRating { Precondition = precondition, Scores = StateExamRubrics.Points("content 0") }));
        var flagged = Assert.Throws<DomainException>(() => rubric.Evaluate(
            new TaskRating { Precondition = precondition, Flags = ["read_aloud"] }));

        Assert.Equal(RatingErrors.Precondition, scored.Error);
        Assert.Equal("/scores/content", Assert.Single(scored.Errors).Pointer);
        Assert.Equal(RatingErrors.Precondition, flagged.Error);
        Assert.Equal("/flags/0", Assert.Single(flagged.Errors).Pointer);
    }

    [Fact]
    public void A_precondition_is_given_exactly_where_the_rubric_asks_for_it()
    {
        var speaking = Assert.Throws<DomainException>(() => StateExamRubrics.Of("speaking_short_word_choice").Evaluate(
            new TaskRating { Scores = StateExamRubrics.Points("content 1, word_choice 1") }));
        var writing = Assert.Throws<DomainException>(() => StateExamRubrics.Of("writing_sentence").Evaluate(new TaskRating
        {
            Precondition = Precondition.Ratable,
            Scores = StateExamRubrics.Points("adequacy 1, grammar 1"),
        }));

        Assert.Equal(RatingErrors.PreconditionMissing, speaking.Error);
        Assert.Equal(RatingErrors.PreconditionNotExpected, writing.Error);
        Assert.All([speaking, writing], refusal => Assert.Equal("/precondition", Assert.Single(refusal.Errors).Pointer));
    }

    [Theory]
    [InlineData("writing_short_i", "stimulus_reinterpreted", "adequacy", 2)]
    [InlineData("writing_short_ii", "stimulus_reinterpreted", "adequacy", 2)]
    [InlineData("writing_medium_ii", "stimulus_reinterpreted", "adequacy", 4)]
    [InlineData("speaking_medium_pronunciation_pace", "read_aloud", "content sentence_formation", 1)]
    [InlineData("speaking_medium_vocabulary_speech_act", "speech_act_missing", "content", 1)]
    public void Of_all_ratings_on_the_scales_only_those_under_gate_and_cap_are_accepted(
        string task, string flag, string capped, int cap)
    {
        var rubric = StateExamRubrics.Of(task);
        var cappedCriteria = capped.Split(' ');
        foreach (var scores in AllScores(rubric))
        {
            var underGate = rubric.Gates.All(gate => scores[gate.Criterion] > 0 || scores.Values.All(score => score == 0));
            var underCap = cappedCriteria.All(id => scores[id] <= cap);

            Assert.Equal(underGate ? scores.Values.Sum() : null, PointsOrRefusal(rubric, Rated(rubric, "", scores)));
            Assert.Equal(
                underGate && underCap ? scores.Values.Sum() : null,
                PointsOrRefusal(rubric, Rated(rubric, flag, scores)));
        }
    }

    private static TaskRating Rated(Rubric rubric, string flag = "", IReadOnlyDictionary<string, int>? scores = null) => new()
    {
        Precondition = rubric.Precondition ? Precondition.Ratable : null,
        Flags = flag.Length == 0 ? [] : [flag],
        Scores = scores ?? new Dictionary<string, int>(),
    };

    private static int? PointsOrRefusal(Rubric rubric, TaskRating rating)
    {
        try
        {
            return rubric.Evaluate(rating).Points;
        }
        catch (DomainException)
        {
            return null;
        }
    }

    private static IEnumerable<Dictionary<string, int>> AllScores(Rubric rubric) => rubric.Criteria.Aggregate(
        (IEnumerable<Dictionary<string, int>>)[[]],
        (soFar, criterion) => soFar.SelectMany(scores => Enumerable
            .Range(0, criterion.MaxPoints + 1)
            .Select(score => new Dictionary<string, int>(scores) { [criterion.Id] = score })));
}
