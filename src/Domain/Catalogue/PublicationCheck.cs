using Cesuur.Domain.Catalogue.Processing;
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
    private readonly IReadOnlyDictionary<Id<Media>, Media>? media;
    private TimeSpan required;

    private PublicationCheck(Programme? programme, IReadOnlyDictionary<Id<Media>, Media>? media) => (this.programme, this.media) = (programme, media);

    /// <summary>The obstacles, none if the version can be published; pointers are into the version.</summary>
    /// <param name="content">With an id on every item, see <see cref="TestContent.WithItemIds"/>.</param>
    /// <param name="cutScore">The points from which the test is passed, if set already.</param>
    /// <param name="duration">The time a candidate gets for the test.</param>
    /// <param name="policy">What a result says.</param>
    /// <param name="level">The level of the test, without which its result cannot be a level.</param>
    /// <param name="programme">The programme of the state exam, whose tasks are of fixed kinds.</param>
    /// <param name="conversion">From points to scale scores, if the version has it.</param>
    /// <param name="policies">How the version is held, rated and followed up.</param>
    /// <param name="media">The publisher's files that there are; absent: files are not looked at.</param>
    public static IReadOnlyList<ErrorDetail> Of(
        TestContent content,
        int? cutScore,
        TimeSpan duration,
        ResultPolicy policy = ResultPolicy.PassFail,
        Level? level = null,
        Programme? programme = null,
        ConversionTable? conversion = null,
        VersionPolicies? policies = null,
        IReadOnlyDictionary<Id<Media>, Media>? media = null)
    {
        var check = new PublicationCheck(programme, media);
        policies ??= new VersionPolicies();
        var most = policies.MaxPointsOf(content);
        check.CheckContent(content, duration);
        if (Grading.CheckCutScore(cutScore, most, policy) is { } wrong)
        {
            check.obstacles.Add(wrong);
        }

        if (conversion is not null)
        {
            check.CheckConversion(conversion, cutScore, most);
        }

        if (duration <= TimeSpan.Zero)
        {
            check.Add("/durationSeconds", ContentErrors.DurationNotPositive);
        }
        else if (check.required > duration)
        {
            check.Add("/durationSeconds", ContentErrors.TimeNotEnough, $"Playing, preparing and speaking alone take {check.required.TotalSeconds:0} seconds.");
        }

        if (policy == ResultPolicy.CefrLevel && level is null)
        {
            check.Add("/level", ContentErrors.LevelMissing);
        }

        if (programme is { } exam && level != (exam == Programme.I ? Level.B1 : Level.B2))
        {
            check.Add("/level", ContentErrors.ProgrammeLevel);
        }

        check.CheckPolicies(policies);
        return check.obstacles;
    }

    private void CheckConversion(ConversionTable table, int? cutScore, decimal most)
    {
        if (table.Rows is not [{ Points: 0 }, ..])
        {
            Add("/conversionTable/rows/0/points", ContentErrors.ConversionStart);
        }

        for (var i = 1; i < table.Rows.Count; i++)
        {
            if (table.Rows[i].Points <= table.Rows[i - 1].Points)
            {
                Add($"/conversionTable/rows/{i}/points", ContentErrors.ConversionUnordered);
            }

            if (table.Rows[i].ScaleScore < table.Rows[i - 1].ScaleScore)
            {
                Add($"/conversionTable/rows/{i}/scaleScore", ContentErrors.ConversionFalls);
            }
        }

        foreach (var (index, _) in table.Rows.Index().Where(row => row.Item.Points > most))
        {
            Add($"/conversionTable/rows/{index}/points", ContentErrors.ConversionAboveMaximum);
        }

        if (table.Rows.FirstOrDefault(row => row.ScaleScore >= ConversionTable.PassingScore)?.Points != cutScore)
        {
            Add("/cutScore", ContentErrors.CutScoreNotConverted);
        }
    }

    private void CheckPolicies(VersionPolicies policies)
    {
        if (policies.Rating.Raters < 1 || (policies.Rating.Raters != 2 && policies is { Rating.Raters: > 1, Scoring.Combination: RatingCombination.Sum }))
        {
            Add("/policies/rating/raters", ContentErrors.RatersNotSummed);
        }

        if (policies.Scoring.AdjudicationMargin is { } margin && (margin < 0 || policies.Rating.Raters != 2))
        {
            Add("/policies/scoring/adjudicationMargin", ContentErrors.AdjudicationWithoutRaters);
        }

        if (policies.Resit is { MaxAttemptsAfterFail: < 0 })
        {
            Add("/policies/resit/maxAttemptsAfterFail", ContentErrors.PolicyOutOfRange);
        }

        if (policies.Inspection is { HandledWithinDays: < 1 })
        {
            Add("/policies/inspection/handledWithinDays", ContentErrors.PolicyOutOfRange);
        }

        if (policies.Retention is { Months: < 1 })
        {
            Add("/policies/retention/months", ContentErrors.PolicyOutOfRange);
        }
    }

    private void CheckContent(TestContent content, TimeSpan duration)
    {
        CheckFiles(content.Instructions, "/content/instructions");
        obstacles.AddRange(DraftCheck.Points(content).Select(wrong => wrong with { Pointer = $"/content{wrong.Pointer}" }));
        if (!content.Items.Any())
        {
            Add("/content/sections", ContentErrors.NoItems);
        }

        foreach (var (index, section) in content.Sections.Index())
        {
            CheckSection(section, $"/content/sections/{index}", duration);
        }
    }

    private void CheckSection(Section section, string pointer, TimeSpan duration)
    {
        var before = required;
        CheckUnused(sections, section.Identifier, $"{pointer}/identifier");
        CheckFiles(section.Instructions, $"{pointer}/instructions");
        foreach (var (index, stimulus) in section.Stimuli.Index())
        {
            CheckStimulus(stimulus, $"{pointer}/stimuli/{index}");
        }

        foreach (var (index, item) in section.Items.Index())
        {
            CheckItem(item, section, $"{pointer}/items/{index}");
        }

        if (section is { Shuffle: true, Navigation: Navigation.ForwardOnly })
        {
            Add($"{pointer}/shuffle", ContentErrors.ShuffleForwardOnly);
        }

        if (section.TimeLimitSeconds is { } limit)
        {
            CheckLimit(limit, required - before, duration, $"{pointer}/timeLimitSeconds");
        }
    }

    private void CheckStimulus(Stimulus stimulus, string pointer)
    {
        CheckUnused(stimuli, stimulus.Identifier, $"{pointer}/identifier");
        CheckFiles(stimulus.Text, $"{pointer}/text");
        if (stimulus.PlayLimit < 1)
        {
            Add($"{pointer}/playLimit", ContentErrors.PlayLimitNotPositive);
        }

        if (stimulus is { Text: null, MediaId: null })
        {
            Add(pointer, ContentErrors.StimulusEmpty);
        }

        if (stimulus.MediaId is { } id)
        {
            CheckFile(id, $"{pointer}/mediaId");
        }
    }

    private void CheckItem(Item item, Section section, string pointer)
    {
        CheckUnused(itemIds, item.Id, $"{pointer}/id");
        CheckUnused(items, item.Identifier, $"{pointer}/identifier");
        CheckFiles(item.Body, $"{pointer}/body");
        if (item.Stimulus is { } named && section.Stimuli.All(stimulus => stimulus.Identifier != named))
        {
            Add($"{pointer}/stimulus", ContentErrors.UnknownStimulus);
        }

        var before = required;
        if (item.Type == ItemType.Composite)
        {
            CheckParts(item, pointer);
        }
        else
        {
            CheckInteraction(item, item, pointer);
            if (item.Parts.Count > 0)
            {
                Add($"{pointer}/parts", ContentErrors.PartsNotExpected);
            }
        }

        if (item.TimeLimitSeconds is { } limit)
        {
            CheckLimit(limit, required - before, section.TimeLimitSeconds is { } most ? TimeSpan.FromSeconds(most) : TimeSpan.MaxValue, $"{pointer}/timeLimitSeconds");
            if (section.Navigation == Navigation.Free)
            {
                Add($"{pointer}/timeLimitSeconds", ContentErrors.TimeLimitWithoutOrder);
            }
        }

        if (item.Processing is { } processing)
        {
            CheckProcessing(item, processing, $"{pointer}/processing");
        }

        if (item.Rubric is { } rubric && CanBeRated(item))
        {
            CheckRubric(item, rubric, $"{pointer}/rubric");
        }
        else if (item.Rubric is not null)
        {
            Add($"{pointer}/rubric", ContentErrors.RubricNotExpected);
        }
        else if (item.Interactions.Any(one => one.Interaction.IsOpen))
        {
            Add($"{pointer}/rubric", ContentErrors.RubricMissing);
        }
    }

    private void CheckParts(Item item, string pointer)
    {
        if (item.Parts.Count == 0)
        {
            Add($"{pointer}/parts", ContentErrors.PartsMissing);
        }

        if (item.Key is not null)
        {
            Add($"{pointer}/key", ContentErrors.KeyNotExpected);
        }

        CheckMarks(item.Body, "part", [.. item.Parts.Select(part => part.Identifier)], areAllMarked: false, $"{pointer}/body");
        var parts = new HashSet<string>();
        foreach (var (index, part) in item.Parts.Index())
        {
            CheckUnused(parts, part.Identifier, $"{pointer}/parts/{index}/identifier");
            if (part.Type is ItemType.Composite or ItemType.Information)
            {
                Add($"{pointer}/parts/{index}/type", ContentErrors.PartComposite);
            }
            else
            {
                CheckInteraction(part, item, $"{pointer}/parts/{index}");
            }
        }
    }

    private void CheckInteraction(Interaction interaction, Item item, string pointer)
    {
        CheckFiles(interaction.Prompt, $"{pointer}/prompt");
        CheckFiles(interaction.Passage, $"{pointer}/passage");
        var choices = CheckChoices(interaction.Choices, $"{pointer}/choices");
        var targets = CheckChoices(interaction.Targets, $"{pointer}/targets");
        required += TimeSpan.FromSeconds((interaction.PreparationSeconds ?? 0) + (interaction.SpeakingSeconds ?? 0));
        if (interaction.PreparationSeconds < 0 || interaction.SpeakingSeconds < 1)
        {
            Add($"{pointer}/speakingSeconds", ContentErrors.DurationNotPositive);
        }

        if (interaction.MaxRecordings is < 1 or > Delivery.Recording.MaxPerItem)
        {
            Add($"{pointer}/maxRecordings", ContentErrors.RecordingsOutOfRange);
        }

        if (interaction.Type == ItemType.FileUpload && (interaction.FileTypes.Count == 0 || interaction.FileTypes.Except(FileTypes.All).Any()))
        {
            Add($"{pointer}/fileTypes", ContentErrors.FileTypesUnknown);
        }

        if (interaction.MinWords > interaction.MaxWords || interaction.MinWords < 0)
        {
            Add($"{pointer}/minWords", ContentErrors.LimitsCrossed);
        }

        if (interaction.MinChoices > interaction.MaxChoices && interaction.MaxChoices > 0)
        {
            Add($"{pointer}/minChoices", ContentErrors.LimitsCrossed);
        }

        if (interaction.Type == ItemType.HotText)
        {
            CheckMarks(interaction.Passage, "choice", choices, areAllMarked: true, $"{pointer}/passage");
        }

        if (interaction.Type == ItemType.GapMatch)
        {
            CheckMarks(interaction.Passage, "gap", targets, areAllMarked: true, $"{pointer}/passage");
        }

        if (interaction.Type is ItemType.Match or ItemType.GapMatch && targets.Count == 0)
        {
            Add($"{pointer}/targets", ContentErrors.TargetsMissing);
        }

        if ((long)interaction.Choices.Count * interaction.Targets.Count > BestPairs.MaxPairs)
        {
            Add($"{pointer}/targets", ContentErrors.TooManyPairs);
        }

        if (!interaction.IsOpen && interaction.Type != ItemType.Information && item.Processing is null && (item.Rubric is null || !CanBeRated(item)))
        {
            CheckKey(interaction, choices, targets, pointer);
        }
        else if (interaction.Key is not null)
        {
            Add($"{pointer}/key", ContentErrors.KeyNotExpected);
        }
    }

    private void CheckMarks(string? text, string kind, HashSet<string> known, bool areAllMarked, string pointer)
    {
        var marks = RichText.Marks(text, kind).ToList();
        if (marks.FirstOrDefault(mark => !known.Contains(mark)) is { } unknown)
        {
            Add(pointer, ContentErrors.MarkUnknown, $"data-{kind} names \"{unknown}\", which the item does not have.");
        }

        if (marks.Count != marks.Distinct().Count() || (areAllMarked && !known.IsSubsetOf(marks)))
        {
            Add(pointer, ContentErrors.MarkMissing);
        }
    }

    private HashSet<string> CheckChoices(IReadOnlyList<Choice> choices, string pointer)
    {
        var ids = new HashSet<string>();
        foreach (var (index, choice) in choices.Index())
        {
            CheckUnused(ids, choice.Id, $"{pointer}/{index}/id");
            CheckFiles(choice.Text, $"{pointer}/{index}/text");
            if (choice.Id.Any(char.IsWhiteSpace) || choice.Id.Length == 0)
            {
                Add($"{pointer}/{index}/id", ContentErrors.ChoiceIdSpaced);
            }
        }

        return ids;
    }

    private void CheckKey(Interaction interaction, HashSet<string> choices, HashSet<string> targets, string pointer)
    {
        if (interaction.Key is not { } key || (key.Correct.Count == 0 && key.Mapping is not { Count: > 0 }))
        {
            Add($"{pointer}/key", ContentErrors.KeyMissing);
            return;
        }

        var before = obstacles.Count;
        foreach (var (index, _) in key.Correct.Index().Where(correct => !IsKnown(correct.Item)))
        {
            Add($"{pointer}/key/correct/{index}", ContentErrors.KeyUnknownChoice);
        }

        foreach (var (index, _) in (key.Mapping ?? []).Index().Where(entry => !IsKnown(entry.Item.Value)))
        {
            Add($"{pointer}/key/mapping/{index}/value", ContentErrors.KeyUnknownChoice);
        }

        if (interaction.Type == ItemType.Order && key.Mapping is null && !choices.SetEquals(key.Correct))
        {
            Add($"{pointer}/key/correct", ContentErrors.KeyOrderIncomplete);
        }

        if (key.MinPoints > key.MaxPoints)
        {
            Add($"{pointer}/key/minPoints", ContentErrors.LimitsCrossed);
        }

        // What names nothing there is earns nothing, and has been told.
        var isSound = obstacles.Count == before;
        if (key.Mapping is null)
        {
            if (isSound && !KeyScoring.CanBeRight(key, interaction))
            {
                Add($"{pointer}/key/correct", ContentErrors.KeyNeverRight);
            }

            if (key.Points <= 0)
            {
                Add($"{pointer}/key/points", ContentErrors.KeyWithoutPoints);
            }
        }
        else if (isSound && KeyScoring.MaxPoints(key, interaction) <= 0)
        {
            Add($"{pointer}/key/mapping", ContentErrors.KeyWithoutPoints);
        }

        bool IsKnown(string value) => interaction.Type switch
        {
            ItemType.TextEntry => value.Length > 0,
            ItemType.Match or ItemType.GapMatch => value.Split(' ') is [var source, var target] && choices.Contains(source) && targets.Contains(target),
            _ => choices.Contains(value),
        };
    }

    private void CheckProcessing(Item item, ItemProcessing processing, string pointer)
    {
        if (item.Rubric is not null || item.Type == ItemType.Information)
        {
            Add(pointer, ContentErrors.ProcessingNotExpected);
        }

        if (processing.MaxPoints <= 0)
        {
            Add($"{pointer}/maxPoints", ContentErrors.KeyWithoutPoints);
        }

        var responses = processing.Responses(item);
        if (responses.Keys.FirstOrDefault(response => processing.Rules.Response(response) is null) is { } unknown)
        {
            Add(
                item.Type == ItemType.Composite ? $"{pointer}/rules/responses" : $"{pointer}/response",
                ContentErrors.ResponseNotDeclared,
                $"The processing does not declare the response \"{unknown}\".");
        }

        var findings = ProcessingCheck.Of(processing.Rules);
        if (findings.Count == 0 && item.Rubric is null)
        {
            findings = CheckMaximum(processing, ScoreMaximum.Of(processing.Rules, responses), $"{pointer}/maxPoints");
        }

        obstacles.AddRange(findings.Select(finding => new ErrorDetail($"{pointer}/rules", finding.Code, $"{finding.Path}: {finding.Detail}")));
    }

    // Where nothing says how many points there are the author does, as long as no response is known to bring more.
    private IReadOnlyList<ProcessingFinding> CheckMaximum(ItemProcessing processing, ScoreMaximum maximum, string pointer)
    {
        if (maximum.Finding is { } finding && (finding.Code != ProcessingFindings.MaximumUnknown || maximum.Reached is null))
        {
            return [finding];
        }

        if (maximum.Points is { } most ? most != processing.MaxPoints : maximum.Reached > processing.MaxPoints)
        {
            Add(pointer, ContentErrors.ProcessingPoints, $"The processing brings {maximum.Points ?? maximum.Reached:0.######} points, not {processing.MaxPoints:0.######}.");
        }

        return [];
    }

    private void CheckRubric(Item item, Rubric rubric, string pointer)
    {
        var taken = required;
        CheckFiles(rubric.Guidance, $"{pointer}/guidance");
        required = taken; // what raters play takes no time of the candidate's
        obstacles.AddRange(RubricCheck.Of(rubric, pointer));
        if (programme is { } exam && item.Type == ItemType.RecordedSpeech && !IsSpeakingTask(exam, rubric.MaxPoints))
        {
            Add($"{pointer}/criteria", ContentErrors.SpeakingPoints);
        }
    }

    // A form is a composite of text entries that are rated together (N annex 1).
    private static bool CanBeRated(Item item) => item.IsOpen || item.Type is ItemType.Composite or ItemType.TextEntry;

    private void CheckLimit(int seconds, TimeSpan needed, TimeSpan most, string pointer)
    {
        var limit = TimeSpan.FromSeconds(seconds);
        if (seconds < 1)
        {
            Add(pointer, ContentErrors.DurationNotPositive);
        }
        else if (limit < needed)
        {
            Add(pointer, ContentErrors.TimeNotEnough, $"Playing, preparing and speaking alone take {needed.TotalSeconds:0} seconds.");
        }
        else if (limit > most)
        {
            Add(pointer, ContentErrors.LimitBeyondWhole);
        }
    }

    private void CheckFiles(string? text, string pointer)
    {
        foreach (var id in MediaReferences.In(text).Distinct())
        {
            CheckFile(id, pointer);
        }
    }

    private void CheckFile(Id<Media> id, string pointer)
    {
        if (media is null)
        {
            return;
        }

        if (!media.TryGetValue(id, out var file))
        {
            Add(pointer, ContentErrors.MediaMissing);
        }
        else
        {
            required += TimeSpan.FromMilliseconds(file.DurationMilliseconds ?? 0);
        }
    }

    /// <summary>
    /// The maxima of speaking tasks (N annex 2): short 2; medium 9–12 in I, 9–13 in II, of which 11 is the sum of no
    /// criteria there are; long 16, in II only. So pace is never a medium task's only extra criterion (7), and all three
    /// extra criteria (13) are in II alone.
    /// </summary>
    private static bool IsSpeakingTask(Programme programme, int maxPoints) => (programme, maxPoints) switch
    {
        (_, 2) => true,
        (Programme.I, 9 or 10 or 12) => true,
        (Programme.II, 9 or 10 or 12 or 13 or 16) => true,
        _ => false,
    };

    private void CheckUnused<T>(HashSet<T> used, T identifier, string pointer)
    {
        if (!used.Add(identifier))
        {
            Add(pointer, ContentErrors.DuplicateIdentifier);
        }
    }

    private void Add(string pointer, DomainError error, string? detail = null) =>
        obstacles.Add(new ErrorDetail(pointer, error.Code, detail ?? error.Title));
}
