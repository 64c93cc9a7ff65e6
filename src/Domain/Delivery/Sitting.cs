using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Invitations;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.People;

namespace Cesuur.Domain.Delivery;

public enum SittingState
{
    /// <summary>The code was typed; the clock does not run yet.</summary>
    CheckedIn,

    /// <summary>The clock runs until the deadline.</summary>
    Started,

    /// <summary>The clock stands still, by an invigilator or for a break.</summary>
    Paused,

    /// <summary>Over, by the candidate, the deadline or an invigilator; not yet scored.</summary>
    Submitted,

    /// <summary>Ended by an invigilator, or left without a result by the exam board, and not to be scored.</summary>
    Terminated,

    /// <summary>Scored as far as a machine can; a rater's turn.</summary>
    ToRate,

    /// <summary>There is a result.</summary>
    Rated,
}

public enum SubmittedBy
{
    Candidate,
    Deadline,
    Invigilator,
}

/// <summary>
/// A candidate's attempt on an invitation. Times are the database's, in the statement that saves, so
/// that two nodes never disagree about a deadline. What time alone brings about is a function of the state and
/// the time (<see cref="CatchUp"/>): it does not matter when, or by which node, it is noticed.
/// </summary>
public sealed class Sitting : TenantOwned, IIdentified
{
    private Sitting()
    {
    }

    public static string IdPrefix => "sit";

    public Id<Sitting> Id { get; private set; }

    public Id<Invitation> InvitationId { get; private set; }

    public Id<Candidate> CandidateId { get; private set; }

    /// <summary>The candidate's department. The database keeps it so, also when the candidate moves.</summary>
    public Id<Department>? DepartmentId { get; private set; }

    public Id<Organisation> PublisherId { get; private set; }

    public Id<Test> TestId { get; private set; }

    public Id<TestVersion> VersionId { get; private set; }

    public SittingState State { get; private set; }

    /// <summary>Raised when another device takes over; tokens of an earlier epoch are dead.</summary>
    public int DeviceEpoch { get; private set; }

    /// <summary>Zero-based: which step of the test the candidate is in. Steps are passed forward only.</summary>
    public int CurrentStep { get; private set; }

    /// <summary>The order in which this candidate sees what is shuffled, on whatever device.</summary>
    public long ShuffleSeed { get; private set; }

    /// <summary>As they were on the invitation when the clock started; absent: none.</summary>
    public Accommodations? Accommodations { get; private set; }

    /// <summary>What all time limits are multiplied by: 1, or more by the accommodations.</summary>
    public decimal TimeFactor { get; private set; } = 1;

    /// <summary>What invigilators added to the time in all, or took back.</summary>
    public int ExtraSeconds { get; private set; }

    /// <summary>Breaks that the candidate has taken.</summary>
    public int BreaksTaken { get; private set; }

    /// <summary>The candidate works on paper, and staff key in the answers (R art. 4.3).</summary>
    public bool OnPaper { get; private set; }

    /// <summary>Fragments that an invigilator let be played once more, each as often as that was; absent: none.</summary>
    public IReadOnlyList<Id<Media>>? Replays { get; private set; }

    public DateTimeOffset CheckedInAt { get; private set; }

    public DateTimeOffset? StartedAt { get; private set; }

    public DateTimeOffset? Deadline { get; private set; }

    /// <summary>When the section of the current step is over; absent: with the test.</summary>
    public DateTimeOffset? SectionDeadline { get; private set; }

    /// <summary>When the current step is over, by its own time or its section's; absent: with the test.</summary>
    public DateTimeOffset? StepDeadline { get; private set; }

    public DateTimeOffset? PausedAt { get; private set; }

    /// <summary>When a break is over by itself; absent: an invigilator resumes.</summary>
    public DateTimeOffset? ResumesAt { get; private set; }

    public DateTimeOffset? SubmittedAt { get; private set; }

    public SubmittedBy? SubmittedBy { get; private set; }

    /// <summary>What is left of the test; none before it starts.</summary>
    public TimeSpan? Left(DateTimeOffset now) => Until(Deadline, now);

    /// <summary>What is left of the current step, where it has less time than the test.</summary>
    public TimeSpan? LeftOfStep(DateTimeOffset now) => StepDeadline < Deadline ? Until(StepDeadline, now) : null;

