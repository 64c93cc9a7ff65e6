namespace Cesuur.Domain.Delivery;

/// <summary>A part of a recording that is still being received, stored as a file of its own, so that any node can take the next.</summary>
public sealed class RecordingPart : TenantOwned
{
    private RecordingPart()
    {
    }

    public Id<Recording> RecordingId { get; private set; }

    /// <summary>Where it begins, in bytes.</summary>
    public long Position { get; private set; }

    /// <summary>Bytes.</summary>
    public long Size { get; private set; }

    public string FileKey { get; private set; } = null!;

    internal static RecordingPart Of(Id<Recording> recording, long position, long size, string fileKey) =>
        new() { RecordingId = recording, Position = position, Size = size, FileKey = fileKey };
}
