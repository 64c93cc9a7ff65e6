using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Sessions;

namespace Cesuur.Domain.Delivery;

public enum SittingEventType
{
    CheckedIn,

    /// <summary>The code was typed again: another device, or the same one anew, holds the sitting.</summary>
    DeviceChanged,

    /// <summary>An invigilator let go the device that held the sitting.</summary>
    DeviceReleased,

    /// <summary>An invigilator has seen who the candidate is.</summary>
    IdentityChecked,

    /// <summary>It had been recorded by mistake.</summary>
    IdentityCheckWithdrawn,

    /// <summary>An invigilator recorded whether the candidate is there; <c>presence</c> says what.</summary>
    PresenceRecorded,
    Started,

    /// <summary>Staff said that the candidate works on paper.</summary>
    MovedToPaper,
    StepAdvanced,

    /// <summary>The time of a step or its section was over; <c>step</c> is the one that followed.</summary>
    StepTimedOut,
    PlayGranted,

    /// <summary>The transfer of a fragment began.</summary>
    PlayFetched,
    PlayCompleted,

    /// <summary>The connection was lost before the whole of a fragment was transferred.</summary>
    PlayBrokenOff,

    /// <summary>An invigilator lets a fragment be played once more.</summary>
    ReplayGranted,
    RecordingBegun,
    RecordingReceived,

    /// <summary>What was recorded was listened to by a machine; <c>finding</c> says what it heard.</summary>
    RecordingMeasured,
    Paused,
    BreakTaken,
    Resumed,

    /// <summary><c>seconds</c> were added to the time, or taken back.</summary>
    TimeAdded,
    MessageSent,

    /// <summary>By the candidate.</summary>
    Submitted,

    /// <summary>By the server, at the deadline.</summary>
    TimedOut,

    /// <summary>By an invigilator.</summary>
    Terminated,
    Reopened,

    /// <summary>Staff keyed in what was answered on paper.</summary>
    PaperResponsesSaved,
    RatingFinalised,
    RatingReopened,

    /// <summary>The exam board left it without a result, or its candidate was erased before there was one.</summary>
    Annulled,
}

/// <summary>What there is to say of an event beyond its type; which members it has follows from that.</summary>
public sealed record SittingEventData
{
    /// <summary>Zero-based, of the steps of the test.</summary>
    public int? Step { get; init; }

    public int? Seconds { get; init; }

    /// <summary>Why an invigilator did it.</summary>
    public string? Reason { get; init; }

    /// <summary>What the candidate was told.</summary>
    public string? Message { get; init; }

    /// <summary>What an invigilator saw.</summary>
    public Presence? Presence { get; init; }

    public Id<Item>? ItemId { get; init; }

    public Id<Media>? MediaId { get; init; }

    public Id<Recording>? RecordingId { get; init; }

    /// <summary>What was found in a recording.</summary>
    public string? Finding { get; init; }
}

/// <summary>A line of a sitting's log. Lines are added only.</summary>
public sealed class SittingEvent : TenantOwned, IIdentified
{
    private SittingEvent()
    {
    }

    public static string IdPrefix => "sev";

    public Id<SittingEvent> Id { get; private set; }

    public Id<Sitting> SittingId { get; private set; }

    public SittingEventType Type { get; private set; }

    /// <summary>One of <see cref="Actors"/>, or the id of a user or key.</summary>
    public string Actor { get; private set; } = null!;

    public DateTimeOffset At { get; private set; }

    public SittingEventData? Data { get; private set; }

    public static SittingEvent Log(Id<Sitting> sitting, SittingEventType type, string actor, DateTimeOffset at, SittingEventData? data = null) => new()
    {
        Id = Id<SittingEvent>.New(at),
        SittingId = sitting,
        Type = type,
        Actor = actor,
        At = at,
        Data = data,
    };
}

/// <summary>Those in a sitting's log who are neither a user nor a key.</summary>
public static class Actors
{
    public const string Candidate = "candidate";
    public const string Server = "server";
}
