using System.ComponentModel.DataAnnotations;
using Cesuur.Api.Delivery;
using Cesuur.Api.Http;
using Cesuur.Api.Licensing;
using Cesuur.Domain;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Rating;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Rating;

public sealed record SecondLookRequest
{
    /// <summary>Who rates too and sees the candidate; absent: whoever does.</summary>
    public Id<User>? UserId { get; init; }

    /// <summary>What to look at.</summary>
    [StringLength(2000, MinimumLength = 1)]
    public string? Note { get; init; }
}

/// <summary>
/// Asks a colleague to look at a rating before it is finalised. It is in their list (<c>GET /v1/ratings?secondLookBy=me</c>) until they
/// have completed it; nobody has to wait for it.
/// </summary>
internal sealed class AskSecondLook : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/sittings/{sittingId}/rating/second-looks", Handle)
        .Requires(Permission.RatingsWrite)
        .Fails(
            HttpErrors.NotFound, HttpErrors.Invalid, LicensingErrors.LicenceExpired, RatingErrors.RatedInRounds, RatingErrors.RatingFinalised,
            RatingErrors.SecondLookOwn, RatingErrors.SecondLookAsked);

    private static async Task<SecondLookResponse> Handle(
        Id<Sitting> sittingId, SecondLookRequest request, AppDb db, PublishedVersions versions, IServiceScopeFactory scopes,
        Caller caller, Audit audit, Clock clock, CancellationToken cancel)
    {
        (await versions.OfAsync(db, sittingId, cancel)).RequireSingleRater();
        if (request.UserId is { } colleague && !await CanLookAsync(colleague, sittingId, db, scopes, cancel))
        {
            throw HttpErrors.References(["/userId"]);
        }

        return await db.InTransactionAsync(
            async () =>
            {
                var (_, now) = await db.HoldSittingAsync(sittingId, cancel);
                await db.RequireRatingAsync(clock.Now, cancel);
                var rating = await db.LatestRating(sittingId).RequireAsync(cancel);
                var look = SecondLook.Ask(rating, request.UserId, request.Note, caller.Actor, now);
                if (await db.SecondLooks.AnyAsync(known => known.RatingId == rating.Id && known.AskedOf == request.UserId && known.CompletedAt == null, cancel))
                {
                    throw new DomainException(RatingErrors.SecondLookAsked);
                }

                db.SecondLooks.Add(look);
                audit.Log("rating.second_look_asked", sittingId);
                await db.SaveChangesAsync(cancel);
                return SecondLookResponse.From(look);
            },
            cancel);
    }

    // As the colleague sees it. Whether the caller sees the colleague does not matter: they have the candidate in common.
    private static async Task<bool> CanLookAsync(Id<User> id, Id<Sitting> sitting, AppDb db, IServiceScopeFactory scopes, CancellationToken cancel)
    {
        var colleague = await db.Users.BeyondReach().AsNoTracking().SingleOrDefaultAsync(user => user.Id == id && user.Status == UserStatus.Active, cancel);
        if (colleague is null || !RolePermissions.Of(colleague.Roles).Contains(Permission.RatingsWrite.Name))
        {
            return false;
        }

        await using var scope = scopes.CreateAsyncScope();
        var tenant = scope.ServiceProvider.GetRequiredService<Tenant>();
        tenant.Enter(db.TenantId);
        tenant.Narrow(Reach.Of(colleague.Id, colleague.Roles, colleague.DepartmentId, Permission.RatingsWrite));
        return await scope.ServiceProvider.GetRequiredService<AppDb>().Sittings.AnyAsync(seen => seen.Id == sitting, cancel);
    }
}
