using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Delivery;
using Cesuur.Infrastructure.Delivery;

namespace Cesuur.Api.Delivery;

public sealed record SaveResponseRequest
{
    /// <summary>The device's counter for this item, from 1; a later save has a higher one. Saving the same twice is harmless.</summary>
    public required long Revision { get; init; }

    public required Answer Answer { get; init; }
}

/// <summary>Given only once the answer is durable.</summary>
public sealed record ReceiptResponse
{
    public required long Revision { get; init; }

    /// <summary>By the database's clock.</summary>
    public required DateTimeOffset SavedAt { get; init; }

    /// <summary>
    /// SHA-256, in hexadecimal, of the choice, text or recording id as UTF-8; of several choices or pairs (<c>source target</c>)
    /// joined by line feeds; of parts likewise, each as <c>identifier=</c> and its own, in the order of their identifiers.
    /// </summary>
    public required string Checksum { get; init; }
}

internal sealed class SaveResponse : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/delivery/responses/{itemId}", Handle)
        .RequiresSitting()
        .Fails(
            HttpErrors.NotFound, DeliveryErrors.SittingClosed, DeliveryErrors.WrongDevice, DeliveryErrors.StepClosed, DeliveryErrors.SittingPaused,
            DeliveryErrors.StaleRevision, DeliveryErrors.RevisionReused, DeliveryErrors.Busy, DeliveryErrors.AnswerUnsavable, HttpErrors.Invalid);

    private static async Task<ReceiptResponse> Handle(
        Id<Item> itemId, SaveResponseRequest request, ResponseSaving saving, CancellationToken cancel)
    {
        var save = await saving.PrepareAsync(itemId, request.Revision, request.Answer, pointer: "", cancel);
        return ResponseSaving.ReceiptOf(save, await saving.SaveAsync(save));
    }
}
