using Cesuur.Api.Http;
using Cesuur.Api.People;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Delivery;
using Cesuur.Infrastructure.Database;
using Cesuur.Infrastructure.Files;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Delivery;

/// <summary>What a candidate is about to record.</summary>
internal sealed record RecordingTask(LoadedVersion Version, Item Item, string ContentType);

/// <summary>
/// Recordings as they come in, at once or in parts. A part is a file of its own until the last one is there, so that any
/// node can take the next; what was acknowledged is in the store and in the database.
/// </summary>
internal sealed class RecordingUploads(AppDb db, IFileStore files, NewFiles newFiles, PublishedVersions versions, Caller caller, Clock clock)
{
    /// <exception cref="DomainException"><c>not_found</c>: no such task; <c>unsupported_media_type</c></exception>
    public async Task<RecordingTask> TaskAsync(Id<Item> itemId, string? contentType, CancellationToken cancel)
    {
        var version = await versions.OfAsync(caller, cancel);
        if (version.Version.Content.Find(itemId) is not { MostRecordings: > 0 } item)
        {
            throw new DomainException(HttpErrors.NotFound);
        }

        var type = contentType?.Split(';')[0].Trim().ToLowerInvariant();
        var accepted = item.Interactions.SelectMany(one => one.Interaction.AnswerFileTypes).ToList();
        return type is not null && accepted.Contains(type)
            ? new RecordingTask(version, item, type)
            : throw new DomainException(HttpErrors.UnsupportedMediaType, $"One of {string.Join(", ", accepted)} is expected.");
    }

    /// <summary>Before a body is read, so that a closed sitting takes no room; beginning asks again, under the lock.</summary>
    public async Task RequireOpenAsync(RecordingTask task, CancellationToken cancel) => await RequireOpenAsync(
        task, await db.Sittings.AsNoTracking().Where(sitting => sitting.Id == caller.Sitting).RequireAsync(cancel), await db.TimeAsync(cancel), cancel);

    /// <param name="task">What is recorded.</param>
    /// <param name="length">Bytes that there will be; null: not known yet.</param>
    /// <param name="whole">All of it, where it is there already.</param>
    /// <param name="cancel">The request's.</param>
    public Task<Recording> BeginAsync(RecordingTask task, long? length, NewFile? whole, CancellationToken cancel) => db.InTransactionAsync(
        async () =>
        {
            var (sitting, now) = await db.HoldSittingAsync(caller, task.Version, cancel);
            await RequireOpenAsync(task, sitting, now, cancel);
            var recording = db.Recordings.Add(Recording.Begin(sitting, task.Item.Id, task.ContentType, length, now)).Entity;
            if (whole is null)
            {
                Log(recording, SittingEventType.RecordingBegun, now);
            }
            else
            {
                Complete(recording, whole, now);
            }

            await db.SaveChangesAsync(cancel);
            return recording;
        },
        cancel);

    /// <summary>Refuses what may not be added to any more, before a body is read.</summary>
    /// <exception cref="DomainException"><c>wrong_device</c>, <c>step_closed</c>, <c>sitting_closed</c>, <c>sitting_paused</c></exception>
    public async Task RequireTakingAsync(Recording recording, CancellationToken cancel)
    {
        if (caller.Ticket!.Value.DeviceEpoch != recording.DeviceEpoch)
        {
            throw new DomainException(DeliveryErrors.WrongDevice);
        }

        if (await ClosedByAsync(recording, cancel) is { } error)
        {
            throw new DomainException(error);
        }
    }

    /// <summary>Keeps whatever comes until the part is complete or the connection breaks. Returns the recording as it is then.</summary>
    /// <param name="recording">To which it belongs.</param>
    /// <param name="offset">Where the part begins.</param>
    /// <param name="length">Bytes of the whole, where its sender knows that now.</param>
    /// <param name="body">The part.</param>
    public async Task<Recording> ReceiveAsync(Recording recording, long offset, long? length, Stream body)
    {
        // What came is kept although whoever sent it has gone, so from here on nothing is cancelled with the request.
        await using var stored = await newFiles.SaveAsync(new UntilBrokenOff(body), (length ?? recording.Length ?? Recording.MaxSize) - offset, CancellationToken.None)
            ?? throw new DomainException(DeliveryErrors.RecordingTooLarge);
        return await ChangeAsync(recording.Id, async held =>
        {
            held.RequireAt(offset);
            await RequireTakingAsync(held, CancellationToken.None); // a body can be made to last
            if (stored.Size > 0)
            {
                db.RecordingParts.Add(held.Receive(offset, stored.Size, stored.Key));
                stored.Take();
            }

            if (length is not null)
            {
                held.Declare(length.Value);
            }
        });
    }

