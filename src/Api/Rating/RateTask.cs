using System.ComponentModel.DataAnnotations;
using Cesuur.Api.Delivery;
using Cesuur.Api.Http;
using Cesuur.Api.Licensing;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Rating;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Rating;

public sealed record RateTaskRequest
{
    /// <summary>Given exactly where the rubric asks for it; only what is <c>ratable</c> gets scores.</summary>
    public Precondition? Precondition { get; init; }

    /// <summary>Flags of the rubric's caps, such as <c>stimulus_reinterpreted</c>.</summary>
    [MaxLength(20)]
    public IReadOnlyList<string> Flags { get; init; } = [];

    /// <summary>Points per criterion. What a gate makes 0 may be left out.</summary>
    [MaxLength(50)]
    public IReadOnlyDictionary<string, int> Scores { get; init; } = new Dictionary<string, int>();
}

/// <summary>Rates one task. It can be changed until the rating is finalised.</summary>
internal sealed class RateTask : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/sittings/{sittingId}/rating/tasks/{itemId}", Handle)
        .Requires(Permission.RatingsWrite)
        .Fails(
            HttpErrors.NotFound, LicensingErrors.LicenceExpired, RatingErrors.RatingFinalised, RatingErrors.NotRatable, RatingErrors.Gate, RatingErrors.Cap,
            RatingErrors.CapNotApplicable, RatingErrors.Precondition, RatingErrors.PreconditionMissing, RatingErrors.PreconditionNotExpected,
            RatingErrors.UnknownCriterion, RatingErrors.ScoreOutOfRange, RatingErrors.ScoreMissing, HttpErrors.Invalid);

    private static async Task<TaskRatingResponse> Handle(
        Id<Sitting> sittingId, Id<Item> itemId, RateTaskRequest request,
        AppDb db, PublishedVersions versions, Caller caller, Audit audit, Clock clock, CancellationToken cancel)
    {
        var version = await versions.OfAsync(db, sittingId, cancel);
        return await db.InTransactionAsync(
            async () =>
            {
                await db.HoldSittingAsync(sittingId, cancel); // two raters of one sitting take turns
                await db.RequireRatingAsync(clock.Now, cancel);
                var rating = await db.LatestRating(sittingId).RequireAsync(cancel);
                rating.RequireOpen();
                var item = version.Version.Content.Find(itemId) ?? throw new DomainException(HttpErrors.NotFound);

                var input = new TaskRating { Precondition = request.Precondition, Flags = request.Flags, Scores = request.Scores };
                var task = await db.RatedTasks.SingleOrDefaultAsync(task => task.RatingId == rating.Id && task.ItemId == itemId, cancel);
                if (task is null)
                {
                    task = RatedTask.Rate(rating.Id, item, input, caller.Actor, clock.Now);
                    db.RatedTasks.Add(task);
                }
                else
                {
                    task.Change(item, input, caller.Actor, clock.Now);
                }

                audit.Log("rating.task_rated", sittingId);
                await db.SaveChangesAsync(cancel);
                return TaskRatingResponse.From(task);
            },
            cancel);
    }
}
