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

    internal static async Task<DeliveryStateResponse> ReadAsync(AppDb db, Caller caller, LoadedVersion version, MediaAddresses addresses, CancellationToken cancel)
    {
        var read = await db.Sittings.AsNoTracking().Where(sitting => sitting.Id == caller.Sitting)
            .Select(sitting => new { Sitting = sitting, Now = AppDb.DatabaseTime() }).RequireAsync(cancel);
        var held = new HeldSitting(read.Sitting, read.Now);
        if (held.Sitting.IsBehind(held.Now))
        {
            held = await db.InTransactionAsync(
                async () =>
                {
                    var caughtUp = await db.HoldSittingAsync(caller, version, cancel);
                    await db.SaveChangesAsync(cancel);
                    return caughtUp;
                },
                cancel);
        }

        var sitting = held.Sitting;
        if (sitting.DeviceEpoch != caller.Ticket!.Value.DeviceEpoch)
        {
            throw new DomainException(DeliveryErrors.WrongDevice);
        }

        var step = held.Step(version);
        var items = step.SelectMany(section => section.Items).Select(item => item.Id).ToList();
        var responses = await db.Responses
            .Where(response => response.SittingId == sitting.Id && items.Contains(response.ItemId))
            .Select(response => new SavedResponse
            {
                ItemId = response.ItemId,
                Revision = response.Revision,
                Answer = response.Answer,
                SavedAt = response.SavedAt,
            })
            .ToListAsync(cancel);
        var media = step.SelectMany(section => section.Stimuli).Where(stimulus => stimulus.MediaId is not null).Select(stimulus => stimulus.MediaId.GetValueOrDefault()).ToList();
        var played = media.Count == 0
            ? []
            : await db.Plays
                .Where(play => play.SittingId == sitting.Id && media.Contains(play.MediaId) && play.FetchedAt != null)
                .GroupBy(play => play.MediaId).Select(plays => new { MediaId = plays.Key, Count = plays.Count() })
                .ToDictionaryAsync(plays => plays.MediaId, plays => plays.Count, cancel);
        List<Recording> recordings = step.Any(section => section.Items.Any(item => item.MostRecordings > 0)) // or it need not be asked
            ? await db.Recordings.AsNoTracking()
                .Where(recording => recording.SittingId == sitting.Id && items.Contains(recording.ItemId)).OrderBy(recording => recording.BegunAt).ToListAsync(cancel)
            : [];
        return From(held, version, db.TenantId, addresses, responses, played, recordings, await MessagesAsync(db, sitting.Id, cancel));
    }

    /// <summary>Of a sitting that has just been started: nothing has been done in it.</summary>
    internal static async Task<DeliveryStateResponse> StartedAsync(AppDb db, HeldSitting started, LoadedVersion version, MediaAddresses addresses, CancellationToken cancel) =>
        From(started, version, db.TenantId, addresses, responses: [], played: [], recordings: [], await MessagesAsync(db, started.Sitting.Id, cancel));

    private static DeliveryStateResponse From(
        HeldSitting held, LoadedVersion version, Id<Organisation> organisation, MediaAddresses addresses,
        IReadOnlyList<SavedResponse> responses, Dictionary<Id<Media>, int> played, IReadOnlyList<Recording> recordings, IReadOnlyList<DeliveryMessage> messages)
    {
        var (sitting, now) = held;
        var step = held.Step(version);
        var view = new CandidateView(sitting.ShuffleSeed, media => addresses.For(organisation, media, sitting.Left(now) ?? TimeSpan.Zero));
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
            Responses = responses,
            Plays =
            [
                .. from stimulus in step.SelectMany(section => section.Stimuli)
                   where stimulus.MediaId is not null
                   let media = stimulus.MediaId.GetValueOrDefault()
                   select new PlayCountResponse
                   {
                       MediaId = media,
                       Url = version.Pictures.Contains(media) ? view.AddressOf(media) : null,
                       Used = played.GetValueOrDefault(media),
                       Limit = sitting.PlayLimitOf(stimulus),
                   },
            ],
            Messages = messages,
            Recordings = [.. recordings.Select(RecordingResponse.From)],
        };
    }

    private static async Task<IReadOnlyList<DeliveryMessage>> MessagesAsync(AppDb db, Id<Sitting> sitting, CancellationToken cancel)
    {
        var lines = await db.SittingEvents.AsNoTracking()
            .Where(line => line.SittingId == sitting && line.Type == SittingEventType.MessageSent)
            .OrderByDescending(line => line.At).Take(SittingNews.MessagesShown).ToListAsync(cancel);
        return [.. lines.Select(line => new DeliveryMessage { Id = line.Id, At = line.At, Text = line.Data!.Message! }).Reverse()];
    }

    private static int? Seconds(TimeSpan? left) => left is { } span ? (int)Math.Ceiling(span.TotalSeconds) : null;
}

internal sealed class GetDeliveryState : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/delivery/sitting", Handle)
        .RequiresSitting()
        .InTurn()
        .Fails(DeliveryErrors.WrongDevice);

    private static async Task<DeliveryStateResponse> Handle(
        AppDb db, Caller caller, PublishedVersions versions, MediaAddresses addresses, CancellationToken cancel) =>
        await DeliveryStateResponse.ReadAsync(
            db, caller, await versions.OfAsync(caller, cancel), addresses, cancel);
}
