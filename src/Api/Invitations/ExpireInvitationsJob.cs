using Cesuur.Api.Http;
using Cesuur.Api.Jobs;
using Cesuur.Domain;
using Cesuur.Domain.Invitations;
using Cesuur.Domain.Webhooks;
using Cesuur.Infrastructure.Credits;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Invitations;

/// <summary>
/// Ends invitations whose window is over, by the clock of each organisation, and gives their credits back where its
/// policy says so. Those of a session are settled with it. Nothing hangs on when it runs: the code itself is refused from
/// the moment on.
/// </summary>
internal sealed class ExpireInvitationsJob(Databases databases, IServiceScopeFactory scopes, TimeProvider time, ILogger<ExpireInvitationsJob> log)
    : DueJob(databases, scopes, time, log, "Ending the invitations", DueSql)
{
    private const int BatchSize = 1_000;
    private const string Actor = "system";

    internal const string DueSql = """
        SELECT DISTINCT tenant_id FROM invitations WHERE state = 'invited' AND exam_session_id IS NULL AND closes_at <= @now
        UNION
        SELECT o.id FROM organisations o WHERE o.clock_offset > '0' AND EXISTS (
            SELECT FROM invitations i WHERE i.tenant_id = o.id AND i.state = 'invited' AND i.exam_session_id IS NULL AND i.closes_at <= @now + o.clock_offset)
        """;

    /// <summary>What somebody holds, a candidate who is just starting for instance, is left to the next run.</summary>
    protected override async Task<bool> DoAsync(IServiceProvider services, CancellationToken cancel)
    {
        var db = services.GetRequiredService<AppDb>();
        var now = services.GetRequiredService<Clock>().Now;
        var ended = await db.InTransactionAsync(
            async () =>
            {
                var over = await db.Invitations
                    .FromSql($"""
                        SELECT *, xmin FROM invitations WHERE tenant_id = {db.TenantId.Value} AND state = 'invited' AND exam_session_id IS NULL AND closes_at <= {now}
                        ORDER BY id LIMIT {BatchSize} FOR UPDATE SKIP LOCKED
                        """)
                    .ToListAsync(cancel);
                if (over.Count == 0)
                {
                    return 0;
                }

                var refund = await db.Organisations.AnyAsync(found => found.RefundExpired, cancel) ? Id<Deactivation>.New() : (Id<Deactivation>?)null;
                over.ForEach(invitation => invitation.Expire(refund, now));
                services.GetRequiredService<Audit>().Log("invitations.expired", refund?.ToString() ?? $"{over.Count} invitations");
                if (refund is { } deactivation)
                {
                    await db.RefundAsync(
                        services.GetRequiredService<Ledger>(), over, InvitationState.Expired, deactivation, Actor, now, cancel);
                }

                await db.SaveChangesAsync(cancel);
                await db.RaiseAsync(EventTypes.InvitationExpired, over.Select(InvitationResponse.From), now, cancel);
                return over.Count;
            },
            cancel);
        return ended == BatchSize;
    }
}
