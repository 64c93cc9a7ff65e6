using Cesuur.Api.Http;
using Cesuur.Api.Licensing;
using Cesuur.Domain;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Organisations;

/// <summary>Deletes a user who has never invited anybody, planned a session or rated in a round; who has is deactivated instead, so that what was done keeps its name.</summary>
internal sealed class DeleteUser : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/users/{userId}", Handle)
        .Requires(Permission.UsersWrite)
        .Fails(HttpErrors.NotFound, HttpErrors.Stale, HttpErrors.InsufficientScope, OrganisationErrors.LastAdmin, OrganisationErrors.UserInUse);

    private static Task<NoContent> Handle(Id<User> userId, HttpContext http, AppDb db, Audit audit, CancellationToken cancel) =>
        db.InTransactionAsync(
            async () =>
            {
                await db.HoldOrganisationAsync(cancel);
                var user = await db.Users.Where(user => user.Id == userId).RequireAsync(cancel);
                http.CheckIfMatch(db, user);
                db.RequireManaged(user);
                if (user.IsAdmin)
                {
                    await db.RequireAnotherAdminAsync(user, cancel);
                }

                if (await db.Invitations.BeyondReach().AnyAsync(invitation => invitation.InvitedBy == userId, cancel)
                    || await db.ExamSessions.BeyondReach().AnyAsync(session => session.PlannedBy == userId, cancel)
                    || await db.RoundRaters.AnyAsync(rater => rater.UserId == userId, cancel))
                {
                    throw new DomainException(OrganisationErrors.UserInUse);
                }

                db.Users.Remove(user);
                audit.Log("user.deleted", user.Id);
                await db.SaveChangesAsync(cancel);
                return TypedResults.NoContent();
            },
            cancel);
}
