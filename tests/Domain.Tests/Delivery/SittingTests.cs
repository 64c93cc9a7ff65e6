using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Delivery;
using Cesuur.Testing;

namespace Cesuur.Domain.Tests.Delivery;

/// <summary>Every transition from every state, tried out and compared with the table that people read.</summary>
public sealed class SittingTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Duration = TimeSpan.FromMinutes(60);

    private static readonly TestSteps OneStep = TestSittings.StepsOf([null]);
    private static readonly TestSteps TwoSteps = TestSittings.StepsOf([null, null]);

    private static readonly (string Name, Action<Sitting> Do)[] Transitions =
    [
        ("`TakeOver`", sitting => sitting.TakeOver()),
        ("`Start`", sitting => sitting.Start(Duration, TwoSteps, accommodations: null, Now)),
        ("`Advance`", sitting => sitting.Advance(TwoSteps, Now)),
        ("`Advance` in the last step", sitting => sitting.Advance(OneStep, Now)),
        ("`Advance` after the deadline", sitting => sitting.Advance(TwoSteps, Now + Duration)),
        ("`Finish`", sitting => sitting.Finish(canFinishEarly: true, Now)),
        ("`Finish` where it is not allowed", sitting => sitting.Finish(canFinishEarly: false, Now)),
        ("`Finish` after the deadline", sitting => sitting.Finish(canFinishEarly: true, Now + Duration)),
        ("`Expire`", sitting => sitting.Expire()),
        ("`Pause`", sitting => sitting.Pause(Now)),
        ("`Pause` after the deadline", sitting => sitting.Pause(Now + Duration)),
        ("`TakeBreak`", sitting => sitting.TakeBreak(Now)),
        ("`EndBreak` of an invigilator's pause", sitting => sitting.EndBreak(Now)),
        ("`Resume`", sitting => sitting.Resume(Now)),
        ("`AddTime`", sitting => sitting.AddTime(TimeSpan.FromMinutes(5), Now)),
        ("`AddTime` after the deadline", sitting => sitting.AddTime(TimeSpan.FromMinutes(5), Now + Duration)),
        ("`AddTime`, taking all of it back", sitting => sitting.AddTime(-Duration, Now)),
        ("`Terminate`", sitting => sitting.Terminate(scored: true, Now)),
        ("`Terminate` without a score", sitting => sitting.Terminate(scored: false, Now)),
        ("`Reopen`", sitting => sitting.Reopen(TimeSpan.FromMinutes(5), Now)),
        ("`GrantReplay`", sitting => sitting.GrantReplay(Id<Media>.New())),
        ("`MoveToPaper`", sitting => sitting.MoveToPaper(accommodations: null)),
        ("`SubmitPaper` of a test on a screen", sitting => sitting.SubmitPaper(Now)),
        ("`AwaitRating`", sitting => sitting.AwaitRating()),
        ("`Grade`", sitting => sitting.Grade()),
        ("`ReopenRating`", sitting => sitting.ReopenRating()),
        ("`Annul`", sitting => sitting.Annul()),
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
        var sitting = TestSittings.CheckedIn(Now);
        Action[] way = state switch
        {
            SittingState.CheckedIn => [],
            SittingState.Started => [Start],
            SittingState.Paused => [Start, () => sitting.Pause(Now)],
            SittingState.Submitted => [Start, Finish],
            SittingState.Terminated => [Start, () => sitting.Terminate(scored: false, Now)],
            SittingState.ToRate => [Start, Finish, sitting.AwaitRating],
            _ => [Start, Finish, sitting.Grade],
        };
        foreach (var step in way)
        {
            step();
        }

        Assert.Equal(state, sitting.State);
        return sitting;

        void Start() => sitting.Start(Duration, TwoSteps, accommodations: null, Now);

        void Finish() => sitting.Finish(canFinishEarly: true, Now);
    }

    private static string Name(SittingState state) => state switch
    {
        SittingState.CheckedIn => "checked_in",
        SittingState.Started => "started",
        SittingState.Paused => "paused",
        SittingState.Submitted => "submitted",
        SittingState.Terminated => "terminated",
        SittingState.ToRate => "to_rate",
        SittingState.Rated => "rated",
        _ => throw new ArgumentOutOfRangeException(nameof(state)),
    };
}
