using System.Globalization;
using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Jobs;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;
using Cesuur.Infrastructure.Imports;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Jobs;

/// <summary>What was wrong with an imported file, as CSV with the cells themselves. The cells are about candidates, hence the scope.</summary>
internal sealed class GetJobErrors : IEndpoint
{
    private static readonly string[] Header = ["file", "line", "column", "code", "detail", "value"];

    private enum Format
    {
        Csv,
    }

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/jobs/{jobId}/errors", Handle)
        .Requires(Permission.CandidatesManage)
        .Fails(HttpErrors.NotFound, HttpErrors.Invalid);

    private static async Task<FileContentHttpResult> Handle(Id<Job> jobId, string? format, AppDb db, Caller caller, IEnumerable<JobKind> kinds, CancellationToken cancel)
    {
        _ = Filters.Enum<Format>("format", format);
        var job = await db.Jobs.AsNoTracking().SeenBy(caller, kinds).Where(job => job.Id == jobId).RequireAsync(cancel);
        var rows = (job.Errors ?? []).Select(error => new[]
        {
            error.File, error.Line?.ToString(CultureInfo.InvariantCulture), error.Column, error.Code, error.Detail, error.Value,
        });
        return TypedResults.File(CsvWriting.Write([Header, .. rows]), "text/csv", $"{jobId}-errors.csv");
    }
}
