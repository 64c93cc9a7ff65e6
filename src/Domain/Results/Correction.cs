using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Organisations;

namespace Cesuur.Domain.Results;

public enum CorrectionState
{
    Proposed,

    /// <summary>Signed off. It counts for every result of the version from then on, unless a later one undoes it.</summary>
    Applied,

    Rejected,
}

/// <summary>What a correction does to the results there are.</summary>
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

    /// <summary>How many sittings have a rating opened again, since its rubric changed; what comes of that is not counted above.</summary>
    public required int RatingsReopened { get; init; }

    public static readonly CorrectionEffect None =
        new() { Results = 0, PointsChanged = 0, ResultsChanged = 0, FailToPass = 0, PassToFail = 0, RatingsReopened = 0 };

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

    /// <summary>What it would have done when it was proposed.</summary>
    public CorrectionEffect Effect { get; private set; } = null!;

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
            Effect = CorrectionEffect.None,
        };
    }

    /// <summary>What it would do, as found at the time of the proposal.</summary>
    public void Foresee(CorrectionEffect effect)
    {
        RequireProposed();
        Effect = effect;
    }

    /// <summary>Signs it off: a second person does (N art. 5–6, P §4).</summary>
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