    /// <summary>
    /// Makes one file of the parts that are there. Should the process die in the middle,
    /// <see cref="CompleteRecordingsJob"/> does it again.
    /// </summary>
    public async Task<Recording> CompleteAsync(Id<Recording> id)
    {
        var parts = await db.RecordingParts.Where(part => part.RecordingId == id).OrderBy(part => part.Position).ToListAsync();
        await using var file = LocalFile.CreateTemporary();
        foreach (var part in parts)
        {
            await using var content = await files.OpenAsync(part.FileKey, CancellationToken.None);
            await content.CopyToAsync(file);
        }

        file.Position = 0;
        await using var whole = await newFiles.SaveAsync(file, Recording.MaxSize, CancellationToken.None);
        return await ChangeAsync(id, async held =>
        {
            if (held.ReceivedAt is not null || held.Size != whole!.Size)
            {
                return; // somebody else has completed it, or a part has come meanwhile
            }

            var now = await db.TimeAsync(CancellationToken.None);
            if (held.Size == 0)
            {
                held.GiveUp(now);
                return;
            }

            Complete(held, whole, now);
            db.RecordingParts.RemoveRange(parts);
            db.Enqueue(EraseFilesJob.Kind, new EraseFilesArguments(parts.ConvertAll(part => part.FileKey)), clock.Real + Recording.Grace); // others may be reading them
        });
    }

    /// <summary>Takes what is there for the whole when no more can come, or when nothing is missing.</summary>
    public async Task EndAsync(Id<Recording> id, CancellationToken cancel)
    {
        var recording = await db.Recordings.AsNoTracking().Where(recording => recording.Id == id).SingleOrDefaultAsync(cancel);
        if (recording is { ReceivedAt: null } && (recording.HasAllBytes || await ClosedByAsync(recording, cancel) is not null))
        {
            await CompleteAsync(id);
        }
    }

    private async Task<DomainError?> ClosedByAsync(Recording recording, CancellationToken cancel)
    {
        // As it would be if somebody looked at it now; whoever holds it next saves that.
        var sitting = await db.Sittings.AsNoTracking().Where(sitting => sitting.Id == recording.SittingId).RequireAsync(cancel);
        var version = await versions.GetAsync(db.TenantId, sitting.VersionId, cancel);
        var now = await db.TimeAsync(cancel);
        var happened = sitting.CatchUp(version.Steps, now);
        if (sitting.CurrentStep == recording.Step)
        {
            return recording.ClosedBy(sitting, stepLeftAt: null, now);
        }

        var steps = await db.SittingEvents.AsNoTracking()
            .Where(line => line.SittingId == sitting.Id && (line.Type == SittingEventType.StepAdvanced || line.Type == SittingEventType.StepTimedOut))
            .OrderBy(line => line.At).ToListAsync(cancel);
        return recording.ClosedBy(sitting, steps.Concat(happened).First(line => line.Data!.Step > recording.Step).At, now);
    }

    private async Task RequireOpenAsync(RecordingTask task, Sitting sitting, DateTimeOffset now, CancellationToken cancel)
    {
        sitting.RequireRunning(now);
        if (sitting.DeviceEpoch != caller.Ticket!.Value.DeviceEpoch)
        {
            throw new DomainException(DeliveryErrors.WrongDevice);
        }

        if (task.Version.Steps.StepOf(task.Item.Id) != sitting.CurrentStep)
        {
            throw new DomainException(DeliveryErrors.StepClosed);
        }

        // Of a device that failed before anything arrived nothing was recorded.
        if (await db.Recordings.CountAsync(
            known => known.SittingId == sitting.Id && known.ItemId == task.Item.Id && (known.Size > 0 || known.DeviceEpoch == sitting.DeviceEpoch), cancel) >= task.Item.MostRecordings)
        {
            throw new DomainException(DeliveryErrors.TooManyRecordings);
        }
    }

    private void Complete(Recording recording, NewFile whole, DateTimeOffset now)
    {
        recording.Complete(whole.Size, whole.Checksum, whole.Key, now);
        whole.Take();
        Log(recording, SittingEventType.RecordingReceived, now);
        if (recording.IsSound)
        {
            db.Enqueue(MeasureRecordingJob.Kind, new MeasureRecordingArguments(recording.Id), clock.Real);
        }
    }

    private void Log(Recording recording, SittingEventType type, DateTimeOffset now) => db.SittingEvents.Add(SittingEvent.Log(
        recording.SittingId, type, recording.BrokenOff ? Actors.Server : Actors.Candidate, now, new SittingEventData { ItemId = recording.ItemId, RecordingId = recording.Id }));

    private Task<Recording> ChangeAsync(Id<Recording> id, Func<Recording, Task> change) => db.InTransactionAsync(
        async () =>
        {
            var held = await db.Recordings.FromSql($"SELECT * FROM recordings WHERE id = {id.Value} FOR UPDATE").RequireAsync(CancellationToken.None);
            await db.Entry(held).ReloadAsync(); // it may have been read before the lock
            await change(held);
            await db.SaveChangesAsync();
            return held;
        },
        CancellationToken.None);
}
