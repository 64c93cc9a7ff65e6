using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Delivery;
using Cesuur.Infrastructure;
using Cesuur.Infrastructure.Database;
using Cesuur.Infrastructure.Delivery;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Delivery;

/// <summary>From an answer as it was sent to a save, for one and for several: the ticket and the version in memory suffice.</summary>
internal sealed class ResponseSaving(Caller caller, IServiceProvider services, PublishedVersions versions, ResponseWriter writer)
{
    /// <summary>Checks what can be checked without the database.</summary>
    /// <exception cref="DomainException"><c>not_found</c> for an item that the version does not have; <c>invalid_request</c></exception>
    public async ValueTask<PendingResponse> PrepareAsync(Id<Item> itemId, long revision, Answer answer, string pointer, CancellationToken cancel)
    {
        var ticket = caller.Ticket!.Value;
        var version = await versions.OfAsync(caller, cancel);
        var item = version.Version.Content.Find(itemId) ?? throw new DomainException(HttpErrors.NotFound);
        if (revision < 1)
        {
            throw HttpErrors.Member($"{pointer}/revision", "out_of_range", "Revisions count from 1.");
        }

        if (item.Check(answer) is { } wrong)
        {
            throw HttpErrors.Member($"{pointer}/answer{wrong.Pointer}", wrong.Code, wrong.Detail);
        }

        // A unit of work is made for recordings alone: all other answers are saved without one.
        if (answer is not { RecordingId: null, Parts: null } && answer.Recordings().ToList() is { Count: > 0 } recordings)
        {
            var ids = recordings.ConvertAll(recording => recording.Id);
            var known = await services.GetRequiredService<AppDb>().Recordings
                .Where(known => ids.Contains(known.Id) && known.SittingId == caller.Sitting && known.ItemId == itemId).Select(known => known.Id).ToListAsync(cancel);
            var unknown = recordings.Where(recording => !known.Contains(recording.Id)).Select(recording => $"{pointer}/answer{recording.Pointer}").ToList();
            if (unknown.Count > 0)
            {
                throw HttpErrors.References(unknown);
            }
        }

        return new PendingResponse
        {
            Tenant = ticket.Tenant,
            Sitting = ticket.Sitting,
            DeviceEpoch = ticket.DeviceEpoch,
            Step = version.Steps.StepOf(itemId)!.Value,
            Item = itemId.Value,
            Revision = revision,
            Answer = JsonSerializer.Serialize(answer, Json.Options),
            Checksum = ChecksumOf(answer),
        };
    }

    public Task<SaveReceipt> SaveAsync(PendingResponse response) => writer.AskAsync(response, CancellationToken.None);

    /// <summary>The receipt of an answer that was saved.</summary>
    /// <exception cref="DomainException">It was not, and why.</exception>
    public static ReceiptResponse ReceiptOf(PendingResponse response, SaveReceipt receipt) => receipt.Outcome == SaveOutcome.Saved
        ? new ReceiptResponse { Revision = response.Revision, SavedAt = receipt.SavedAt, Checksum = response.Checksum }
        : throw new DomainException(ErrorOf(receipt.Outcome));

    public static DomainError ErrorOf(SaveOutcome outcome) => outcome switch
    {
        SaveOutcome.NotFound => HttpErrors.NotFound,
        SaveOutcome.WrongDevice => DeliveryErrors.WrongDevice,
        SaveOutcome.Closed => DeliveryErrors.SittingClosed,
        SaveOutcome.Paused => DeliveryErrors.SittingPaused,
        SaveOutcome.StepClosed => DeliveryErrors.StepClosed,
        SaveOutcome.Stale => DeliveryErrors.StaleRevision,
        SaveOutcome.RevisionReused => DeliveryErrors.RevisionReused,
        _ => DeliveryErrors.AnswerUnsavable,
    };

    public static string ChecksumOf(Answer answer) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(answer.AsReceived())));
}
