using Cesuur.Api.Http;
using Cesuur.Api.Licensing;
using Cesuur.Domain;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Webhooks;
using Cesuur.Infrastructure.Database;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Platform;

public sealed record AddLicenceRequest
{
    public required LicenceKind Kind { get; init; }

    /// <summary>When the year begins; absent: now.</summary>
    public DateTimeOffset? StartsAt { get; init; }
}

internal sealed class AddLicence : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/platform/organisations/{organisationId}/licences", Handle)
        .Requires(Permission.Platform)
        .Fails(HttpErrors.NotFound);

    private static Task<Created<LicenceResponse>> Handle(
        Id<Organisation> organisationId, AddLicenceRequest request, AppDb db, Audit audit, Clock clock, CancellationToken cancel) =>
        db.InTransactionAsync(
            async () =>
            {
                await db.EnterAsync(organisationId, cancel);
                await db.Organisations.RequireAsync(cancel);
                var licence = Licence.Start(request.Kind, request.StartsAt ?? clock.Now, clock.Now);
                db.Licences.Add(licence);
                audit.Log("licence.added", licence.Id);
                if (licence.IsActive(clock.Now))
                {
                    db.Raise(EventTypes.LicenceActivated, LicenceResponse.From(licence), clock.Now);
                }

                await db.SaveChangesAsync(cancel);
                return TypedResults.Created("/v1/licence", LicenceResponse.From(licence));
            },
            cancel);
}
