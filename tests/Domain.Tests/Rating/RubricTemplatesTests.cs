using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Rating;

namespace Cesuur.Domain.Tests.Rating;

public sealed class RubricTemplatesTests
{
    private static readonly IReadOnlyList<RubricTemplate> Dutch = RubricTemplates.In(RubricLanguage.Nl);
    private static readonly IReadOnlyList<RubricTemplate> English = RubricTemplates.In(RubricLanguage.En);

    [Fact]
    public void Every_template_is_sound_and_has_a_name_of_its_own()
    {
        Assert.All(Dutch, template => Assert.Empty(RubricCheck.Of(template.Rubric, "/rubric")));
        Assert.All(Dutch, template => Assert.NotEmpty(template.Programmes));
        Assert.Distinct(Dutch.Select(template => template.Id));
        Assert.Distinct(Dutch.Select(template => (template.Title, string.Join(' ', template.Programmes))));
    }

    [Fact]
    public void Both_languages_say_the_same_of_the_same_scales()
    {
        Assert.Equal(Dutch.Select(Shape), English.Select(Shape));
        foreach (var (dutch, english) in Dutch.Zip(English))
        {
            Assert.NotEqual(dutch.Title, english.Title);
            Assert.NotEqual(dutch.Rubric.Guidance, english.Rubric.Guidance);
            Assert.All(dutch.Rubric.Criteria.Zip(english.Rubric.Criteria), pair => Assert.NotEqual(pair.First.Guidance, pair.Second.Guidance));
            Assert.All(dutch.Rubric.Caps.Zip(english.Rubric.Caps), pair => Assert.NotEqual(pair.First.Description, pair.Second.Description));
        }
    }

    /// <summary>Writing has the gate and no precondition, speaking the reverse; a reinterpreted stimulus caps texts only (N annex 1 and 2).</summary>
    [Theory]
    [InlineData("writing_sentence", "")]
    [InlineData("writing_form_i", "stimulus_reinterpreted 2")]
    [InlineData("writing_short_i", "stimulus_reinterpreted 2")]
    [InlineData("writing_short_ii", "stimulus_reinterpreted 2")]
    [InlineData("writing_medium_ii", "stimulus_reinterpreted 4")]
    [InlineData("speaking_short_word_choice", "")]
    [InlineData("speaking_medium_vocabulary", "read_aloud 1")]
    [InlineData("speaking_medium_vocabulary_speech_act", "read_aloud 1, speech_act_missing 1")]
    [InlineData("speaking_long", "read_aloud 1")]
    [InlineData("speaking_long_speech_act", "read_aloud 1, speech_act_missing 1")]
    public void Gates_caps_and_precondition_are_those_of_the_task(string id, string caps)
    {
        var template = Dutch.Single(known => known.Id == id);
        var writing = template.Skill == Skill.Writing;
        Assert.Equal(!writing, template.Rubric.Precondition);
        Assert.Equal(writing ? ["adequacy"] : [], template.Rubric.Gates.Select(gate => gate.Criterion));
        Assert.Equal(caps, string.Join(", ", template.Rubric.Caps.Select(cap => $"{cap.Flag} {cap.MaxPoints}")));
    }

    [Fact]
    public void A_medium_speaking_task_has_one_or_more_extra_criteria_and_pace_never_alone()
    {
        var extras = Dutch.Where(template => template.Id.StartsWith("speaking_medium", StringComparison.Ordinal) && !template.Id.EndsWith("speech_act", StringComparison.Ordinal))
            .Select(template => (string.Join(' ', template.Rubric.Criteria.Skip(2).Select(criterion => criterion.Id)), template.Programmes.Contains(Programme.I), template.Rubric.MaxPoints));

        Assert.Equal(
            [
                ("vocabulary", true, 9), ("pronunciation", true, 9), ("vocabulary pace", true, 10), ("pronunciation pace", true, 10), ("vocabulary pronunciation", true, 12),
                ("vocabulary pronunciation pace", false, 13),
            ],
            extras);
    }

    private static string Shape(RubricTemplate template) =>
        $"{template.Id} {template.Skill} {string.Join(' ', template.Programmes)} {template.Rubric.Precondition} "
        + $"{string.Join(' ', template.Rubric.Criteria.Select(criterion => $"{criterion.Id} {criterion.MaxPoints}"))} "
        + $"{string.Join(' ', template.Rubric.Caps.Select(cap => $"{cap.Flag} {string.Join('+', cap.Criteria)} {cap.MaxPoints}"))}";
}
