using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Infrastructure.Credits;

/// <summary>Of one test at one price: how many a department was charged for, and how many of those and of earlier ones were credited.</summary>
public sealed record StatementCount(
    Guid DepartmentId, Guid TestId, string TestTitle, long? PriceAmount, string? PriceCurrency, long Invited, long Deactivated);

/// <summary>What happened to the credits of a department's own.</summary>
public sealed record AllocationMovements(Guid DepartmentId, long Opening, long Allocated, long Spent, long Refunded, long Closing);

/// <summary>Counts what departments used in a period, from invitations and the ledger as they were written.</summary>
/// <remarks>Invitations are charged on the day they are made and credited on the day their credit comes back, so that no later day changes a period.</remarks>
public sealed class DepartmentStatements(AppDb db)
{
    /// <param name="departments">Those that the caller sees: SQL knows nothing of reach.</param>
    /// <param name="from">The first moment of the period.</param>
    /// <param name="to">The first moment after it.</param>
    /// <param name="cancel">The request's.</param>
    public Task<List<StatementCount>> CountAsync(Guid[] departments, DateTimeOffset from, DateTimeOffset to, CancellationToken cancel) => db.Database
        .SqlQuery<StatementCount>($"""
            SELECT c.department_id AS "DepartmentId", c.test_id AS "TestId", t.title AS "TestTitle",
                c.price_amount AS "PriceAmount", c.price_currency AS "PriceCurrency",
                sum(c.invited)::bigint AS "Invited", sum(c.deactivated)::bigint AS "Deactivated"
            FROM (
                SELECT charged_department_id AS department_id, publisher_id, test_id, price_amount, price_currency, 1 AS invited, 0 AS deactivated
                FROM invitations
                WHERE tenant_id = {db.TenantId.Value} AND charged_department_id = ANY ({departments}) AND created_at >= {from} AND created_at < {to}
                UNION ALL
                SELECT charged_department_id, publisher_id, test_id, price_amount, price_currency, 0, 1
                FROM invitations
                WHERE tenant_id = {db.TenantId.Value} AND charged_department_id = ANY ({departments}) AND deactivation_id IS NOT NULL
                    AND ended_at >= {from} AND ended_at < {to}
            ) c
            JOIN tests t ON t.tenant_id = c.publisher_id AND t.id = c.test_id
            GROUP BY c.department_id, c.test_id, t.title, t.search_key, c.price_amount, c.price_currency
            ORDER BY t.search_key, c.test_id, c.price_currency, c.price_amount
            """)
        .ToListAsync(cancel);

    /// <summary>Of those departments that have ever had credits of their own before the period ended.</summary>
    public Task<List<AllocationMovements>> AllocationsAsync(Guid[] departments, DateTimeOffset from, DateTimeOffset to, CancellationToken cancel) => db.Database
        .SqlQuery<AllocationMovements>($"""
            SELECT d.id AS "DepartmentId",
                coalesce(earlier.balance_after, 0) AS "Opening",
                coalesce(sum(e.amount) FILTER (WHERE e.kind = 'allocation'), 0)::bigint AS "Allocated",
                coalesce(-sum(e.amount) FILTER (WHERE e.kind = 'spending'), 0)::bigint AS "Spent",
                coalesce(sum(e.amount) FILTER (WHERE e.kind = 'refund'), 0)::bigint AS "Refunded",
                (coalesce(earlier.balance_after, 0) + coalesce(sum(e.amount), 0))::bigint AS "Closing"
            FROM unnest({departments}) AS d (id)
            LEFT JOIN LATERAL (
                SELECT balance_after FROM ledger_entries
                WHERE tenant_id = {db.TenantId.Value} AND account = 'available' AND department_id = d.id AND created_at < {from}
                ORDER BY created_at DESC LIMIT 1
            ) earlier ON true
            LEFT JOIN ledger_entries e ON e.tenant_id = {db.TenantId.Value} AND e.account = 'available' AND e.department_id = d.id
                AND e.created_at >= {from} AND e.created_at < {to}
            GROUP BY d.id, earlier.balance_after
            HAVING earlier.balance_after IS NOT NULL OR count(e.id) > 0
            """)
        .ToListAsync(cancel);
}
