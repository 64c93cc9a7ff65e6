using Cesuur.Domain;
using Cesuur.Domain.People;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Infrastructure.Organisations;

public static class AuditErasure
{
    /// <summary>
    /// Makes what the audit log holds of a candidate's own values unreadable for good, what the running
    /// transaction writes there included. The entries stay: who did what, when.
    /// </summary>
    public static Task EraseFromAuditLogAsync(this AppDb db, Id<Candidate> candidate, CancellationToken cancel) =>
        db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO personal_keys (tenant_id, candidate_id, key) VALUES ({db.TenantId.Value}, {candidate.Value}, NULL)
            ON CONFLICT (tenant_id, candidate_id) DO UPDATE SET key = NULL
            """,
            cancel);
}
