using Cesuur.Domain;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Rating;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Rating;

/// <summary>What a rater gets next, locked. Whoever has come to teach a candidate since the round began is passed over.</summary>
internal static class TaskClaims
{
    /// <summary>The rater's own: the one they have claimed, or else the next in their order. Two requests at once wait for each other and get the same.</summary>
    public static Task<RatingTask?> OwnTaskAsync(this AppDb db, Id<RatingRound> round, Id<User> rater, CancellationToken cancel) => db.RatingTasks
        .FromSql($"""
            SELECT t.* FROM rating_tasks t JOIN sittings s ON s.tenant_id = t.tenant_id AND s.id = t.sitting_id
            WHERE t.tenant_id = {db.TenantId.Value} AND t.round_id = {round.Value} AND t.rater_id = {rater.Value} AND t.state = 'open'
              AND NOT EXISTS (SELECT FROM candidate_teachers c WHERE c.tenant_id = s.tenant_id AND c.candidate_id = s.candidate_id AND c.user_id = t.rater_id)
              AND NOT EXISTS (
                SELECT FROM group_candidates c JOIN group_teachers g ON g.tenant_id = c.tenant_id AND g.group_id = c.group_id
                WHERE c.tenant_id = s.tenant_id AND c.candidate_id = s.candidate_id AND g.user_id = t.rater_id)
            ORDER BY t.claimed_until IS NULL, t.position, t.id LIMIT 1 FOR UPDATE OF t
            """)
        .SingleOrDefaultAsync(cancel);

    /// <summary>What was recorded at a task, in the order by which raters name it.</summary>
    public static IQueryable<Recording> RecordingsOf(this AppDb db, RatingTask task) => db.Recordings.BeyondReach().AsNoTracking()
        .Where(recording => recording.SittingId == task.SittingId && recording.ItemId == task.ItemId).OrderBy(recording => recording.BegunAt).ThenBy(recording => recording.Id);

    /// <summary>
    /// One of another rater's that nobody works on: of whoever has most to do, of a sitting that this rater rates nothing of yet,
    /// if there is any, and from the end of the other's order. Two raters at once never get the same. What the rater had is looked
    /// up in a hash, also in a round that was opened a moment ago, of which nothing is known to the planner.
    /// </summary>
    public static Task<RatingTask?> LeftTaskAsync(this AppDb db, Id<RatingRound> round, Id<User> rater, DateTimeOffset now, CancellationToken cancel) => db.RatingTasks
        .FromSql($"""
            SELECT found.* FROM (
                SELECT rater_id, count(*) AS load FROM rating_tasks
                WHERE tenant_id = {db.TenantId.Value} AND round_id = {round.Value} AND state = 'open' AND benchmark_id IS NULL
                GROUP BY rater_id ORDER BY load DESC, rater_id) l
            CROSS JOIN LATERAL (
                SELECT t.* FROM rating_tasks t JOIN sittings s ON s.tenant_id = t.tenant_id AND s.id = t.sitting_id
                WHERE t.tenant_id = {db.TenantId.Value} AND t.round_id = {round.Value} AND t.rater_id = l.rater_id AND t.state = 'open' AND t.benchmark_id IS NULL
                  AND (t.claimed_until IS NULL OR t.claimed_until <= {now})
                  AND (t.sitting_id, t.item_id) NOT IN (
                    SELECT sitting_id, item_id FROM rating_tasks WHERE tenant_id = {db.TenantId.Value} AND rater_id = {rater.Value})
                  AND NOT EXISTS (SELECT FROM candidate_teachers c WHERE c.tenant_id = s.tenant_id AND c.candidate_id = s.candidate_id AND c.user_id = {rater.Value})
                  AND NOT EXISTS (
                    SELECT FROM group_candidates c JOIN group_teachers g ON g.tenant_id = c.tenant_id AND g.group_id = c.group_id
                    WHERE c.tenant_id = s.tenant_id AND c.candidate_id = s.candidate_id AND g.user_id = {rater.Value})
                ORDER BY t.sitting_id IN (
                    SELECT sitting_id FROM rating_tasks WHERE tenant_id = {db.TenantId.Value} AND rater_id = {rater.Value} AND state IN ('open', 'rated')),
                  t.position DESC, t.id
                LIMIT 1 FOR UPDATE OF t SKIP LOCKED) found
            LIMIT 1
            """)
        .SingleOrDefaultAsync(cancel);
}
