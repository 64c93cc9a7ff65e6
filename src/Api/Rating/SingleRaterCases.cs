using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Rating;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Rating;

/// <summary>The board's cases of sittings that one rater rates. All of it happens while the sitting is held.</summary>
internal sealed class SingleRaterCases(AppDb db, Clock clock)
{
    /// <summary>A technical problem opens a case, with the next save; any other rating of the task takes it back.</summary>
    public async Task FollowAsync(SittingRating rating, RatedTask task, CancellationToken cancel)
    {
        var open = await Open([rating.Id]).SingleOrDefaultAsync(found => found.ItemId == task.ItemId, cancel);
        if (task.Score.Points is not null)
        {
            open?.Withdraw(clock.Now);
        }
        else if (open is null)
        {
            db.BoardCases.Add(BoardCase.Open(rating, task.ItemId, clock.Now));
        }
    }

    /// <summary>Withdraws ratings with what they left to the board, with the next save.</summary>
    public async Task WithdrawAsync(IReadOnlyCollection<SittingRating> ratings, CancellationToken cancel)
    {
        foreach (var rating in ratings)
        {
            rating.Withdraw();
        }

        var ids = ratings.Select(rating => rating.Id).ToList();
        (await Open(ids).ToListAsync(cancel)).ForEach(found => found.Withdraw(clock.Now));
    }

    /// <summary>The points are the task's, and nobody rates it any more.</summary>
    public async Task AwardAsync(BoardCase decided, CancellationToken cancel) => (await HeldUpAsync(decided, cancel)).Award(decided);

    /// <summary>The task is as if nobody had rated it; its history has what was found.</summary>
    public async Task RateAgainAsync(BoardCase decided, CancellationToken cancel) => db.RatedTasks.Remove(await HeldUpAsync(decided, cancel));

    private Task<RatedTask> HeldUpAsync(BoardCase decided, CancellationToken cancel) =>
        db.RatedTasks.SingleAsync(task => task.RatingId == decided.RatingId && task.ItemId == decided.ItemId, cancel);

    private IQueryable<BoardCase> Open(List<Id<SittingRating>> ratings) => db.BoardCases.Where(found =>
        found.RatingId != null && ratings.Contains(found.RatingId.Value) && found.Decision == null && found.WithdrawnAt == null);
}
