using System.ComponentModel.DataAnnotations;
using Cesuur.Api.Delivery;
using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Rating;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Rating;

public sealed record SecondLookCompletionRequest
{
    /// <summary>What was found.</summary>
    [StringLength(2000, MinimumLength = 1)]
    public string? Note { get; init; }
}

/// <summary>Whoever was asked has looked, and agrees with the rating as it is now.</summary>
internal sealed class CompleteSecondLook : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/sittings/{sittingId}/rating/second-looks/{secondLookId}/completion", Handle)
        .Requires(Permission.RatingsWrite)
        .Fails(
            HttpErrors.NotFound, RatingErrors.RatingFinalised, RatingErrors.SecondLookCompleted, RatingErrors.SecondLookOwn, RatingErrors.SecondLookOfAnother);

    private static Task<SecondLookResponse> Handle(
        Id<Sitting> sittingId, Id<SecondLook> secondLookId, SecondLookCompletionRequest request, AppDb db, Caller caller, Audit audit, CancellationToken cancel) =>
        db.InTransactionAsync(
            async () =>
            {
                var (_, now) = await db.HoldSittingAsync(sittingId, cancel);
                var look = await db.SecondLooks.Where(look => look.Id == secondLookId).RequireAsync(cancel);
                var rating = await db.Ratings.Where(rating => rating.Id == look.RatingId && rating.SittingId == sittingId).RequireAsync(cancel);
                look.Complete(rating, request.Note, caller.Actor, now);
                audit.Log("rating.second_look_completed", sittingId);
                await db.SaveChangesAsync(cancel);
                return SecondLookResponse.From(look);
            },
            cancel);
}
