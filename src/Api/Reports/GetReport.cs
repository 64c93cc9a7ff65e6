using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Reports;
using Cesuur.Domain.Results;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Reports;

/// <summary>A PDF of results.</summary>
public sealed record ReportResponse
{
    public required Id<Report> Id { get; init; }

    public required ReportKind Kind { get; init; }

    public required string Language { get; init; }

    public required IReadOnlyList<Id<Result>> ResultIds { get; init; }

    /// <summary>The file is there once it is <c>ready</c>; a <c>failed</c> report stays so, ask for another.</summary>
    public required ReportState State { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    internal static ReportResponse From(Report report) => new()
    {
        Id = report.Id,
        Kind = report.Kind,
        Language = report.Language,
        ResultIds = [.. report.ResultIds.Select(id => new Id<Result>(id))],
        State = report.State,
        CreatedAt = report.CreatedAt,
    };
}

internal sealed class GetReport : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/reports/{reportId}", Handle)
        .Requires(Permission.ResultsRead)
        .Fails(HttpErrors.NotFound);

    private static async Task<ReportResponse> Handle(Id<Report> reportId, AppDb db, CancellationToken cancel) =>
        ReportResponse.From(await db.Reports.AsNoTracking().Where(report => report.Id == reportId).RequireAsync(cancel));
}
