using Cesuur.Api.Delivery;
using Cesuur.Api.Http;
using Cesuur.Api.Rating;
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
    /// <summary>For the board alone: by it a rater would know whose work they have.</summary>
    public Id<RatingTask>? Id { get; init; }

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

    /// <summary>For the publisher alone.</summary>
    public Id<User>? ProposedBy { get; init; }

    /// <summary>Who signed it off; for the publisher alone.</summary>
    public Id<User>? DecidedBy { get; init; }

    public required DateTimeOffset AppliedAt { get; init; }
}

/// <summary>What a teacher gave an answer in the place of its key's points.</summary>
public sealed record ExplainedOverwrite
{
    public required string Reason { get; init; }

    public required string GivenBy { get; init; }

    public required DateTimeOffset GivenAt { get; init; }
}

/// <summary>What the board gave a task that could not be rated.</summary>
public sealed record ExplainedAward
{
    public required Id<BoardCase> CaseId { get; init; }

    public required string Reason { get; init; }

    public required string DecidedBy { get; init; }

    public required DateTimeOffset DecidedAt { get; init; }
}

/// <summary>How an item came to its points.</summary>
public sealed record ExplainedItem
{
    public required Id<Item> ItemId { get; init; }

    public required string Identifier { get; init; }

    /// <summary>What it counts.</summary>
    public required decimal Points { get; init; }

    public required decimal MaxPoints { get; init; }

    /// <summary>What key, rater, teacher or board gave.</summary>
    public required decimal Earned { get; init; }

    public required PointsBy By { get; init; }

    /// <summary>The corrections that its key or its rubric is of, the first applied first; none: it is as published, or gave no points.</summary>
    public required IReadOnlyList<Id<Correction>> SetBy { get; init; }

    /// <summary>The corrections with an extra rule that the response met, or with a deduction that a rater applied (N art. 6).</summary>
    public required IReadOnlyList<Id<Correction>> Rules { get; init; }

    /// <summary>The highest in force (N art. 5); absent where there is none.</summary>
    public ItemFloor? Floor { get; init; }

    /// <summary>Where a teacher gave the points.</summary>
    public ExplainedOverwrite? Overwrite { get; init; }