    /// <param name="invitation">What it is an attempt on.</param>
    /// <param name="version">The version that it begins with.</param>
    /// <param name="shuffleSeed">Random, and shown to nobody: who knows it can put back in order what was shuffled.</param>
    /// <param name="now">The time.</param>
    public static Sitting CheckIn(Invitation invitation, Id<TestVersion> version, long shuffleSeed, DateTimeOffset now) => new()
    {
        Id = Id<Sitting>.New(),
        ShuffleSeed = shuffleSeed,
        InvitationId = invitation.Id,
        CandidateId = invitation.CandidateId,
        PublisherId = invitation.PublisherId,
        TestId = invitation.TestId,
        VersionId = version,
        State = SittingState.CheckedIn,
        DeviceEpoch = 1,
        CheckedInAt = now,
    };

    /// <summary>
    /// The device that holds the sitting is let go: the code was typed again, on this or another one, or an
    /// invigilator moves the candidate. Also while the clock runs.
    /// </summary>
    public void TakeOver()
    {
        RequireNotOver();
        RequireNotOnPaper();
        DeviceEpoch++;
    }

    /// <param name="duration">Of the version, before accommodations.</param>
    /// <param name="steps">Of the version.</param>
    /// <param name="accommodations">Of the invitation.</param>
    /// <param name="now">The time.</param>
    public void Start(TimeSpan duration, TestSteps steps, Accommodations? accommodations, DateTimeOffset now)
    {
        RequireNotOver();
        if (State != SittingState.CheckedIn)
        {
            throw new DomainException(DeliveryErrors.AlreadyStarted);
        }

        RequireNotOnPaper();
        State = SittingState.Started;
        Accommodations = accommodations;
        TimeFactor = accommodations?.TimeFactor(duration) ?? 1;
        StartedAt = now;
        Deadline = now + Scaled(duration) + TimeSpan.FromSeconds(ExtraSeconds);
        Enter(steps, 0, now);
    }

    /// <summary>Goes to the next step; an earlier one cannot be entered again.</summary>
    public void Advance(TestSteps steps, DateTimeOffset now)
    {
        RequireRunning(now);
        if (CurrentStep + 1 >= steps.Steps.Count)
        {
            throw new DomainException(DeliveryErrors.NoNextStep);
        }

        Enter(steps, CurrentStep + 1, now);
    }

    /// <summary>
    /// Brings about what time alone does: a break that is over ends, and a step whose time is over gives way to the
    /// next, or to the next section when it is the section's. The end of the test itself is <see cref="Expire"/>.
    /// </summary>
    /// <returns>What happened, for the log, each at the moment at which it was due.</returns>
    public IReadOnlyList<SittingEvent> CatchUp(TestSteps steps, DateTimeOffset now)
    {
        var happened = new List<SittingEvent>();
        if (State == SittingState.Paused && ResumesAt <= now)
        {
            var at = ResumesAt.Value;
            Resume(at);
            happened.Add(SittingEvent.Log(Id, SittingEventType.Resumed, Actors.Server, at));
        }

        while (State == SittingState.Started && StepDeadline <= now && StepDeadline < Deadline && NextWhenTimeIsOver(steps) is { } next)
        {
            var at = StepDeadline.Value;
            Enter(steps, next, at);
            happened.Add(SittingEvent.Log(Id, SittingEventType.StepTimedOut, Actors.Server, at, new SittingEventData { Step = next }));
        }

        return happened;
    }

    /// <summary>Whether time has brought about what <see cref="CatchUp"/> is for, or the end.</summary>
    public bool IsBehind(DateTimeOffset now) =>
        (State == SittingState.Started && Ends <= now) || (State == SittingState.Paused && ResumesAt <= now);

    /// <summary>The candidate is ready before the deadline, where the version allows it (T).</summary>
    public void Finish(bool canFinishEarly, DateTimeOffset now)
    {
        RequireRunning(now);
        if (!canFinishEarly)
        {
            throw new DomainException(DeliveryErrors.CannotFinishEarly);
        }

        Submit(Delivery.SubmittedBy.Candidate, now);
    }

    /// <summary>At the deadline the server submits, whatever the client does; what was saved counts (T).</summary>
    public void Expire()
    {
        Require(SittingState.Started);
        Submit(Delivery.SubmittedBy.Deadline, Ends!.Value);
    }

    /// <summary>Stops the clock until it is resumed.</summary>
    public void Pause(DateTimeOffset now)
    {
        RequireRunning(now);
        State = SittingState.Paused;
        PausedAt = now;
    }

