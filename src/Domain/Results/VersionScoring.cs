using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Rating;

namespace Cesuur.Domain.Results;

/// <summary>
/// How a version turns what candidates did into results: as it was published, with the corrections that are in force since. Corrections are
/// applied in the order in which they were signed off. Keys, rubrics and extra rules decide what an item earns; then come the floors of art. 5, which
/// hold whatever key or rater gave (ours).
/// </summary>
public sealed class VersionScoring
{
    private readonly List<Correction> corrections;
    private readonly Dictionary<Id<Item>, ItemFloor> floors = [];
    private readonly Dictionary<Id<Item>, decimal> maxima;
    private readonly List<(Id<Correction> Of, CorrectionChange Rule)> rules = [];

    private VersionScoring(TestVersion version, List<Correction> corrections)
    {
        Version = version;
        this.corrections = corrections;
        InForce = Forces(corrections);
        CutScore = version.CutScore ?? throw new InvalidOperationException("A version without a cut score was published.");
        ConversionTable = version.ConversionTable;
        Content = version.Content;
        maxima = version.Content.Items.ToDictionary(item => item.Id, version.Policies.MaxPointsOf);
        foreach (var correction in InForce)
        {
            foreach (var change in correction.Changes)
            {
                Take(change, correction.Id);
            }
        }

        Rescored = Named(change => change.Kind == CorrectionKind.Key || change is { Kind: CorrectionKind.ExtraRule, Value: not null });
        Rerated = Named(ChangesRubric);
    }

    /// <summary>As it was published.</summary>
    public TestVersion Version { get; }

    /// <summary>The number of the last correction, in force or not; 0 where there is none. Results name it.</summary>
    public int Number => corrections.Count; // they are numbered from 1, and one that is proposed would be the next

    /// <summary>The corrections that count, in order: those that no other one undoes.</summary>
    public IReadOnlyList<Correction> InForce { get; }

    /// <summary>With keys and rubrics as corrected.</summary>
    public TestContent Content { get; private set; }

    public int CutScore { get; private set; }

    public ConversionTable? ConversionTable { get; private set; }

    /// <summary>
    /// The items whose response decides what a correction makes of them: some correction changed their key or has a rule for them. All others earn what
    /// they did before any correction, with the floors.
    /// </summary>
    public IReadOnlySet<Id<Item>> Rescored { get; }

    /// <param name="version">Published.</param>
    /// <param name="applied">Its corrections that were signed off, in whatever order.</param>
    public static VersionScoring Of(TestVersion version, IEnumerable<Correction> applied) => new(version, [.. applied.OrderBy(correction => correction.Number)]);

    /// <summary>As it was when the correction of this number was the last.</summary>
    public VersionScoring At(int number) => new(Version, corrections[..number]);

    /// <summary>What it would be with one more.</summary>
    public VersionScoring With(Correction proposed) => new(Version, [.. corrections, proposed]);

    /// <summary>The tasks whose rubric some correction changed, in force or not.</summary>
    public IReadOnlySet<Id<Item>> Rerated { get; }

    /// <summary>Whether a rating of a task is by another rubric than the one that counts: it says nothing any more.</summary>
    /// <param name="task">The task.</param>
    /// <param name="ratedBy">The <see cref="Number"/> that it was rated by.</param>
    public bool IsOutdated(Id<Item> task, int ratedBy) => ratedBy < Number && Rerated.Contains(task)
        && !RubricOf(task, InForce).SequenceEqual(RubricOf(task, Forces(corrections[..ratedBy])));

    /// <summary>Refuses a rating by somebody who read the task with another rubric than the one that would evaluate it.</summary>
    /// <param name="task">The task.</param>
    /// <param name="readBy">The <see cref="Number"/> that it was read with; absent: whoever rates does not say.</param>
    /// <exception cref="DomainException"><c>rubric_corrected</c></exception>
    public void RequireRubricOf(Id<Item> task, int? readBy)
    {
        if (readBy is { } number && IsOutdated(task, number))
        {
            throw new DomainException(RatingErrors.RubricCorrected);
        }
    }

    /// <summary>Whether a task had the same rubric at both numbers.</summary>
    public bool HasSameRubric(Id<Item> task, int one, int other) => !At(Math.Max(one, other)).IsOutdated(task, Math.Min(one, other));

    /// <summary>The tasks of which a rating is outdated.</summary>
    public IReadOnlySet<Id<Item>> OutdatedSince(int ratedBy) => Rerated.Where(task => IsOutdated(task, ratedBy)).ToHashSet();

    /// <summary>What every candidate gets at least for a task, whatever the ratings; 0 where nothing is given (N art. 5).</summary>
    public decimal FloorOf(Id<Item> task) => floors.GetValueOrDefault(task)?.Points ?? 0;

