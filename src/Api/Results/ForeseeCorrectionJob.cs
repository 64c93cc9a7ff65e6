using Cesuur.Api.Catalogue;
using Cesuur.Api.Http;
using Cesuur.Api.Jobs;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Results;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Results;

internal sealed record ForeseeCorrectionArguments(Id<Test> TestId, Id<TestVersion> VersionId, Id<Correction> CorrectionId);

/// <summary>Finds out what a proposed correction would do, for whoever decides on it. Where it is broken off, it counts from the beginning.</summary>
internal sealed class ForeseeCorrectionJob(AppDb db, ProposedCorrections proposed, Clock clock) : IJobHandler
{
    public const string Kind = "foresee_correction";

    public async Task<object> RunAsync(RunningJob job, CancellationToken cancel)
    {
        var (testId, versionId, id) = job.Read<ForeseeCorrectionArguments>();
        var correction = await db.Corrections.AsNoTracking().Where(correction => correction.Id == id).RequireAsync(cancel);
        if (correction is { Effect: { } known } && correction.EffectJobId == job.Id)
        {
            return known; // a worker before this one found it, and died
        }

        var effect = await proposed.EffectAsync(correction, (done, total) => job.ProgressAsync(done, total, cancel), cancel);
        return await db.InTransactionAsync(
            async () =>
            {
                await db.HoldVersionAsync(testId, versionId, cancel); // nothing is decided meanwhile
                (await db.Corrections.Where(correction => correction.Id == id).RequireAsync(cancel)).Foresee(effect, job.Id, clock.Now);
                await db.SaveChangesAsync(cancel);
                return effect;
            },
            cancel);
    }

    public Task GiveUpAsync(RunningJob job, CancellationToken cancel) => Task.CompletedTask;
}
