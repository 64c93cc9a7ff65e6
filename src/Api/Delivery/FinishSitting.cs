using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Delivery;
using Cesuur.Infrastructure.Database;

namespace Cesuur.Api.Delivery;

/// <summary>The candidate submits. Everything acknowledged before this is in; finishing twice is harmless.</summary>
internal sealed class FinishSitting : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/delivery/finish", Handle)
        .RequiresSitting()
        .Fails(DeliveryErrors.CannotFinishEarly, DeliveryErrors.SittingPaused, DeliveryErrors.WrongDevice, DeliveryErrors.NotInThisState);

    private static async Task<SittingResponse> Handle(
        AppDb db, Caller caller, PublishedVersions versions, Submission submission, CancellationToken cancel)
    {
        var version = await versions.OfAsync(caller, cancel);
        return await db.InTransactionAsync(
            async () =>
            {
                var held = await db.HoldSittingAsync(caller, version, cancel);
                if (held.Sitting.SubmittedAt is null)
                {
                    await submission.FinishAsync(held, version, cancel);
                }

                return SittingResponse.From(held.Sitting);
            },
            cancel);
    }
}
