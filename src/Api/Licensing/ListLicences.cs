using Cesuur.Api.Http;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Licensing;

/// <summary>All licences there were, are and will be; the newest first unless asked otherwise.</summary>
internal sealed class ListLicences : IEndpoint
{
    private static readonly Sorting<Licence> Sorting = new(
        Sorting<Licence>.By("startsAt", licence => licence.StartsAt));

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/licences", Handle)
        .Requires(Permission.OrganisationRead)
        .Fails(HttpErrors.Invalid, HttpErrors.MalformedCursor);

    private static Task<Page<LicenceResponse>> Handle([AsParameters] PageRequest page, AppDb db, Clock clock, CancellationToken cancel) =>
        Sorting.PageAsync(
            db.Licences.AsNoTracking(), page with { Sort = page.Sort ?? "-startsAt" }, licence => LicenceResponse.From(licence, clock.Now), cancel);
}
