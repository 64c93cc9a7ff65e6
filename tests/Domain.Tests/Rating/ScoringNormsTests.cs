using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Rating;

namespace Cesuur.Domain.Tests.Rating;

/// <summary>The sentences of annex 1 (writing) and 2 (speaking) of the scoring norms that a rubric carries out, in their order: what a task is rated on, and what the rules refuse.</summary>
public sealed class ScoringNormsTests
{
    private static readonly IReadOnlyList<RubricTemplate> All = RubricTemplates.In(RubricLanguage.En);

    private static readonly string[] Texts = ["writing_short_i", "writing_form_i", "writing_short_ii", "writing_medium_ii"];

    private static IEnumerable<string> Medium => All.Select(template => template.Id).Where(id => id.StartsWith("speaking_medium", StringComparison.Ordinal));

    private static IEnumerable<string> Long => ["speaking_long", "speaking_long_speech_act"];

    // Annex 1 ------------------------------------------------------------------------------------

    [Fact]
    public void A_sentence_is_rated_on_adequacy_and_grammar_0_or_1_each() =>
        Assert.Equal("adequacy 1, grammar 1", Scales("writing_sentence"));

    [Fact]
    public void A_sentence_with_0_for_adequacy_cannot_have_1_for_grammar()
    {
        Assert.Equal(("rubric_gate", "/scores/grammar"), Refused("writing_sentence", "adequacy 0, grammar 1"));
        Assert.Equal(0, Points("writing_sentence", "adequacy 0, grammar 0"));
    }

    [Fact]
    public void A_message_a_completion_a_form_and_a_short_text_have_adequacy_0_to_3_and_grammar_0_to_2_in_any_case() =>
        Assert.All(["writing_short_i", "writing_form_i", "writing_short_ii"], task => Assert.StartsWith("adequacy 3, grammar 2", Scales(task), StringComparison.Ordinal));

    [Theory]
    [InlineData("writing_short_i", "2")]
    [InlineData("writing_form_i", "2")]
    [InlineData("writing_short_ii", "2")]
    [InlineData("writing_medium_ii", "3")]
    public void With_all_elements_asked_for_a_text_starts_from_2_and_a_medium_one_from_3(string task, string start) =>
        Assert.Contains($"start from {start} and go up or down", Guidance(task, "adequacy"), StringComparison.Ordinal);

    [Fact]
    public void A_text_with_0_for_adequacy_earns_nothing_for_any_other_criterion()
    {
        foreach (var task in Texts)
        {
            Assert.Equal(0, Points(task, "adequacy 0"));
            foreach (var other in StateExamRubrics.Of(task).Criteria.Skip(1))
            {
                Assert.Equal(("rubric_gate", $"/scores/{other.Id}"), Refused(task, $"adequacy 0, {other.Id} 1"));
            }
        }
    }

    [Fact]
    public void Spelling_cohesion_and_vocabulary_can_be_added_0_or_1_each() =>
        Assert.Equal("adequacy 3, grammar 2, spelling 1, cohesion 1, vocabulary 1", Scales("writing_short_i"));

    [Fact]
    public void A_form_has_no_cohesion()
    {
        Assert.Equal("adequacy 3, grammar 2, spelling 1, vocabulary 1", Scales("writing_form_i"));
        Assert.Equal(("criterion_unknown", "/scores/cohesion"), Refused("writing_form_i", "adequacy 3, grammar 2, spelling 1, cohesion 1, vocabulary 1"));
    }

    [Fact]
    public void In_programme_II_a_short_text_has_structure_and_text_care_too_0_or_1_each()
    {
        Assert.Equal("adequacy 3, grammar 2, spelling 1, cohesion 1, vocabulary 1, structure 1, text_care 1", Scales("writing_short_ii"));
        Assert.Equal(("criterion_unknown", "/scores/structure"), Refused("writing_short_i", "adequacy 3, structure 1"));
    }

    [Fact]
    public void A_medium_text_has_adequacy_0_to_5_and_everything_else_0_to_2()
    {
        Assert.Equal("adequacy 5, grammar 2, spelling 2, cohesion 2, vocabulary 2, structure 2, text_care 2", Scales("writing_medium_ii"));
        Assert.Equal([Programme.II], All.Single(template => template.Id == "writing_medium_ii").Programmes);
    }

