using System.ComponentModel.DataAnnotations;
using Cesuur.Api.Http;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;

namespace Cesuur.Api.Organisations;

public sealed record ConfirmTwoFactorRequest
{
    /// <summary>Six digits, as the app shows them now.</summary>
    [StringLength(40)]
    public required string Code { get; init; }
}

public sealed record RecoveryCodesResponse
{
    /// <summary>Ten codes, each of which stands in once for one of the app. Shown once.</summary>
    public required IReadOnlyList<string> RecoveryCodes { get; init; }
}

/// <summary>Switches two-factor sign-in on, by a first code of the app. A mail tells the user of it.</summary>
internal sealed class ConfirmTwoFactor : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/me/two-factor/confirmation", Handle)
        .RequiresUser()
        .Fails(HttpErrors.Invalid, OrganisationErrors.TwoFactorNotPending);

    private static Task<RecoveryCodesResponse> Handle(
        ConfirmTwoFactorRequest request, AppDb db, Proof proof, SecondFactor secondFactor, AccountMails mails, Audit audit, TimeProvider time, CancellationToken cancel) =>
        db.InTransactionAsync(
            async () =>
            {
                var (user, factor) = await proof.OfNewAppAsync(request.Code, cancel);
                factor.Confirm(time.GetUtcNow());
                var codes = await secondFactor.RenewRecoveryCodesAsync(factor, cancel);
                await mails.TwoFactorOnAsync(user, cancel);
                audit.Log("user.two_factor_on", user.Id);
                await db.SaveChangesAsync(cancel);
                return codes;
            },
            cancel);
}
