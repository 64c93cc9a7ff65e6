using System.ComponentModel.DataAnnotations;
using Cesuur.Api.Http;
using Cesuur.Infrastructure.Database;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Organisations;

public sealed record ChangePasswordRequest
{
    [StringLength(PasswordRules.MaxLength)]
    public required string CurrentPassword { get; init; }

    /// <summary>12 to 128 characters, and not one that many have.</summary>
    [StringLength(PasswordRules.MaxLength, MinimumLength = PasswordRules.MinLength)]
    public required string NewPassword { get; init; }
}

/// <summary>Changes the user's password. Their other sessions end; a mail tells them of it.</summary>
internal sealed class ChangePassword : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/me/password", Handle)
        .RequiresUser()
        .Fails(HttpErrors.Invalid);

    private static Task<NoContent> Handle(
        ChangePasswordRequest request, AppDb db, Caller caller, Proof proof, PasswordRules rules, AccountMails mails, Audit audit, CancellationToken cancel) =>
        db.InTransactionAsync(
            async () =>
            {
                var user = await proof.OfPasswordAsync("/currentPassword", request.CurrentPassword, cancel);
                user.ChangePassword(await rules.HashAsync(user, "/newPassword", request.NewPassword, cancel));
                var session = await db.UserSessions.SingleAsync(session => session.Id == caller.Session, cancel);
                session.Outlast(user);
                await mails.PasswordChangedAsync(user, cancel);
                audit.Log("user.password_changed", user.Id);
                await db.SaveChangesAsync(cancel);
                return TypedResults.NoContent();
            },
            cancel);
}
