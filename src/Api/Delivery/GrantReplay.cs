using System.ComponentModel.DataAnnotations;
using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Delivery;

public sealed record ReplayGrantRequest
{
    /// <summary>A fragment of the test that has a play limit.</summary>
    public required Id<Media> MediaId { get; init; }

    /// <summary>Why, for the log.</summary>
    [StringLength(500, MinimumLength = 1)]
    public required string Reason { get; init; }
}

/// <summary>Lets a fragment be played once more, when its transfer was broken off or the sound failed for instance.</summary>
internal sealed class GrantReplay : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/sittings/{sittingId}/replay-grants", Handle)
        .Requires(Permission.SittingsWrite)
        .Fails(HttpErrors.NotFound, DeliveryErrors.SittingClosed, DeliveryErrors.OnPaper, HttpErrors.Invalid);

    private static async Task<PlayCountResponse> Handle(
        Id<Sitting> sittingId, ReplayGrantRequest request, AppDb db, PublishedVersions versions, Caller caller, Audit audit, CancellationToken cancel)
    {
        var version = await versions.OfAsync(db, sittingId, cancel);
        return await db.InTransactionAsync(
            async () =>
            {
                var (sitting, now) = await db.HoldSittingAsync(sittingId, version, cancel);
                var fragment = version.Version.Content.Sections.SelectMany(section => section.Stimuli)
                    .FirstOrDefault(stimulus => stimulus.MediaId == request.MediaId && stimulus.PlayLimit is not null)
                    ?? throw HttpErrors.References(["/mediaId"]);
                sitting.GrantReplay(request.MediaId);
                db.SittingEvents.Add(SittingEvent.Log(
                    sittingId, SittingEventType.ReplayGranted, caller.Actor, now, new SittingEventData { MediaId = request.MediaId, Reason = request.Reason }));
                audit.Log("sitting.replay_granted", sittingId);
                await db.SaveChangesAsync(cancel);
                return new PlayCountResponse
                {
                    MediaId = request.MediaId,
                    Used = await db.Plays.CountAsync(play => play.SittingId == sittingId && play.MediaId == request.MediaId && play.FetchedAt != null, cancel),
                    Limit = sitting.PlayLimitOf(fragment),
                };
            },
            cancel);
    }
}
