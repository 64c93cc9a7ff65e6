using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Delivery;
using Cesuur.Infrastructure.Database;
using Cesuur.Infrastructure.Files;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Delivery;

public sealed record RecordingResponse
{
    public required Id<Recording> Id { get; init; }

    public required Id<Item> ItemId { get; init; }

    /// <summary>Bytes.</summary>
    public required long Size { get; init; }

    /// <summary>SHA-256 in hexadecimal, to compare with what was recorded.</summary>
    public required string Checksum { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }
}

/// <summary>Takes in what was spoken, or the file that was made, at an item. It becomes the answer by saving its id as the response.</summary>
internal sealed class UploadRecording : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/delivery/recordings", Handle)
        .RequiresSitting()
        .WithoutIdempotency()
        .Accepts<Stream>(Recording.SpeechTypes[0], [.. Recording.SpeechTypes.Skip(1), .. FileTypes.All.Except(Recording.SpeechTypes)])
        .WithMetadata(new RequestSizeLimitAttribute(Recording.MaxSize + 1))
        .Fails(
            DeliveryErrors.RecordingEmpty, DeliveryErrors.TooManyRecordings, DeliveryErrors.RecordingTooLarge, HttpErrors.UnsupportedMediaType, DeliveryErrors.StepClosed,
            DeliveryErrors.SittingClosed, DeliveryErrors.SittingPaused, DeliveryErrors.WrongDevice, HttpErrors.NotFound);

    private static async Task<Created<RecordingResponse>> Handle(
        Id<Item> itemId, HttpContext http, AppDb db, Caller caller, Tenant tenant, PublishedVersions versions, NewFiles files, CancellationToken cancel)
    {
        var version = await versions.GetAsync(tenant.Id, new Id<TestVersion>(caller.Ticket!.Value.Version), cancel);
        if (version.Version.Content.Find(itemId) is not { MostRecordings: > 0 and var most } item)
        {
            throw new DomainException(HttpErrors.NotFound);
        }

        var type = http.Request.ContentType?.Split(';')[0].Trim().ToLowerInvariant();
        var accepted = item.Interactions.SelectMany(one => one.Interaction.AnswerFileTypes).ToList();
        if (type is null || !accepted.Contains(type))
        {
            throw new DomainException(HttpErrors.UnsupportedMediaType, $"One of {string.Join(", ", accepted)} is expected.");
        }

        // Before the body is read, so that a closed sitting takes no room; and again, under the lock, once it is there.
        Require(await db.Sittings.AsNoTracking().Where(sitting => sitting.Id == caller.Sitting).RequireAsync(cancel), await db.TimeAsync(cancel));
        await RequireFewerAsync();

        await using var stored = await files.SaveAsync(http.Request.Body, Recording.MaxSize, cancel)
            ?? throw new DomainException(DeliveryErrors.RecordingTooLarge);
        if (stored.Size == 0)
        {
            throw new DomainException(DeliveryErrors.RecordingEmpty);
        }

        var recording = await db.InTransactionAsync(
            async () =>
            {
                var (sitting, now) = await db.HoldSittingAsync(caller, version, cancel);
                Require(sitting, now);
                await RequireFewerAsync();
                var received = Recording.Receive(sitting.Id, itemId, type, stored.Size, stored.Checksum, stored.Key, now);
                db.Recordings.Add(received);
                stored.Take();
                db.SittingEvents.Add(SittingEvent.Log(sitting.Id, SittingEventType.RecordingReceived, Actors.Candidate, now, new SittingEventData { ItemId = itemId, RecordingId = received.Id }));
                await db.SaveChangesAsync(cancel);
                return received;
            },
            cancel);

        return TypedResults.Created($"/v1/delivery/recordings/{recording.Id}", new RecordingResponse
        {
            Id = recording.Id,
            ItemId = itemId,
            Size = recording.Size,
            Checksum = recording.Checksum,
            ReceivedAt = recording.ReceivedAt,
        });

        async Task RequireFewerAsync()
        {
            if (await db.Recordings.CountAsync(known => known.SittingId == caller.Sitting && known.ItemId == itemId, cancel) >= most)
            {
                throw new DomainException(DeliveryErrors.TooManyRecordings);
            }
        }

        void Require(Sitting sitting, DateTimeOffset now)
        {
            sitting.RequireRunning(now);
            if (sitting.DeviceEpoch != caller.Ticket!.Value.DeviceEpoch)
            {
                throw new DomainException(DeliveryErrors.WrongDevice);
            }

            if (version.Steps.StepOf(itemId) != sitting.CurrentStep)
            {
                throw new DomainException(DeliveryErrors.StepClosed);
            }
        }
    }
}
