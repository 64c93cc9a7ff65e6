using System.Security.Cryptography;
using Cesuur.Api.Http;
using Cesuur.Api.Licensing;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Invitations;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Delivery;

/// <summary>
/// Says that the candidate takes the test on paper (R art. 4.3), whether they have checked in or not: there is a sitting
/// then, the code counts as used and starts nothing, and the answers are keyed in afterwards. Saying it twice is harmless.
/// </summary>
internal sealed class MoveToPaper : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/invitations/{invitationId}/paper-sitting", Handle)
        .Requires(Permission.SittingsWrite)
        .Fails(
            HttpErrors.NotFound, InvitationErrors.AlreadyDeactivated, DeliveryErrors.AlreadyStarted, DeliveryErrors.SittingClosed,
            CatalogueErrors.NoPublishedVersion, LicensingErrors.LicenceExpired, LicensingErrors.CodesNotUsable);

    private static Task<SittingResponse> Handle(
        Id<Invitation> invitationId, AppDb db, Caller caller, Audit audit, Clock clock, CancellationToken cancel) => db.InTransactionAsync(
            async () =>
            {
                var invitation = await db.HoldInvitationAsync(invitationId, cancel);
                var known = await db.Sittings.Where(sitting => sitting.InvitationId == invitationId).Select(sitting => (Id<Sitting>?)sitting.Id).SingleOrDefaultAsync(cancel);
                var (sitting, now) = known is { } id ? await db.HoldSittingAsync(id, cancel) : await NewAsync(invitation, db, clock, cancel);
                if (!sitting.OnPaper)
                {
                    sitting.MoveToPaper(invitation.Accommodations);
                    invitation.UseOnPaper();
                    db.SittingEvents.Add(SittingEvent.Log(sitting.Id, SittingEventType.MovedToPaper, caller.Actor, now));
                    audit.Log("sitting.moved_to_paper", sitting.Id);
                }

                await db.SaveChangesAsync(cancel);
                return SittingResponse.From(sitting);
            },
            cancel);

    private static async Task<HeldSitting> NewAsync(Invitation invitation, AppDb db, Clock clock, CancellationToken cancel)
    {
        (await db.Organisations.AsNoTracking().SingleAsync(cancel)).RequireCodesUsable();
        await db.RequireLicenceAsync(clock.Now, cancel);
        var now = await db.TimeAsync(cancel);
        var version = await CheckIn.CurrentVersionAsync(db, invitation.TestId, cancel);
        return new HeldSitting(db.Sittings.Add(Sitting.CheckIn(invitation, version, BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long))), now)).Entity, now);
    }
}
