using Cesuur.Api.Http;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;

namespace Cesuur.Api.Organisations;

/// <summary>New recovery codes; the old ones hold no more.</summary>
internal sealed class RenewRecoveryCodes : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/me/two-factor/recovery-codes", Handle)
        .RequiresUser()
        .Fails(HttpErrors.Invalid, OrganisationErrors.TwoFactorOff);

    private static Task<RecoveryCodesResponse> Handle(
        TwoFactorProofRequest request, AppDb db, Proof proof, SecondFactor secondFactor, Audit audit, CancellationToken cancel) => db.InTransactionAsync(
        async () =>
        {
            var (user, factor) = await proof.OfBothAsync(request.Password, request.Code, cancel);
            var codes = await secondFactor.RenewRecoveryCodesAsync(factor, cancel);
            audit.Log("user.recovery_codes_renewed", user.Id);
            await db.SaveChangesAsync(cancel);
            return codes;
        },
        cancel);
}
