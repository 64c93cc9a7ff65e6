using System.Text.Json.Serialization;

namespace Cesuur.Domain.Catalogue;

/// <summary>How a version is held, rated and followed up. What one kind of exam does otherwise is data here, never a case in code.</summary>
public sealed record VersionPolicies
{
    public ScoringPolicy Scoring { get; init; } = new();

    public RatingPolicy Rating { get; init; } = new();

    /// <summary>When anything of a result becomes visible.</summary>
    public ReleasePolicy Release { get; init; } = ReleasePolicy.Immediate;

    /// <summary>Absent: as often as somebody is invited.</summary>
    public ResitPolicy? Resit { get; init; }

    /// <summary>Absent: there is no inspection.</summary>
    public InspectionPolicy? Inspection { get; init; }

    /// <summary>Absent: exam work is kept.</summary>
    public RetentionPolicy? Retention { get; init; }

    public IdentityCheck IdentityCheck { get; init; } = IdentityCheck.None;

    /// <summary>What candidates may have with them: each a line of text, such as a named dictionary (N annex 1; R art. 9).</summary>
    public IReadOnlyList<string> Aids { get; init; } = [];

    /// <summary>What they may not, though it is like what they may: each a line of text, such as a dictionary of synonyms (R art. 9). Electronics never are allowed.</summary>
    public IReadOnlyList<string> ForbiddenAids { get; init; } = [];

    /// <summary>What the points of a rubric count in a result: twice where two ratings are summed (R art. 11, by the worked cases), else once.</summary>
    [JsonIgnore]
    public int TaskFactor => this is { Rating.Raters: > 1, Scoring.Combination: RatingCombination.Sum } ? 2 : 1;

    /// <summary>The most that an item can bring in a result.</summary>
    public decimal MaxPointsOf(Item item) => item.Rubric is null ? item.MaxPoints : TaskFactor * item.MaxPoints;

    /// <summary>The most that a whole test can bring.</summary>
    public decimal MaxPointsOf(TestContent content) => content.Items.Sum(item => MaxPointsOf(item));
}

/// <summary>How the ratings of one task become its points.</summary>
public sealed record ScoringPolicy
{
    public RatingCombination Combination { get; init; } = RatingCombination.Sum;

    /// <summary>
    /// Above this difference between the two ratings of all tasks, around the cut score, tasks get a third rating
    /// (R art. 11), in units of the final score. Absent: no adjudication.
    /// </summary>
    public int? AdjudicationMargin { get; init; }
}

/// <summary>The points of a task with two ratings.</summary>
public enum RatingCombination
{
    /// <summary>Their sum (R, 2016).</summary>
    Sum,

    /// <summary>Their mean, kept exact (N, 2021).</summary>
    Mean,
}

/// <summary>Who rates.</summary>
public sealed record RatingPolicy
{
    /// <summary>1: a teacher rates the whole sitting (T). 2 or more: that many independent raters for each task, each blind to the others (N, R, P).</summary>
    public int Raters { get; init; } = 1;
}

public enum ReleasePolicy
{
    /// <summary>At once (T, E).</summary>
    Immediate,

    /// <summary>Once the board has established the part; until then nothing, automatic scores included (R art. 12).</summary>
    Established,
}

/// <summary>How often a part may be taken again after a fail (R art. 13a: at most two more attempts in the same calendar year).</summary>
public sealed record ResitPolicy
{
    public required int MaxAttemptsAfterFail { get; init; }
}

/// <summary>What an inspection shows, and until when.</summary>
public sealed record InspectionPolicy
{
    public required InspectionKind Kind { get; init; }

    /// <summary>Days within which a request is handled (E: 10).</summary>
    public int? HandledWithinDays { get; init; }
}

public enum InspectionKind
{
    /// <summary>Asked for by the school after an insufficient mark: the questions answered wrongly, with the right answers (E).</summary>
    WrongAnswers,

    /// <summary>Asked for by the candidate with reasons, judged by the board: the whole of the work (R art. 17).</summary>
    WholeWork,
}

/// <summary>After how long exam work is deleted or anonymised; results and awards stay (R: 6 months).</summary>
public sealed record RetentionPolicy
{
    public required int Months { get; init; }
}

public enum IdentityCheck
{
    None,

    /// <summary>A sitting starts only after an invigilator has recorded the check (R art. 6).</summary>
    Required,
}