    /// <summary>What a sitting earned without a rater.</summary>
    public AutomaticScore Score(IReadOnlyDictionary<Id<Item>, Answer> answersByItem)
    {
        var score = Scoring.Score(Content, answersByItem);
        return rules.Count == 0 ? score : score with { Items = [.. score.Items.Select(item => item.NeedsRating ? item : WithRules(item, answersByItem))] };
    }

    /// <summary>What an item that has a key earns.</summary>
    public ItemScore ScoreOf(Id<Item> id, IReadOnlyDictionary<Id<Item>, Answer> answersByItem)
    {
        var most = maxima[id];
        return WithRules(new ItemScore { ItemId = id, Points = Content.Find(id)!.Score(answersByItem.GetValueOrDefault(id), most) ?? 0, MaxPoints = most }, answersByItem);
    }

    /// <summary>What an item that a key has scored counts in a result.</summary>
    public ItemResult Count(ItemScore scored) => Count(scored.ItemId, scored.Points!.Value, byRater: false, scored.Rules);

    /// <summary>What an item counts in a result.</summary>
    /// <param name="id">The item.</param>
    /// <param name="earned">What key or rater gave.</param>
    /// <param name="byRater">Which of the two.</param>
    /// <param name="rules">The extra rules that the response met.</param>
    public ItemResult Count(Id<Item> id, decimal earned, bool byRater, IReadOnlyList<Id<Correction>>? rules = null)
    {
        var most = maxima[id];
        var points = Math.Min(most, floors.TryGetValue(id, out var floor) ? Math.Max(floor.Points, earned) : earned);
        return new ItemResult(id, points, most) { Uncorrected = points == earned ? null : earned, ByRater = byRater, Rules = rules };
    }

    /// <summary>An earlier result's items under this scoring.</summary>
    /// <param name="items">Of the earlier result.</param>
    /// <param name="answers">Of its sitting, to the <see cref="Rescored"/> items at least; null: they are kept no longer, and what they earned stays.</param>
    public IReadOnlyList<ItemResult> Recount(IReadOnlyList<ItemResult> items, IReadOnlyDictionary<Id<Item>, Answer>? answers) =>
    [
        .. items.Select(item => answers is not null && !item.ByRater && Rescored.Contains(item.ItemId)
            ? Count(ScoreOf(item.ItemId, answers))
            : Count(item.ItemId, item.Earned, item.ByRater, item.Rules) with { ByBoard = item.ByBoard }),
    ];

    /// <summary>How an item came to its points.</summary>
    /// <param name="item">Of a result that this scoring made.</param>
    /// <param name="keyedBy">The <see cref="Number"/> whose keys scored the answers: an earlier one where they were kept no longer when this one counted.</param>
    /// <param name="ratings">Those that there were of it.</param>
    public ItemExplanation Explain(ItemResult item, int keyedBy, IReadOnlyCollection<EarlierRating> ratings)
    {
        var by = !item.ByRater ? PointsBy.Key
            : item.ByBoard ? PointsBy.Board
            : Content.Find(item.ItemId)!.Rubric is null ? PointsBy.Teacher
            : PointsBy.Rater;
        IReadOnlyList<Correction> setBy = by switch
        {
            PointsBy.Key => KeyOf(item.ItemId, Forces(corrections[..keyedBy])),
            PointsBy.Rater => RubricOf(item.ItemId, Forces(corrections[..(ratings.Max(rating => (int?)rating.ScoringNumber) ?? Number)])), // it may be older than the result
            _ => [],
        };
        return new ItemExplanation
        {
            By = by,
            SetBy = [.. setBy.Select(correction => correction.Id)],
            Rules = by == PointsBy.Rater
                ? [.. setBy.Where(correction => correction.Changes.Any(change => IsSet(change, item.ItemId, ratings))).Select(correction => correction.Id)]
                : item.Rules ?? [],
            Floor = floors.GetValueOrDefault(item.ItemId),
        };
    }

    public Grade Grade(decimal points, Level? level) => Grading.Grade(points, Version.MaxPoints, CutScore, Version.ResultPolicy, level);

    /// <summary>Deductions never take a test below 0 (ours). What the division of means has rounded off is rounded back: three thirds are 1.</summary>
    public static decimal PointsOf(IReadOnlyList<ItemResult> items) => Math.Max(0, Normal(items.Sum(item => item.Points)));

    /// <summary>The last correction in force that set this of the version; none: it is as published.</summary>
    public Correction? SetBy(CorrectionKind kind) => InForce.LastOrDefault(correction => correction.Changes.Any(change => change.Kind == kind));

    private HashSet<Id<Item>> Named(Func<CorrectionChange, bool> changes) =>
        [.. corrections.SelectMany(correction => correction.Changes).Where(changes).Select(change => change.ItemId!.Value)];

