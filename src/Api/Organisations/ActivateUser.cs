using System.ComponentModel.DataAnnotations;
using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Organisations;

public sealed record ActivateUserRequest
{
    /// <summary>From the activation mail.</summary>
    [StringLength(200)]
    public required string Token { get; init; }

    /// <summary>12 to 128 characters.</summary>
    [StringLength(128, MinimumLength = 12)]
    public required string Password { get; init; }
}

internal sealed class ActivateUser : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/auth/activation", Handle)
        .Public()
        .RequireRateLimiting(RateLimits.SignIn)
        .Fails(HttpErrors.TooManyRequests, OrganisationErrors.ActivationInvalid, HttpErrors.Invalid);

    private static async Task<NoContent> Handle(
        ActivateUserRequest request, AppDb db, IPasswordHasher<User> hasher, TimeProvider time, CancellationToken cancel)
    {
        if (!Secret.TryReadOrganisation(request.Token, Activation.Prefix, out var organisation))
        {
            throw new DomainException(OrganisationErrors.ActivationInvalid);
        }

        await db.EnterAsync(new Id<Organisation>(organisation), cancel);
        var hash = Secret.Hash(request.Token);
        var activation = await db.Activations.SingleOrDefaultAsync(activation => activation.Hash == hash, cancel);
        if (activation is null || activation.ExpiresAt <= time.GetUtcNow())
        {
            throw new DomainException(OrganisationErrors.ActivationInvalid);
        }

        var user = await db.Users.SingleAsync(user => user.Id == activation.UserId, cancel);
        user.Activate(hasher.HashPassword(user, request.Password));
        db.Activations.Remove(activation);
        await db.SaveChangesAsync(cancel);
        return TypedResults.NoContent();
    }
}
