using System.ComponentModel.DataAnnotations;
using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Organisations;

public sealed record SignInRequest
{
    public required Id<Organisation> Organisation { get; init; }

    [StringLength(254)]
    public required string Email { get; init; }

    [StringLength(128)]
    public required string Password { get; init; }
}

public sealed record SignInResponse
{
    /// <summary>For <c>Authorization: Bearer</c>.</summary>
    public required string AccessToken { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }
}

internal sealed class SignIn : IEndpoint
{
    // Checked when there is no such user, so that time does not tell whether an address exists.
    private static readonly string Decoy = new PasswordHasher<User>().HashPassword(null!, "no such user");

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/auth/login", Handle)
        .Public()
        .RequireRateLimiting(RateLimits.SignIn)
        .Fails(HttpErrors.TooManyRequests, OrganisationErrors.SignInFailed);

    private static async Task<SignInResponse> Handle(
        SignInRequest request, AppDb db, IPasswordHasher<User> hasher, TimeProvider time, CancellationToken cancel)
    {
        await db.EnterAsync(request.Organisation, cancel);
        var emailKey = User.KeyOf(request.Email);
        var user = await db.Users.SingleOrDefaultAsync(user => user.EmailKey == emailKey && user.Status == UserStatus.Active, cancel);
        if (hasher.VerifyHashedPassword(user!, user?.PasswordHash ?? Decoy, request.Password) == PasswordVerificationResult.Failed || user is null)
        {
            throw new DomainException(OrganisationErrors.SignInFailed);
        }

        var token = Secret.Create(Domain.Organisations.AccessToken.Prefix, request.Organisation.Value);
        var access = Domain.Organisations.AccessToken.Create(user.Id, token, time.GetUtcNow());
        db.AccessTokens.Add(access);
        await db.SaveChangesAsync(cancel);
        return new SignInResponse { AccessToken = token, ExpiresAt = access.ExpiresAt };
    }
}
