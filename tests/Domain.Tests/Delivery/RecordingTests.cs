using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Delivery;

namespace Cesuur.Domain.Tests.Delivery;

public sealed class RecordingTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Duration = TimeSpan.FromMinutes(10);
    private static readonly DateTimeOffset Deadline = Now + Duration;

    [Fact]
    public void What_was_begun_in_time_may_arrive_for_a_minute_after_the_deadline()
    {
        var (sitting, recording) = Begun();
        Assert.Null(recording.ClosedBy(sitting, stepLeftAt: null, Deadline.AddSeconds(59)));
        Assert.Equal(DeliveryErrors.SittingClosed, recording.ClosedBy(sitting, stepLeftAt: null, Deadline.AddSeconds(60)));

        sitting.Expire();
        Assert.Null(recording.ClosedBy(sitting, stepLeftAt: null, Deadline.AddSeconds(59)));
        Assert.Equal(DeliveryErrors.SittingClosed, recording.ClosedBy(sitting, stepLeftAt: null, Deadline.AddSeconds(60)));
    }

    [Fact]
    public void Likewise_after_its_step_was_left_and_while_the_clock_stands_still()
    {
        var (sitting, recording) = Begun();
        Assert.Null(recording.ClosedBy(sitting, Now, Now.AddSeconds(59)));
        Assert.Equal(DeliveryErrors.StepClosed, recording.ClosedBy(sitting, Now, Now.AddSeconds(60)));

        sitting.Pause(Now);
        Assert.Null(recording.ClosedBy(sitting, stepLeftAt: null, Now.AddSeconds(59)));
        Assert.Equal(DeliveryErrors.SittingPaused, recording.ClosedBy(sitting, stepLeftAt: null, Now.AddSeconds(60)));
        sitting.Resume(Now.AddSeconds(90));
        Assert.Null(recording.ClosedBy(sitting, stepLeftAt: null, Now.AddSeconds(90)));
    }

    [Fact]
    public void Another_device_does_not_go_on_with_it()
    {
        var (sitting, recording) = Begun();
        sitting.TakeOver();
        Assert.Equal(DeliveryErrors.WrongDevice, recording.ClosedBy(sitting, stepLeftAt: null, Now));
    }

    [Fact]
    public void Parts_follow_each_other_and_a_length_is_said_once()
    {
        var (_, recording) = Begun();
        recording.Receive(0, 100, "a");
        Refused("upload_offset_mismatch", () => recording.Receive(0, 100, "b"));
        Refused("upload_length_invalid", () => recording.Declare(99));
        recording.Declare(150);
        Refused("upload_length_invalid", () => recording.Declare(160));
        Refused("recording_too_large", () => recording.Receive(100, 51, "c"));
        recording.Receive(100, 50, "c");
        Assert.True(recording.HasAllBytes);

        recording.Complete(150, "checksum", "key", Now);
        Assert.False(recording.BrokenOff);
        Refused("upload_ended", () => recording.Receive(150, 1, "d"));
    }

    [Fact]
    public void The_last_recording_of_a_task_is_its_answer_where_none_was_saved()
    {
        var (speech, saved, two) = (Task("speech"), Task("saved"), new Item { Id = Id<Item>.New(), Identifier = "two", Type = ItemType.Composite, Parts = [Part("a"), Part("b")] });
        var (first, last, other) = (Id<Recording>.New(), Id<Recording>.New(), Id<Recording>.New());
        var one = new Item { Id = Id<Item>.New(), Identifier = "one", Type = ItemType.Composite, Parts = [Part("a"), new Part { Identifier = "t", Type = ItemType.TextEntry }] };
        var content = new TestContent { Sections = [new Section { Identifier = "s", Title = "S", Navigation = Navigation.Free, Items = [speech, saved, one, two] }] };
        var given = GivenAnswers.Of(
            content,
            new Dictionary<Id<Item>, Answer>
            {
                [saved.Id] = new() { RecordingId = other },
                [one.Id] = new() { Parts = new Dictionary<string, Answer> { ["t"] = new() { Text = "x" } } },
            },
            [(speech.Id, first), (saved.Id, other), (saved.Id, first), (speech.Id, last), (one.Id, last), (two.Id, last)]);

        Assert.Equal(last, given[speech.Id].RecordingId);
        Assert.Equal(other, given[saved.Id].RecordingId);
        Assert.Equal((last, "x"), (given[one.Id].Parts!["a"].RecordingId!.Value, given[one.Id].Parts!["t"].Text));
        Assert.False(given.ContainsKey(two.Id)); // nobody can tell which of its parts it was
    }

    [Fact]
    public void A_saved_recording_in_which_nothing_is_gives_way_to_one_with_something_in_it()
    {
        var item = Task("speech");
        var (empty, spoken) = (Id<Recording>.New(), Id<Recording>.New());
        var content = new TestContent { Sections = [new Section { Identifier = "s", Title = "S", Navigation = Navigation.Free, Items = [item] }] };
        var saved = new Dictionary<Id<Item>, Answer> { [item.Id] = new() { RecordingId = empty } };

        Assert.Equal(spoken, GivenAnswers.Of(content, saved, [(item.Id, spoken)])[item.Id].RecordingId);
        Assert.Equal(empty, GivenAnswers.Of(content, saved, [])[item.Id].RecordingId);
    }

    private static (Sitting Sitting, Recording Recording) Begun()
    {
        var sitting = TestSittings.CheckedIn(Now);
        sitting.Start(Duration, TestSittings.StepsOf([null, null]), accommodations: null, Now);
        return (sitting, Recording.Begin(sitting, Id<Item>.New(), "audio/webm", length: null, Now));
    }

    private static Item Task(string identifier) => new() { Id = Id<Item>.New(), Identifier = identifier, Type = ItemType.RecordedSpeech };

    private static Part Part(string identifier) => new() { Identifier = identifier, Type = ItemType.RecordedSpeech };

    private static void Refused(string code, Action act) => Assert.Equal(code, Assert.Throws<DomainException>(act).Error.Code);
}
