using System.ComponentModel.DataAnnotations;
using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Rating;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Rating;

public sealed record BenchmarkRequest
{
    /// <summary>A sitting of the round's version that is rated in a round, this one or another.</summary>
    public required Id<Sitting> SittingId { get; init; }

    public required Id<Item> ItemId { get; init; }

    /// <summary>Given exactly where the rubric asks for it.</summary>
    public Precondition? Precondition { get; init; }

    [MaxLength(20)]
    public IReadOnlyList<string> Flags { get; init; } = [];

    [MaxLength(50)]
    public IReadOnlyDictionary<string, int> Scores { get; init; } = new Dictionary<string, int>();
}

/// <summary>
/// Seeds a response whose rating the board fixes: every rater gets it among the others, unless they have it to rate
/// already or teach the candidate. It shows in their figures, and counts for no candidate. One whose rubric was corrected is
/// fixed again, for those who have not rated it.
/// </summary>
internal sealed class AddBenchmark : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/rating-rounds/{ratingRoundId}/benchmarks", Handle)
        .Requires(Permission.BoardWrite)
        .Fails(
            HttpErrors.NotFound, HttpErrors.Invalid, LicensingErrors.LicenceExpired, RatingErrors.RoundClosed, RatingErrors.BenchmarkGiven, RatingErrors.BenchmarkWithoutPoints,
            RatingErrors.NotRatable, RatingErrors.Gate, RatingErrors.Cap, RatingErrors.CapNotApplicable, RatingErrors.Precondition, RatingErrors.PreconditionMissing,
            RatingErrors.PreconditionNotExpected, RatingErrors.UnknownCriterion, RatingErrors.ScoreOutOfRange, RatingErrors.ScoreMissing);

    private static Task<RatingRoundDetail> Handle(
        Id<RatingRound> ratingRoundId, BenchmarkRequest request, AppDb db, RoundAct act, RoundAssignment assignment,
        Caller caller, Audit audit, Clock clock, CancellationToken cancel) =>
        act.DoAsync(
            ratingRoundId,
            async (round, scoring) =>
            {
                if (!await db.Sittings.AnyAsync(sitting => sitting.Id == request.SittingId && sitting.VersionId == round.VersionId
                    && db.Candidates.Any(candidate => candidate.Id == sitting.CandidateId && candidate.ErasedAt == null)
                    && db.RoundSittings.Any(taken => taken.SittingId == sitting.Id), cancel)) // what is in none may come to one, whose raters must not have had it
                {
                    throw HttpErrors.References(["/sittingId"]);
                }

                var item = scoring.Content.Find(request.ItemId) ?? throw HttpErrors.References(["/itemId"]);
                var known = await db.Benchmarks.SingleOrDefaultAsync(
                    known => known.RoundId == round.Id && known.SittingId == request.SittingId && known.ItemId == request.ItemId, cancel);
                if (known is not null && !scoring.IsOutdated(item.Id, known.ScoringNumber))
                {
                    throw new DomainException(RatingErrors.BenchmarkGiven);
                }

                var input = new TaskRating { Precondition = request.Precondition, Flags = request.Flags, Scores = request.Scores };
                var benchmark = known ?? db.Benchmarks.Add(Benchmark.Fix(round.Id, request.SittingId, item, scoring.Number, input, caller.Actor, clock.Now)).Entity;
                known?.Fix(item, scoring.Number, input);
                var raters = await db.RoundRaters.Where(rater => rater.RoundId == round.Id && rater.LeftAt == null).Select(rater => rater.UserId).ToListAsync(cancel);
                await assignment.SeedAsync(round, raters, [benchmark], cancel);
                audit.Log(known is null ? "benchmark.created" : "benchmark.revised", benchmark.Id);
                await db.SaveManyAsync(cancel);
            },
            cancel);
}
