using System.Globalization;
using Cesuur.Api.Catalogue;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Delivery;

namespace Cesuur.Api.Delivery;

/// <summary>A spoken answer or a file, as far as it has come in.</summary>
public sealed record RecordingResponse
{
    public required Id<Recording> Id { get; init; }

    public required Id<Item> ItemId { get; init; }

    public required string ContentType { get; init; }

    /// <summary>Bytes that are there.</summary>
    public required long Size { get; init; }

    /// <summary>SHA-256 in hexadecimal, to compare with what was recorded; absent until it is complete.</summary>
    public string? Checksum { get; init; }

    public required DateTimeOffset BegunAt { get; init; }

    /// <summary>When it was complete; absent: parts are still to come.</summary>
    public DateTimeOffset? ReceivedAt { get; init; }

    /// <summary>Its sender never said that it was complete: what had arrived counts.</summary>
    public required bool BrokenOff { get; init; }

    /// <summary>What a machine heard in it; absent until then, some seconds after it is complete, and of what is no sound.</summary>
    public SoundMeasurement? Measurement { get; init; }

    internal static RecordingResponse From(Recording recording) => new()
    {
        Id = recording.Id,
        ItemId = recording.ItemId,
        ContentType = recording.ContentType,
        Size = recording.Size,
        Checksum = recording.Checksum,
        BegunAt = recording.BegunAt,
        ReceivedAt = recording.ReceivedAt,
        BrokenOff = recording.BrokenOff,
        Measurement = recording.Measurement,
    };

    internal static void ShowOffset(HttpResponse response, Recording recording)
    {
        response.Headers[Tus.OffsetHeader] = recording.Size.ToString(CultureInfo.InvariantCulture);
        if (recording.Length is { } length)
        {
            response.Headers[Tus.LengthHeader] = length.ToString(CultureInfo.InvariantCulture);
        }
        else
        {
            response.Headers[Tus.DeferLengthHeader] = "1";
        }
    }
}
