using System.ComponentModel.DataAnnotations;
using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;
using Cesuur.Infrastructure.Organisations;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Organisations;

public sealed record BeginTwoFactorRequest
{
    [StringLength(PasswordRules.MaxLength)]
    public required string Password { get; init; }
}

public sealed record TwoFactorSetupResponse
{
    /// <summary>For typing into an authenticator app: base32. Shown once.</summary>
    public required string Secret { get; init; }

    /// <summary>The same as an <c>otpauth</c> URI, for a QR code.</summary>
    public required string Uri { get; init; }
}

/// <summary>Makes the secret of a second factor. Sign-in asks for codes once a first one has confirmed it; before that, asking again makes another.</summary>
internal sealed class BeginTwoFactor : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/me/two-factor", Handle)
        .RequiresUser()
        .Fails(HttpErrors.Invalid, OrganisationErrors.TwoFactorOn);

    private static Task<TwoFactorSetupResponse> Handle(
        BeginTwoFactorRequest request, AppDb db, Proof proof, SecondFactor secondFactor, TwoFactorSecrets secrets, CancellationToken cancel) =>
        db.InTransactionAsync(
            async () =>
            {
                var user = await proof.OfPasswordAsync("/password", request.Password, cancel);
                if (await secondFactor.FindAsync(user.Id, cancel) is { } earlier)
                {
                    if (earlier.IsOn)
                    {
                        throw new DomainException(OrganisationErrors.TwoFactorOn);
                    }

                    db.TwoFactors.Remove(earlier);
                    await db.SaveChangesAsync(cancel);
                }

                var secret = Totp.CreateSecret();
                db.TwoFactors.Add(TwoFactor.Begin(user.Id, secrets.Protect(secret)));
                var organisation = await db.Organisations.Select(organisation => organisation.Name).SingleAsync(cancel);
                await db.SaveChangesAsync(cancel);
                return new TwoFactorSetupResponse { Secret = Totp.Write(secret), Uri = Totp.UriOf(secret, organisation, user.Email) };
            },
            cancel);
}
