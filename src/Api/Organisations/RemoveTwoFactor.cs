using System.ComponentModel.DataAnnotations;
using Cesuur.Api.Http;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Cesuur.Api.Organisations;

public sealed record TwoFactorProofRequest
{
    [StringLength(PasswordRules.MaxLength)]
    public required string Password { get; init; }

    /// <summary>Six digits of the app, or a recovery code.</summary>
    [StringLength(40)]
    public required string Code { get; init; }
}

/// <summary>Switches two-factor sign-in off. A mail tells the user of it.</summary>
internal sealed class RemoveTwoFactor : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/me/two-factor/removal", Handle)
        .RequiresUser()
        .Fails(HttpErrors.Invalid, OrganisationErrors.TwoFactorOff);

    private static Task<NoContent> Handle(
        TwoFactorProofRequest request, AppDb db, Proof proof, AccountMails mails, Audit audit, CancellationToken cancel) => db.InTransactionAsync(
        async () =>
        {
            var (user, factor) = await proof.OfBothAsync(request.Password, request.Code, cancel);
            db.TwoFactors.Remove(factor);
            await mails.TwoFactorOffAsync(user, cancel);
            audit.Log("user.two_factor_off", user.Id);
            await db.SaveChangesAsync(cancel);
            return TypedResults.NoContent();
        },
        cancel);
}
