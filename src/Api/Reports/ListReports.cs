using Cesuur.Api.Http;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Reports;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Reports;

internal sealed class ListReports : IEndpoint
{
    private static readonly Sorting<Report> Sorting = new(Sorting<Report>.By("createdAt", report => report.CreatedAt));

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/reports", Handle)
        .Requires(Permission.ResultsRead)
        .Fails(HttpErrors.Invalid, HttpErrors.MalformedCursor);

    private static Task<Page<ReportResponse>> Handle([AsParameters] PageRequest page, AppDb db, CancellationToken cancel) =>
        Sorting.PageAsync(db.Reports.AsNoTracking(), page, ReportResponse.From, cancel);
}
