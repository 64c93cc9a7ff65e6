using Cesuur.Api.Http;
using Cesuur.Api.Jobs;
using Cesuur.Domain;
using Cesuur.Domain.Reports;
using Cesuur.Domain.Webhooks;
using Cesuur.Infrastructure;
using Cesuur.Infrastructure.Database;
using Cesuur.Infrastructure.Documents;
using Cesuur.Infrastructure.Files;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Reports;

internal sealed record RenderReportArguments(Id<Report> ReportId);

/// <summary>Makes the PDF of a report. Of two that were made by mistake the first one stored counts.</summary>
internal sealed class RenderReportJob(
    AppDb db, ReportData data, IDocumentRenderer renderer, IFileStore files, Clock clock) : IJobHandler
{
    public const string Kind = "report";

    public async Task<object> RunAsync(RunningJob job, CancellationToken cancel)
    {
        var id = job.Read<RenderReportArguments>().ReportId;
        var report = await db.Reports.AsNoTracking().Where(report => report.Id == id).RequireAsync(cancel);
        if (report.State != ReportState.Requested)
        {
            return ReportResponse.From(report);
        }

        using var pdf = new MemoryStream(await renderer.RenderPdfAsync(
            $"{SnakeCaseEnum.Write(report.Kind)}-report", await data.ReadAsync(report, cancel), report.Language, cancel));
        var file = await files.SaveAsync(pdf, pdf.Length, cancel);
        return await db.InTransactionAsync(() => CompleteAsync(id, file!.Key, cancel), cancel);
    }

    public Task GiveUpAsync(RunningJob job, CancellationToken cancel) => db.InTransactionAsync(
        async () =>
        {
            if (await HoldAsync(job.Read<RenderReportArguments>().ReportId, cancel) is { State: ReportState.Requested } report)
            {
                report.Fail();
            }

            return await db.SaveChangesAsync(cancel);
        },
        cancel);

    private async Task<ReportResponse> CompleteAsync(Id<Report> id, string fileKey, CancellationToken cancel)
    {
        var report = await HoldAsync(id, cancel);
        if (report is not { State: ReportState.Requested })
        {
            await files.DeleteAsync(fileKey, cancel);
            return ReportResponse.From(report ?? throw new DomainException(HttpErrors.NotFound)); // erased with a candidate
        }

        report.Complete(fileKey);
        var ready = ReportResponse.From(report);
        db.Raise(EventTypes.ReportReady, ready, clock.Now);
        await db.SaveChangesAsync(cancel);
        return ready;
    }

    private Task<Report?> HoldAsync(Id<Report> id, CancellationToken cancel) =>
        db.Reports.FromSql($"SELECT * FROM reports WHERE id = {id.Value} FOR UPDATE").SingleOrDefaultAsync(cancel);
}
