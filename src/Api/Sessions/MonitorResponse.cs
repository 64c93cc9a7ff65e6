using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Invitations;
using Cesuur.Domain.People;
using Cesuur.Domain.Sessions;

namespace Cesuur.Api.Sessions;

/// <summary>What a machine heard in a recording that needs somebody's attention.</summary>
public sealed record RecordingFindingResponse
{
    public Id<Item>? ItemId { get; init; }

    public Id<Recording>? RecordingId { get; init; }

    public required string Finding { get; init; }

    public required DateTimeOffset At { get; init; }
}

/// <summary>A candidate of a session, as an invigilator follows them.</summary>
public sealed record MonitorRow
{
    public required Id<Candidate> CandidateId { get; init; }

    public required string Name { get; init; }

    /// <summary>The candidate's number.</summary>
    public string? Number { get; init; }

    public string? Seat { get; init; }

    public required Id<Invitation> InvitationId { get; init; }

    /// <summary>Absent: the code was not typed yet.</summary>
    public Id<Sitting>? SittingId { get; init; }

    /// <summary>As the invigilator recorded it.</summary>
    public Presence? Presence { get; init; }

    public DateTimeOffset? IdentityCheckedAt { get; init; }

    public SittingState? State { get; init; }

    public DateTimeOffset? CheckedInAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When the candidate's device was last heard of, give or take ten seconds.</summary>
    public DateTimeOffset? LastSeenAt { get; init; }

    /// <summary>Whether the device listens to its events. It is known some 25 seconds after the connection is lost.</summary>
    public required bool Connected { get; init; }

    /// <summary>When the last answer was saved.</summary>
    public DateTimeOffset? SavedAt { get; init; }

    /// <summary>How many items have an answer.</summary>
    public required int Answered { get; init; }

    /// <summary>How many there are to answer; absent before check-in.</summary>
    public int? Items { get; init; }

    /// <summary>The step that the candidate is in, from 0.</summary>
    public int? Step { get; init; }

    public int? Steps { get; init; }

    public DateTimeOffset? Deadline { get; init; }

    /// <summary>What is left at <c>now</c>. It stands still while the sitting is paused; while it runs, a row is not sent again for it alone.</summary>
    public int? RemainingSeconds { get; init; }

    public DateTimeOffset? PausedAt { get; init; }

    public DateTimeOffset? SubmittedAt { get; init; }

    public required IReadOnlyList<RecordingFindingResponse> Findings { get; init; }

    /// <summary>Whether nothing is different but what the passing of time alone changes.</summary>
    internal bool SaysTheSameAs(MonitorRow other) =>
        (this with { RemainingSeconds = null, Findings = [] }) == (other with { RemainingSeconds = null, Findings = [] }) && Findings.SequenceEqual(other.Findings);
}

/// <summary>All candidates of a session, in the order of their seats.</summary>
public sealed record MonitorResponse
{
    /// <summary>The server's time.</summary>
    public required DateTimeOffset Now { get; init; }

    public required IReadOnlyList<MonitorRow> Rows { get; init; }

    /// <summary>Only those of the invitations that are named.</summary>
    internal MonitorResponse Of(IReadOnlySet<Id<Invitation>> seen) => this with { Rows = [.. Rows.Where(row => seen.Contains(row.InvitationId))] };
}

/// <summary>What is different from what was sent before.</summary>
public sealed record MonitorChangeEvent
{
    /// <summary>The server's time.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>The candidates of whom something has changed, and new ones.</summary>
    public required IReadOnlyList<MonitorRow> Rows { get; init; }

    /// <summary>Those who are in the session no more.</summary>
    public required IReadOnlyList<Id<Invitation>> Removed { get; init; }

    /// <summary>Null when there is nothing to tell.</summary>
    internal static MonitorChangeEvent? Between(MonitorResponse before, MonitorResponse after)
    {
        var gone = before.Rows.ToDictionary(row => row.InvitationId);
        var changed = after.Rows.Where(row => !(gone.Remove(row.InvitationId, out var known) && row.SaysTheSameAs(known))).ToList();
        return changed.Count + gone.Count == 0 ? null : new MonitorChangeEvent { Now = after.Now, Rows = changed, Removed = [.. gone.Keys] };
    }
}
