using Cesuur.Api.Http;
using Cesuur.Api.Licensing;
using Cesuur.Domain;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;

namespace Cesuur.Api.Platform;

public sealed record LicenceChangeRequest
{
    public required LicenceKind Kind { get; init; }
}

public sealed record LicenceChangeResponse
{
    /// <summary>The present licence and those to come, all of the new kind, in the order of their years.</summary>
    public required IReadOnlyList<LicenceResponse> Licences { get; init; }
}

/// <summary>
/// Gives the present licence and those to come another kind. A wider one keeps everything; a narrower one is
/// refused while there are users or departments that it has no place for, with the list of what is in the way (T).
/// </summary>
internal sealed class ChangeLicenceKind : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/platform/organisations/{organisationId}/licence-changes", Handle)
        .Requires(Permission.Platform)
        .Fails(HttpErrors.NotFound, LicensingErrors.DowngradeRefused, LicensingErrors.LicenceExpired);

    private static Task<LicenceChangeResponse> Handle(
        Id<Organisation> organisationId, LicenceChangeRequest request, AppDb db, Caller caller, Audit audit, Clock clock, CancellationToken cancel) =>
        db.InTransactionAsync(
            async () =>
            {
                await db.EnterAndHoldAsync(organisationId, caller, cancel);
                var now = clock.Now;
                var periods = await db.LicencePeriodsAsync(now, cancel);
                foreach (var licence in periods.ChangeKind(request.Kind, await db.LicenceUseAsync(cancel)))
                {
                    audit.Log("licence.kind_changed", licence.Id);
                }

                await db.SaveChangesAsync(cancel);
                return new LicenceChangeResponse
                {
                    Licences = [.. periods.NotEnded.Select(licence => LicenceResponse.From(licence, now))],
                };
            },
            cancel);
}
