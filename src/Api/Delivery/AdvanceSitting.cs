using Cesuur.Api.Catalogue;
using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Delivery;
using Cesuur.Infrastructure.Database;

namespace Cesuur.Api.Delivery;

public sealed record AdvanceRequest
{
    /// <summary>The step that the candidate leaves, so that a repeated request does not skip one.</summary>
    public required int FromStep { get; init; }
}

/// <summary>Goes to the next step of the test; the one that is left cannot be entered again.</summary>
internal sealed class AdvanceSitting : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/delivery/advance", Handle)
        .RequiresSitting()
        .Fails(DeliveryErrors.NoNextStep, DeliveryErrors.SittingClosed, DeliveryErrors.WrongDevice, DeliveryErrors.NotInThisState, DeliveryErrors.SittingPaused);

    private static async Task<DeliveryStateResponse> Handle(
        AdvanceRequest request, AppDb db, Caller caller, PublishedVersions versions, MediaAddresses addresses, CancellationToken cancel)
    {
        var version = await versions.OfAsync(caller, cancel);
        await db.InTransactionAsync(
            async () =>
            {
                var (sitting, now) = await db.HoldSittingAsync(caller, version, cancel);
                sitting.RequireRunning(now);
                if (sitting.CurrentStep == request.FromStep)
                {
                    sitting.Advance(version.Steps, now);
                    db.SittingEvents.Add(SittingEvent.Log(
                        sitting.Id, SittingEventType.StepAdvanced, Actors.Candidate, now, new SittingEventData { Step = sitting.CurrentStep }));
                }

                await db.SaveChangesAsync(cancel);
                return sitting;
            },
            cancel);
        return await DeliveryStateResponse.ReadAsync(db, caller, version, addresses, cancel);
    }
}
