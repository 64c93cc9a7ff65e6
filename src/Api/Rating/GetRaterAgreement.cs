using Cesuur.Api.Delivery;
using Cesuur.Api.Http;
using Cesuur.Api.Results;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Rating;
using Cesuur.Domain.Results;
using Cesuur.Infrastructure.Database;
using Cesuur.Infrastructure.Imports;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Rating;

/// <summary>A rating of a benchmark beside what the board fixed.</summary>
public sealed record BenchmarkRating
{
    public required Id<Benchmark> BenchmarkId { get; init; }

    public required DateTimeOffset RatedAt { get; init; }

    /// <summary>The rater's points minus the board's.</summary>
    public required int Difference { get; init; }
}

public sealed record RaterFigures
{
    public required Id<User> UserId { get; init; }

    /// <summary>Tasks rated, benchmarks not counted.</summary>
    public required int Rated { get; init; }

    /// <summary>The rater's ratings beside each other rater's of the same tasks.</summary>
    public required AgreementFigures Agreement { get; init; }

    /// <summary>The mean of their points minus the mean of the others' on the same task; negative is severe. Absent without such tasks.</summary>
    public double? Severity { get; init; }

    /// <summary>The mean difference from the benchmarks; absent without any.</summary>
    public double? BenchmarkSeverity { get; init; }

    /// <summary>The benchmarks in the order in which the rater rated them: drift shows in it. Those fixed by another rubric than they were rated by are left out.</summary>
    public required IReadOnlyList<BenchmarkRating> Benchmarks { get; init; }
}

/// <summary>
/// How far the raters of a round agree. It is made of the ratings that every task has from the beginning: further ones are
/// of tasks chosen for their difference. A few pairs mean little.
/// </summary>
public sealed record RaterAgreementResponse
{
    public required AgreementFigures Overall { get; init; }

    public required IReadOnlyList<RaterFigures> Raters { get; init; }
}

/// <summary>Figures by which raters are watched while the round is under way, and after it.</summary>
internal sealed class GetRaterAgreement : IEndpoint
{
    private static readonly string[] Header =
        ["userId", "rated", "pairs", "exact", "adjacent", "weightedKappa", "pearson", "severity", "benchmarks", "benchmarkSeverity"];

    private enum Format
    {
        Json,
        Csv,
    }

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/rating-rounds/{ratingRoundId}/agreement", Handle)
        .Requires(Permission.BoardWrite)
        .AnswersAlso("text/csv")
        .Fails(HttpErrors.NotFound, HttpErrors.Invalid);

    private static async Task<Results<Ok<RaterAgreementResponse>, FileContentHttpResult>> Handle(
        Id<RatingRound> ratingRoundId, string? format, AppDb db, PublishedVersions versions, VersionScorings scorings, CancellationToken cancel)
    {
        var wanted = Filters.Enum<Format>("format", format);
        var round = await db.RatingRounds.AsNoTracking().Where(round => round.Id == ratingRoundId).RequireAsync(cancel);
        var agreement = await ReadAsync(round, (await versions.GetAsync(db.TenantId, round.VersionId, cancel)).Version, scorings, db, cancel);
        return wanted == Format.Csv
            ? TypedResults.File(CsvWriting.Write(agreement.Raters.Select(RowOf).Prepend(Header)), "text/csv", "agreement.csv")
            : TypedResults.Ok(agreement);
    }

    private static async Task<RaterAgreementResponse> ReadAsync(RatingRound round, TestVersion version, VersionScorings scorings, AppDb db, CancellationToken cancel)
    {
        var rated = await db.RatingTasks.AsNoTracking()
            .Where(task => task.RoundId == round.Id && task.State == RatingTaskState.Rated && task.Number <= round.RatingsPerTask)
            .OrderBy(task => task.RatedAt).ThenBy(task => task.Id)
            .Select(task => new Given(task.SittingId, task.ItemId, task.Number, task.RaterId, task.BenchmarkId, task.Score!, task.ScoringNumber!.Value, task.RatedAt!.Value)).ToListAsync(cancel);
        var benchmarks = await db.Benchmarks.AsNoTracking().Where(benchmark => benchmark.RoundId == round.Id).ToDictionaryAsync(benchmark => benchmark.Id, cancel);
        var scoring = await scorings.LoadAsync(version, upTo: null, cancel); // after the ratings, whose numbers it has to know
        var raters = await db.RoundRaters.Where(rater => rater.RoundId == round.Id).OrderBy(rater => rater.JoinedAt).ThenBy(rater => rater.UserId)
            .Select(rater => rater.UserId).ToListAsync(cancel);

        var pairs = (
            from task in rated.Where(given => given is { BenchmarkId: null, Score.Points: not null }).GroupBy(given => (given.SittingId, given.ItemId))
            from own in task
            from other in task
            where own != other
            select (Own: own, Other: other)).ToList();
        var pairsOf = pairs.ToLookup(pair => pair.Own.RaterId);
        return new RaterAgreementResponse
        {
            Overall = RaterAgreement.Of(pairs.Where(pair => pair.Own.Number < pair.Other.Number).Select(Points)),
            Raters =
            [
                .. raters.Select(rater => Figures(
                    rater, rated.Count(given => given.RaterId == rater && given.BenchmarkId is null), pairsOf[rater],
                    rated.Where(given => given.RaterId == rater && given is { BenchmarkId: { } seeded, Score.Points: not null }
                        && scoring.HasSameRubric(given.ItemId, given.ScoringNumber, benchmarks[seeded].ScoringNumber)),
                    benchmarks)),
            ],
        };
    }

    private static RaterFigures Figures(
        Id<User> rater, int rated, IEnumerable<(Given Own, Given Other)> pairs, IEnumerable<Given> seeded, Dictionary<Id<Benchmark>, Benchmark> known)
    {
        List<BenchmarkRating> benchmarks =
        [
            .. seeded.Select(given => new BenchmarkRating
            {
                BenchmarkId = given.BenchmarkId!.Value,
                RatedAt = given.RatedAt,
                Difference = given.Score.Points!.Value - known[given.BenchmarkId.Value].Score.Points!.Value,
            }),
        ];
        return new RaterFigures
        {
            UserId = rater,
            Rated = rated,
            Agreement = RaterAgreement.Of(pairs.Select(Points)),
            Severity = RaterAgreement.Severity(pairs.GroupBy(pair => pair.Own)
                .Select(task => ((decimal)task.Key.Score.Points!.Value, (decimal)task.Average(pair => (decimal)pair.Other.Score.Points!.Value)))),
            BenchmarkSeverity = benchmarks.Count == 0 ? null : benchmarks.Average(benchmark => benchmark.Difference),
            Benchmarks = benchmarks,
        };
    }

    private static RatingPair Points((Given Own, Given Other) pair) => new(pair.Own.Score.Points!.Value, pair.Other.Score.Points!.Value);

    private static IReadOnlyList<object?> RowOf(RaterFigures rater) =>
    [
        rater.UserId.ToString(), rater.Rated, rater.Agreement.Pairs, rater.Agreement.Exact, rater.Agreement.Adjacent, rater.Agreement.WeightedKappa,
        rater.Agreement.Pearson, rater.Severity, rater.Benchmarks.Count, rater.BenchmarkSeverity,
    ];

    private sealed record Given(
        Id<Domain.Delivery.Sitting> SittingId, Id<Domain.Catalogue.Item> ItemId, int Number, Id<User> RaterId, Id<Benchmark>? BenchmarkId, TaskScore Score, int ScoringNumber, DateTimeOffset RatedAt);
}