    /// <summary>The candidate stops the clock, as often and as long as the accommodations allow.</summary>
    public void TakeBreak(DateTimeOffset now)
    {
        RequireRunning(now);
        if (Accommodations is not { Breaks: var breaks, BreakMinutes: var minutes } || BreaksTaken >= breaks)
        {
            throw new DomainException(DeliveryErrors.NoBreakLeft);
        }

        Pause(now);
        BreaksTaken++;
        ResumesAt = now + TimeSpan.FromMinutes(minutes);
    }

    /// <summary>The clock goes on where it stood.</summary>
    public void Resume(DateTimeOffset now)
    {
        Require(SittingState.Paused);
        Shift(now - PausedAt!.Value);
        State = SittingState.Started;
        PausedAt = null;
        ResumesAt = null;
    }

    /// <summary>The candidate ends their break; a pause of the invigilator's is not theirs to end.</summary>
    public void EndBreak(DateTimeOffset now)
    {
        Require(SittingState.Paused);
        if (ResumesAt is null)
        {
            throw new DomainException(DeliveryErrors.SittingPaused);
        }

        Resume(now);
    }

    /// <summary>Gives more time, for the current step too; less than nothing takes back what was given by mistake.</summary>
    public void AddTime(TimeSpan extra, DateTimeOffset now)
    {
        if (State is not SittingState.CheckedIn and not SittingState.Paused)
        {
            RequireRunning(now);
        }

        if (Left(now) + extra <= TimeSpan.Zero || LeftOfStep(now) + extra <= TimeSpan.Zero || (State == SittingState.CheckedIn && ExtraSeconds + extra.TotalSeconds < 0))
        {
            throw new DomainException(DeliveryErrors.NoTimeLeft);
        }

        ExtraSeconds += (int)extra.TotalSeconds;
        Shift(extra);
    }

    /// <summary>An invigilator ends the sitting: what was saved is submitted, or nothing of it counts.</summary>
    public void Terminate(bool scored, DateTimeOffset now)
    {
        if (State is not SittingState.Paused)
        {
            RequireRunning(now);
        }

        if (State == SittingState.Paused)
        {
            Shift(now - PausedAt!.Value); // what was left is left, should it be reopened
        }

        Submit(Delivery.SubmittedBy.Invigilator, now);
        if (!scored)
        {
            State = SittingState.Terminated;
        }
    }

    /// <summary>
    /// The clock runs again after the sitting was over, by mistake or by a technical problem. The step that the
    /// candidate was in has the time that is given; what was rated or reported stands until it is done anew.
    /// </summary>
    /// <param name="time">For how long; absent: for what was left.</param>
    /// <param name="now">The time.</param>
    public void Reopen(TimeSpan? time, DateTimeOffset now)
    {
        if (SubmittedAt is not { } submitted)
        {
            throw new DomainException(DeliveryErrors.NotInThisState, $"The sitting is {State}.");
        }

        RequireNotOnPaper();
        var left = time ?? Deadline - submitted;
        if (left is not { } span || span <= TimeSpan.Zero)
        {
            throw new DomainException(DeliveryErrors.NoTimeLeft);
        }

        State = SittingState.Started;
        SubmittedAt = null;
        SubmittedBy = null;
        SectionDeadline = null;
        StepDeadline = null;
        Deadline = now + span;
    }

    /// <summary>
    /// The candidate works on paper from the beginning: no device goes on with the sitting, and its clock never runs.
    /// Saying it twice is harmless.
    /// </summary>
    public void MoveToPaper(Accommodations? accommodations)
    {
        RequireNotOver();
        if (State != SittingState.CheckedIn)
        {
            throw new DomainException(DeliveryErrors.AlreadyStarted);
        }

        if (!OnPaper)
        {
            OnPaper = true;
            Accommodations = accommodations;
            DeviceEpoch++;
        }
    }

    /// <summary>What was written on paper has been keyed in, or corrected: it is there to be scored.</summary>
    /// <param name="handedIn">When the candidate handed it in.</param>
    public void SubmitPaper(DateTimeOffset handedIn)
    {
        if (!OnPaper)
        {
            throw new DomainException(DeliveryErrors.NotOnPaper);
        }

        (StartedAt, Deadline) = (handedIn, handedIn); // nobody keeps the time of paper here
        Submit(Delivery.SubmittedBy.Invigilator, handedIn);
    }

    /// <summary>An invigilator lets a fragment be played once more, since a transfer was broken off for instance.</summary>
    public void GrantReplay(Id<Media> fragment)
    {
        RequireNotOver();
        RequireNotOnPaper();
        Replays = [.. Replays ?? [], fragment];
    }

