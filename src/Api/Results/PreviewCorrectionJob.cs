using Cesuur.Api.Catalogue;
using Cesuur.Api.Http;
using Cesuur.Api.Jobs;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Results;
using Cesuur.Infrastructure.Database;

namespace Cesuur.Api.Results;

/// <summary>Nobody has proposed the correction, so that there is no id of it.</summary>
internal sealed record PreviewCorrectionArguments(Id<Test> TestId, Id<TestVersion> VersionId, IReadOnlyList<CorrectionChange> Changes, Id<Correction>? Undoes);

/// <summary>Finds out what a correction would do if it were proposed, and leaves nothing behind but its result.</summary>
internal sealed class PreviewCorrectionJob(AppDb db, ProposedCorrections proposed, Clock clock) : IJobHandler
{
    public const string Kind = "preview_correction";

    public async Task<object> RunAsync(RunningJob job, CancellationToken cancel)
    {
        var (testId, versionId, changes, undoes) = job.Read<PreviewCorrectionArguments>();
        var version = await db.OwnVersions(testId).Where(version => version.Id == versionId).RequireAsync(cancel);
        return await proposed.EffectAsync(
            Correction.Propose(version, changes, undoes, reason: "", Id<User>.None, clock.Now), (done, total) => job.ProgressAsync(done, total, cancel), cancel);
    }

    public Task GiveUpAsync(RunningJob job, CancellationToken cancel) => Task.CompletedTask;
}
