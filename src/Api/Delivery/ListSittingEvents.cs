using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;

namespace Cesuur.Api.Delivery;

/// <summary>A line of a sitting's log.</summary>
public sealed record SittingEventResponse
{
    public required Id<SittingEvent> Id { get; init; }

    public required SittingEventType Type { get; init; }

    /// <summary>The candidate, the server, or the id of the user or key.</summary>
    public required string Actor { get; init; }

    public required DateTimeOffset At { get; init; }

    public SittingEventData? Data { get; init; }

    internal static SittingEventResponse From(SittingEvent line) => new() { Id = line.Id, Type = line.Type, Actor = line.Actor, At = line.At, Data = line.Data };
}

internal sealed class ListSittingEvents : IEndpoint
{
    private static readonly Sorting<SittingEvent> Sorting = new(Sorting<SittingEvent>.By("at", line => line.At));

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/sittings/{sittingId}/events", Handle)
        .Requires(Permission.SittingsRead)
        .Fails(HttpErrors.NotFound);

    private static async Task<Page<SittingEventResponse>> Handle(
        Id<Sitting> sittingId, [AsParameters] PageRequest page, AppDb db, CancellationToken cancel)
    {
        await db.Sittings.Where(sitting => sitting.Id == sittingId).RequireAsync(cancel);
        return await Sorting.PageAsync(
            db.SittingEvents.Where(line => line.SittingId == sittingId),
            page,
            SittingEventResponse.From,
            cancel);
    }
}
