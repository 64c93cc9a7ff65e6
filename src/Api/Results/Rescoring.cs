using Cesuur.Api.Delivery;
using Cesuur.Api.Http;
using Cesuur.Api.Jobs;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Results;
using Cesuur.Domain.Webhooks;
using Cesuur.Infrastructure.Database;
using Cesuur.Infrastructure.Results;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Results;

/// <summary>
/// Makes the results of a version anew by its corrections, in every organisation that used it: so many at a time, each time in a transaction of
/// its own. A result that has been done is not found again, so that it can be broken off at any moment and begun anew.
/// </summary>
internal sealed class Rescoring(IServiceScopeFactory scopes, VersionUse use, PublishedVersions versions)
{
    private const int AtOnce = 1000;

    /// <summary>What a scoring that is not in force would change, without changing it.</summary>
    public Task<CorrectionEffect> PreviewAsync(Id<Organisation> publisher, VersionScoring scoring, CancellationToken cancel) =>
        RunAsync(publisher, scoring.Version.Id, scoring, (_, _) => Task.CompletedTask, cancel);

    /// <summary>Brings all results to the scoring that is in force.</summary>
    /// <param name="publisher">Whose version it is.</param>
    /// <param name="version">Which.</param>
    /// <param name="progress">Is told how many of how many are done.</param>
    /// <param name="cancel">Breaks it off.</param>
    public Task<CorrectionEffect> ApplyAsync(Id<Organisation> publisher, Id<TestVersion> version, Func<int, int, Task> progress, CancellationToken cancel) =>
        RunAsync(publisher, version, preview: null, progress, cancel);

    private async Task<CorrectionEffect> RunAsync(
        Id<Organisation> publisher, Id<TestVersion> id, VersionScoring? preview, Func<int, int, Task> progress, CancellationToken cancel)
    {
        var version = await versions.GetAsync(publisher, id, cancel);
        var organisations = await use.OfAsync(id, cancel);
        var (all, total) = (CorrectionEffect.None, organisations.Sum(one => one.Results));
        foreach (var (organisation, _) in organisations)
        {
            var last = Id<Result>.None;
            for (CorrectionEffect? effect = CorrectionEffect.None; effect is not null;)
            {
                await using var scope = await scopes.OpenAsync(organisation, cancel);
                (effect, last) = await ActivatorUtilities.CreateInstance<RescoredResults>(scope.ServiceProvider).NextAsync(version, preview, last, AtOnce, cancel);
                all += effect ?? CorrectionEffect.None;
                await progress(all.Results, total);
            }
        }

        return all;
    }
}

/// <summary>Some results of one organisation, in a scope of their own, so that nothing is kept of those before.</summary>
internal sealed class RescoredResults(AppDb db, VersionScorings scorings, Clock clock)
{
    /// <summary>The effect on the next results after one, and the last of them; none where there are no more.</summary>
    public Task<(CorrectionEffect? Effect, Id<Result> Last)> NextAsync(
        LoadedVersion version, VersionScoring? preview, Id<Result> after, int most, CancellationToken cancel) => db.InTransactionAsync(
        async () =>
        {
            var scoring = preview ?? await scorings.HoldAsync(version, cancel);
            var results = preview is null ? await HoldAsync(version, scoring.Number, after, most, cancel) : await ReadAsync(version, after, most, cancel);
            if (results.Count == 0)
            {
                return (null, after);
            }

            var effect = await ReviseAsync(results, scoring, save: preview is null, cancel);
            if (preview is null)
            {
                await db.SaveManyAsync(cancel);
            }

            return ((CorrectionEffect?)effect, results[^1].Id);
        },
        cancel);

    private Task<List<Result>> HoldAsync(LoadedVersion version, int number, Id<Result> after, int most, CancellationToken cancel) => db.Results
        .FromSql($"""
            SELECT *, xmin FROM results
            WHERE tenant_id = {db.TenantId.Value} AND version_id = {version.Version.Id.Value} AND id > {after.Value} AND scoring_number < {number}
            ORDER BY id LIMIT {most} FOR NO KEY UPDATE
            """)
        .ToListAsync(cancel);

    private Task<List<Result>> ReadAsync(LoadedVersion version, Id<Result> after, int most, CancellationToken cancel) => db.Results
        .FromSql($"""
            SELECT *, xmin FROM results
            WHERE tenant_id = {db.TenantId.Value} AND version_id = {version.Version.Id.Value} AND id > {after.Value}
            ORDER BY id LIMIT {most}
            """)
        .AsNoTracking().ToListAsync(cancel);

    private async Task<CorrectionEffect> ReviseAsync(List<Result> results, VersionScoring scoring, bool save, CancellationToken cancel)
    {
        var (ids, sittings) = (results.ConvertAll(result => result.Id), results.ConvertAll(result => result.SittingId));
        var current = await (
            from version in db.ResultVersions.AsNoTracking()
            join result in db.Results on new { version.ResultId, version.Number } equals new { ResultId = result.Id, Number = result.CurrentNumber }
            where ids.Contains(version.ResultId)
            select version).ToDictionaryAsync(version => version.ResultId, cancel);
        var rescored = scoring.Rescored;
        var answers = (await db.Responses.AsNoTracking()
            .Where(response => sittings.Contains(response.SittingId) && rescored.Contains(response.ItemId)).ToListAsync(cancel)).ToLookup(response => response.SittingId);
        var level = await db.Tests.BeyondReach().Where(test => test.Id == results[0].TestId).Select(test => test.Level).SingleAsync(cancel);
        var effect = CorrectionEffect.None;
        foreach (var result in results)
        {
            var before = current[result.Id];
            var items = scoring.Recount(before.Items, answers[result.SittingId].ToDictionary(response => response.ItemId, response => response.Answer), rescored);
            var after = result.Revise(scoring, level, before, items, clock.Now);
            effect += CorrectionEffect.Of(before, after);
            if (save && after is not null)
            {
                db.ResultVersions.Add(after);
                if (result.EstablishedAt is not null && !after.SaysTheSameAs(before))
                {
                    db.Raise(EventTypes.ResultRevised, ResultResponse.From(result, after), clock.Now);
                }
            }
        }

        return effect;
    }
}
