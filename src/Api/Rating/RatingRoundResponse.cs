using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Rating;
using Cesuur.Domain.Sessions;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Rating;

public sealed record RatingRoundResponse
{
    public required Id<RatingRound> Id { get; init; }

    public required Id<Test> TestId { get; init; }

    public required Id<TestVersion> VersionId { get; init; }

    /// <summary>Only sittings of its sessions; absent: all of the version.</summary>
    public Id<ExamMoment>? ExamMomentId { get; init; }

    public required RatingRoundState State { get; init; }

    /// <summary>How many raters each task has from the beginning, as the version's policy says.</summary>
    public required int RatingsPerTask { get; init; }

    public required int ClaimMinutes { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required string CreatedBy { get; init; }

    public DateTimeOffset? ClosedAt { get; init; }

    public string? ClosedBy { get; init; }

    internal static RatingRoundResponse From(RatingRound round) => new()
    {
        Id = round.Id,
        TestId = round.TestId,
        VersionId = round.VersionId,
        ExamMomentId = round.ExamMomentId,
        State = round.State,
        RatingsPerTask = round.RatingsPerTask,
        ClaimMinutes = round.ClaimMinutes,
        CreatedAt = round.CreatedAt,
        CreatedBy = round.CreatedBy,
        ClosedAt = round.ClosedAt,
        ClosedBy = round.ClosedBy,
    };
}

/// <summary>How far a round is. A rating is one rater's of one task; benchmarks are counted apart.</summary>
public sealed record RoundProgress
{
    public required int Sittings { get; init; }

    /// <summary>Sittings that the board left without a result.</summary>
    public required int Voided { get; init; }

    /// <summary>Sittings of candidates who were erased; nothing of them is rated any more.</summary>
    public required int Erased { get; init; }

    public required int Ratings { get; init; }

    public required int Rated { get; init; }

    /// <summary>Being rated.</summary>
    public required int Claimed { get; init; }

    /// <summary>Further ratings that adjudication asked for and that are not in.</summary>
    public required int AwaitingFurther { get; init; }

    /// <summary>Cases that the board has not decided.</summary>
    public required int Held { get; init; }

    public required int Benchmarks { get; init; }

    /// <summary>How many different raters a sitting has on average; absent without sittings.</summary>
    public double? MeanRatersPerSitting { get; init; }

    /// <summary>Whether that is below 10, the aim for a part (P §4).</summary>
    public required bool HasFewRaters { get; init; }
}

public sealed record RoundRaterResponse
{
    public required Id<User> UserId { get; init; }

    public required DateTimeOffset JoinedAt { get; init; }

    /// <summary>Since when the rater gets no tasks any more; absent: they do.</summary>
    public DateTimeOffset? LeftAt { get; init; }

    /// <summary>Whether they may rate the test today: active, in a role that may, and with an authorisation that is valid.</summary>
    public required bool Authorised { get; init; }

    public required int ToRate { get; init; }

    public required int Rated { get; init; }

    public required int Claimed { get; init; }
}

public sealed record RatingRoundDetail
{
    public required RatingRoundResponse Round { get; init; }

    public required RoundProgress Progress { get; init; }

    public required IReadOnlyList<RoundRaterResponse> Raters { get; init; }
}

/// <summary>Reads how far a round is.</summary>
internal sealed class RoundReader(AppDb db, RoundAssignment assignment, Http.Clock clock)
{
    private const int AimedRatersPerSitting = 10;

    public async Task<RatingRoundDetail> ReadAsync(RatingRound round, CancellationToken cancel)
    {
        var (now, first) = (clock.Now, round.RatingsPerTask);
        var counting = db.RatingTasks.Where(task => task.RoundId == round.Id && (task.State == RatingTaskState.Open || task.State == RatingTaskState.Rated));
        var work = await counting.GroupBy(task => new { task.RaterId, IsBenchmark = task.BenchmarkId != null }).Select(tasks => new
        {
            tasks.Key.RaterId,
            tasks.Key.IsBenchmark,
            All = tasks.Count(),
            Rated = tasks.Count(task => task.State == RatingTaskState.Rated),
            Claimed = tasks.Count(task => task.ClaimedUntil > now),
            Further = tasks.Count(task => task.State == RatingTaskState.Open && task.Number > first),
        }).ToListAsync(cancel);
        var ratersOf = await counting.Where(task => task.BenchmarkId == null).GroupBy(task => task.SittingId)
            .Select(tasks => tasks.Select(task => task.RaterId).Distinct().Count()).ToListAsync(cancel);
        var sittings = await db.RoundSittings.Where(sitting => sitting.RoundId == round.Id).GroupBy(sitting => new { Voided = sitting.VoidedBy != null, Erased = sitting.ErasedAt != null })
            .Select(group => new { group.Key.Voided, group.Key.Erased, Count = group.Count() }).ToListAsync(cancel);
        var raters = await db.RoundRaters.AsNoTracking().Where(rater => rater.RoundId == round.Id).OrderBy(rater => rater.JoinedAt).ThenBy(rater => rater.UserId).ToListAsync(cancel);
        var authorised = await assignment.AuthorisedAsync(round.TestId, raters.ConvertAll(rater => rater.UserId), cancel);
        var counted = work.FindAll(tasks => !tasks.IsBenchmark);
        double? mean = ratersOf.Count == 0 ? null : ratersOf.Average();
        return new RatingRoundDetail
        {
            Round = RatingRoundResponse.From(round),
            Progress = new RoundProgress
            {
                Sittings = sittings.Sum(group => group.Count),
                Voided = sittings.Where(group => group.Voided).Sum(group => group.Count),
                Erased = sittings.Where(group => group.Erased && !group.Voided).Sum(group => group.Count),
                Ratings = counted.Sum(tasks => tasks.All),
                Rated = counted.Sum(tasks => tasks.Rated),
                Claimed = counted.Sum(tasks => tasks.Claimed),
                AwaitingFurther = counted.Sum(tasks => tasks.Further),
                Held = await db.BoardCases.CountAsync(found => found.RoundId == round.Id && found.Decision == null && found.WithdrawnAt == null, cancel),
                Benchmarks = await db.Benchmarks.CountAsync(benchmark => benchmark.RoundId == round.Id, cancel),
                MeanRatersPerSitting = mean,
                HasFewRaters = mean < AimedRatersPerSitting,
            },
            Raters =
            [
                .. raters.Select(rater => (rater, Own: work.FindAll(tasks => tasks.RaterId == rater.UserId))).Select(one => new RoundRaterResponse
                {
                    UserId = one.rater.UserId,
                    JoinedAt = one.rater.JoinedAt,
                    LeftAt = one.rater.LeftAt,
                    Authorised = authorised.Contains(one.rater.UserId),
                    ToRate = one.Own.Sum(tasks => tasks.All - tasks.Rated),
                    Rated = one.Own.Sum(tasks => tasks.Rated),
                    Claimed = one.Own.Sum(tasks => tasks.Claimed),
                }),
            ],
        };
    }
}
