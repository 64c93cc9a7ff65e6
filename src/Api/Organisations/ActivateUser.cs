using System.ComponentModel.DataAnnotations;
using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Organisations;

public sealed record ActivateUserRequest
{
    /// <summary>From the activation mail.</summary>
    [StringLength(200)]
    public required string Token { get; init; }

    /// <summary>12 to 128 characters, and not one that many have.</summary>
    [StringLength(PasswordRules.MaxLength, MinimumLength = PasswordRules.MinLength)]
    public required string Password { get; init; }
}

/// <summary>Sets the first password of an invited user, who can sign in from then on.</summary>
internal sealed class ActivateUser : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/auth/activation", Handle)
        .Public()
        .RequireRateLimiting(RateLimits.SignIn)
        .Fails(HttpErrors.TooManyRequests, OrganisationErrors.ActivationInvalid, HttpErrors.Invalid);

    private static async Task<NoContent> Handle(
        ActivateUserRequest request, AppDb db, PasswordRules rules, Caller caller, Audit audit, TimeProvider time, CancellationToken cancel)
    {
        if (!Secret.TryReadOrganisation(request.Token, Activation.Prefix, out var organisation))
        {
            throw new DomainException(OrganisationErrors.ActivationInvalid);
        }

        await db.EnterAsync(new Id<Organisation>(organisation), cancel);
        var hash = Secret.Hash(request.Token);
        var activation = await db.Activations.AsNoTracking().SingleOrDefaultAsync(activation => activation.Hash == hash, cancel);
        if (activation is null || activation.ExpiresAt <= time.GetUtcNow())
        {
            throw new DomainException(OrganisationErrors.ActivationInvalid);
        }

        return await db.InTransactionAsync(
            async () =>
            {
                var user = await db.HoldUserAsync(activation.UserId, cancel);

                // Of two at once the second finds it gone; other links of the user go with it.
                if (!await db.Activations.AnyAsync(known => known.Hash == hash, cancel))
                {
                    throw new DomainException(OrganisationErrors.ActivationInvalid);
                }

                user.Activate(await rules.HashAsync(user, "/password", request.Password, cancel));
                await db.Activations.Where(known => known.UserId == user.Id).ExecuteDeleteAsync(cancel);
                caller.Identify(user.Id);
                audit.Log("user.activated", user.Id);
                await db.SaveChangesAsync(cancel);
                return TypedResults.NoContent();
            },
            cancel);
    }
}