    /// <summary>Where the board gave the points.</summary>
    public ExplainedAward? Award { get; init; }

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
        var version = (await versions.GetAsync(db.TenantId, result.VersionId, cancel)).Version;
        var scoring = await scorings.LoadAsync(version, explained.ScoringNumber, cancel);
        var rating = await db.Ratings.AsNoTracking().Where(rating => rating.Id == explained.RatingId).SingleOrDefaultAsync(cancel);
        var grounds = await GroundsAsync(result, explained, scoring, db, cancel);
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
            Items = [.. explained.Items.Select(item => Explain(item, scoring, grounds, db.Reach.SeesUnestablished))],
        };
    }

    private static async Task<Grounds> GroundsAsync(Result result, ResultVersion explained, VersionScoring scoring, AppDb db, CancellationToken cancel)
    {
        var blind = await db.RatingTasks.AsNoTracking()
            .Where(task => task.SittingId == result.SittingId && task.BenchmarkId == null).OrderBy(task => task.Number).ToListAsync(cancel);
        var given =
            from task in blind
            let rating = task.GivenAt(explained.GradedAt, scoring)
            where rating is not null
            group new BlindRating(task, rating) by task.ItemId into item
            let counting = item.Where(one => !scoring.IsOutdated(item.Key, one.Rating.ScoringNumber)).ToList()
            from one in counting.Count > 0 ? counting : [.. item] // of erased or awarded work none may be by the rubric of the result
            select one;
        var byOne = await db.RatedTasks.AsNoTracking().Where(task => task.RatingId == explained.RatingId).ToListAsync(cancel);
        var overwritten = explained.RatingId is { } rated ? await db.OverwrittenPointsAsync([rated], cancel) : [];
        var awardedTo = byOne.ConvertAll(task => task.AwardedBy);
        var awards = await db.BoardCases.AsNoTracking()
            .Where(found => found.SittingId == result.SittingId && found.Decision == BoardDecision.Award && (found.RoundId != null || awardedTo.Contains(found.Id))).ToListAsync(cancel);

        // Of whoever has been erased the answers were scored before that, and never again.
        var erasedAt = await db.Candidates.BeyondReach().Where(candidate => candidate.Id == result.CandidateId).Select(candidate => candidate.ErasedAt).SingleAsync(cancel);
        var made = await db.ResultVersions.Where(version => version.ResultId == result.Id && version.Number <= explained.Number)
            .OrderBy(version => version.Number).Select(version => new { version.ScoringNumber, version.GradedAt }).ToListAsync(cancel);
        var keyed = made.FindLast(version => erasedAt is null || version.GradedAt < erasedAt) ?? made[0];
        return new Grounds(
            keyed.ScoringNumber, given.ToLookup(one => one.Task.ItemId), byOne.ToDictionary(task => task.ItemId), overwritten.ToDictionary(points => points.ItemId),
            awards.ToDictionary(award => award.ItemId));
    }

    private static ExplainedCorrection Explain(Correction correction, bool toPublisher) => new()
    {
        Id = correction.Id,
        Number = correction.Number!.Value,
        Kinds = [.. correction.Changes.Select(change => change.Kind).Distinct()],
        Reason = toPublisher ? correction.Reason : null,
        ProposedBy = toPublisher ? correction.ProposedBy : null,
        DecidedBy = toPublisher ? correction.DecidedBy : null,
        AppliedAt = correction.DecidedAt!.Value,
    };

    private static ExplainedItem Explain(ItemResult item, VersionScoring scoring, Grounds grounds, bool seesTasks)
    {
        var blind = grounds.Blind[item.ItemId];
        IReadOnlyList<EarlierRating> ratings = grounds.ByOne.TryGetValue(item.ItemId, out var one)
            ? [new EarlierRating(one.Input, one.Score, one.ScoringNumber, one.RatedAt)]
            : [.. blind.Select(given => given.Rating)];
        var explanation = scoring.Explain(item, grounds.KeyedBy, ratings);
        return new ExplainedItem
        {
            ItemId = item.ItemId,
            Identifier = scoring.Content.Find(item.ItemId)!.Identifier,
            Points = item.Points,
            MaxPoints = item.MaxPoints,
            Earned = item.Earned,
            By = explanation.By,
            SetBy = explanation.SetBy,
            Rules = explanation.Rules,
            Floor = explanation.Floor,
            Overwrite = explanation.By == PointsBy.Teacher ? Explain(grounds.Overwritten[item.ItemId]) : null,
            Award = explanation.By == PointsBy.Board ? Explain(grounds.Awards[item.ItemId]) : null,
            Ratings = [.. blind.Select(given => new ExplainedBlindRating
            {
                Id = seesTasks ? given.Task.Id : null,
                Number = given.Task.Number,
                Points = given.Rating.Score.Points,
                RatedAt = given.Rating.RatedAt,
            })],
        };
    }

    private static ExplainedOverwrite Explain(OverwrittenPoints overwritten) =>
        new() { Reason = overwritten.Reason, GivenBy = overwritten.GivenBy, GivenAt = overwritten.GivenAt };

    private static ExplainedAward Explain(BoardCase award) =>
        new() { CaseId = award.Id, Reason = award.Reason!, DecidedBy = award.DecidedBy!, DecidedAt = award.DecidedAt!.Value };

    private sealed record BlindRating(RatingTask Task, EarlierRating Rating);

    /// <summary>What a version of a result was made of, by item.</summary>
    private sealed record Grounds(
        int KeyedBy, ILookup<Id<Item>, BlindRating> Blind, Dictionary<Id<Item>, RatedTask> ByOne, Dictionary<Id<Item>, OverwrittenPoints> Overwritten,
        Dictionary<Id<Item>, BoardCase> Awards);
}