    /// <summary>How often a fragment with this limit may be played in all; absent: without limit.</summary>
    public int? PlayLimitOf(Stimulus fragment) =>
        fragment.PlayLimit + (Accommodations?.ExtraPlays ?? 0) + (Replays?.Count(replayed => replayed == fragment.MediaId) ?? 0);

    public void AwaitRating()
    {
        Require(SittingState.Submitted);
        State = SittingState.ToRate;
    }

    public void Grade()
    {
        if (State is not (SittingState.Submitted or SittingState.ToRate))
        {
            throw new DomainException(DeliveryErrors.NotInThisState, $"The sitting is {State}.");
        }

        State = SittingState.Rated;
    }

    /// <summary>The rating is opened again; the earlier scores stand until it is finalised (T).</summary>
    public void ReopenRating()
    {
        Require(SittingState.Rated);
        State = SittingState.ToRate;
    }

    /// <summary>The exam board leaves it without a score, for a technical problem.</summary>
    public void Annul()
    {
        Require(SittingState.ToRate);
        State = SittingState.Terminated;
    }

    /// <summary>Refuses what needs a running clock, also in the moments before an expired sitting is submitted.</summary>
    public void RequireRunning(DateTimeOffset now)
    {
        RequireNotOver();
        if (State == SittingState.Paused)
        {
            throw new DomainException(DeliveryErrors.SittingPaused);
        }

        Require(SittingState.Started);
        if (now >= Ends)
        {
            throw new DomainException(DeliveryErrors.SittingClosed);
        }
    }

    /// <summary>Refuses what makes no sense once the sitting is over.</summary>
    public void RequireNotOver()
    {
        if (State is not (SittingState.CheckedIn or SittingState.Started or SittingState.Paused))
        {
            throw new DomainException(DeliveryErrors.SittingClosed);
        }
    }

    /// <summary>
    /// Since when the candidate is not at a step any more, as far as the sitting itself knows: since it is over, or stands
    /// still. Null while it runs, whatever step it is in. Of a sitting that has caught up.
    /// </summary>
    public DateTimeOffset? StoppedAt(DateTimeOffset now) => SubmittedAt ?? PausedAt ?? (now >= Ends ? Ends : null);

    /// <summary>Of a sitting that has caught up: when it is over. A step that runs out before the test does is its last one.</summary>
    private DateTimeOffset? Ends => StepDeadline < Deadline ? StepDeadline : Deadline;

    private void Enter(TestSteps steps, int index, DateTimeOffset at)
    {
        var step = steps.Steps[index];
        CurrentStep = index;
        if (index == step.SectionStart)
        {
            SectionDeadline = at + Scaled(step.SectionLimit);
        }

        var own = at + Scaled(step.Limit);
        StepDeadline = own is null || SectionDeadline < own ? SectionDeadline : own;
    }

    private int? NextWhenTimeIsOver(TestSteps steps) =>
        SectionDeadline <= StepDeadline ? steps.SectionAfter(CurrentStep)
        : CurrentStep + 1 < steps.Steps.Count ? CurrentStep + 1
        : null;

    private TimeSpan? Scaled(TimeSpan? limit) => limit is { } span ? Scaled(span) : null;

    // Whole seconds: what a candidate is promised is what a clock shows.
    private TimeSpan Scaled(TimeSpan limit) => TimeSpan.FromSeconds((double)Math.Round((decimal)limit.TotalSeconds * TimeFactor));

    private void Shift(TimeSpan by)
    {
        Deadline += by;
        SectionDeadline += by;
        StepDeadline += by;
    }

    private TimeSpan? Until(DateTimeOffset? end, DateTimeOffset now)
    {
        var from = SubmittedAt ?? PausedAt ?? now;
        return end is null ? null : end > from ? end - from : TimeSpan.Zero;
    }

    private void Submit(SubmittedBy by, DateTimeOffset at)
    {
        State = SittingState.Submitted;
        SubmittedBy = by;
        SubmittedAt = at;
        PausedAt = null;
        ResumesAt = null;
    }

    private void RequireNotOnPaper()
    {
        if (OnPaper)
        {
            throw new DomainException(DeliveryErrors.OnPaper);
        }
    }

    private void Require(SittingState state)
    {
        if (State != state)
        {
            throw new DomainException(DeliveryErrors.NotInThisState, $"The sitting is {State}.");
        }
    }
}
