using Cesuur.Api.Jobs;
using Cesuur.Infrastructure.Files;

namespace Cesuur.Api.People;

internal sealed record EraseFilesArguments(IReadOnlyList<string> Keys);

/// <summary>Deletes files whose rows are gone. A file that is gone already is none to delete.</summary>
internal sealed class EraseFilesJob(IFileStore files) : IJobHandler
{
    public const string Kind = "erase_files";

    public async Task<object> RunAsync(RunningJob job, CancellationToken cancel)
    {
        var keys = job.Read<EraseFilesArguments>().Keys;
        foreach (var key in keys)
        {
            await files.DeleteAsync(key, cancel);
        }

        await job.ProgressAsync(keys.Count, keys.Count, cancel);
        return new { files = keys.Count };
    }

    public Task GiveUpAsync(RunningJob job, CancellationToken cancel) => Task.CompletedTask;
}
