using Cesuur.Domain.Rating;
using Cesuur.Domain.Results;

namespace Cesuur.Domain.Catalogue;

/// <summary>
/// Finds everything that stands in the way of publishing a version, all at once: an author mends
/// a test in one round. After publication the rest of the domain relies on none of it being there.
/// </summary>
public sealed class PublicationCheck
{
    private readonly List<ErrorDetail> obstacles = [];
    private readonly HashSet<string> sections = [];
    private readonly HashSet<string> stimuli = [];
    private readonly HashSet<string> items = [];
    private readonly HashSet<Id<Item>> itemIds = [];
    private readonly Programme? programme;

    private PublicationCheck(Programme? programme) => this.programme = programme;

    /// <summary>The obstacles, none if the version can be published; pointers are into the version.</summary>
    /// <param name="content">With an id on every item, see <see cref="TestContent.WithItemIds"/>.</param>
    /// <param name="cutScore">The points from which the test is passed, if set already.</param>
    /// <param name="duration">The time a candidate gets for the test.</param>
    /// <param name="policy">What a result says.</param>
    /// <param name="level">The level of the test, without which its result cannot be a level.</param>
    /// <param name="programme">The programme of the state exam, whose tasks are of fixed kinds.</param>
    public static IReadOnlyList<ErrorDetail> Of(
        TestContent content,
        int? cutScore,
        TimeSpan duration,
        ResultPolicy policy = ResultPolicy.PassFail,
        Level? level = null,
        Programme? programme = null)
    {
        var check = new PublicationCheck(programme);
        check.CheckContent(content);
        if (Grading.CheckCutScore(cutScore, content.MaxPoints, policy) is { } wrong)
        {
            check.obstacles.Add(wrong);
        }

        if (duration <= TimeSpan.Zero)
        {
            check.Add("/durationMinutes", ContentErrors.DurationNotPositive);
        }

        if (policy == ResultPolicy.CefrLevel && level is null)
        {
            check.Add("/level", ContentErrors.LevelMissing);
        }

        return check.obstacles;
    }

    private void CheckContent(TestContent content)
    {
        if (!content.Items.Any())
        {
            Add("/content/sections", ContentErrors.NoItems);
        }

        foreach (var (index, section) in content.Sections.Index())
        {
            CheckSection(section, $"/content/sections/{index}");
        }
    }

    private void CheckSection(Section section, string pointer)
    {
        CheckUnused(sections, section.Identifier, $"{pointer}/identifier");
        foreach (var (index, stimulus) in section.Stimuli.Index())
        {
            CheckUnused(stimuli, stimulus.Identifier, $"{pointer}/stimuli/{index}/identifier");
            if (stimulus.PlayLimit < 1)
            {
                Add($"{pointer}/stimuli/{index}/playLimit", ContentErrors.PlayLimitNotPositive);
            }
        }

        foreach (var (index, item) in section.Items.Index())
        {
            CheckItem(item, section, $"{pointer}/items/{index}");
        }
    }

    private void CheckItem(Item item, Section section, string pointer)
    {
        CheckUnused(itemIds, item.Id, $"{pointer}/id");
        CheckUnused(items, item.Identifier, $"{pointer}/identifier");
        if (item.Stimulus is { } named && section.Stimuli.All(stimulus => stimulus.Identifier != named))
        {
            Add($"{pointer}/stimulus", ContentErrors.UnknownStimulus);
        }

        if (item.Type == ItemType.SingleChoice)
        {
            CheckKey(item, pointer);
        }
        else
        {
            CheckRubric(item, pointer);
        }
    }

    private void CheckKey(Item item, string pointer)
    {
        var choices = new HashSet<string>();
        foreach (var (index, choice) in item.Choices.Index())
        {
            CheckUnused(choices, choice.Id, $"{pointer}/choices/{index}/id");
        }

        if (item.Rubric is not null)
        {
            Add($"{pointer}/rubric", ContentErrors.RubricNotExpected);
        }

        if (item.Key is not { Correct.Count: > 0 } key)
        {
            Add($"{pointer}/key", ContentErrors.KeyMissing);
            return;
        }

        foreach (var (index, _) in key.Correct.Index().Where(correct => !choices.Contains(correct.Item)))
        {
            Add($"{pointer}/key/correct/{index}", ContentErrors.KeyUnknownChoice);
        }

        if (key.Points < 1)
        {
            Add($"{pointer}/key/points", ContentErrors.KeyWithoutPoints);
        }
    }

    private void CheckRubric(Item item, string pointer)
    {
        if (item.Key is not null)
        {
            Add($"{pointer}/key", ContentErrors.KeyNotExpected);
        }

        if (item.Rubric is not { } rubric)
        {
            Add($"{pointer}/rubric", ContentErrors.RubricMissing);
            return;
        }

        obstacles.AddRange(RubricCheck.Of(rubric, $"{pointer}/rubric"));
        if (programme is { } exam && item.Type == ItemType.RecordedSpeech && !IsSpeakingTask(exam, rubric.MaxPoints))
        {
            Add($"{pointer}/rubric/criteria", ContentErrors.SpeakingPoints);
        }
    }

    /// <summary>
    /// The maxima of speaking tasks (N annex 2): short 2; medium 9–12 in I, 9–13 in II; long 16, in II
    /// only. The limits also keep pace from being a medium task's only extra criterion (7), and all
    /// three extra criteria (13) out of I.
    /// </summary>
    private static bool IsSpeakingTask(Programme programme, int maxPoints) => (programme, maxPoints) switch
    {
        (_, 2) => true,
        (Programme.I, >= 9 and <= 12) => true,
        (Programme.II, (>= 9 and <= 13) or 16) => true,
        _ => false,
    };

    private void CheckUnused<T>(HashSet<T> used, T identifier, string pointer)
    {
        if (!used.Add(identifier))
        {
            Add(pointer, ContentErrors.DuplicateIdentifier);
        }
    }

    private void Add(string pointer, DomainError error) =>
        obstacles.Add(new ErrorDetail(pointer, error.Code, error.Title));
}
