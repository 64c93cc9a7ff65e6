using Cesuur.Domain.Delivery;

namespace Cesuur.Domain.Catalogue;

/// <summary>A candidate's answer to one item: the one member that the item's type asks for is set.</summary>
public sealed record Answer
{
    /// <summary>The id of the choice, at a single-choice item.</summary>
    public string? Choice { get; init; }

    /// <summary>The text as typed, at an extended-text item; at most 20,000 UTF-16 code units.</summary>
    public string? Text { get; init; }

    /// <summary>The recording, at a recorded-speech item.</summary>
    public Id<Recording>? RecordingId { get; init; }
}
