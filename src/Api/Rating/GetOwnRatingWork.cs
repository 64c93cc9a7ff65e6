using Cesuur.Api.Http;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Rating;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Rating;

public sealed record OwnRatingWork
{
    public required int ToRate { get; init; }

    public required int Rated { get; init; }
}

/// <summary>How much the rater has to do in the rounds that are open, and how much is done; which tasks it is nobody chooses.</summary>
internal sealed class GetOwnRatingWork : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/rating-tasks", Handle)
        .Requires(Permission.TasksRate);

    private static async Task<OwnRatingWork> Handle(AppDb db, Caller caller, CancellationToken cancel)
    {
        var own = db.RatingTasks.Where(task => task.RaterId == caller.User
            && db.RatingRounds.Any(round => round.Id == task.RoundId && round.State == RatingRoundState.Open));
        return new OwnRatingWork
        {
            ToRate = await own.CountAsync(task => task.State == RatingTaskState.Open, cancel),
            Rated = await own.CountAsync(task => task.State == RatingTaskState.Rated, cancel),
        };
    }
}
