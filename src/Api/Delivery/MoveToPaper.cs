using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Invitations;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;

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
            HttpErrors.NotFound, InvitationErrors.AlreadyDeactivated, InvitationErrors.Ended, DeliveryErrors.AlreadyStarted, DeliveryErrors.SittingClosed,
            CatalogueErrors.NoPublishedVersion, LicensingErrors.LicenceExpired, LicensingErrors.CodesNotUsable);

    private static Task<SittingResponse> Handle(
        Id<Invitation> invitationId, AppDb db, Caller caller, Audit audit, Clock clock, CancellationToken cancel) => db.InTransactionAsync(
            async () =>
            {
                var code = await db.HoldCodeAsync(invitationId, cancel);
                var leads = (await db.TargetsOfAsync([code], cancel))[invitationId];
                var (sitting, now) = leads.Sitting is { } id ? await db.HoldSittingAsync(id, cancel) : New(code, leads, db, clock);
                if (!sitting.OnPaper)
                {
                    code.Invitation.UseOnPaper();
                    sitting.MoveToPaper(code.Invitation.Accommodations);
                    db.SittingEvents.Add(SittingEvent.Log(sitting.Id, SittingEventType.MovedToPaper, caller.Actor, now));
                    audit.Log("sitting.moved_to_paper", sitting.Id);
                }

                await db.SaveChangesAsync(cancel);
                return SittingResponse.From(sitting);
            },
            cancel);

    private static HeldSitting New(HeldCode code, CodeTarget leads, AppDb db, Clock clock)
    {
        code.RequireLicensed(clock.Now);
        return new HeldSitting(db.AddSitting(code, leads), code.Now);
    }
}
