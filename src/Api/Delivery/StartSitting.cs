using Cesuur.Api.Catalogue;
using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Invitations;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Sessions;
using Cesuur.Domain.Webhooks;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Delivery;

/// <summary>The candidate has confirmed their data: the clock starts, and the code counts as used. Starting twice is harmless.</summary>
internal sealed class StartSitting : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/delivery/start", Handle)
        .RequiresSitting()
        .WithoutIdempotency()
        .Fails(
            DeliveryErrors.SittingClosed, DeliveryErrors.WrongDevice, DeliveryErrors.Busy, InvitationErrors.CodeUnknown, InvitationErrors.OutsideWindow,
            LicensingErrors.LicenceExpired, LicensingErrors.CodesNotUsable,
            ExamSessionErrors.IdentityNotChecked, ExamSessionErrors.MarkedAbsent, ExamSessionErrors.FeeNotPaid);

    private static async Task<DeliveryStateResponse> Handle(
        Caller caller, Starts starts, DeliveryReads reads, PublishedVersions versions, MediaAddresses addresses, CancellationToken cancel)
    {
        var ask = new DeliveryAsk(caller.Ticket!.Value, await versions.OfAsync(caller, cancel));
        var started = await starts.AskAsync(ask, cancel);
        return DeliveryStateResponse.From(started.Fresh ?? await reads.AskAsync(ask, cancel), ask, addresses);
    }
}
