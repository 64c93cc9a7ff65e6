using Cesuur.Api.Http;
using Cesuur.Api.Invitations;
using Cesuur.Domain;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Invitations;
using Cesuur.Domain.Sessions;
using Cesuur.Domain.Webhooks;
using Cesuur.Infrastructure.Credits;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Sessions;

/// <summary>Once a session is over, whoever has not started was absent; whether their credit comes back is the organisation's policy.</summary>
internal sealed class Settling(AppDb db, Ledger ledger, Audit audit, Clock clock, ILogger<Settling> log)
{
    /// <summary>Settles the sessions of this scope's organisation that are over by its clock, each once, whoever else does so at the same time.</summary>
    public async Task SettleDueAsync(CancellationToken cancel)
    {
        var now = clock.Now;
        var due = await db.ExamSessions.BeyondReach().Where(session => session.SettledAt == null && session.EndsAt <= now)
            .OrderBy(session => session.EndsAt).Select(session => session.Id).ToListAsync(cancel);
        foreach (var id in due)
        {
            try
            {
                await db.InTransactionAsync(() => SettleAsync(id, now, cancel), cancel);
            }
#pragma warning disable CA1031 // One session that cannot be settled must not hold up the others; in somebody's transaction all is undone
            catch (Exception e) when (db.Database.CurrentTransaction is null && !cancel.IsCancellationRequested)
            {
                log.LogError(e, "Settling {Session} failed; trying again at the next run", id);
            }
#pragma warning restore CA1031

            db.ChangeTracker.Clear();
        }
    }

    private async Task<int> SettleAsync(Id<ExamSession> id, DateTimeOffset now, CancellationToken cancel)
    {
        var session = await db.ExamSessions
            .FromSql($"SELECT *, xmin FROM exam_sessions WHERE tenant_id = {db.TenantId.Value} AND id = {id.Value} AND settled_at IS NULL AND ends_at <= {now} FOR NO KEY UPDATE")
            .BeyondReach().SingleOrDefaultAsync(cancel);
        if (session is null)
        {
            return 0;
        }

        session.Settle(now);
        var absent = (await db.HoldRegisteredAsync(id, cancel)).FindAll(invitation => invitation.WasMissed);
        var refund = absent.Count > 0 && await db.Organisations.Select(organisation => organisation.RefundAbsent).SingleAsync(cancel)
            ? Id<Deactivation>.New()
            : (Id<Deactivation>?)null;
        absent.ForEach(invitation => invitation.MarkAbsent(refund, now));
        if (refund is { } deactivation)
        {
            await db.RefundAsync(ledger, absent, InvitationState.Absent, deactivation, "system", now, cancel);
        }

        audit.Log("session.settled", id);
        await db.SaveChangesAsync(cancel);
        await db.RaiseAsync(EventTypes.InvitationAbsent, absent.Select(InvitationResponse.From), now, cancel);
        return absent.Count;
    }
}
