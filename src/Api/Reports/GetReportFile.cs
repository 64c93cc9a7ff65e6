using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Reports;
using Cesuur.Infrastructure.Database;
using Cesuur.Infrastructure.Files;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Reports;

internal sealed class GetReportFile : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/reports/{reportId}/file", Handle)
        .Requires(Permission.ResultsRead)
        .Fails(HttpErrors.NotFound, ReportErrors.NotReady);

    private static async Task<FileStreamHttpResult> Handle(Id<Report> reportId, AppDb db, IFileStore files, CancellationToken cancel)
    {
        var report = await db.Reports.AsNoTracking().Where(report => report.Id == reportId).RequireAsync(cancel);
        return TypedResults.Stream(await files.OpenAsync(report.RequireFile(), cancel), "application/pdf", $"{reportId}.pdf", enableRangeProcessing: true);
    }
}
