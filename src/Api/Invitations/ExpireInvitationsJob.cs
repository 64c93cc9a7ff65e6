using Cesuur.Api.Http;
using Cesuur.Api.Jobs;
using Cesuur.Domain;
using Cesuur.Domain.Invitations;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Webhooks;
using Cesuur.Infrastructure.Credits;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;
using Quartz;

namespace Cesuur.Api.Invitations;

/// <summary>
/// Ends invitations whose window is over, by the clock of each organisation, and gives their credits back where its
/// policy says so. Those of a session are settled with it. Nothing hangs on when it runs: the code itself is refused from the moment on.
/// </summary>
internal sealed class ExpireInvitationsJob(Databases databases, IServiceScopeFactory scopes, TimeProvider time, ILogger<ExpireInvitationsJob> log) : IJob
{
    private const int BatchSize = 1_000;
    private const string Actor = "system";

    // By the index of what is due; the few sandboxes with a clock ahead are looked at one by one.
    internal const string DueSql = """
        SELECT DISTINCT tenant_id FROM invitations WHERE state = 'invited' AND exam_session_id IS NULL AND closes_at <= @now
        UNION
        SELECT o.id FROM organisations o WHERE o.clock_offset > '0' AND EXISTS (
            SELECT FROM invitations i WHERE i.tenant_id = o.id AND i.state = 'invited' AND i.exam_session_id IS NULL AND i.closes_at <= @now + o.clock_offset)
        """;

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) => await RunAsync(cancellationToken);

    public async Task RunAsync(CancellationToken cancel)
    {
        foreach (var organisation in await DueAsync(cancel))
        {
            try
            {
                while (await ExpireBatchAsync(organisation, cancel) == BatchSize)
                {
                }
            }
#pragma warning disable CA1031 // One organisation whose invitations cannot be ended must not hold up the others; they are still due at the next run
            catch (Exception e) when (e is not OperationCanceledException || !cancel.IsCancellationRequested)
            {
                log.LogError(e, "Ending the invitations of {Organisation} failed; trying again at the next run", organisation);
            }
#pragma warning restore CA1031
        }
    }

    private async Task<List<Id<Organisation>>> DueAsync(CancellationToken cancel)
    {
        var due = new List<Id<Organisation>>();
        await using var command = databases.Worker.CreateCommand(DueSql);
        command.Parameters.AddWithValue("now", time.GetUtcNow());
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            due.Add(new(reader.GetGuid(0)));
        }

        return due;
    }

    /// <summary>What somebody holds, a candidate who is just starting for instance, is left to the next run.</summary>
    private async Task<int> ExpireBatchAsync(Id<Organisation> organisation, CancellationToken cancel)
    {
        await using var scope = await scopes.OpenAsync(organisation, cancel);
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        var now = scope.ServiceProvider.GetRequiredService<Clock>().Now;
        return await db.InTransactionAsync(
            async () =>
            {
                var over = await db.Invitations
                    .FromSql($"""
                        SELECT *, xmin FROM invitations WHERE tenant_id = {organisation.Value} AND state = 'invited' AND exam_session_id IS NULL AND closes_at <= {now}
                        ORDER BY id LIMIT {BatchSize} FOR UPDATE SKIP LOCKED
                        """)
                    .ToListAsync(cancel);
                if (over.Count == 0)
                {
                    return 0;
                }

                var refund = await db.Organisations.AnyAsync(found => found.RefundExpired, cancel) ? Id<Deactivation>.New() : (Id<Deactivation>?)null;
                over.ForEach(invitation => invitation.Expire(refund, now));
                scope.ServiceProvider.GetRequiredService<Audit>().Log("invitations.expired", refund?.ToString() ?? $"{over.Count} invitations");
                if (refund is { } deactivation)
                {
                    await db.RefundAsync(
                        scope.ServiceProvider.GetRequiredService<Ledger>(), over, InvitationState.Expired, deactivation, Actor, now, cancel);
                }

                await db.SaveChangesAsync(cancel);
                await db.RaiseAsync(EventTypes.InvitationExpired, over.Select(InvitationResponse.From), now, cancel);
                return over.Count;
            },
            cancel);
    }
}
