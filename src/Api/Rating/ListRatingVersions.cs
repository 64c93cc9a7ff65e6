using Cesuur.Api.Delivery;
using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Rating;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Rating;

/// <summary>What a task was rated in the course of one rating, or what points an answer was given in the place of its key's.</summary>
public sealed record TaskHistoryResponse
{
    public required Id<Item> ItemId { get; init; }

    public required string Identifier { get; init; }

    /// <summary>The first first, which a reopened rating took over from the one before it; the last one counts.</summary>
    public required IReadOnlyList<TaskRatingResponse> Ratings { get; init; }
}

public sealed record RatingVersionResponse
{
    public required Id<SittingRating> Id { get; init; }

    /// <summary>1 for the first; a reopened sitting gets the next.</summary>
    public required int Number { get; init; }

    public required RatingState State { get; init; }

    public required DateTimeOffset OpenedAt { get; init; }

    public DateTimeOffset? FinalisedAt { get; init; }

    /// <summary>The user or key.</summary>
    public string? FinalisedBy { get; init; }

    /// <summary>Those of which something was rated, in the order of the test.</summary>
    public required IReadOnlyList<TaskHistoryResponse> Tasks { get; init; }

    /// <summary>The first first.</summary>
    public required IReadOnlyList<SecondLookResponse> SecondLooks { get; init; }
}

public sealed record RatingVersionsResponse
{
    /// <summary>The last one first.</summary>
    public required IReadOnlyList<RatingVersionResponse> Versions { get; init; }
}

/// <summary>Every rating of a sitting, with every rating that each task was given in it: who, when, what. Nothing of it is ever lost (T).</summary>
internal sealed class ListRatingVersions : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/sittings/{sittingId}/rating/versions", Handle)
        .Requires(Permission.RatingsWrite)
        .Fails(HttpErrors.NotFound, RatingErrors.RatedInRounds);

    private static async Task<RatingVersionsResponse> Handle(Id<Sitting> sittingId, AppDb db, PublishedVersions versions, CancellationToken cancel)
    {
        var content = (await versions.OfAsync(db, sittingId, cancel)).RequireSingleRater().Version.Content;
        var ratings = await db.Ratings.AsNoTracking().Where(rating => rating.SittingId == sittingId).OrderByDescending(rating => rating.Number).ToListAsync(cancel);
        var ids = ratings.ConvertAll(rating => rating.Id);
        var entries = await db.TaskRatingEntries.AsNoTracking().Where(entry => ids.Contains(entry.RatingId)).OrderBy(entry => entry.Id).ToListAsync(cancel);
        var overwritten = await db.OverwrittenPoints.AsNoTracking().Where(points => ids.Contains(points.RatingId)).OrderBy(points => points.Id).ToListAsync(cancel);
        var looks = (await db.SecondLooks.AsNoTracking().Where(look => ids.Contains(look.RatingId)).OrderBy(look => look.Id).ToListAsync(cancel))
            .ToLookup(look => look.RatingId, SecondLookResponse.From);
        var lines = entries.Select(entry => (entry.RatingId, entry.ItemId, Rating: TaskRatingResponse.From(entry)))
            .Concat(overwritten.Select(points => (points.RatingId, points.ItemId, Rating: TaskRatingResponse.From(points, content.Find(points.ItemId)!.MaxPoints))))
            .ToLookup(line => (line.RatingId, line.ItemId), line => line.Rating);
        return new RatingVersionsResponse { Versions = [.. ratings.Select(rating => VersionOf(rating, content, lines, looks))] };
    }

    private static RatingVersionResponse VersionOf(
        SittingRating rating, TestContent content, ILookup<(Id<SittingRating>, Id<Item>), TaskRatingResponse> lines,
        ILookup<Id<SittingRating>, SecondLookResponse> looks) => new()
        {
            Id = rating.Id,
            Number = rating.Number,
            State = rating.State,
            OpenedAt = rating.CreatedAt,
            FinalisedAt = rating.FinalisedAt,
            FinalisedBy = rating.FinalisedBy,
            Tasks =
            [
                .. from item in content.Items
                   where lines.Contains((rating.Id, item.Id))
                   select new TaskHistoryResponse { ItemId = item.Id, Identifier = item.Identifier, Ratings = [.. lines[(rating.Id, item.Id)]] },
            ],
            SecondLooks = [.. looks[rating.Id]],
        };
}
