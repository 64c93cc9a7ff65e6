using Cesuur.Api.Delivery;
using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Rating;
using Cesuur.Domain.Results;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Results;

/// <summary>The content that was taken, exactly.</summary>
public sealed record ExplainedVersion
{
    public required Id<Test> TestId { get; init; }

    public required Id<TestVersion> VersionId { get; init; }

    public required int Number { get; init; }

    /// <summary>SHA-256, in hexadecimal, of the content and all that was set for it, as it was published.</summary>
    public required string ContentHash { get; init; }
}

/// <summary>The cut score by which it was decided.</summary>
public sealed record ExplainedCutScore
{
    public required int CutScore { get; init; }

    /// <summary>The correction that set it; absent: it is as published.</summary>
    public Id<Correction>? SetBy { get; init; }
}

/// <summary>The row of the conversion table by which points became a scale score.</summary>
public sealed record ExplainedConversion
{
    public required ConversionRow Row { get; init; }

    /// <summary>The correction that set the table; absent: it is as published.</summary>
    public Id<Correction>? SetBy { get; init; }
}

/// <summary>The rating of a person that the points are from.</summary>
public sealed record ExplainedRating
{
    public required Id<SittingRating> Id { get; init; }

    /// <summary>1 for the first of the sitting.</summary>
    public required int Number { get; init; }

    public DateTimeOffset? FinalisedAt { get; init; }

    public string? FinalisedBy { get; init; }
}

/// <summary>A rating of a rating round; by whom, only the board can find out.</summary>
public sealed record ExplainedBlindRating
{
    public required Id<RatingTask> Id { get; init; }

    /// <summary>Which of the task's ratings, from 1; a third one settles a dispute.</summary>
    public required int Number { get; init; }

    /// <summary>The rater's total by the rubric; absent at a technical problem.</summary>
    public int? Points { get; init; }

    public required DateTimeOffset RatedAt { get; init; }
}

/// <summary>A correction that was in force.</summary>
public sealed record ExplainedCorrection
{
    public required Id<Correction> Id { get; init; }

    /// <summary>The how-manieth of the version.</summary>
    public required int Number { get; init; }

    /// <summary>What kinds of change it made.</summary>
    public required IReadOnlyList<CorrectionKind> Kinds { get; init; }

    /// <summary>For the publisher alone: it may tell what a key says.</summary>
    public string? Reason { get; init; }

    public required DateTimeOffset AppliedAt { get; init; }
}

/// <summary>Who gave the points of an item.</summary>
public enum PointsBy
{
    Key,
    Rater,

    /// <summary>The exam board awarded them, at a technical problem.</summary>
    Board,
}

/// <summary>How an item came to its points.</summary>
public sealed record ExplainedItem
{
    public required Id<Item> ItemId { get; init; }

    public required string Identifier { get; init; }

    /// <summary>What it counts.</summary>
    public required decimal Points { get; init; }

    public required decimal MaxPoints { get; init; }

    /// <summary>What key, rater or board gave.</summary>
    public required decimal Earned { get; init; }

    public required PointsBy By { get; init; }

    /// <summary>The case in which the exam board awarded the points; there alone.</summary>
    public Id<BoardCase>? BoardCaseId { get; init; }

    /// <summary>The correction that its key or its rubric is of; absent: it is as published.</summary>
    public Id<Correction>? SetBy { get; init; }

    /// <summary>The corrections in force with a floor or an extra rule for it (N art. 5 and 6).</summary>
    public required IReadOnlyList<Id<Correction>> CorrectedBy { get; init; }

    /// <summary>The ratings of independent raters that there were; none where one person or a key gave the points.</summary>
    public required IReadOnlyList<ExplainedBlindRating> Ratings { get; init; }
}

/// <summary>
/// How a result came about: by which content, keys, rubrics, ratings, corrections, cut score and conversion, each exactly. What a key or rubric says is
/// secret (N art. 2.3) and not in it.
/// </summary>
public sealed record ResultExplanationResponse
{
    public required Id<Result> ResultId { get; init; }

    public required int Number { get; init; }

    public required ExplainedVersion Version { get; init; }

    public required decimal Points { get; init; }

    public required decimal MaxPoints { get; init; }

    public required ExplainedCutScore CutScore { get; init; }

    /// <summary>Absent where there is no scale score.</summary>
    public ExplainedConversion? Conversion { get; init; }

    public required Outcome Outcome { get; init; }

    /// <summary>Absent where no person rated, or where it was rated in a rating round.</summary>
    public ExplainedRating? Rating { get; init; }

    /// <summary>Those that were in force, the first applied first.</summary>
    public required IReadOnlyList<ExplainedCorrection> Corrections { get; init; }

    public required IReadOnlyList<ExplainedItem> Items { get; init; }
}

