namespace Cesuur.Domain.Catalogue;

/// <summary>What an upload is to become.</summary>
public enum UploadPurpose
{
    /// <summary>A media file.</summary>
    Media,

    /// <summary>A content package, to be imported.</summary>
    Package,
}

public enum UploadState
{
    /// <summary>Bytes are missing, or all are there and have not been looked at.</summary>
    Receiving,

    /// <summary>It has become what it was for; a package waits to be imported.</summary>
    Complete,

    /// <summary>All bytes came, and together they are nothing that is taken.</summary>
    Refused,

    /// <summary>The package has been handed to its import.</summary>
    Taken,
}

/// <summary>A file that comes in pieces, each of which is kept when the connection breaks.</summary>
public sealed class MediaUpload : TenantOwned, IIdentified
{
    /// <summary>Bytes.</summary>
    public const long MaxLength = 2L * 1024 * 1024 * 1024;

    /// <summary>Some 200 kB each for the longest upload; nobody sends it byte by byte.</summary>
    public const int MaxParts = 10_000;

    /// <summary>Of an organisation at once: each may take room for its whole life.</summary>
    public const int MaxOpen = 20;

    /// <summary>How long putting it together may take; after that whoever did it is taken to be dead.</summary>
    public static readonly TimeSpan CompletionTime = TimeSpan.FromMinutes(10);

    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    private MediaUpload()
    {
    }

    public static string IdPrefix => "upl";

    public Id<MediaUpload> Id { get; private set; }

    public UploadPurpose Purpose { get; private set; }

    public UploadState State { get; private set; }

    public string FileName { get; private set; } = null!;

    /// <summary>What the sender says that it is; null: nothing.</summary>
    public string? DeclaredType { get; private set; }

    public string? Title { get; private set; }

    /// <summary>What the sender said of it, as it was said.</summary>
    public string? Metadata { get; private set; }

    /// <summary>Bytes that there will be.</summary>
    public long Length { get; private set; }

    /// <summary>Bytes that are there.</summary>
    public long Received { get; private set; }

    public int PartCount { get; private set; }

    /// <summary>What became of it.</summary>
    public Id<Media>? MediaId { get; private set; }

    /// <summary>A package's file, until it is taken.</summary>
    public string? FileKey { get; private set; }

    /// <summary>Why it was refused: the error's code.</summary>
    public string? Refusal { get; private set; }

    public string? RefusalDetail { get; private set; }

    /// <summary>The id of the key or the user.</summary>
    public string UploadedBy { get; private set; } = null!;

    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>From here on it is not there any more.</summary>
    public DateTimeOffset ExpiresAt { get; private set; }

    /// <summary>Until then it is somebody's to complete or refuse; null: nobody's.</summary>
    public DateTimeOffset? CompletingUntil { get; private set; }

    public bool HasAllBytes => Received == Length;

    public static MediaUpload Begin(
        UploadPurpose purpose, long length, string fileName, string? declaredType, string? title, string? metadata, string uploadedBy, DateTimeOffset now) => new()
        {
            Id = Id<MediaUpload>.New(),
            Purpose = purpose,
            State = UploadState.Receiving,
            FileName = fileName,
            DeclaredType = declaredType,
            Title = title,
            Metadata = metadata,
            Length = length switch
            {
                <= 0 => throw new DomainException(MediaErrors.UploadLength),
                > MaxLength => throw new DomainException(MediaErrors.UploadTooLong),
                _ => length,
            },
            UploadedBy = uploadedBy,
            CreatedAt = now,
            ExpiresAt = now + Lifetime,
        };

    /// <exception cref="DomainException"><c>upload_ended</c>, <c>upload_offset_mismatch</c>, <c>upload_too_many_parts</c></exception>
    public void RequireAt(long offset)
    {
        RequireReceiving();
        if (offset != Received)
        {
            throw new DomainException(MediaErrors.UploadOffset, $"{Received} bytes are there.");
        }

        if (PartCount == MaxParts)
        {
            throw new DomainException(MediaErrors.UploadParts);
        }
    }

    /// <summary>A piece that begins where the last one ended. Of two that were sent at once the second is refused.</summary>
    public MediaUploadPart Receive(long offset, long size, string fileKey)
    {
        RequireAt(offset);
        if (size > Length - Received)
        {
            throw new DomainException(MediaErrors.UploadTooLong);
        }

        Received += size;
        PartCount++;
        return MediaUploadPart.Of(Id, offset, size, fileKey);
    }

    /// <summary>Of several who would put it together one does.</summary>
    /// <exception cref="DomainException"><c>upload_ended</c>, <c>upload_completing</c></exception>
    public void BeginCompletion(DateTimeOffset now)
    {
        RequireReceiving();
        RequireNotCompleting(now);
        CompletingUntil = now + CompletionTime;
    }

    /// <exception cref="DomainException"><c>upload_completing</c></exception>
    public void RequireNotCompleting(DateTimeOffset now)
    {
        if (CompletingUntil > now)
        {
            throw new DomainException(MediaErrors.UploadCompleting);
        }
    }

    /// <summary>It could not be done just now; anybody may try again.</summary>
    public void PutOffCompletion() => CompletingUntil = null;

    public void Become(Id<Media> media)
    {
        End(UploadState.Complete);
        MediaId = media;
    }

    public void Keep(string fileKey)
    {
        End(UploadState.Complete);
        FileKey = fileKey;
    }

    public void Refuse(DomainException refusal)
    {
        End(UploadState.Refused);
        Refusal = refusal.Error.Code;
        RefusalDetail = refusal.Message;
    }

    /// <summary>Hands over the key of the package's file, once: from then on whoever took it deletes it.</summary>
    /// <exception cref="DomainException"><c>upload_ended</c>, <c>upload_not_complete</c></exception>
    public string TakeFile()
    {
        if (State == UploadState.Receiving)
        {
            throw new DomainException(MediaErrors.UploadNotComplete);
        }

        var key = FileKey ?? throw new DomainException(MediaErrors.UploadEnded);
        FileKey = null;
        State = UploadState.Taken;
        return key;
    }

    private void RequireReceiving()
    {
        if (State != UploadState.Receiving)
        {
            throw new DomainException(MediaErrors.UploadEnded);
        }
    }

    private void End(UploadState state)
    {
        RequireReceiving();
        State = state;
        CompletingUntil = null;
    }
}
