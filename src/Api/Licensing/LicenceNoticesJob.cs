using Cesuur.Api.Jobs;
using Cesuur.Infrastructure.Database;

namespace Cesuur.Api.Licensing;

/// <summary>Tells organisations what there is to tell about their licence.</summary>
internal sealed class LicenceNoticesJob(Databases databases, IServiceScopeFactory scopes, TimeProvider time, ILogger<LicenceNoticesJob> log)
    : DueJob(databases, scopes, time, log, "Telling about the licence", DueSql)
{
    internal const string DueSql = """
        SELECT o.id FROM licences l JOIN organisations o ON o.id = l.tenant_id
        WHERE l.notice_due_at <= @now AND o.suspended_at IS NULL
        UNION
        SELECT o.id FROM organisations o JOIN licences l ON l.tenant_id = o.id
        WHERE o.clock_offset > '0' AND l.notice_due_at <= @now + o.clock_offset AND o.suspended_at IS NULL
        """;

    protected override async Task<bool> DoAsync(IServiceProvider services, CancellationToken cancel)
    {
        await services.GetRequiredService<LicenceNotices>().SendDueAsync(cancel);
        return false;
    }
}
