using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Rating;
using Cesuur.Infrastructure.Database;
using Cesuur.Infrastructure.Files;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Rating;

/// <summary>A spoken answer, for the rater who has claimed or rated its task; ranges can be asked for, to seek in it.</summary>
internal sealed class GetBlindRecordingFile : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/rating-tasks/{ratingTaskId}/recordings/{number}/file", Handle)
        .Requires(Permission.TasksRate)
        .Fails(HttpErrors.NotFound, RatingErrors.NotAuthorised, RatingErrors.RoundClosed, RatingErrors.ClaimLapsed, DeliveryErrors.RecordingReceiving);

    private static async Task<FileStreamHttpResult> Handle(
        Id<RatingTask> ratingTaskId, int number, AppDb db, RoundAssignment assignment, IFileStore files, Caller caller, CancellationToken cancel)
    {
        var task = await db.RatingTasks.AsNoTracking()
            .Where(task => task.Id == ratingTaskId && task.RaterId == caller.User && (task.State == RatingTaskState.Rated || task.ClaimedUntil != null)).RequireAsync(cancel);
        var round = await db.RatingRounds.AsNoTracking().SingleAsync(round => round.Id == task.RoundId, cancel);
        round.RequireOpen();
        await assignment.RequireRaterAsync(round, task, cancel);
        var recording = (await db.RecordingsOf(task).ToListAsync(cancel)).ElementAtOrDefault(number - 1) ?? throw new DomainException(HttpErrors.NotFound);
        var key = recording.FileKey ?? throw new DomainException(recording.ReceivedAt is null ? DeliveryErrors.RecordingReceiving : HttpErrors.NotFound);
        return TypedResults.Stream(await files.OpenAsync(key, cancel), recording.ContentType, enableRangeProcessing: true);
    }
}
