using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Delivery;

namespace Cesuur.Domain.Tests.Delivery;

public sealed class PlayTests
{
    private const long Size = 1_000_000;

    private static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_probe_is_followed_by_the_whole_and_then_there_is_no_more()
    {
        var play = Granted();
        Assert.True(play.BeginTransfer(0, 2, Size, Now));
        Assert.Null(play.EndTransfer(0, 2, 2, Size, Now));
        Assert.False(play.BeginTransfer(0, Size, Size, Now));
        Assert.Equal(SittingEventType.PlayCompleted, play.EndTransfer(0, Size, Size, Size, Now));

        Refused("play_limit_reached", () => play.BeginTransfer(0, Size, Size, Now));
        Refused("play_limit_reached", () => play.BeginTransfer(Size - 1, Size, Size, Now));
    }

    [Theory]
    [InlineData(500_000, null)]
    [InlineData(500_000 - Play.MaxOverlap, null)] // what was in buffers may have been lost
    [InlineData(500_000 - Play.MaxOverlap - 1, "play_limit_reached")]
    [InlineData(0, "play_limit_reached")]
    [InlineData(500_001, "range_not_satisfiable")] // what is left out could be asked for never again
    public void A_transfer_that_was_broken_off_is_taken_up_where_it_broke_and_never_from_the_start(long from, string? refusal)
    {
        var play = Granted();
        play.BeginTransfer(0, Size, Size, Now);
        Assert.Equal(SittingEventType.PlayBrokenOff, play.EndTransfer(0, Size, 500_000, Size, Now));

        if (refusal is null)
        {
            play.BeginTransfer(from, Size, Size, Now);
            Assert.Equal(SittingEventType.PlayCompleted, play.EndTransfer(from, Size, Size - from, Size, Now));
        }
        else
        {
            Refused(refusal, () => play.BeginTransfer(from, Size, Size, Now));
        }
    }

    [Fact]
    public void A_short_fragment_that_was_broken_off_near_its_end_does_not_begin_anew()
    {
        const long shortSize = 40_000;
        var play = Granted();
        play.BeginTransfer(0, shortSize, shortSize, Now);
        play.EndTransfer(0, shortSize, 39_000, shortSize, Now);
        Refused("play_limit_reached", () => play.BeginTransfer(0, shortSize, shortSize, Now));
        play.BeginTransfer(35_000, shortSize, shortSize, Now);
    }

    [Fact]
    public void A_second_transfer_at_once_is_refused_and_what_is_being_sent_counts_as_sent()
    {
        var play = Granted();
        play.BeginTransfer(0, Size, Size, Now);
        Refused("play_transferring", () => play.BeginTransfer(Size - 100, Size, Size, Now));
        Refused("play_transferring", () => play.BeginTransfer(0, Size, Size, Now));
        Assert.Equal(Size, play.Given); // also when the process dies now
    }

    [Fact]
    public void Whoever_breaks_off_again_and_again_is_stopped()
    {
        var play = Granted();
        for (var transfer = 0; transfer < Play.MaxTransfers; transfer++)
        {
            var from = play.Given;
            play.BeginTransfer(from, Size, Size, Now);
            play.EndTransfer(from, Size, 10, Size, Now);
        }

        Refused("play_limit_reached", () => play.BeginTransfer(play.Given, Size, Size, Now));
    }

    private static Play Granted() => Play.Grant(TestSittings.CheckedIn(Now), Id<Media>.New(), number: 1, limited: true, Now);

    private static void Refused(string code, Action act) => Assert.Equal(code, Assert.Throws<DomainException>(act).Error.Code);
}
