using Cesuur.Api.Http;
using Cesuur.Api.Jobs;
using Cesuur.Domain;
using Cesuur.Domain.Jobs;
using Cesuur.Domain.People;
using Cesuur.Domain.Webhooks;
using Cesuur.Infrastructure.Database;
using Cesuur.Infrastructure.Files;
using Cesuur.Infrastructure.Imports;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Cesuur.Api.People;

/// <summary>What an import does with rows that are wrong.</summary>
internal enum OnImportError
{
    /// <summary>Nothing is imported.</summary>
    Abort,

    /// <summary>The other rows are.</summary>
    Skip,
}

/// <summary>What every import is asked for with.</summary>
internal interface IImportArguments
{
    string FileKey { get; }

    bool DryRun { get; }

    OnImportError OnError { get; }
}

/// <summary>What every import says of itself.</summary>
internal interface IImportResult
{
    int Rows { get; }
}

/// <summary>
/// What all imports do round their own work: one transaction, in which the job ends too, so that whatever dies when,
/// all of it is done once or nothing; nothing written where rows are wrong or the run is dry; the event in the end.
/// </summary>
internal sealed class ImportSteps(AppDb db, IFileStore files, Audit audit, Clock clock)
{
    public async Task<TResult> RunAsync<TResult>(
        RunningJob job, IImportArguments arguments, string action, Func<RefusedRows, IDbContextTransaction, Task<TResult>> import, CancellationToken cancel)
        where TResult : IImportResult
    {
        var refused = new RefusedRows();
        TResult result;
        await using (var transaction = await db.Database.BeginTransactionAsync(cancel))
        {
            result = await TellingAsync(job, () => import(refused, transaction));
            job.Errors = new JobErrors(refused.ErrorCount, refused.Errors);
            if (refused.RowCount > 0 && arguments.OnError == OnImportError.Abort)
            {
                throw new DomainException(ImportErrors.RowsRefused, $"{refused.RowCount} of {result.Rows} rows are wrong; nothing was imported.");
            }

            if (!arguments.DryRun)
            {
                audit.Log(action, job.Id);
                await FinishAsync(job, result, cancel);
                await transaction.CommitAsync(cancel);
            }
        }

        if (arguments.DryRun)
        {
            await using var transaction = await db.Database.BeginTransactionAsync(cancel);
            await FinishAsync(job, result, cancel);
            await transaction.CommitAsync(cancel);
        }

        await files.DeleteAsync(arguments.FileKey, cancel);
        return result;
    }

    public async Task GiveUpAsync(RunningJob job, IImportArguments arguments, CancellationToken cancel)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        if (await job.FailAsync(db, cancel))
        {
            await RaiseAsync(job, cancel);
            await transaction.CommitAsync(cancel);
            await files.DeleteAsync(arguments.FileKey, cancel);
        }
    }

    /// <summary>What is wrong with the file as a whole has a code too, and stands where the errors of its rows would.</summary>
    private static async Task<TResult> TellingAsync<TResult>(RunningJob job, Func<Task<TResult>> import)
    {
        try
        {
            return await import();
        }
        catch (DomainException refusal)
        {
            IReadOnlyList<JobError> errors = refusal.Errors.Count > 0
                ? [.. refusal.Errors.Select(error => new JobError { Code = error.Code, Detail = error.Detail })]
                : [new JobError { Code = refusal.Error.Code, Detail = refusal.Message }];
            job.Errors = new JobErrors(errors.Count, errors);
            throw;
        }
    }

    private async Task FinishAsync(RunningJob job, object result, CancellationToken cancel)
    {
        await job.SucceedAsync(db, result, cancel);
        await RaiseAsync(job, cancel);
    }

    // Without the errors, which would make it too large: whoever wants them fetches the job.
    private async Task RaiseAsync(RunningJob job, CancellationToken cancel)
    {
        var ended = await db.Jobs.AsNoTracking().SingleAsync(ended => ended.Id == job.Id, cancel);
        db.Raise(EventTypes.ImportFinished, JobResponse.From(ended) with { Errors = null }, clock.Now);
        await db.SaveChangesAsync(cancel);
    }
}
