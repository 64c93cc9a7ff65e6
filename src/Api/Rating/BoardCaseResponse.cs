using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Rating;

namespace Cesuur.Api.Rating;

/// <summary>A task that its raters leave to the exam board.</summary>
public sealed record BoardCaseResponse
{
    public required Id<BoardCase> Id { get; init; }

    /// <summary>Absent where one rater rates the sitting.</summary>
    public Id<RatingRound>? RatingRoundId { get; init; }

    public required Id<Sitting> SittingId { get; init; }

    public required Id<Item> ItemId { get; init; }

    public required BoardCaseKind Kind { get; init; }

    public required DateTimeOffset OpenedAt { get; init; }

    /// <summary>When it came to nothing without the board: the rater could rate the task after all, the candidate worked on, or was erased.</summary>
    public DateTimeOffset? WithdrawnAt { get; init; }

    /// <summary>Absent: the board has not decided.</summary>
    public BoardDecision? Decision { get; init; }

    /// <summary>What the task brings in the result, at an award.</summary>
    public decimal? Points { get; init; }

    public string? Reason { get; init; }

    public string? DecidedBy { get; init; }

    public DateTimeOffset? DecidedAt { get; init; }

    internal static BoardCaseResponse From(BoardCase found) => new()
    {
        Id = found.Id,
        RatingRoundId = found.RoundId,
        SittingId = found.SittingId,
        ItemId = found.ItemId,
        Kind = found.Kind,
        OpenedAt = found.OpenedAt,
        WithdrawnAt = found.WithdrawnAt,
        Decision = found.Decision,
        Points = found.Points,
        Reason = found.Reason,
        DecidedBy = found.DecidedBy,
        DecidedAt = found.DecidedAt,
    };
}
