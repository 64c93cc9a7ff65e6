using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Delivery;

namespace Cesuur.Domain.Tests.Delivery;

public sealed class SoundMeasurementTests
{
    [Theory]
    [InlineData(-12, 30, 0, 20, "")] // speech
    [InlineData(-91, 100, 0, 20, "Silent")] // no microphone
    [InlineData(-46, 90, 0, 20, "Silent")] // a room
    [InlineData(-20, 99.6, 0, 20, "Silent")] // a click
    [InlineData(-20, 97, 0, 20, "")] // one word in twenty seconds
    [InlineData(-31, 60, 0, 20, "TooSoft")]
    [InlineData(0, 10, 0.1, 20, "")] // loud and intact
    [InlineData(0, 10, 5, 20, "Clipped")]
    [InlineData(-12, 30, 0, 25, "")] // a recorder stops late
    [InlineData(-12, 30, 0, 25.1, "TooLong")]
    [InlineData(-91, 100, 0, 40, "Silent TooLong")]
    public void What_is_wrong_follows_from_the_measures(double max, double silent, double loudest, double seconds, string expected)
    {
        var measured = SoundMeasurement.Of(Heard(max, silent, loudest, seconds), brokenOff: false, TimeSpan.FromSeconds(20));
        Assert.Equal(expected, string.Join(' ', measured.Findings));
        Assert.Equal((max, seconds), (measured.MaxDecibel, measured.DurationSeconds));
    }

    [Fact]
    public void What_ends_early_or_was_never_completed_is_broken_off_and_what_cannot_be_decoded_unreadable()
    {
        Assert.Equal([SoundFinding.BrokenOff], SoundMeasurement.Of(Heard(-12, 0, 0, 5) with { EndsEarly = true }, brokenOff: false, speakingTime: null).Findings);
        Assert.Equal([SoundFinding.BrokenOff], SoundMeasurement.Of(Heard(-12, 0, 0, 5), brokenOff: true, speakingTime: null).Findings);
        Assert.Equal([SoundFinding.Unreadable], SoundMeasurement.Of(sound: null, brokenOff: false, speakingTime: null).Findings);
    }

    [Fact]
    public void The_time_to_speak_grows_with_the_accommodations_and_has_no_end_where_a_task_sets_none()
    {
        Assert.Equal(TimeSpan.FromSeconds(25), SoundMeasurement.SpeakingTimeOf(Task(20), 1.25m));
        Assert.Null(SoundMeasurement.SpeakingTimeOf(Task(null), 1));
    }

    private static HeardSound Heard(double max, double silent, double loudest, double seconds) => new()
    {
        Duration = TimeSpan.FromSeconds(seconds),
        MeanDecibel = max - 10,
        MaxDecibel = max,
        SilentPercent = silent,
        LoudestPercent = loudest,
        EndsEarly = false,
    };

    private static Item Task(int? seconds) => new() { Id = Id<Item>.New(), Identifier = "t1", Type = ItemType.RecordedSpeech, SpeakingSeconds = seconds };
}
