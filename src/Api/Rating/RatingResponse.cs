using System.Diagnostics.CodeAnalysis;
using Cesuur.Api.Delivery;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Rating;

namespace Cesuur.Api.Rating;

/// <summary>A task with the candidate's response, the rubric by which it is rated, and its rating.</summary>
public sealed record RatingTaskResponse : RatedResponse
{
    public RatingTaskResponse()
    {
    }

    [SetsRequiredMembers]
    internal RatingTaskResponse(RatedResponse response, IEnumerable<Recording> recordings, string eTag)
        : base(response) => (Recordings, ETag) = ([.. recordings.Select(RecordingResponse.From)], eTag);

    /// <summary>All that was recorded at the task, the first first, and what a machine heard in it. Where none was saved as the answer, the last one is it.</summary>
    public required IReadOnlyList<RecordingResponse> Recordings { get; init; }

    /// <summary>For <c>If-Match</c> when the task is rated, so that nobody's rating is overwritten unseen.</summary>
    public required string ETag { get; init; }

    /// <summary>Absent until the task is rated.</summary>
    public TaskRatingResponse? Rating { get; init; }
}

/// <summary>A question that a key scores, with what it made of the answer.</summary>
public sealed record KeyedItemResponse
{
    public required Id<Item> ItemId { get; init; }

    public required string Identifier { get; init; }

    /// <summary>What was asked, as the candidate saw it.</summary>
    public required CandidateItem Asked { get; init; }

    /// <summary>Absent when the candidate left it open.</summary>
    public Answer? Response { get; init; }

    /// <summary>Whether the key gives the answer all points.</summary>
    public required bool IsRight { get; init; }

    /// <summary>What the key gives the answer.</summary>
    public required decimal KeyPoints { get; init; }

    public required decimal MaxPoints { get; init; }

    /// <summary>For <c>If-Match</c> when the points are overwritten.</summary>
    public required string ETag { get; init; }

    /// <summary>What counts in the place of the key's points; absent: nobody overwrote them.</summary>
    public TaskRatingResponse? Rating { get; init; }
}

public sealed record RatingResponse
{
    public required Id<SittingRating> Id { get; init; }

    public required Id<Sitting> SittingId { get; init; }

    /// <summary>1 for the first; a reopened sitting gets the next.</summary>
    public required int Number { get; init; }

    public required RatingState State { get; init; }

    /// <summary>When the work was submitted.</summary>
    public required DateTimeOffset SubmittedAt { get; init; }

    /// <summary>The user or key that last rated something of it.</summary>
    public string? LastRatedBy { get; init; }

    public DateTimeOffset? LastRatedAt { get; init; }

    public DateTimeOffset? FinalisedAt { get; init; }

    public string? FinalisedBy { get; init; }

    /// <summary>What a person rates, in the order of the test. Events have none.</summary>
    public required IReadOnlyList<RatingTaskResponse> Tasks { get; init; }

    /// <summary>What keys score; none before the results of the version are released. Events have none.</summary>
    public required IReadOnlyList<KeyedItemResponse> KeyedItems { get; init; }

    /// <summary>As events tell of it.</summary>
    internal static RatingResponse From(SittingRating rating) => new()
    {
        Id = rating.Id,
        SittingId = rating.SittingId,
        Number = rating.Number,
        State = rating.State,
        SubmittedAt = rating.SubmittedAt,
        LastRatedBy = rating.LastRatedBy,
        LastRatedAt = rating.LastRatedAt,
        FinalisedAt = rating.FinalisedAt,
        FinalisedBy = rating.FinalisedBy,
        Tasks = [],
        KeyedItems = [],
    };
}