    [Fact]
    public void The_scales_are_used_independently_of_each_other()
    {
        Assert.All(Texts, task => Assert.Contains("Every scale stands by itself", StateExamRubrics.Of(task).Guidance!, StringComparison.Ordinal));
        Assert.Equal(1, Points("writing_short_i", "adequacy 1, grammar 0, spelling 0, cohesion 0, vocabulary 0"));
        Assert.Equal(6, Points("writing_short_i", "adequacy 1, grammar 2, spelling 1, cohesion 1, vocabulary 1"));
    }

    [Fact]
    public void What_is_superfluous_counts_for_its_errors_alone_and_whole_sentences_of_the_task_do_not_count() => Assert.All(Texts, task =>
    {
        Assert.Contains("superfluous counts for the errors in it, and for nothing else", StateExamRubrics.Of(task).Guidance!, StringComparison.Ordinal);
        Assert.Contains("Whole sentences of the task do not count, phrases of it do", StateExamRubrics.Of(task).Guidance!, StringComparison.Ordinal);
    });

    [Fact]
    public void Whether_what_is_written_is_true_does_not_count() =>
        Assert.All(Texts.Append("writing_sentence"), task => Assert.Contains("Whether it is true does not count", Guidance(task, "adequacy"), StringComparison.Ordinal));

    [Fact]
    public void An_article_left_out_is_an_error_of_grammar_and_a_wrong_gender_is_not() =>
        Assert.All(Texts.Append("writing_sentence"), task => Assert.Contains("Leaving out an article is an error; a wrong gender is not", Guidance(task, "grammar"), StringComparison.Ordinal));

    [Fact]
    public void An_unforeseen_sentence_that_is_adequate_earns_its_point_whatever_was_expected()
    {
        Assert.Contains("An unexpected answer that fits earns the point", Guidance("writing_sentence", "adequacy"), StringComparison.Ordinal);
        Assert.Equal(("rubric_cap_not_applicable", "/flags/0"), Refused("writing_sentence", "adequacy 1, grammar 1", "stimulus_reinterpreted"));
    }

    [Fact]
    public void Where_the_stimulus_was_reinterpreted_adequacy_never_has_its_maximum_and_the_other_points_can_be_used()
    {
        foreach (var task in Texts)
        {
            var rubric = StateExamRubrics.Of(task);
            var full = rubric.Criteria.ToDictionary(criterion => criterion.Id, criterion => criterion.MaxPoints);
            Assert.Equal(("rubric_cap", "/scores/adequacy"), Refused(task, full, "stimulus_reinterpreted"));
            full["adequacy"]--;
            Assert.Equal(rubric.MaxPoints - 1, rubric.Evaluate(new TaskRating { Flags = ["stimulus_reinterpreted"], Scores = full }).Points);
        }
    }

    [Fact]
    public void Text_care_is_at_most_1_at_a_short_task_and_2_at_a_medium_one()
    {
        Assert.Equal(("score_out_of_range", "/scores/text_care"), Refused("writing_short_ii", "adequacy 3, text_care 2"));
        Assert.Equal(("score_out_of_range", "/scores/text_care"), Refused("writing_medium_ii", "adequacy 3, text_care 3"));
    }

    [Theory]
    [InlineData("writing_sentence", 2)]
    [InlineData("writing_form_i", 7)]
    [InlineData("writing_short_i", 8)]
    [InlineData("writing_short_ii", 10)]
    [InlineData("writing_medium_ii", 17)]
    public void A_sentence_brings_2_a_form_7_other_tasks_of_I_8_a_short_task_of_II_10_and_a_medium_one_17(string task, int maxPoints) =>
        Assert.Equal(maxPoints, StateExamRubrics.Of(task).MaxPoints);

    /// <summary>Table 1: 8 sentences, 2 messages, completions or forms, and 2 short texts.</summary>
    [Fact]
    public void Writing_I_comes_to_48_points_and_with_one_form_to_47()
    {
        int Sum(params string[] tasks) => Enumerable.Repeat("writing_sentence", 8).Concat(tasks).Sum(task => StateExamRubrics.Of(task).MaxPoints);

        Assert.Equal(48, Sum("writing_short_i", "writing_short_i", "writing_short_i", "writing_short_i"));
        Assert.Equal(47, Sum("writing_form_i", "writing_short_i", "writing_short_i", "writing_short_i"));
    }

    // Annex 2 ------------------------------------------------------------------------------------

