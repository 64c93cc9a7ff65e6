using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Invitations;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.People;
using Cesuur.Testing;

namespace Cesuur.Domain.Tests.Delivery;

/// <summary>Every transition from every state, tried out and compared with the table that people read.</summary>
public sealed class SittingTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Duration = TimeSpan.FromMinutes(60);

    private static readonly (string Name, Action<Sitting> Do)[] Transitions =
    [
        ("`TakeOver`", sitting => sitting.TakeOver()),
        ("`Start`", sitting => sitting.Start(Duration, Now)),
        ("`Advance`", sitting => sitting.Advance(steps: 2, Now)),
        ("`Advance` in the last step", sitting => sitting.Advance(steps: 1, Now)),
        ("`Advance` after the deadline", sitting => sitting.Advance(steps: 2, Now + Duration)),
        ("`Finish`", sitting => sitting.Finish(canFinishEarly: true, Now)),
        ("`Finish` where it is not allowed", sitting => sitting.Finish(canFinishEarly: false, Now)),
        ("`Finish` after the deadline", sitting => sitting.Finish(canFinishEarly: true, Now + Duration)),
        ("`Expire`", sitting => sitting.Expire()),
        ("`AwaitRating`", sitting => sitting.AwaitRating()),
        ("`Grade`", sitting => sitting.Grade()),
        ("`ReopenRating`", sitting => sitting.ReopenRating()),
    ];

    [Fact]
    public void The_table_of_transitions_in_the_docs_is_the_code()
    {
        var states = Enum.GetValues<SittingState>();
        var table = string.Join('\n',
        [
            $"| | {string.Join(" | ", states.Select(Name))} |",
            $"|---|{string.Concat(states.Select(_ => "---|"))}",
            .. Transitions.Select(transition => $"| {transition.Name} | {string.Join(" | ", states.Select(state => OutcomeOf(transition.Do, state)))} |"),
        ]);

        Assert.True(Repository.Read("docs/states.md").Contains($"\n{table}\n", StringComparison.Ordinal), $"docs/states.md has another table than:\n{table}");
    }

    [Fact]
    public void A_deadline_submits_at_the_deadline_however_late_it_is_noticed()
    {
        var sitting = In(SittingState.Started);

        sitting.Expire();

        Assert.Equal(Now + Duration, sitting.SubmittedAt);
        Assert.Equal(SubmittedBy.Deadline, sitting.SubmittedBy);
    }

    private static string OutcomeOf(Action<Sitting> transition, SittingState state)
    {
        var sitting = In(state);
        try
        {
            transition(sitting);
            return sitting.State == state ? "stays" : $"→ {Name(sitting.State)}";
        }
        catch (DomainException refusal)
        {
            Assert.Equal(state, sitting.State);
            return $"`{refusal.Error.Code}`";
        }
    }

    private static Sitting In(SittingState state)
    {
        var invitation = Invitation.Create(
            Id<Candidate>.New(), Id<Organisation>.New(), Id<Test>.New(), opensAt: null, closesAt: null, invitedBy: null,
            Id<Confirmation>.New(), new InvitationCharge(Department: null, FromAllocation: false, Price: null), Now);
        var sitting = Sitting.CheckIn(invitation, Id<TestVersion>.New(), shuffleSeed: 1, Now);
        Action[] way =
        [
            () => sitting.Start(Duration, Now),
            () => sitting.Finish(canFinishEarly: true, Now),
            sitting.AwaitRating,
            sitting.Grade,
        ];
        foreach (var step in way.Take((int)state))
        {
            step();
        }

        Assert.Equal(state, sitting.State);
        return sitting;
    }

    private static string Name(SittingState state) => state switch
    {
        SittingState.CheckedIn => "checked_in",
        SittingState.Started => "started",
        SittingState.Submitted => "submitted",
        SittingState.ToRate => "to_rate",
        SittingState.Rated => "rated",
        _ => throw new ArgumentOutOfRangeException(nameof(state)),
    };
}
