using Cesuur.Api.Jobs;
using Cesuur.Infrastructure.Database;

namespace Cesuur.Api.Sessions;

/// <summary>Settles the sessions that are over.</summary>
internal sealed class SettleExamSessionsJob(Databases databases, IServiceScopeFactory scopes, TimeProvider time, ILogger<SettleExamSessionsJob> log)
    : DueJob(databases, scopes, time, log, "Settling the sessions", DueSql)
{
    private const string DueSql = """
        SELECT tenant_id FROM exam_sessions WHERE settled_at IS NULL AND ends_at <= @now
        UNION
        SELECT o.id FROM organisations o JOIN exam_sessions s ON s.tenant_id = o.id
        WHERE o.clock_offset > '0' AND s.settled_at IS NULL AND s.ends_at <= @now + o.clock_offset
        """;

    protected override async Task<bool> DoAsync(IServiceProvider services, CancellationToken cancel)
    {
        await services.GetRequiredService<Settling>().SettleDueAsync(cancel);
        return false;
    }
}
