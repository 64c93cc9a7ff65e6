using System.ComponentModel.DataAnnotations;
using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;
using Cesuur.Infrastructure.Organisations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Organisations;

public sealed record ResetPasswordRequest
{
    /// <summary>From the mail.</summary>
    [StringLength(200)]
    public required string Token { get; init; }

    /// <summary>12 to 128 characters, and not one that many have.</summary>
    [StringLength(PasswordRules.MaxLength, MinimumLength = PasswordRules.MinLength)]
    public required string Password { get; init; }
}

/// <summary>Sets the new password of a user who forgot theirs. All their sessions end, a lock too; a mail tells them of it.</summary>
internal sealed class ResetPassword : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/auth/password-resets/confirmation", Handle)
        .Public()
        .RequireRateLimiting(RateLimits.SignIn)
        .Fails(HttpErrors.TooManyRequests, OrganisationErrors.PasswordResetInvalid, HttpErrors.Invalid);

    private static async Task<NoContent> Handle(
        ResetPasswordRequest request, AppDb db, PasswordRules rules, SignInAttempts attempts, AccountMails mails, Caller caller, Audit audit,
        TimeProvider time, CancellationToken cancel)
    {
        if (!Secret.TryReadOrganisation(request.Token, PasswordReset.Prefix, out var organisation))
        {
            throw new DomainException(OrganisationErrors.PasswordResetInvalid);
        }

        await db.EnterAsync(new Id<Organisation>(organisation), cancel);
        var hash = Secret.Hash(request.Token);
        var now = time.GetUtcNow();
        var usable = db.PasswordResets.Where(reset => reset.UsedAt == null && reset.ExpiresAt > now);
        var found = await usable.AsNoTracking().SingleOrDefaultAsync(reset => reset.Hash == hash, cancel)
            ?? throw new DomainException(OrganisationErrors.PasswordResetInvalid);

        await db.InTransactionAsync(
            async () =>
            {
                var user = await db.HoldUserAsync(found.UserId, cancel);

                // Of two at once the second finds it used.
                if (user.Status != UserStatus.Active || !await usable.AnyAsync(reset => reset.Hash == hash, cancel))
                {
                    throw new DomainException(OrganisationErrors.PasswordResetInvalid);
                }

                user.ChangePassword(await rules.HashAsync(user, "/password", request.Password, cancel));
                await usable.Where(reset => reset.UserId == user.Id).ExecuteUpdateAsync(reset => reset.SetProperty(used => used.UsedAt, now), cancel);
                await mails.PasswordChangedAsync(user, cancel);
                caller.Identify(user.Id);
                audit.Log("user.password_reset", user.Id);
                return await db.SaveChangesAsync(cancel);
            },
            cancel);
        await attempts.ForgetAsync(db.TenantId, found.UserId, cancel);
        return TypedResults.NoContent();
    }
}
