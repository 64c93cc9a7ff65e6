using Cesuur.Api.Jobs;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Infrastructure.Database;

namespace Cesuur.Api.Results;

internal sealed record RescoreVersionArguments(Id<TestVersion> VersionId);

/// <summary>
/// Brings the results of a version to the corrections that are in force, however many those are by now. Its result is the effect, of the last run where it
/// was broken off.
/// </summary>
internal sealed class RescoreVersionJob(AppDb db, Rescoring rescoring) : IJobHandler
{
    public const string Kind = "rescore_version";

    public async Task<object> RunAsync(RunningJob job, CancellationToken cancel) =>
        await rescoring.ApplyAsync(db.TenantId, job.Read<RescoreVersionArguments>().VersionId, (done, total) => job.ProgressAsync(done, total, cancel), cancel);

    public Task GiveUpAsync(RunningJob job, CancellationToken cancel) => Task.CompletedTask;
}
