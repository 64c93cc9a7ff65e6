using System.ComponentModel.DataAnnotations;
using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Delivery;
using Cesuur.Infrastructure.Delivery;

namespace Cesuur.Api.Delivery;

public sealed record SaveResponsesEntry
{
    public required Id<Item> ItemId { get; init; }

    public required long Revision { get; init; }

    public required Answer Answer { get; init; }
}

public sealed record SaveResponsesRequest
{
    [Length(1, 200)]
    public required IReadOnlyList<SaveResponsesEntry> Responses { get; init; }
}

/// <summary>What became of one answer of several: a receipt, or the code of its refusal.</summary>
public sealed record SaveResponsesOutcome
{
    public required Id<Item> ItemId { get; init; }

    public ReceiptResponse? Receipt { get; init; }

    /// <summary>As a single save would have been refused with.</summary>
    public string? Error { get; init; }
}

public sealed record SaveResponsesResponse
{
    /// <summary>In the order of the request.</summary>
    public required IReadOnlyList<SaveResponsesOutcome> Outcomes { get; init; }
}

/// <summary>Several answers at once, after a time offline. Each is saved or refused for itself.</summary>
internal sealed class SaveResponses : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/delivery/responses", Handle)
        .RequiresSitting()
        .WithoutIdempotency()
        .Fails(DeliveryErrors.Busy, HttpErrors.Invalid);

    private static async Task<SaveResponsesResponse> Handle(SaveResponsesRequest request, ResponseSaving saving, CancellationToken cancel)
    {
        var pending = new List<(SaveResponsesEntry Entry, PendingResponse? Response, DomainException? Refusal)>();
        for (var i = 0; i < request.Responses.Count; i++)
        {
            var entry = request.Responses[i];
            try
            {
                pending.Add((entry, await saving.PrepareAsync(entry.ItemId, entry.Revision, entry.Answer, $"/responses/{i}", cancel), null));
            }
            catch (DomainException refusal)
            {
                pending.Add((entry, null, refusal)); // one bad answer must not lose the others
            }
        }

        var receipts = await Task.WhenAll(pending.Select(async one => one.Response is null ? null : await saving.SaveAsync(one.Response)));
        return new SaveResponsesResponse
        {
            Outcomes = [.. pending.Zip(receipts, (one, receipt) => Outcome(one.Entry.ItemId, one.Response, one.Refusal, receipt))],
        };
    }

    private static SaveResponsesOutcome Outcome(Id<Item> item, PendingResponse? response, DomainException? refusal, SaveReceipt? receipt) =>
        receipt is { Outcome: SaveOutcome.Saved }
            ? new SaveResponsesOutcome { ItemId = item, Receipt = ResponseSaving.ReceiptOf(response!, receipt) }
            : new SaveResponsesOutcome
            {
                ItemId = item,
                Error = refusal is null ? ResponseSaving.ErrorOf(receipt!.Outcome).Code : refusal.Errors is [var first, ..] ? first.Code : refusal.Error.Code,
            };
}
