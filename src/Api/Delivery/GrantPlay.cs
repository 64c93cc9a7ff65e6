using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Delivery;
using Cesuur.Infrastructure.Database;
using Cesuur.Infrastructure.Delivery;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Delivery;

public sealed record GrantPlayRequest
{
    /// <summary>A fragment of the current step.</summary>
    public required Id<Media> MediaId { get; init; }
}

public sealed record PlayGrantResponse
{
    public required Id<Play> Id { get; init; }

    /// <summary>1 for the first time.</summary>
    public required int Number { get; init; }

    /// <summary>Gives the fragment once, without further credentials, until the sitting's deadline.</summary>
    public required string Url { get; init; }
}

/// <summary>A one-time grant to play a fragment. One that was not fetched is given again.</summary>
internal sealed class GrantPlay : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/delivery/plays", Handle)
        .RequiresSitting()
        .Fails(DeliveryErrors.PlayLimitReached, DeliveryErrors.SittingClosed, DeliveryErrors.NotInThisState, DeliveryErrors.SittingPaused, DeliveryErrors.WrongDevice, HttpErrors.Invalid);

    private static async Task<PlayGrantResponse> Handle(
        GrantPlayRequest request, AppDb db, Caller caller, Tenant tenant, PublishedVersions versions, SittingTickets tickets, CancellationToken cancel)
    {
        var version = await versions.OfAsync(caller, cancel);
        return await db.InTransactionAsync(
            async () =>
            {
                var (sitting, now) = await db.HoldSittingAsync(caller, version, cancel);
                sitting.RequireRunning(now);
                var stimulus = version.Steps.Steps[sitting.CurrentStep].Sections
                    .SelectMany(section => section.Stimuli)
                    .FirstOrDefault(stimulus => stimulus.MediaId == request.MediaId)
                    ?? throw HttpErrors.References(["/mediaId"]);

                var last = await db.Plays
                    .Where(play => play.SittingId == sitting.Id && play.MediaId == request.MediaId)
                    .OrderByDescending(play => play.Number).FirstOrDefaultAsync(cancel);
                var play = last is { FetchedAt: null } ? last : null;
                if (play is null)
                {
                    if (last?.Number >= sitting.PlayLimitOf(stimulus))
                    {
                        throw new DomainException(DeliveryErrors.PlayLimitReached);
                    }

                    play = Play.Grant(sitting, request.MediaId, (last?.Number ?? 0) + 1, stimulus.PlayLimit is not null, now);
                    db.Plays.Add(play);
                    db.SittingEvents.Add(SittingEvent.Log(sitting.Id, SittingEventType.PlayGranted, Actors.Candidate, now, new SittingEventData { MediaId = request.MediaId }));
                }

                await db.SaveChangesAsync(cancel);
                return new PlayGrantResponse { Id = play.Id, Number = play.Number, Url = PlayAddress.Write(tenant.Id, play.Id, sitting.Deadline!.Value, tickets) };
            },
            cancel);
    }
}
