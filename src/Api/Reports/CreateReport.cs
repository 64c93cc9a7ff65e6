using System.ComponentModel.DataAnnotations;
using Cesuur.Api.Http;
using Cesuur.Api.Jobs;
using Cesuur.Domain;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Reports;
using Cesuur.Domain.Results;
using Cesuur.Infrastructure.Database;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Reports;

public sealed record ReportRequest
{
    /// <summary><c>candidate</c>: one candidate's results, each in detail. <c>group</c>: several candidates, a table per test.</summary>
    public required ReportKind Kind { get; init; }

    /// <summary>The results to report, 1 to 500; each counts once.</summary>
    [Length(1, 500)]
    public required IReadOnlyList<Id<Result>> ResultIds { get; init; }

    /// <summary>The language of the report, <c>nl</c> or <c>en</c>; that of the tests stays as it is.</summary>
    [AllowedValues("nl", "en")]
    public string Language { get; init; } = "nl";
}

public sealed record RequestedReportResponse
{
    public required ReportResponse Report { get; init; }

    /// <summary>Makes the report; its <c>result</c> is the report as it became.</summary>
    public required JobResponse Job { get; init; }
}

/// <summary>Has a PDF made of results (T). The event <c>report.ready</c> tells when it can be fetched.</summary>
internal sealed class CreateReport : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/reports", Handle)
        .Requires(Permission.ReportsWrite)
        .Fails(HttpErrors.Invalid, ReportErrors.SeveralCandidates);

    private static async Task<Accepted<RequestedReportResponse>> Handle(
        ReportRequest request, AppDb db, Audit audit, Clock clock, CancellationToken cancel)
    {
        var candidates = await db.Results.AsNoTracking()
            .Where(result => request.ResultIds.Contains(result.Id))
            .ToDictionaryAsync(result => result.Id, result => result.CandidateId, cancel);
        var missing = request.ResultIds.Index().Where(asked => !candidates.ContainsKey(asked.Item)).ToList();
        if (missing.Count > 0)
        {
            throw HttpErrors.References(missing.Select(asked => $"/resultIds/{asked.Index}"));
        }

        if (request.Kind == ReportKind.Candidate && candidates.Values.Distinct().Count() > 1)
        {
            throw new DomainException(ReportErrors.SeveralCandidates);
        }

        var report = Report.Request(request.Kind, request.Language, request.ResultIds.Distinct(), db.Reach, clock.Now);
        db.Reports.Add(report);
        var job = db.Enqueue(RenderReportJob.Kind, new RenderReportArguments(report.Id), clock.Real);
        audit.Log("report.requested", report.Id);
        await db.SaveChangesAsync(cancel);
        return TypedResults.Accepted($"/v1/jobs/{job.Id}", new RequestedReportResponse { Report = ReportResponse.From(report), Job = JobResponse.From(job) });
    }
}