    // An undoing one can be undone itself, so from the last to the first.
    private static List<Correction> Forces(List<Correction> corrections)
    {
        var undone = new HashSet<Id<Correction>>();
        foreach (var correction in Enumerable.Reverse(corrections))
        {
            if (correction.Undoes is { } earlier && !undone.Contains(correction.Id))
            {
                undone.Add(earlier);
            }
        }

        return corrections.FindAll(correction => !undone.Contains(correction.Id));
    }

    private void Take(CorrectionChange change, Id<Correction> of)
    {
        switch (change.Kind)
        {
            case CorrectionKind.FullPoints:
                Raise(change.ItemId!.Value, new ItemFloor(maxima[change.ItemId.Value], of));
                break;
            case CorrectionKind.MinimumPoints:
                Raise(change.ItemId!.Value, new ItemFloor(change.Points!.Value, of));
                break;
            case CorrectionKind.ExtraRule when change.Deduction is { } deduction:
                Replace(change.ItemId!.Value, item => item with { Rubric = item.Rubric! with { Deductions = [.. item.Rubric!.Deductions, deduction] } });
                break;
            case CorrectionKind.ExtraRule:
                rules.Add((of, change));
                break;
            case CorrectionKind.Key when change.Part is { } part:
                Replace(change.ItemId!.Value, item => item with { Parts = [.. item.Parts.Select(one => one.Identifier == part ? one with { Key = change.Key } : one)] });
                break;
            case CorrectionKind.Key:
                Replace(change.ItemId!.Value, item => item with { Key = change.Key });
                break;
            case CorrectionKind.Rubric:
                Replace(change.ItemId!.Value, item => item with { Rubric = change.Rubric });
                break;
            case CorrectionKind.CutScore:
                CutScore = change.CutScore!.Value;
                break;
            case CorrectionKind.ConversionTable:
                ConversionTable = new ConversionTable { Rows = change.Rows! };
                break;
        }
    }

    // What makes a task's rubric: the last that replaced it, and what was added since.
    private static List<Correction> RubricOf(Id<Item> task, IEnumerable<Correction> inForce)
    {
        var changed = inForce.Where(correction => correction.Changes.Any(change => change.ItemId == task && ChangesRubric(change))).ToList();
        var last = changed.FindLastIndex(correction => correction.Changes.Any(change => change.ItemId == task && change.Kind == CorrectionKind.Rubric));
        return changed[Math.Max(0, last)..];
    }

    // What makes an item's key: the last that replaced it, of each part.
    private static List<Correction> KeyOf(Id<Item> item, List<Correction> inForce)
    {
        var last = new Dictionary<string, Correction>();
        foreach (var correction in inForce)
        {
            foreach (var change in correction.Changes.Where(change => change.ItemId == item && change.Kind == CorrectionKind.Key))
            {
                last[change.Part ?? ""] = correction;
            }
        }

        return inForce.FindAll(last.ContainsValue);
    }

    private static bool IsSet(CorrectionChange change, Id<Item> task, IEnumerable<EarlierRating> ratings) =>
        change.ItemId == task && change.Deduction is { } deduction && ratings.Any(rating => rating.Input.Flags.Contains(deduction.Flag));

    private static decimal Normal(decimal sum) => decimal.Round(sum, 20) / 1.0000000000000000000000000000m; // without the zeros that rounding leaves

    private static bool ChangesRubric(CorrectionChange change) => change.Kind == CorrectionKind.Rubric || change.Deduction is not null;

    private void Raise(Id<Item> item, ItemFloor floor) => floors[item] = floors.TryGetValue(item, out var known) && known.Points >= floor.Points ? known : floor;

    private void Replace(Id<Item> id, Func<Item, Item> change) => Content = Content with
    {
        Sections = [.. Content.Sections.Select(section => section with { Items = [.. section.Items.Select(item => item.Id == id ? change(item) : item)] })],
    };

    private ItemScore WithRules(ItemScore item, IReadOnlyDictionary<Id<Item>, Answer> answersByItem)
    {
        var met = rules.FindAll(one => one.Rule.ItemId == item.ItemId
            && answersByItem.TryGetValue(item.ItemId, out var answer) && Gives(Content.Find(item.ItemId)!, one.Rule, answer));
        var points = item.Points!.Value;
        return met.Count == 0 ? item : item with
        {
            Points = Math.Clamp(points + met.Sum(one => one.Rule.Points!.Value), Math.Min(0, points), maxima[item.ItemId]),
            Rules = [.. met.Select(one => one.Of).Distinct()],
        };
    }

    private static bool Gives(Item item, CorrectionChange rule, Answer answer)
    {
        var interaction = item.Interactions.First(one => one.Identifier == (rule.Part ?? "")).Interaction;
        var values = (rule.Part is null ? answer : answer.Parts?.GetValueOrDefault(rule.Part))?.Values() ?? [];
        var wanted = MappedPoints.Normalised(rule.Value!, interaction.Key?.Text);
        return values.Any(value => MappedPoints.Normalised(value, interaction.Key?.Text) == wanted);
    }
}