    [Fact]
    public void Whether_an_utterance_can_be_rated_comes_first_with_one_of_four_answers()
    {
        Assert.Equal(4, Enum.GetValues<Precondition>().Length);
        foreach (var template in All.Where(template => template.Skill == Skill.Speaking))
        {
            var without = Assert.Throws<DomainException>(() => template.Rubric.Evaluate(new TaskRating()));
            Assert.Equal(RatingErrors.PreconditionMissing, without.Error);
        }
    }

    [Theory]
    [InlineData(Precondition.NotIntelligible)]
    [InlineData(Precondition.NoSpeech)]
    [InlineData(Precondition.TechnicalProblem)]
    public void Only_what_can_be_rated_is_rated_further(Precondition precondition)
    {
        foreach (var template in All.Where(template => template.Skill == Skill.Speaking))
        {
            var scored = Assert.Throws<DomainException>(() => template.Rubric.Evaluate(new TaskRating { Precondition = precondition, Scores = new Dictionary<string, int> { ["content"] = 0 } }));
            Assert.Equal((RatingErrors.Precondition, "/scores/content"), (scored.Error, Assert.Single(scored.Errors).Pointer));
        }
    }

    [Fact]
    public void A_short_task_is_rated_on_content_and_on_sentence_formation_or_word_choice_0_or_1_each()
    {
        Assert.Equal("content 1, sentence_formation 1", Scales("speaking_short_sentence_formation"));
        Assert.Equal("content 1, word_choice 1", Scales("speaking_short_word_choice"));
        Assert.Equal(("criterion_unknown", "/scores/word_choice"), Refused("speaking_short_sentence_formation", "content 1, sentence_formation 1, word_choice 1"));
    }

