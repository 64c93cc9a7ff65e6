using System.ComponentModel.DataAnnotations;
using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Rating;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Rating;

public sealed record WithdrawalRequest
{
    [Required, StringLength(500, MinimumLength = 1)]
    public required string Reason { get; init; }
}

/// <summary>Ends an authorisation at once. What its holder has rated stands; what they have still to rate others can take over.</summary>
internal sealed class WithdrawAuthorisation : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/rater-authorisations/{authorisationId}/withdrawal", Handle)
        .Requires(Permission.BoardWrite)
        .Fails(HttpErrors.NotFound, HttpErrors.Invalid, RatingErrors.AuthorisationWithdrawn);

    private static Task<RaterAuthorisationResponse> Handle(
        Id<RaterAuthorisation> authorisationId, WithdrawalRequest request, AppDb db, Caller caller, Audit audit, Clock clock, CancellationToken cancel) =>
        db.InTransactionAsync(
            async () =>
            {
                var authorisation = await db.RaterAuthorisations
                    .FromSql($"SELECT * FROM rater_authorisations WHERE tenant_id = {db.TenantId.Value} AND id = {authorisationId.Value} FOR UPDATE").RequireAsync(cancel);
                authorisation.Withdraw(request.Reason, caller.Actor, clock.Now);
                audit.Log("rater_authorisation.withdrawn", authorisation.Id);
                await db.SaveChangesAsync(cancel);
                return RaterAuthorisationResponse.Of(authorisation);
            },
            cancel);
}
