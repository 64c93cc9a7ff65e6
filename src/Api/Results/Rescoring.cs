using Cesuur.Api.Delivery;
using Cesuur.Api.Http;
using Cesuur.Api.Jobs;
using Cesuur.Api.Rating;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Results;
using Cesuur.Domain.Webhooks;
using Cesuur.Infrastructure.Database;
using Cesuur.Infrastructure.Results;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Results;

/// <summary>What is foreseen: the scoring that is in force, and what it would be.</summary>
internal sealed record ForeseenScoring(VersionScoring InForce, VersionScoring Proposed)
{
    /// <summary>Sittings of rounds that it would open again: the results that they have stand until the round is closed.</summary>
    public IReadOnlySet<Id<Sitting>> Reopened { get; init; } = new HashSet<Id<Sitting>>();
}

/// <summary>
/// Makes the results of a version anew by its corrections, in every organisation that used it: so many at a time, each time in a transaction of
/// its own. A result that has been done is not found again, so that it can be broken off at any moment and begun anew.
/// </summary>
internal sealed class Rescoring(IServiceScopeFactory scopes, VersionUse use, PublishedVersions versions)
{
    private const int AtOnce = 1000;

    /// <summary>What a scoring would change, without changing it. Results that a rescoring has not come to yet are taken as it will leave them.</summary>
    /// <param name="publisher">Whose version it is.</param>
    /// <param name="foreseen">Beyond which one, and by which.</param>
    /// <param name="progress">Is told how many of how many are done.</param>
    /// <param name="cancel">Breaks it off.</param>
    public Task<CorrectionEffect> PreviewAsync(Id<Organisation> publisher, ForeseenScoring foreseen, Func<int, int, Task> progress, CancellationToken cancel) =>
        RunAsync(publisher, foreseen.Proposed.Version.Id, foreseen, progress, cancel);

    /// <summary>Brings all results to the scoring that is in force.</summary>
    /// <param name="publisher">Whose version it is.</param>
    /// <param name="version">Which.</param>
    /// <param name="progress">Is told how many of how many are done.</param>
    /// <param name="cancel">Breaks it off.</param>
    public Task<CorrectionEffect> ApplyAsync(Id<Organisation> publisher, Id<TestVersion> version, Func<int, int, Task> progress, CancellationToken cancel) =>
        RunAsync(publisher, version, preview: null, progress, cancel);

    private async Task<CorrectionEffect> RunAsync(
        Id<Organisation> publisher, Id<TestVersion> id, ForeseenScoring? preview, Func<int, int, Task> progress, CancellationToken cancel)
    {
        var version = await versions.GetAsync(publisher, id, cancel);
        var organisations = await use.OfAsync(publisher, id, cancel);
        var (all, total) = (CorrectionEffect.None, organisations.Sum(one => one.Results));
        foreach (var organisation in organisations.Select(one => one.Id))
        {
            var asked = await AskedOfRatersAsync(organisation, version, preview, cancel);
            all += asked.Effect;
            var foreseen = preview is null ? null : preview with { Reopened = asked.InRounds };
            if (preview is null)
            {
                await SettleRoundsAsync(organisation, version, cancel); // first: what they open again stands until it is closed
            }

            var last = Id<Result>.None;
            for (CorrectionEffect? effect = CorrectionEffect.None; effect is not null;)
            {
                await using var scope = await scopes.OpenAsync(organisation, cancel);
                (effect, last) = await ActivatorUtilities.CreateInstance<RescoredResults>(scope.ServiceProvider).NextAsync(version, foreseen, last, AtOnce, cancel);
                all += effect ?? CorrectionEffect.None;
                await progress(all.Results, total);
            }
        }

        return all;
    }

    // What raters are to do is counted by itself: not everything that they have rated has a result.
    private async Task<AskedOfRaters> AskedOfRatersAsync(Id<Organisation> organisation, LoadedVersion version, ForeseenScoring? preview, CancellationToken cancel)
    {
        await using var scope = await scopes.OpenAsync(organisation, cancel);
        var after = preview?.Proposed ?? await scope.ServiceProvider.GetRequiredService<VersionScorings>().LoadAsync(version.Version, upTo: null, cancel);
        return await ActivatorUtilities.CreateInstance<ForeseenRatings>(scope.ServiceProvider)
            .OfAsync(preview?.InForce ?? after.At(Math.Max(0, after.Number - 1)), after, cancel);
    }

    // Another cut score can ask for a third rating, and another rubric for all of them, also where the round was closed.
    private async Task SettleRoundsAsync(Id<Organisation> organisation, LoadedVersion version, CancellationToken cancel)
    {
        await using var outer = await scopes.OpenAsync(organisation, cancel);
        var rounds = await outer.ServiceProvider.GetRequiredService<AppDb>().RatingRounds
            .Where(round => round.VersionId == version.Version.Id).OrderBy(round => round.Id).Select(round => round.Id).ToListAsync(cancel);
        foreach (var round in rounds)
        {
            for (Id<Sitting>? last = Id<Sitting>.None; last is not null;)
            {
                await using var scope = await scopes.OpenAsync(organisation, cancel);
                last = await scope.ServiceProvider.GetRequiredService<RoundSettling>().SettleNextAsync(round, version, last.Value, cancel);
            }
        }
    }
}