    [Fact]
    public void A_medium_task_is_rated_on_content_sentence_formation_and_one_or_more_of_vocabulary_pronunciation_and_pace()
    {
        Assert.All(Medium, task => Assert.StartsWith("content 3, sentence_formation 3, ", Scales(task), StringComparison.Ordinal));
        Assert.Equal(
            [
                "pronunciation 3", "pronunciation 3, pace 1", "vocabulary 3", "vocabulary 3, pace 1", "vocabulary 3, pronunciation 3",
                "vocabulary 3, pronunciation 3, pace 1",
            ],
            Medium.Select(task => Scales(task)["content 3, sentence_formation 3, ".Length..]).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Sentence_formation_at_a_medium_task_takes_the_length_into_account_and_tells_minor_errors_from_others() => Assert.All(Medium, task =>
    {
        Assert.Contains("more than two sentences", Guidance(task, "sentence_formation"), StringComparison.Ordinal);
        Assert.Contains("Minor are errors in articles", Guidance(task, "sentence_formation"), StringComparison.Ordinal);
    });

    [Fact]
    public void A_long_task_is_rated_on_six_criteria_and_only_in_programme_II()
    {
        Assert.All(Long, task => Assert.Equal("content 3, sentence_formation 3, coherence 3, vocabulary 3, pronunciation 3, pace 1", Scales(task)));
        Assert.All(Long, task => Assert.Equal([Programme.II], All.Single(template => template.Id == task).Programmes));
    }

    [Fact]
    public void Who_sees_something_else_in_a_picture_is_rated_as_anyone() => Assert.All(
        All.Where(template => template.Skill == Skill.Speaking),
        template =>
        {
            Assert.Contains("sees something else in a picture", template.Rubric.Guidance!, StringComparison.Ordinal);
            Assert.DoesNotContain(template.Rubric.Caps, cap => cap.Flag == "stimulus_reinterpreted");
        });

    [Fact]
    public void Introducing_oneself_on_the_telephone_is_needed_only_where_it_is_asked_for() => Assert.All(
        All.Where(template => template.Skill == Skill.Speaking),
        template => Assert.Contains("Introducing oneself on the telephone is needed only where", template.Rubric.Guidance!, StringComparison.Ordinal));

    [Fact]
    public void Who_only_reads_aloud_has_at_most_1_for_content_and_for_sentence_formation()
    {
        foreach (var task in Medium.Concat(Long))
        {
            var scores = StateExamRubrics.Of(task).Criteria.ToDictionary(criterion => criterion.Id, _ => 1);
            Assert.Equal(scores.Count, StateExamRubrics.Of(task).Evaluate(Rated(task, scores, "read_aloud")).Points);
            foreach (var capped in new[] { "content", "sentence_formation" })
            {
                Assert.Equal(("rubric_cap", $"/scores/{capped}"), Refused(task, new Dictionary<string, int>(scores) { [capped] = 2 }, "read_aloud"));
            }
        }
    }

    [Fact]
    public void Who_leaves_out_the_speech_act_asked_for_has_at_most_1_for_content_at_the_tasks_that_say_so()
    {
        foreach (var task in Medium.Concat(Long))
        {
            var full = StateExamRubrics.Of(task).Criteria.ToDictionary(criterion => criterion.Id, criterion => criterion.MaxPoints);
            if (!task.EndsWith("_speech_act", StringComparison.Ordinal))
            {
                Assert.Equal(("rubric_cap_not_applicable", "/flags/0"), Refused(task, full, "speech_act_missing"));
                continue;
            }

            Assert.Equal(("rubric_cap", "/scores/content"), Refused(task, full, "speech_act_missing"));
            full["content"] = 1;
            Assert.Equal(full.Values.Sum(), StateExamRubrics.Of(task).Evaluate(Rated(task, full, "speech_act_missing")).Points);
        }
    }

    [Fact]
    public void Using_all_of_the_speaking_time_can_make_up_for_what_was_not_reached() => Assert.All(
        Medium.Concat(Long), task => Assert.Contains("uses all of the speaking time", Guidance(task, "content"), StringComparison.Ordinal));

    [Fact]
    public void A_paraphrase_in_the_place_of_the_word_earns_no_point() =>
        Assert.Contains("A paraphrase or a related word earns no point", Guidance("speaking_short_word_choice", "word_choice"), StringComparison.Ordinal);

    [Fact]
    public void Nothing_said_at_speaking_closes_a_gate() => Assert.All(
        All.Where(template => template.Skill == Skill.Speaking),
        template =>
        {
            var scores = template.Rubric.Criteria.ToDictionary(criterion => criterion.Id, criterion => criterion.Id == "content" ? 0 : criterion.MaxPoints);
            Assert.Equal(scores.Values.Sum(), template.Rubric.Evaluate(Rated(template.Id, scores)).Points);
        });

    [Fact]
    public void A_short_task_brings_2_a_medium_one_9_to_12_in_I_and_9_to_13_in_II_and_the_long_one_16()
    {
        int[] MaximaIn(Programme programme, string kind) =>
            [.. All.Where(template => template.Id.StartsWith(kind, StringComparison.Ordinal) && template.Programmes.Contains(programme)).Select(template => template.Rubric.MaxPoints).Distinct().Order()];

        Assert.Equal([2], MaximaIn(Programme.I, "speaking_short"));
        Assert.Equal([2], MaximaIn(Programme.II, "speaking_short"));
        Assert.Equal([9, 10, 12], MaximaIn(Programme.I, "speaking_medium"));
        Assert.Equal([9, 10, 12, 13], MaximaIn(Programme.II, "speaking_medium"));
        Assert.Empty(MaximaIn(Programme.I, "speaking_long"));
        Assert.Equal([16], MaximaIn(Programme.II, "speaking_long"));
    }

    private static string Scales(string task) => string.Join(", ", StateExamRubrics.Of(task).Criteria.Select(criterion => $"{criterion.Id} {criterion.MaxPoints}"));

    private static string Guidance(string task, string criterion) => StateExamRubrics.Of(task).Criteria.Single(known => known.Id == criterion).Guidance!;

    private static int? Points(string task, string scores) => StateExamRubrics.Of(task).Evaluate(Rated(task, StateExamRubrics.Points(scores))).Points;

    private static (string Code, string Pointer) Refused(string task, string scores, string? flag = null) => Refused(task, StateExamRubrics.Points(scores), flag);

    private static (string Code, string Pointer) Refused(string task, Dictionary<string, int> scores, string? flag = null)
    {
        var refusal = Assert.Throws<DomainException>(() => StateExamRubrics.Of(task).Evaluate(Rated(task, scores, flag)));
        return (refusal.Error.Code, Assert.Single(refusal.Errors).Pointer);
    }

    private static TaskRating Rated(string task, Dictionary<string, int> scores, string? flag = null) => new()
    {
        Precondition = StateExamRubrics.Of(task).Precondition ? Precondition.Ratable : null,
        Flags = flag is null ? [] : [flag],
        Scores = scores,
    };
}
