using Cesuur.Api.Catalogue;
using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Licensing;
using Cesuur.Infrastructure.Database;
using Cesuur.Infrastructure.Delivery;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Delivery;

/// <summary>An answer that is saved.</summary>
public sealed record SavedResponse
{
    public required Id<Item> ItemId { get; init; }

    public required long Revision { get; init; }

    public required Answer Answer { get; init; }

    public required DateTimeOffset SavedAt { get; init; }
}

/// <summary>A picture of the current step, or a fragment and how often it may be played and has been.</summary>
public sealed record PlayCountResponse
{
    public required Id<Media> MediaId { get; init; }

    /// <summary>Where a picture is found, until the deadline; absent: a sound or a video, played by <c>/v1/delivery/plays</c>.</summary>
    public string? Url { get; init; }

    public required int Used { get; init; }

    /// <summary>Absent: without limit.</summary>
    public int? Limit { get; init; }
}

/// <summary>All that a device needs to show the test or to take it up again. Of the content, the current step alone.</summary>
public sealed record DeliveryStateResponse
{
    public required Id<Sitting> SittingId { get; init; }

    public required SittingState State { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>Saves after this are refused; the server then submits by itself.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>The server's time, by which the deadline counts.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>What is left, for a countdown that does not depend on the device's clock. It stands still while the sitting is paused.</summary>
    public int? RemainingSeconds { get; init; }

    /// <summary>When the current step is over, where that is before the deadline; the server then goes on to the next.</summary>
    public DateTimeOffset? StepDeadline { get; init; }

    /// <summary>What is left of the current step, likewise.</summary>
    public int? StepRemainingSeconds { get; init; }

    /// <summary>When a break is over by itself; absent: the sitting is not paused, or an invigilator resumes it.</summary>
    public DateTimeOffset? ResumesAt { get; init; }

    /// <summary>How often the candidate may still stop the clock.</summary>
    public required int BreaksLeft { get; init; }

    public required bool CanFinishEarly { get; init; }

    /// <summary>The current step, from 0.</summary>
    public required int Step { get; init; }

    public required int Steps { get; init; }

    /// <summary>What the test says to its candidates as a whole, a fragment of HTML.</summary>
    public string? Instructions { get; init; }

    /// <summary>The sections of the current step; empty unless the sitting runs.</summary>
    public required IReadOnlyList<CandidateSection> Sections { get; init; }

    /// <summary>The saved answers to the items of the current step.</summary>
    public required IReadOnlyList<SavedResponse> Responses { get; init; }

    public required IReadOnlyList<PlayCountResponse> Plays { get; init; }

    /// <summary>What an invigilator told the candidate, the oldest first; of more than 50 the last ones.</summary>
    public required IReadOnlyList<DeliveryMessage> Messages { get; init; }

    /// <summary>What was recorded at the items of the current step, the first first, and what a machine heard in it.</summary>
    public required IReadOnlyList<RecordingResponse> Recordings { get; init; }

    /// <summary>The caller's own sitting, as it is in the transaction that is open or was just committed.</summary>
    internal static async Task<DeliveryStateResponse> ReadAsync(AppDb db, Caller caller, LoadedVersion version, MediaAddresses addresses, CancellationToken cancel)
    {
        var ask = new DeliveryAsk(caller.Ticket!.Value, version);
        var (snapshot, refusal) = (await db.ReadSittingsAsync([ask], wait: true, cancel))[0];
        return snapshot is null ? throw refusal! : From(snapshot, ask, addresses);
    }

    internal static DeliveryStateResponse From(DeliverySnapshot snapshot, DeliveryAsk ask, MediaAddresses addresses)
    {
        var ((sitting, now), version) = (snapshot.Held, ask.Version);
        var step = snapshot.Held.Step(version);
        var view = new CandidateView(sitting.ShuffleSeed, media => addresses.For(new(ask.Ticket.Tenant), media, sitting.Left(now) ?? TimeSpan.Zero));
        return new DeliveryStateResponse
        {
            SittingId = sitting.Id,
            State = sitting.State,
            StartedAt = sitting.StartedAt,
            Deadline = sitting.Deadline,
            Now = now,
            RemainingSeconds = Seconds(sitting.Left(now)),
            StepDeadline = sitting.LeftOfStep(now) is null ? null : sitting.StepDeadline,
            StepRemainingSeconds = Seconds(sitting.LeftOfStep(now)),
            ResumesAt = sitting.ResumesAt,
            BreaksLeft = (sitting.Accommodations?.Breaks ?? 0) - sitting.BreaksTaken,
            CanFinishEarly = version.Version.CanFinishEarly,
            Step = sitting.CurrentStep,
            Steps = version.Steps.Steps.Count,
            Instructions = step.Count > 0 ? view.TextOrNone(version.Version.Content.Instructions) : null,
            Sections = [.. step.Select(section => CandidateSection.From(section, view))],
            Responses = snapshot.Responses,
            Plays =
            [
                .. from stimulus in step.SelectMany(section => section.Stimuli)
                   where stimulus.MediaId is not null
                   let media = stimulus.MediaId.GetValueOrDefault()
                   select new PlayCountResponse
                   {
                       MediaId = media,
                       Url = version.Pictures.Contains(media) ? view.AddressOf(media) : null,
                       Used = snapshot.Played.GetValueOrDefault(media),
                       Limit = sitting.PlayLimitOf(stimulus),
                   },
            ],
            Messages = snapshot.Messages,
            Recordings = [.. snapshot.Recordings.Select(RecordingResponse.From)],
        };
    }

    private static int? Seconds(TimeSpan? left) => left is { } span ? (int)Math.Ceiling(span.TotalSeconds) : null;
}

internal sealed class GetDeliveryState : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/delivery/sitting", Handle)
        .RequiresSitting()
        .Fails(DeliveryErrors.WrongDevice, DeliveryErrors.Busy);

    private static async Task<DeliveryStateResponse> Handle(
        Caller caller, DeliveryReads reads, PublishedVersions versions, MediaAddresses addresses, CancellationToken cancel)
    {
        var ask = new DeliveryAsk(caller.Ticket!.Value, await versions.OfAsync(caller, cancel));
        return DeliveryStateResponse.From(await reads.AskAsync(ask, cancel), ask, addresses);
    }
}