/// <summary>Explains one version of a result, for whoever has to answer for it.</summary>
internal sealed class GetResultExplanation : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/results/{resultId}/versions/{number}/explanation", Handle)
        .Requires(Permission.ResultsRead)
        .Fails(HttpErrors.NotFound);

    private static async Task<ResultExplanationResponse> Handle(
        Id<Result> resultId, int number, AppDb db, PublishedVersions versions, VersionScorings scorings, CancellationToken cancel)
    {
        var result = await db.Results.AsNoTracking().Where(result => result.Id == resultId).RequireAsync(cancel);
        var explained = await db.ResultVersions.AsNoTracking().Where(version => version.ResultId == resultId && version.Number == number).RequireAsync(cancel);
        var rating = await db.Ratings.AsNoTracking().Where(rating => rating.Id == explained.RatingId).SingleOrDefaultAsync(cancel);
        var blind = (await db.RatingTasks.AsNoTracking()
            .Where(task => task.SittingId == result.SittingId && task.BenchmarkId == null).OrderBy(task => task.Number).ToListAsync(cancel))
            .ToLookup(task => task.ItemId);
        var byOne = await db.RatedTasks.AsNoTracking().Where(task => task.RatingId == explained.RatingId).ToDictionaryAsync(task => task.ItemId, cancel);
        var byBoard = await db.BoardCases.AsNoTracking()
            .Where(found => found.SittingId == result.SittingId && found.RoundId != null && found.Decision == BoardDecision.Award)
            .ToDictionaryAsync(found => found.ItemId, found => found.Id, cancel);
        var version = (await versions.GetAsync(db.TenantId, result.VersionId, cancel)).Version;
        var scoring = await scorings.LoadAsync(version, explained.ScoringNumber, cancel);
        return new ResultExplanationResponse
        {
            ResultId = resultId,
            Number = number,
            Version = new ExplainedVersion
            {
                TestId = version.TestId,
                VersionId = version.Id,
                Number = version.Number,
                ContentHash = Convert.ToHexStringLower(version.ContentHash!),
            },
            Points = explained.Points,
            MaxPoints = explained.MaxPoints,
            CutScore = new ExplainedCutScore { CutScore = explained.CutScore, SetBy = scoring.SetBy(CorrectionKind.CutScore)?.Id },
            Conversion = scoring.ConversionTable is { } table
                ? new ExplainedConversion { Row = table.RowOf(explained.Points), SetBy = scoring.SetBy(CorrectionKind.ConversionTable)?.Id }
                : null,
            Outcome = explained.Outcome,
            Rating = rating is null
                ? null
                : new ExplainedRating { Id = rating.Id, Number = rating.Number, FinalisedAt = rating.FinalisedAt, FinalisedBy = rating.FinalisedBy },
            Corrections = [.. scoring.InForce.Where(correction => correction.Undoes is null).Select(correction => Explain(correction, version.TenantId == db.TenantId))],
            Items =
            [
                .. from item in explained.Items
                   let awardedBy = byOne.GetValueOrDefault(item.ItemId)?.AwardedBy ?? (byBoard.TryGetValue(item.ItemId, out var id) ? id : null)
                   select Explain(item, scoring, byOne, blind[item.ItemId], explained.GradedAt) with { BoardCaseId = item.ByBoard ? awardedBy : null },
            ],
        };
    }

    private static ExplainedCorrection Explain(Correction correction, bool withReason) => new()
    {
        Id = correction.Id,
        Number = correction.Number!.Value,
        Kinds = [.. correction.Changes.Select(change => change.Kind).Distinct()],
        Reason = withReason ? correction.Reason : null,
        AppliedAt = correction.DecidedAt!.Value,
    };

    private static ExplainedItem Explain(
        ItemResult item, VersionScoring scoring, Dictionary<Id<Item>, RatedTask> byOne, IEnumerable<RatingTask> blind, DateTimeOffset at)
    {
        var given = blind.Select(task => (Task: task, Rating: task.GivenAt(at))).Where(one => one.Rating is not null).ToList();

        // The rubric is that of the ratings, which may be older than the cut score.
        var ratedBy = byOne.TryGetValue(item.ItemId, out var task) ? task.ScoringNumber : given.Count > 0 ? given.Max(one => one.Rating!.ScoringNumber) : scoring.Number;
        return new ExplainedItem
        {
            ItemId = item.ItemId,
            Identifier = scoring.Content.Find(item.ItemId)!.Identifier,
            Points = item.Points,
            MaxPoints = item.MaxPoints,
            Earned = item.Earned,
            By = item.ByBoard ? PointsBy.Board : item.ByRater ? PointsBy.Rater : PointsBy.Key,
            SetBy = item.ByBoard ? null : item.ByRater ? scoring.At(ratedBy).SetBy(CorrectionKind.Rubric, item.ItemId)?.Id : scoring.SetBy(CorrectionKind.Key, item.ItemId)?.Id,
            CorrectedBy =
            [
                .. from correction in scoring.InForce
                   where correction.Changes.Any(change => change.ItemId == item.ItemId
                       && change.Kind is CorrectionKind.FullPoints or CorrectionKind.MinimumPoints or CorrectionKind.ExtraRule)
                   select correction.Id,
            ],
            Ratings =
            [
                .. given.Select(one => new ExplainedBlindRating
                {
                    Id = one.Task.Id,
                    Number = one.Task.Number,
                    Points = one.Rating!.Score.Points,
                    RatedAt = one.Rating.RatedAt,
                }),
            ],
        };
    }
}
