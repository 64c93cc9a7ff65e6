namespace Cesuur.Domain.Delivery;

public static class DeliveryErrors
{
    public static readonly DomainError AlreadyStarted =
        new("sitting_already_started", ErrorKind.Conflict, "The sitting has started already");

    public static readonly DomainError SittingClosed =
        new("sitting_closed", ErrorKind.Conflict, "The sitting is over");

    public static readonly DomainError WrongDevice =
        new("wrong_device", ErrorKind.Conflict, "Another device has taken the sitting over");

    public static readonly DomainError NotInThisState =
        new("sitting_state", ErrorKind.Conflict, "The sitting's state forbids this");

    public static readonly DomainError SittingPaused =
        new("sitting_paused", ErrorKind.Conflict, "The clock of the sitting stands still until it is resumed");

    public static readonly DomainError NoBreakLeft =
        new("no_break_left", ErrorKind.Conflict, "The candidate has no break, or none that is left");

    public static readonly DomainError NoTimeLeft =
        new("no_time_left", ErrorKind.Conflict, "No time would be left");

    public static readonly DomainError NoNextStep =
        new("no_next_step", ErrorKind.Conflict, "This is the last step of the test");

    public static readonly DomainError CannotFinishEarly =
        new("cannot_finish_early", ErrorKind.Conflict, "This test ends when its time is over");

    public static readonly DomainError StepClosed =
        new("step_closed", ErrorKind.Conflict, "The item is not in the current step of the test");

    public static readonly DomainError StaleRevision =
        new("stale_revision", ErrorKind.Conflict, "A later revision of the answer has been saved");

    public static readonly DomainError RevisionReused =
        new("revision_reused", ErrorKind.Conflict, "This revision was saved with another answer");

    public static readonly DomainError PlayLimitReached =
        new("play_limit_reached", ErrorKind.Conflict, "The fragment has been played as often as is allowed");

    public static readonly DomainError PlayTransferring =
        new("play_transferring", ErrorKind.Conflict, "The fragment is being transferred already");

    public static readonly DomainError RangeNotSatisfiable =
        new("range_not_satisfiable", ErrorKind.RangeNotSatisfiable, "The range is not within the fragment, or leaves out a part of it");

    public static readonly DomainError OnPaper =
        new("sitting_on_paper", ErrorKind.Conflict, "The test is taken on paper");

    public static readonly DomainError NotOnPaper =
        new("sitting_not_on_paper", ErrorKind.Conflict, "The test is not taken on paper");

    public static readonly DomainError RecordingReceiving =
        new("recording_receiving", ErrorKind.Conflict, "Parts of the recording are still to come");

    public static readonly DomainError AnswerUnsavable =
        new("answer_unsavable", ErrorKind.Invalid, "The answer contains something that cannot be stored");

    public static readonly DomainError RecordingEmpty =
        new("recording_empty", ErrorKind.Invalid, "The recording is empty");

    public static readonly DomainError TooManyRecordings =
        new("too_many_recordings", ErrorKind.Conflict, "No more recordings are taken for this task");

    public static readonly DomainError RecordingTooLarge =
        new("recording_too_large", ErrorKind.TooLarge, "The recording is too large");

    public static readonly DomainError Busy =
        new("busy", ErrorKind.Unavailable, "More is waiting than can be done at this moment, or what it needs is being changed; try again at once");
}
