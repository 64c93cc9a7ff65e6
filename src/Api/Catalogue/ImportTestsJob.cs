using Cesuur.Api.Http;
using Cesuur.Api.Jobs;
using Cesuur.Api.Organisations;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Jobs;
using Cesuur.Domain.Webhooks;
using Cesuur.Infrastructure.Database;
using Cesuur.Infrastructure.Files;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Catalogue;

internal sealed record ImportTestsArguments(string FileKey, bool DryRun, PackageOptions Options, string Actor);

/// <summary>Imports a content package in one transaction, in which the job ends too: all of it is done once, or nothing.</summary>
internal sealed class ImportTestsJob(AppDb db, IFileStore files, PackageImport import, Audit audit, Clock clock) : IJobHandler
{
    public const string Kind = "import_tests";

    public async Task<object> RunAsync(RunningJob job, CancellationToken cancel)
    {
        var arguments = job.Read<ImportTestsArguments>();
        var shown = -1;
        var isSaved = false;
        try
        {
            await using var file = await files.OpenLocallyAsync(arguments.FileKey, cancel);
            await using var transaction = await db.Database.BeginTransactionAsync(cancel);
            var result = await TellingAsync(job, () => import.ReadAsync(file, arguments.Options, arguments.Actor, ProgressAsync, cancel));
            if (arguments.DryRun)
            {
                db.ChangeTracker.Clear();
                result = result with { DryRun = true, Tests = [.. result.Tests.Select(test => test with { TestId = null, VersionId = null })] };
            }
            else
            {
                foreach (var test in result.Tests)
                {
                    audit.Log("test.imported", test.TestId!.Value);
                }

                await db.SaveChangesAsync(cancel);
            }

            await job.SucceedAsync(db, result, cancel);
            await RaiseAsync(job, cancel);
            await transaction.CommitAsync(cancel);
            isSaved = !arguments.DryRun;
            await files.DeleteAsync(arguments.FileKey, CancellationToken.None);
            return result;
        }
        finally
        {
            if (!isSaved)
            {
                await import.ForgetAsync();
            }
        }

        // At each per cent or so: a package can have thousands of files.
        async Task ProgressAsync(int done, int total)
        {
            var percent = total == 0 ? 100 : (int)(100L * done / total);
            if (percent > shown)
            {
                shown = percent;
                await job.ProgressAsync(done, total, cancel);
            }
        }
    }

    public async Task GiveUpAsync(RunningJob job, CancellationToken cancel)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        if (await job.FailAsync(db, cancel))
        {
            await RaiseAsync(job, cancel);
            await transaction.CommitAsync(cancel);
            await files.DeleteAsync(job.Read<ImportTestsArguments>().FileKey, CancellationToken.None);
        }
    }

    /// <summary>What is wrong with the package as a whole stands where what is wrong with its files would.</summary>
    private async Task<PackageImportResult> TellingAsync(RunningJob job, Func<Task<PackageImportResult>> read)
    {
        try
        {
            var result = await read();
            job.Errors = import.Found;
            return result;
        }
        catch (DomainException refusal)
        {
            var found = import.Found ?? new JobErrors(0, []);
            job.Errors = refusal.Error == PackageErrors.Refused
                ? found
                : new JobErrors(found.Count + 1, [new JobError { Severity = JobErrorSeverity.Error, Code = refusal.Error.Code, Detail = refusal.Message }, .. found.Listed]);
            throw;
        }
    }

    // Without what was found, which would make it too large: whoever wants it fetches the job.
    private async Task RaiseAsync(RunningJob job, CancellationToken cancel)
    {
        var ended = await db.Jobs.AsNoTracking().SingleAsync(ended => ended.Id == job.Id, cancel);
        db.Raise(EventTypes.ImportFinished, JobResponse.From(ended) with { Errors = null, Result = null }, clock.Now);
        await db.SaveChangesAsync(cancel);
    }
}
