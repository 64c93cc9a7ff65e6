using Cesuur.Domain;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Webhooks;
using Cesuur.Infrastructure.Database;
using Cesuur.Infrastructure.Mail;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Infrastructure.Credits;

/// <summary>What <c>credits.low</c> carries: a balance that has just fallen below its threshold.</summary>
public sealed record LowCredits
{
    /// <summary>Whose allocation it is; absent: the organisation's own balance.</summary>
    public Id<Department>? DepartmentId { get; init; }

    public required long Balance { get; init; }

    public required long Threshold { get; init; }
}

/// <summary>Tells by event and by mail, with the save of what took them, that few credits are left.</summary>
public sealed class LowCreditsNotices(AppDb db, Mailer mailer)
{
    public async Task TellAsync(Id<Department>? department, long balance, long threshold, DateTimeOffset now, CancellationToken cancel)
    {
        db.Raise(EventTypes.CreditsLow, new LowCredits { DepartmentId = department, Balance = balance, Threshold = threshold }, now);
        var holder = department is null
            ? await db.Organisations.Select(organisation => organisation.Name).SingleAsync(cancel)
            : await db.Departments.BeyondReach().Where(found => found.Id == department).Select(found => found.Name).SingleAsync(cancel);
        foreach (var user in await RecipientsAsync(department, cancel))
        {
            var mail = LowCreditsMail.Of(holder, balance, threshold, user);
            mailer.Send(user.Email, mail.Subject, mail.Body);
        }
    }

    // Whoever took the credits need not see those who are to know.
    private Task<List<User>> RecipientsAsync(Id<Department>? department, CancellationToken cancel) => db.Users
        .FromSql($"""
            SELECT *, xmin FROM users
            WHERE tenant_id = {db.TenantId.Value} AND status = 'active'
              AND ('admin' = ANY (roles) OR ('department_admin' = ANY (roles) AND department_id = {department?.Value}))
            """)
        .BeyondReach().AsNoTracking().ToListAsync(cancel);
}
