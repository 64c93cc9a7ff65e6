using Cesuur.Domain;
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

    /// <summary>
    /// One of another rater's that nobody works on: of a sitting that this rater rates nothing of yet, if there is any, and of
    /// whoever has most to do, from the end of their order. Two raters at once never get the same.
    /// </summary>
    public static Task<RatingTask?> LeftTaskAsync(this AppDb db, Id<RatingRound> round, Id<User> rater, DateTimeOffset now, CancellationToken cancel) => db.RatingTasks
        .FromSql($"""
            SELECT t.* FROM rating_tasks t JOIN sittings s ON s.tenant_id = t.tenant_id AND s.id = t.sitting_id
            JOIN (
                SELECT rater_id, count(*) AS load FROM rating_tasks
                WHERE tenant_id = {db.TenantId.Value} AND round_id = {round.Value} AND state = 'open' GROUP BY rater_id) l ON l.rater_id = t.rater_id
            WHERE t.tenant_id = {db.TenantId.Value} AND t.round_id = {round.Value} AND t.state = 'open' AND t.benchmark_id IS NULL
              AND (t.claimed_until IS NULL OR t.claimed_until <= {now})
              AND NOT EXISTS (
                SELECT FROM rating_tasks o
                WHERE o.tenant_id = t.tenant_id AND o.sitting_id = t.sitting_id AND o.item_id = t.item_id AND o.rater_id = {rater.Value})
              AND NOT EXISTS (SELECT FROM candidate_teachers c WHERE c.tenant_id = s.tenant_id AND c.candidate_id = s.candidate_id AND c.user_id = {rater.Value})
              AND NOT EXISTS (
                SELECT FROM group_candidates c JOIN group_teachers g ON g.tenant_id = c.tenant_id AND g.group_id = c.group_id
                WHERE c.tenant_id = s.tenant_id AND c.candidate_id = s.candidate_id AND g.user_id = {rater.Value})
            ORDER BY EXISTS (
                SELECT FROM rating_tasks o
                WHERE o.tenant_id = t.tenant_id AND o.sitting_id = t.sitting_id AND o.rater_id = {rater.Value} AND o.state IN ('open', 'rated')),
              l.load DESC, t.position DESC, t.id
            LIMIT 1 FOR UPDATE OF t SKIP LOCKED
            """)
        .SingleOrDefaultAsync(cancel);
}
