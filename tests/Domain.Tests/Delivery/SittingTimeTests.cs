using Cesuur.Domain.Delivery;
using Cesuur.Domain.Invitations;

namespace Cesuur.Domain.Tests.Delivery;

/// <summary>What time does to a sitting: limits of items, sections and the test, pauses, breaks, and more time.</summary>
public sealed class SittingTimeTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Free_sections_are_one_step_and_one_with_a_time_of_its_own_is_another()
    {
        var steps = TestSittings.Steps(TestSittings.Free(null), TestSittings.Free(null), TestSittings.Free(60), TestSittings.Forward(90, null, 20), TestSittings.Free(null));

        Assert.Equal([2, 1, 1, 1, 1], steps.Steps.Select(step => step.Sections.Count));
        Assert.Equal([0, 1, 2, 2, 4], steps.Steps.Select(step => step.SectionStart));
        Assert.Equal([null, 60, 90, 90, null], steps.Steps.Select(step => step.SectionLimit?.TotalSeconds));
        Assert.Equal([null, null, null, 20, null], steps.Steps.Select(step => step.Limit?.TotalSeconds));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(19, 0)]
    [InlineData(20, 1)] // the item's own 20 s
    [InlineData(59, 1)]
    [InlineData(60, 3)] // the section's 60 s: on to the next section, past its third item
    [InlineData(500, 3)]
    public void A_step_gives_way_when_its_time_or_its_sections_is_over(int seconds, int expected)
    {
        var steps = TestSittings.Steps(TestSittings.Forward(60, 20, null, 20), TestSittings.Free(null));
        var sitting = Started(steps);

        var happened = sitting.CatchUp(steps, Start.AddSeconds(seconds));

        Assert.Equal(expected, sitting.CurrentStep);
        Assert.Equal(expected switch { 0 => [], 1 => [20], _ => [20, 60] }, happened.Select(line => (line.At - Start).TotalSeconds));
    }

    [Fact]
    public void A_last_step_that_runs_out_ends_the_test()
    {
        var steps = TestSittings.Steps(TestSittings.Free(null), TestSittings.Forward(60, [null]));
        var sitting = Started(steps);
        sitting.Advance(steps, Start.AddSeconds(100));

        Assert.Empty(sitting.CatchUp(steps, Start.AddSeconds(160)));
        Assert.True(sitting.IsBehind(Start.AddSeconds(160)));
        sitting.Expire();

        Assert.Equal(Start.AddSeconds(160), sitting.SubmittedAt);
    }

    [Fact]
    public void A_deadline_submits_at_the_deadline_however_late_it_is_noticed()
    {
        var sitting = Started(TestSittings.StepsOf([null]));

        sitting.Expire();

        Assert.Equal((Start.AddHours(1), SubmittedBy.Deadline), (sitting.SubmittedAt, sitting.SubmittedBy));
    }

    [Fact]
    public void A_pause_stops_every_clock()
    {
        var steps = TestSittings.StepsOf(60, null);
        var sitting = Started(steps);

        sitting.Pause(Start.AddSeconds(50));
        Assert.Empty(sitting.CatchUp(steps, Start.AddHours(5)));
        Assert.Equal(10, sitting.LeftOfStep(Start.AddHours(5))!.Value.TotalSeconds);
        sitting.Resume(Start.AddHours(5));

        Assert.Equal(0, sitting.CurrentStep);
        Assert.Equal(Start.AddHours(5).AddSeconds(10), sitting.StepDeadline);
        Assert.Equal(Start.AddHours(6).AddSeconds(-50), sitting.Deadline);
    }

    [Fact]
    public void A_break_is_over_by_itself_at_its_time_however_late_it_is_noticed()
    {
        var steps = TestSittings.StepsOf(null, null);
        var sitting = Started(steps, new Accommodations { Breaks = 1, BreakMinutes = 5 });

        sitting.TakeBreak(Start.AddMinutes(10));
        var resumed = Assert.Single(sitting.CatchUp(steps, Start.AddMinutes(40)));

        Assert.Equal((SittingEventType.Resumed, Start.AddMinutes(15)), (resumed.Type, resumed.At));
        Assert.Equal(Start.AddMinutes(65), sitting.Deadline);
        Assert.Equal(DeliveryErrors.NoBreakLeft, Assert.Throws<DomainException>(() => sitting.TakeBreak(Start.AddMinutes(41))).Error);
    }

    [Fact]
    public void Extra_time_in_percent_and_minutes_lengthens_every_limit()
    {
        var steps = TestSittings.Steps(TestSittings.Forward(600, 60), TestSittings.Free(null));

        var sitting = Started(steps, new Accommodations { ExtraTimePercent = 25, ExtraTimeMinutes = 15 }); // 60 minutes: a quarter and a quarter

        Assert.Equal(90, (sitting.Deadline - Start)!.Value.TotalMinutes);
        Assert.Equal(900, (sitting.SectionDeadline - Start)!.Value.TotalSeconds);
        Assert.Equal(90, (sitting.StepDeadline - Start)!.Value.TotalSeconds);
    }

    [Fact]
    public void Time_that_is_added_before_or_after_the_start_counts_once()
    {
        var steps = TestSittings.StepsOf(60, null);
        var sitting = TestSittings.CheckedIn(Start);
        sitting.AddTime(TimeSpan.FromMinutes(10), Start);
        sitting.Start(TimeSpan.FromHours(1), steps, accommodations: null, Start);

        sitting.AddTime(TimeSpan.FromMinutes(5), Start.AddSeconds(30));

        Assert.Equal((Start.AddMinutes(75), Start.AddMinutes(6), 900), (sitting.Deadline, sitting.StepDeadline, sitting.ExtraSeconds));
    }

    [Fact]
    public void Reopening_gives_what_was_left_unless_it_is_told_how_much()
    {
        var steps = TestSittings.StepsOf(60, null);
        var sitting = Started(steps);
        sitting.Finish(canFinishEarly: true, Start.AddMinutes(1).AddSeconds(-10));

        sitting.Reopen(time: null, Start.AddHours(3));

        Assert.Equal((SittingState.Started, Start.AddHours(3).AddMinutes(59).AddSeconds(10), null), (sitting.State, sitting.Deadline, sitting.StepDeadline));
        sitting.CatchUp(steps, Start.AddHours(9));
        sitting.Expire();
        Assert.Equal(DeliveryErrors.NoTimeLeft, Assert.Throws<DomainException>(() => sitting.Reopen(time: null, Start.AddHours(10))).Error);
    }

    [Fact]
    public void What_was_left_when_a_paused_sitting_was_ended_is_left_when_it_is_reopened()
    {
        var sitting = Started(TestSittings.StepsOf([null]));
        sitting.Pause(Start.AddMinutes(20));
        sitting.Terminate(scored: false, Start.AddMinutes(90));

        sitting.Reopen(time: null, Start.AddHours(3));

        Assert.Equal(Start.AddHours(3).AddMinutes(40), sitting.Deadline);
    }

    [Fact]
    public void It_does_not_matter_when_or_how_often_time_is_noticed()
    {
        for (var seed = 0; seed < 500; seed++)
        {
            var random = new Random(seed);
            var steps = TestSittings.Steps([.. Enumerable.Range(0, random.Next(1, 5)).Select(_ => random.Next(3) == 0
                ? TestSittings.Free(Limit(random))
                : TestSittings.Forward(Limit(random), [.. Enumerable.Range(0, random.Next(1, 5)).Select(_ => Limit(random))]))]);
            var accommodations = new Accommodations { ExtraTimePercent = random.Next(0, 60), Breaks = 1, BreakMinutes = 1 };
            var (once, often) = (Started(steps, accommodations), Started(steps, accommodations));
            var log = new List<SittingEvent>();
            if (random.Next(2) == 0)
            {
                once.TakeBreak(Start);
                often.TakeBreak(Start);
            }

            var end = Start.AddSeconds(random.Next(0, 4000));
            for (var at = Start; at < end; at = at.AddSeconds(random.Next(1, 400)))
            {
                log.AddRange(often.CatchUp(steps, at));
            }

            log.AddRange(often.CatchUp(steps, end));
            var all = once.CatchUp(steps, end);

            Assert.Equal(State(once), State(often));
            Assert.Equal(all.Select(line => (line.Type, line.At, line.Data?.Step)), log.Select(line => (line.Type, line.At, line.Data?.Step)));
        }

        static int? Limit(Random random) => random.Next(2) == 0 ? null : random.Next(5, 300);

        static object State(Sitting sitting) => (sitting.State, sitting.CurrentStep, sitting.Deadline, sitting.SectionDeadline, sitting.StepDeadline);
    }

    private static Sitting Started(TestSteps steps, Accommodations? accommodations = null)
    {
        var sitting = TestSittings.CheckedIn(Start);
        sitting.Start(TimeSpan.FromHours(1), steps, accommodations, Start);
        return sitting;
    }
}
