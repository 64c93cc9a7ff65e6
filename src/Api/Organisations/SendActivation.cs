using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Organisations;

/// <summary>Mails an invited user a new link to set a password by. Earlier ones hold no more.</summary>
internal sealed class SendActivation : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/users/{userId}/activation-email", Handle)
        .Requires(Permission.UsersWrite)
        .Fails(HttpErrors.NotFound, HttpErrors.InsufficientScope, OrganisationErrors.UserNotInvited);

    private static Task<NoContent> Handle(
        Id<User> userId, AppDb db, NewUsers users, Audit audit, CancellationToken cancel) => db.InTransactionAsync(
        async () =>
        {
            var user = await db.HoldUserAsync(userId, cancel);
            db.RequireManaged(user);
            if (user.Status != UserStatus.Invited)
            {
                throw new DomainException(OrganisationErrors.UserNotInvited);
            }

            await db.Activations.Where(activation => activation.UserId == user.Id).ExecuteDeleteAsync(cancel);
            await users.MailLinkAsync(user, cancel);
            audit.Log("user.activation_mailed", user.Id);
            await db.SaveChangesAsync(cancel);
            return TypedResults.NoContent();
        },
        cancel);
}
