using Cesuur.Domain.Catalogue;

namespace Cesuur.Domain.Delivery;

/// <summary>A spoken answer, or a file that was made, as it was received: at once, or in parts while it was spoken.</summary>
public sealed class Recording : TenantOwned, IIdentified
{
    /// <summary>Bytes.</summary>
    public const long MaxSize = 10 * 1024 * 1024;

    /// <summary>Ten minutes in parts of a quarter of a second, which is less than any recorder gives.</summary>
    public const int MaxParts = 2_400;

    /// <summary>How often a task can be recorded anew; far above what any test allows.</summary>
    public const int MaxPerItem = 20;

    /// <summary>
    /// For how long what was recorded in time may still arrive after the time is over: a connection that falls away comes
    /// back within a minute or not before the room is empty, and a rater waits no longer.
    /// </summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(60);

    /// <summary>What browsers record.</summary>
    public static readonly IReadOnlyList<string> SpeechTypes = ["audio/webm", "audio/ogg", "audio/mp4", "audio/mpeg", "audio/wav", "audio/aac"];

    private Recording()
    {
    }

    public static string IdPrefix => "rec";

    public Id<Recording> Id { get; private set; }

    public Id<Sitting> SittingId { get; private set; }

    public Id<Item> ItemId { get; private set; }

    /// <summary>The step that the item is in.</summary>
    public int Step { get; private set; }

    /// <summary>The device that records it; no other goes on with it.</summary>
    public int DeviceEpoch { get; private set; }

    public string ContentType { get; private set; } = null!;

    /// <summary>Bytes that are there.</summary>
    public long Size { get; private set; }

    /// <summary>Bytes that there will be; absent: its sender does not know yet.</summary>
    public long? Length { get; private set; }

    public int PartCount { get; private set; }

    /// <summary>SHA-256 in hexadecimal; absent until it is complete.</summary>
    public string? Checksum { get; private set; }

    /// <summary>Absent until it is complete; its parts have files of their own.</summary>
    public string? FileKey { get; private set; }

    public DateTimeOffset BegunAt { get; private set; }

    /// <summary>When the whole was there, or what there was of it was taken for the whole; absent: parts are still to come.</summary>
    public DateTimeOffset? ReceivedAt { get; private set; }

    /// <summary>Its sender never said that it was complete; what had arrived counts.</summary>
    public bool BrokenOff { get; private set; }

    /// <summary>Absent until it has been measured, and of what is no sound.</summary>
    public SoundMeasurement? Measurement { get; private set; }

    public bool IsSound => SpeechTypes.Contains(ContentType);

    /// <summary>Whether nothing is missing but putting it together.</summary>
    public bool HasAllBytes => Size == Length;

    /// <summary>It begins to be recorded; its id can be saved as the answer at once.</summary>
    /// <param name="sitting">Running, in the step of the item.</param>
    /// <param name="item">The task.</param>
    /// <param name="contentType">One that the task takes.</param>
    /// <param name="length">Bytes that there will be; null: not known yet.</param>
    /// <param name="now">The time.</param>
    public static Recording Begin(Sitting sitting, Id<Item> item, string contentType, long? length, DateTimeOffset now)
    {
        var recording = new Recording
        {
            Id = Id<Recording>.New(),
            SittingId = sitting.Id,
            ItemId = item,
            Step = sitting.CurrentStep,
            DeviceEpoch = sitting.DeviceEpoch,
            ContentType = contentType,
            BegunAt = now,
        };
        if (length is not null)
        {
            recording.Declare(length.Value);
        }

        return recording;
    }

    /// <summary>
    /// Why its sender may not add to it any more; null: they may, while the candidate is at its step, and for the grace
    /// after that.
    /// </summary>
    /// <param name="sitting">Caught up.</param>
    /// <param name="stepLeftAt">When its step was left; null: it was not.</param>
    /// <param name="now">The time.</param>
    public DomainError? ClosedBy(Sitting sitting, DateTimeOffset? stepLeftAt, DateTimeOffset now) =>
        sitting.DeviceEpoch != DeviceEpoch ? DeliveryErrors.WrongDevice
        : stepLeftAt + Grace <= now ? DeliveryErrors.StepClosed
        : sitting.StoppedAt(now) + Grace > now || sitting.StoppedAt(now) is null ? null
        : sitting.State == SittingState.Paused ? DeliveryErrors.SittingPaused
        : DeliveryErrors.SittingClosed;

    /// <exception cref="DomainException"><c>upload_ended</c>, <c>upload_offset_mismatch</c>, <c>upload_too_many_parts</c></exception>
    public void RequireAt(long offset)
    {
        RequireReceiving();
        if (offset != Size)
        {
            throw new DomainException(MediaErrors.UploadOffset, $"{Size} bytes are there.");
        }

        if (PartCount == MaxParts)
        {
            throw new DomainException(MediaErrors.UploadParts);
        }
    }

    /// <summary>Its sender knows now how long it will be, which is said once.</summary>
    /// <exception cref="DomainException"><c>upload_length_invalid</c>, <c>recording_empty</c>, <c>recording_too_large</c></exception>
    public void Declare(long length)
    {
        if (length == 0)
        {
            throw new DomainException(DeliveryErrors.RecordingEmpty);
        }

        if (length < Size || (Length is { } declared && declared != length))
        {
            throw new DomainException(MediaErrors.UploadLength, "It was said to be another, or more bytes are there already.");
        }

        Length = length <= MaxSize ? length : throw new DomainException(DeliveryErrors.RecordingTooLarge);
    }

    /// <summary>A part that begins where the last one ended. Of two that were sent at once the second is refused.</summary>
    public RecordingPart Receive(long offset, long size, string fileKey)
    {
        RequireAt(offset);
        if (size > (Length ?? MaxSize) - Size)
        {
            throw new DomainException(DeliveryErrors.RecordingTooLarge);
        }

        Size += size;
        PartCount++;
        return RecordingPart.Of(Id, offset, size, fileKey);
    }

    /// <summary>The whole is one file.</summary>
    public void Complete(long size, string checksum, string fileKey, DateTimeOffset now)
    {
        RequireReceiving();
        BrokenOff = size != Length;
        Size = size;
        Checksum = checksum;
        FileKey = fileKey;
        ReceivedAt = now;
    }

    /// <summary>Nothing of it ever arrived: it is no answer.</summary>
    public void GiveUp(DateTimeOffset now)
    {
        RequireReceiving();
        BrokenOff = true;
        ReceivedAt = now;
    }

    public void Measured(SoundMeasurement measurement) => Measurement = measurement;

    private void RequireReceiving()
    {
        if (ReceivedAt is not null)
        {
            throw new DomainException(MediaErrors.UploadEnded);
        }
    }
}
