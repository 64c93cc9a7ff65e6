using Cesuur.Api.Results;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Rating;
using Cesuur.Domain.Results;
using Cesuur.Domain.Webhooks;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Rating;

/// <summary>What a result is made of: what each item of a sitting counts, and by which rating; none: a machine's.</summary>
internal sealed record ScoredSitting(Sitting Sitting, VersionScoring Scoring, IReadOnlyList<ItemResult> Items, Id<SittingRating>? Rating, DateTimeOffset At);

/// <summary>Turns points into the next version of a sitting's result, within the running transaction.</summary>
internal sealed class Grader(AppDb db)
{
    /// <summary>Gives each sitting its next result, with the next save, and tells of those that say something new and can be seen.</summary>
    public async Task<IReadOnlyList<ResultVersion>> GradeAsync(IReadOnlyList<ScoredSitting> scored, CancellationToken cancel)
    {
        var (sittings, tests) = (scored.Select(found => found.Sitting.Id).ToList(), scored.Select(one => one.Sitting.TestId).Distinct().ToList());
        var results = await db.Results.FromSql($"""
            SELECT *, xmin FROM results WHERE tenant_id = {db.TenantId.Value} AND sitting_id = ANY ({sittings.Select(id => id.Value).ToArray()}) ORDER BY id FOR NO KEY UPDATE
            """).BeyondReach().ToDictionaryAsync(result => result.SittingId, cancel);
        var earlier = results.Values.Select(result => result.Id).ToList();
        var previous = earlier.Count == 0 ? [] : await (
            from known in db.ResultVersions.AsNoTracking()
            join result in db.Results.BeyondReach() on new { known.ResultId, known.Number } equals new { ResultId = result.Id, Number = result.CurrentNumber }
            where earlier.Contains(known.ResultId)
            select known).ToDictionaryAsync(known => known.ResultId, cancel);
        var levels = await db.Tests.BeyondReach().Where(test => tests.Contains(test.Id)).Select(test => new { test.Id, test.Level })
            .ToDictionaryAsync(test => test.Id, test => test.Level, cancel);
        return [.. scored.Select(Grade)];

        ResultVersion Grade(ScoredSitting one)
        {
            var result = results.GetValueOrDefault(one.Sitting.Id) ?? db.Results.Add(Result.For(one.Sitting)).Entity;
            var graded = result.Grade(one.Scoring, levels[one.Sitting.TestId], one.Items, one.Rating, one.At);
            db.ResultVersions.Add(graded);
            one.Sitting.Grade();
            var before = previous.GetValueOrDefault(result.Id);
            if (result.EstablishedAt is not null && (before is null || !graded.SaysTheSameAs(before)))
            {
                db.Raise(before is null ? EventTypes.ResultGraded : EventTypes.ResultRevised, ResultResponse.From(result, graded), one.At);
            }

            return graded;
        }
    }
}