/// <summary>Some results of one organisation, in a scope of their own, so that nothing is kept of those before.</summary>
internal sealed class RescoredResults(AppDb db, VersionScorings scorings, Reopenings reopenings, Clock clock)
{
    /// <summary>The effect on the next results after one, and the last of them; none where there are no more.</summary>
    public Task<(CorrectionEffect? Effect, Id<Result> Last)> NextAsync(
        LoadedVersion version, ForeseenScoring? preview, Id<Result> after, int most, CancellationToken cancel) => db.InTransactionAsync(
        async () =>
        {
            var scoring = preview?.Proposed ?? await scorings.HoldAsync(version, cancel);
            var found = await FindAsync(version, preview is null ? scoring.Number : int.MaxValue, after, most, cancel);
            if (found.Count == 0)
            {
                return (null, after);
            }

            var held = preview is null && scoring.Rerated.Count > 0 ? await db.HoldSittingsAsync(found.Select(one => one.SittingId), cancel) : []; // before their results, as everybody does
            var results = preview is null ? await HoldAsync(found.Select(one => one.Id), scoring.Number, cancel) : found;
            if (results.Count == 0)
            {
                return (CorrectionEffect.None, found[^1].Id); // somebody else has done them meanwhile
            }

            var (effect, outdated) = await ReviseAsync(results, scoring, preview, cancel);
            if (preview is null)
            {
                await db.SaveManyAsync(cancel);
                var reopened = held.FindAll(one => one.Sitting.State == SittingState.Rated && outdated.Contains(one.Sitting.Id) && !version.IsRatedInRounds());
                if (reopened.Count > 0)
                {
                    await reopenings.OpenAsync(reopened, cancel);
                }
            }

            return ((CorrectionEffect?)effect, found[^1].Id);
        },
        cancel);

    private Task<List<Result>> FindAsync(LoadedVersion version, int below, Id<Result> after, int most, CancellationToken cancel) => db.Results
        .FromSql($"""
            SELECT *, xmin FROM results
            WHERE tenant_id = {db.TenantId.Value} AND version_id = {version.Version.Id.Value} AND id > {after.Value} AND scoring_number < {below}
            ORDER BY id LIMIT {most}
            """)
        .AsNoTracking().ToListAsync(cancel);

    private Task<List<Result>> HoldAsync(IEnumerable<Id<Result>> ids, int below, CancellationToken cancel) => db.Results
        .FromSql($"""
            SELECT *, xmin FROM results
            WHERE tenant_id = {db.TenantId.Value} AND id = ANY ({ids.Select(id => id.Value).ToArray()}) AND scoring_number < {below}
            ORDER BY id FOR NO KEY UPDATE
            """)
        .ToListAsync(cancel);

    /// <param name="results">At most so many as are in memory at once.</param>
    /// <param name="scoring">The one by which they are to be.</param>
    /// <param name="preview">None: what is found is saved.</param>
    /// <param name="cancel">Breaks it off.</param>
    /// <returns>The effect, and the sittings whose rating is by a rubric that does not count any more.</returns>
    private async Task<(CorrectionEffect Effect, HashSet<Id<Sitting>> Outdated)> ReviseAsync(
        List<Result> results, VersionScoring scoring, ForeseenScoring? preview, CancellationToken cancel)
    {
        var (ids, sittings) = (results.ConvertAll(result => result.Id), results.ConvertAll(result => result.SittingId));
        var current = await (
            from version in db.ResultVersions.AsNoTracking()
            join result in db.Results on new { version.ResultId, version.Number } equals new { ResultId = result.Id, Number = result.CurrentNumber }
            where ids.Contains(version.ResultId)
            select version).ToDictionaryAsync(version => version.ResultId, cancel);
        var states = await (
            from sitting in db.Sittings
            join candidate in db.Candidates on sitting.CandidateId equals candidate.Id
            where sittings.Contains(sitting.Id)
            select new { sitting.Id, sitting.State, InRound = db.RoundSittings.Any(taken => taken.SittingId == sitting.Id), IsErased = candidate.ErasedAt != null })
            .ToDictionaryAsync(sitting => sitting.Id, cancel);
        var answers = (await db.Responses.AsNoTracking()
            .Where(response => sittings.Contains(response.SittingId) && scoring.Rescored.Contains(response.ItemId)).ToListAsync(cancel)).ToLookup(response => response.SittingId);
        var level = await db.Tests.BeyondReach().Where(test => test.Id == results[0].TestId).Select(test => test.Level).SingleAsync(cancel);
        var (effect, outdated) = (CorrectionEffect.None, new HashSet<Id<Sitting>>());
        foreach (var result in results)
        {
            var (before, sitting) = (current[result.Id], states[result.SittingId]);
            if (sitting is { InRound: true, State: SittingState.ToRate } || preview?.Reopened.Contains(result.SittingId) == true)
            {
                result.Stand(scoring); // until the round is closed, which makes it anew
                effect += CorrectionEffect.Of(before, after: null);
                continue;
            }

            var given = sitting.IsErased ? null : answers[result.SittingId].ToDictionary(response => response.ItemId, response => response.Answer);
            if (preview is { InForce: var inForce } && result.ScoringNumber < inForce.Number)
            {
                before = result.Revise(inForce, level, before, inForce.Recount(before.Items, given), clock.Now) ?? before;
            }

            var after = result.Revise(scoring, level, before, scoring.Recount(before.Items, given), clock.Now);
            effect += CorrectionEffect.Of(before, after);
            if (sitting is { IsErased: false, State: SittingState.Rated } && before.Items.Any(item => item is { ByRater: true, ByBoard: false } && scoring.IsOutdated(item.ItemId, before.ScoringNumber)))
            {
                outdated.Add(result.SittingId);
            }

            if (preview is null && after is not null)
            {
                db.ResultVersions.Add(after);
                if (result.EstablishedAt is not null && !after.SaysTheSameAs(before))
                {
                    db.Raise(EventTypes.ResultRevised, ResultResponse.From(result, after), clock.Now);
                }
            }
        }

        return (effect, outdated);
    }
}
