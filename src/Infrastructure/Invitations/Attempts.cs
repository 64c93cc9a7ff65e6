using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Infrastructure.Invitations;

/// <summary>How often somebody took a test again after failing it, codes not yet used included.</summary>
public sealed record AttemptsAfterFail(Guid CandidateId, Guid TestId, int Count);

/// <summary>Counts attempts at tests, for the limit on resits (R art. 13a).</summary>
public sealed class Attempts(AppDb db)
{
    /// <summary>
    /// Of those who failed one of the tests in the period: their attempts in it after the first fail. A sitting that
    /// was ended without a score is none; if it was taken again since, it counts in the place of its retakes, which are no resits.
    /// </summary>
    public Task<List<AttemptsAfterFail>> AfterFailAsync(Guid[] candidates, Guid[] tests, DateTimeOffset from, DateTimeOffset to, CancellationToken cancel) => db.Database
        .SqlQuery<AttemptsAfterFail>($"""
            WITH attempts AS MATERIALIZED (
                SELECT s.candidate_id, s.test_id, s.started_at, v.outcome, s.state <> 'terminated' AS stands, i.retake_of IS NULL AND (
                    s.state <> 'terminated' OR EXISTS (
                        SELECT FROM invitations retake
                        WHERE retake.tenant_id = s.tenant_id AND retake.retake_of = s.id AND (retake.state = 'invited' OR EXISTS (
                            SELECT FROM sittings again
                            WHERE again.tenant_id = retake.tenant_id AND again.invitation_id = retake.id AND again.state <> 'terminated')))) AS counts
                FROM sittings s
                JOIN invitations i ON i.tenant_id = s.tenant_id AND i.id = s.invitation_id
                LEFT JOIN results r ON r.tenant_id = s.tenant_id AND r.sitting_id = s.id AND r.established_at IS NOT NULL -- before that nobody is told of a fail
                LEFT JOIN result_versions v ON v.tenant_id = r.tenant_id AND v.result_id = r.id AND v.number = r.current_number
                WHERE s.tenant_id = {db.TenantId.Value} AND s.candidate_id = ANY ({candidates}) AND s.test_id = ANY ({tests})
                  AND s.started_at >= {from} AND s.started_at < {to}
            ), failed AS (
                SELECT candidate_id, test_id, min(started_at) AS at FROM attempts WHERE stands AND outcome = 'fail' GROUP BY candidate_id, test_id
            )
            SELECT f.candidate_id AS "CandidateId", f.test_id AS "TestId", (
                (SELECT count(*) FROM attempts a WHERE a.candidate_id = f.candidate_id AND a.test_id = f.test_id AND a.counts AND a.started_at > f.at)
                + (SELECT count(*) FROM invitations i
                   WHERE i.tenant_id = {db.TenantId.Value} AND i.candidate_id = f.candidate_id AND i.test_id = f.test_id AND i.state = 'invited' AND i.retake_of IS NULL))::integer AS "Count"
            FROM failed f
            """)
        .ToListAsync(cancel);
}
