using Cesuur.Infrastructure.Webhooks;

namespace Cesuur.Api.Tests.Webhooks;

public sealed class RetryScheduleTests
{
    private static readonly DateTimeOffset Now = new(2026, 9, 1, 9, 0, 0, TimeSpan.Zero);
    private static readonly WebhookOutcome Failed = Answer(500);

    public static TheoryData<int, TimeSpan> Plan => new()
    {
        { 1, TimeSpan.FromSeconds(5) },
        { 2, TimeSpan.FromMinutes(5) },
        { 3, TimeSpan.FromMinutes(30) },
        { 4, TimeSpan.FromHours(2) },
        { 5, TimeSpan.FromHours(5) },
        { 6, TimeSpan.FromHours(10) },
        { 7, TimeSpan.FromHours(14) },
        { 8, TimeSpan.FromHours(20) },
        { 9, TimeSpan.FromHours(24) },
    };

    [Theory]
    [MemberData(nameof(Plan))]
    public void Each_retry_follows_its_delay_with_up_to_a_fifth_of_jitter(int attempt, TimeSpan delay)
    {
        Assert.Equal(Now + delay, Schedule(jitter: 0).NextAttempt(attempt, Now, Failed));
        Assert.Equal(Now + (delay * 1.1), Schedule(jitter: 0.5).NextAttempt(attempt, Now, Failed));
    }

    [Fact]
    public void The_tenth_attempt_is_the_last()
    {
        Assert.Equal(10, Schedule().Attempts);
        Assert.NotNull(Schedule().NextAttempt(9, Now, Failed));
        Assert.Null(Schedule().NextAttempt(10, Now, Failed));
    }

    // After the second attempt: 5 minutes are planned, so at most 10.
    [Theory]
    [InlineData(-60, 300)]
    [InlineData(60, 300)]
    [InlineData(400, 400)]
    [InlineData(600, 600)]
    [InlineData(int.MaxValue, 600)]
    public void Retry_After_is_honoured_between_the_plan_and_twice_the_plan(int asked, int waited) =>
        Assert.Equal(
            Now.AddSeconds(waited),
            Schedule().NextAttempt(2, Now, Answer(503, TimeSpan.FromSeconds(asked))));

    [Fact]
    public void Jitter_never_goes_below_what_was_asked_nor_beyond_twice_the_plan()
    {
        var schedule = Schedule(jitter: 0.5);

        Assert.Equal(Now.AddSeconds(440), schedule.NextAttempt(2, Now, Answer(503, TimeSpan.FromSeconds(400))));
        Assert.Equal(Now.AddSeconds(600), schedule.NextAttempt(2, Now, Answer(503, TimeSpan.FromSeconds(590))));
    }

    [Theory]
    [InlineData(200)]
    [InlineData(204)]
    [InlineData(410)]
    public void Nothing_follows_a_success_or_a_receiver_that_is_gone(int status) =>
        Assert.Null(Schedule().NextAttempt(1, Now, Answer(status)));

    [Fact]
    public void An_attempt_without_an_answer_is_tried_again() =>
        Assert.Equal(
            Now.AddSeconds(5),
            Schedule().NextAttempt(1, Now, WebhookOutcome.Unanswered(WebhookFailure.Timeout, TimeSpan.FromSeconds(20))));

    [Fact]
    public void A_receiver_that_has_too_much_to_do_is_left_alone_as_long_as_after_a_first_failure() =>
        Assert.Equal(Now.AddSeconds(7), Schedule().PauseUntil(Now, Answer(503, TimeSpan.FromSeconds(7))));

    [Theory]
    [InlineData(101, WebhookVerdict.Failed)]
    [InlineData(200, WebhookVerdict.Delivered)]
    [InlineData(299, WebhookVerdict.Delivered)]
    [InlineData(301, WebhookVerdict.Failed)]
    [InlineData(308, WebhookVerdict.Failed)]
    [InlineData(400, WebhookVerdict.Failed)]
    [InlineData(404, WebhookVerdict.Failed)]
    [InlineData(410, WebhookVerdict.Gone)]
    [InlineData(429, WebhookVerdict.Throttled)]
    [InlineData(500, WebhookVerdict.Failed)]
    [InlineData(502, WebhookVerdict.Throttled)]
    [InlineData(503, WebhookVerdict.Throttled)]
    [InlineData(504, WebhookVerdict.Throttled)]
    public void The_status_decides_what_an_answer_means(int status, WebhookVerdict verdict) =>
        Assert.Equal(verdict, Answer(status).Verdict);

    private static RetrySchedule Schedule(double jitter = 0) => new(new FixedRandom(jitter), RetrySchedule.StandardDelays);

    private static WebhookOutcome Answer(int status, TimeSpan? retryAfter = null) =>
        WebhookOutcome.Answered(status, "", TimeSpan.FromMilliseconds(80), retryAfter);

    private sealed class FixedRandom(double value) : Random
    {
        public override double NextDouble() => value;
    }
}
