using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Delivery;
using Cesuur.Infrastructure.Delivery;

namespace Cesuur.Api.Delivery;

/// <summary>What an invigilator told the candidate.</summary>
public sealed record DeliveryMessage
{
    public required Id<SittingEvent> Id { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>Plain text.</summary>
    public required string Text { get; init; }
}

/// <summary>The state of a sitting and its times, sent when the stream opens and whenever they change.</summary>
public sealed record DeliveryStateEvent
{
    public required SittingState State { get; init; }

    public DateTimeOffset? Deadline { get; init; }

    /// <summary>What is left at <c>now</c>. It stands still while the sitting is paused.</summary>
    public int? RemainingSeconds { get; init; }

    /// <summary>When the current step is over, where that is before the deadline.</summary>
    public DateTimeOffset? StepDeadline { get; init; }

    /// <summary>What is left of the current step, likewise.</summary>
    public int? StepRemainingSeconds { get; init; }

    /// <summary>When a break is over by itself.</summary>
    public DateTimeOffset? ResumesAt { get; init; }

    /// <summary>The current step, from 0. When it is another than is shown, <c>GET /v1/delivery/sitting</c> has it.</summary>
    public required int Step { get; init; }

    /// <summary>The server's time.</summary>
    public required DateTimeOffset Now { get; init; }

    internal static DeliveryStateEvent From(SittingGlimpse glimpse) => new()
    {
        State = glimpse.State,
        Deadline = glimpse.Deadline,
        RemainingSeconds = glimpse.RemainingSeconds,
        StepDeadline = glimpse.StepDeadline,
        StepRemainingSeconds = glimpse.StepRemainingSeconds,
        ResumesAt = glimpse.ResumesAt,
        Step = glimpse.Step,
        Now = glimpse.Now,
    };

    /// <summary>Without what the passing of time alone changes.</summary>
    internal DeliveryStateEvent Lasting() => this with { Now = default, RemainingSeconds = null, StepRemainingSeconds = null };
}

/// <summary>The sitting is over; nothing follows.</summary>
public sealed record DeliveryEndEvent
{
    public required SittingState State { get; init; }

    public required DateTimeOffset SubmittedAt { get; init; }
}

/// <summary>Another device holds the sitting now; nothing follows.</summary>
public sealed record DeviceLostEvent;

/// <summary>
/// What happens to the sitting, as it happens. A reconnection with <c>Last-Event-ID</c> brings the messages since that one,
/// a connection without it all messages; whoever has shown them already tells them by their ids. Every 15 seconds at least a comment comes.
/// </summary>
internal sealed class StreamDeliveryEvents : IEndpoint
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/delivery/events", Handle)
        .RequiresSitting()
        .Streams(
            ("state", typeof(DeliveryStateEvent)), ("message", typeof(DeliveryMessage)), ("end", typeof(DeliveryEndEvent)), ("wrong_device", typeof(DeviceLostEvent)))
        .Fails(HttpErrors.NotFound, DeliveryErrors.WrongDevice);

    private static Task Handle(HttpContext http, Caller caller, SittingStreams streams) => EventStream.RunAsync(http, async cancel =>
    {
        using var listening = streams.Open(caller.Ticket!.Value);
        var glimpse = await listening.NextAsync(cancel).AsTask().WaitAsync(Patience, cancel) ?? throw new DomainException(HttpErrors.NotFound);
        if (!Holds(listening, glimpse))
        {
            throw new DomainException(DeliveryErrors.WrongDevice);
        }

        var stream = await EventStream.OpenAsync(http, cancel);
        var told = new Told(http.Request.Headers["Last-Event-ID"]);
        while (glimpse is not null && Holds(listening, glimpse))
        {
            await told.TellAsync(glimpse, stream);
            if (glimpse.SubmittedAt is { } submittedAt)
            {
                await stream.SendAsync("end", new DeliveryEndEvent { State = glimpse.State, SubmittedAt = submittedAt });
                return;
            }

            glimpse = await listening.NextAsync(cancel);
        }

        if (glimpse is not null)
        {
            await stream.SendAsync("wrong_device", new DeviceLostEvent());
        }
    });

    private static bool Holds(SittingStream listening, SittingGlimpse glimpse) => glimpse.DeviceEpoch == listening.Ticket.DeviceEpoch;

    /// <summary>What this device knows already.</summary>
    private sealed class Told(string? lastMessage)
    {
        private string? _lastMessage = lastMessage;
        private DeliveryStateEvent? _state;

        public async Task TellAsync(SittingGlimpse glimpse, EventStream stream)
        {
            var silent = true;
            foreach (var message in New(glimpse.Messages))
            {
                _lastMessage = message.Id.ToString();
                await stream.SendAsync("message", new DeliveryMessage { Id = message.Id, At = message.At, Text = message.Text }, _lastMessage);
                silent = false;
            }

            var state = DeliveryStateEvent.From(glimpse);
            if (state.Lasting() != _state)
            {
                _state = state.Lasting();
                await stream.SendAsync("state", state);
                silent = false;
            }

            if (silent)
            {
                await stream.BeatAsync();
            }
        }

        // Those of one sitting come in their order: each is written while the sitting is held.
        private IEnumerable<SittingMessage> New(IReadOnlyList<SittingMessage> messages)
        {
            var known = messages.Select((message, i) => (message, i)).LastOrDefault(one => one.message.Id.ToString() == _lastMessage, (null!, -1)).i;
            return messages.Skip(known + 1);
        }
    }
}
