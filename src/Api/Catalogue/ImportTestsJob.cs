using Cesuur.Api.Http;
using Cesuur.Api.Jobs;
using Cesuur.Api.Organisations;
using Cesuur.Api.People;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Jobs;
using Cesuur.Domain.Webhooks;
using Cesuur.Infrastructure.Database;
using Cesuur.Infrastructure.Files;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Catalogue;

internal sealed record ImportTestsArguments(string FileKey, bool DryRun, PackageOptions Options, string Actor);

/// <summary>Imports a content package in one transaction, in which the job ends too: all of it is done once, or nothing. It begins when the package has been read.</summary>
internal sealed class ImportTestsJob(AppDb db, IFileStore files, PackageImport import, Audit audit, Clock clock) : IJobHandler
{
    public const string Kind = "import_tests";

    public async Task<object> RunAsync(RunningJob job, CancellationToken cancel)
    {
        var arguments = job.Read<ImportTestsArguments>();
        var shown = -1;
        await using var file = await files.OpenLocallyAsync(arguments.FileKey, cancel);
        var reading = await TellingAsync(job, () => import.ReadAsync(file, arguments.Actor, ProgressAsync, cancel));
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        var result = await TellingAsync(job, () => import.ImportAsync(reading, arguments.Options, arguments.DryRun, cancel));
        job.Errors = import.Found;
        foreach (var test in result.Tests.Select(test => test.TestId).OfType<Id<Test>>())
        {
            audit.Log("test.imported", test);
        }

        await db.SaveChangesAsync(cancel);
        await job.SucceedAsync(db, result, cancel);
        await EndAsync(job, cancel);
        await transaction.CommitAsync(CancellationToken.None); // or nobody could tell whether it was
        return result;

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
            await EndAsync(job, cancel);
            await transaction.CommitAsync(CancellationToken.None);
        }
    }

    /// <summary>What is wrong with the package as a whole stands where what is wrong with its files would.</summary>
    private async Task<T> TellingAsync<T>(RunningJob job, Func<Task<T>> work)
    {
        try
        {
            return await work();
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

    // The event is without what was found, which would make it too large: whoever wants it fetches the job. The package
    // is deleted by a job of its own, which is there when, and only when, nobody will read it again.
    private async Task EndAsync(RunningJob job, CancellationToken cancel)
    {
        var ended = await db.Jobs.AsNoTracking().SingleAsync(ended => ended.Id == job.Id, cancel);
        db.Raise(EventTypes.ImportFinished, JobResponse.From(ended) with { Errors = null, Result = null }, clock.Now);
        db.Enqueue(EraseFilesJob.Kind, new EraseFilesArguments([job.Read<ImportTestsArguments>().FileKey]), clock.Real);
        await db.SaveChangesAsync(cancel);
    }
}
