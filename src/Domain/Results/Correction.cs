using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Jobs;
using Cesuur.Domain.Organisations;

namespace Cesuur.Domain.Results;

public enum CorrectionState
{
    Proposed,

    /// <summary>Signed off. It counts for every result of the version from then on, unless a later one undoes it.</summary>
    Applied,

    Rejected,
}

/// <summary>What a correction does to the results there are, and what it asks of raters.</summary>
public sealed record CorrectionEffect
{
    /// <summary>Results of the version.</summary>
    public required int Results { get; init; }

    /// <summary>Of them, how many get other points.</summary>
    public required int PointsChanged { get; init; }

    /// <summary>How many get another outcome, scale score, mark or level, or other points: those that are revised.</summary>
    public required int ResultsChanged { get; init; }

    public required int FailToPass { get; init; }

    public required int PassToFail { get; init; }

    /// <summary>
    /// How many ratings of tasks are to be given anew, since their rubric changed: by teachers and in rating rounds, also where there is no result yet. What
    /// comes of that is not counted above.
    /// </summary>
    public required int RatingsReopened { get; init; }

    /// <summary>How many sittings of rating rounds need a further rating of a task (R art. 11). What comes of that is not counted above.</summary>
    public required int FurtherRatings { get; init; }

    public static readonly CorrectionEffect None =
        new() { Results = 0, PointsChanged = 0, ResultsChanged = 0, FailToPass = 0, PassToFail = 0, RatingsReopened = 0, FurtherRatings = 0 };

    /// <summary>On one result.</summary>
    /// <param name="before">As it was.</param>
    /// <param name="after">As it is now; none: the same.</param>
    public static CorrectionEffect Of(ResultVersion before, ResultVersion? after) => None with
    {
        Results = 1,
        PointsChanged = after is not null && after.Points != before.Points ? 1 : 0,
        ResultsChanged = after is not null && !after.SaysTheSameAs(before) ? 1 : 0,
        FailToPass = (before.Outcome, after?.Outcome) == (Outcome.Fail, Outcome.Pass) ? 1 : 0,
        PassToFail = (before.Outcome, after?.Outcome) == (Outcome.Pass, Outcome.Fail) ? 1 : 0,
    };

    public static CorrectionEffect operator +(CorrectionEffect one, CorrectionEffect other) => Add(one, other);

    public static CorrectionEffect Add(CorrectionEffect one, CorrectionEffect other) => new()
    {
        Results = one.Results + other.Results,
        PointsChanged = one.PointsChanged + other.PointsChanged,
        ResultsChanged = one.ResultsChanged + other.ResultsChanged,
        FailToPass = one.FailToPass + other.FailToPass,
        PassToFail = one.PassToFail + other.PassToFail,
        RatingsReopened = one.RatingsReopened + other.RatingsReopened,
        FurtherRatings = one.FurtherRatings + other.FurtherRatings,
    };
}

/// <summary>
/// A correction of a published version (N art. 5, 6, 7), which itself stays as it is: proposed by one person with a reason, decided on by another, and
/// never changed once decided. What counts is the version with all corrections in force, see <see cref="VersionScoring"/>.
/// </summary>
public sealed class Correction : TenantOwned, IIdentified
{
    private Correction()
    {
    }

    public static string IdPrefix => "corr";

    public Id<Correction> Id { get; private set; }

    public Id<Test> TestId { get; private set; }

    public Id<TestVersion> VersionId { get; private set; }

    public CorrectionState State { get; private set; }

    /// <summary>The how-manieth that was applied to the version; absent until it is.</summary>
    public int? Number { get; private set; }

    /// <summary>None where it undoes another one.</summary>
    public IReadOnlyList<CorrectionChange> Changes { get; private set; } = null!;

    /// <summary>The correction that it takes out of force.</summary>
    public Id<Correction>? Undoes { get; private set; }

    public string Reason { get; private set; } = null!;

    public Id<User> ProposedBy { get; private set; }

    public DateTimeOffset ProposedAt { get; private set; }

    /// <summary>What it would do, beyond the corrections that are in force; absent until that is known.</summary>
    public CorrectionEffect? Effect { get; private set; }

    public DateTimeOffset? EffectForeseenAt { get; private set; }

    /// <summary>The job that foresees the effect.</summary>
    public Id<Job> EffectJobId { get; private set; }

    public Id<User>? DecidedBy { get; private set; }

    public DateTimeOffset? DecidedAt { get; private set; }

    public string? DecisionNote { get; private set; }

    /// <param name="version">Published.</param>
    /// <param name="changes">In force one after the other; none where it undoes another correction.</param>
    /// <param name="undoes">Which that is.</param>
    /// <param name="reason">Why, for whoever decides and for whoever asks later.</param>
    /// <param name="by">Who.</param>
    /// <param name="now">The time.</param>
    public static Correction Propose(
        TestVersion version, IReadOnlyList<CorrectionChange> changes, Id<Correction>? undoes, string reason, Id<User> by, DateTimeOffset now)
    {
        if (version.State == VersionState.Draft)
        {
            throw new DomainException(CorrectionErrors.NotPublished);
        }

        return new Correction
        {
            Id = Id<Correction>.New(),
            TestId = version.TestId,
            VersionId = version.Id,
            State = CorrectionState.Proposed,
            Changes = changes,
            Undoes = undoes,
            Reason = reason,
            ProposedBy = by,
            ProposedAt = now,
        };
    }

    /// <summary>From now on its effect is not known until this job has found it, whatever was known before another correction came into force.</summary>
    public void AwaitEffect(Id<Job> job)
    {
        RequireProposed();
        (EffectJobId, Effect, EffectForeseenAt) = (job, null, null);
    }

    /// <summary>The job tells what it would do. It is too late where it was decided on, or where another job was asked since.</summary>
    public void Foresee(CorrectionEffect effect, Id<Job> job, DateTimeOffset now)
    {
        if (State == CorrectionState.Proposed && EffectJobId == job)
        {
            (Effect, EffectForeseenAt) = (effect, now);
        }
    }

    /// <summary>Signs it off: a second person does (N art. 5–6, P §4), who can see what it does.</summary>
    /// <param name="number">The next of the version's.</param>
    /// <param name="by">Not who proposed it.</param>
    /// <param name="note">For the record.</param>
    /// <param name="now">The time.</param>
    public void Apply(int number, Id<User> by, string? note, DateTimeOffset now)
    {
        RequireProposed();
        if (by == ProposedBy)
        {
            throw new DomainException(CorrectionErrors.SecondPerson);
        }

        if (Effect is null)
        {
            throw new DomainException(CorrectionErrors.NotForeseen, $"Look at {EffectJobId}.");
        }

        Decide(CorrectionState.Applied, by, note, now);
        Number = number;
    }

    /// <summary>Turns it down, or takes it back: whoever proposed it may do that too.</summary>
    public void Reject(Id<User> by, string? note, DateTimeOffset now)
    {
        RequireProposed();
        Decide(CorrectionState.Rejected, by, note, now);
    }

    private void RequireProposed()
    {
        if (State != CorrectionState.Proposed)
        {
            throw new DomainException(CorrectionErrors.AlreadyDecided, $"The correction was {(State == CorrectionState.Applied ? "applied" : "rejected")}.");
        }
    }

    private void Decide(CorrectionState state, Id<User> by, string? note, DateTimeOffset now)
    {
        State = state;
        DecidedBy = by;
        DecidedAt = now;
        DecisionNote = note;
    }
}
