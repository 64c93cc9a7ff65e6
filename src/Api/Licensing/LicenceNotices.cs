using Cesuur.Api.Http;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Webhooks;
using Cesuur.Infrastructure;
using Cesuur.Infrastructure.Database;
using Cesuur.Infrastructure.Mail;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Licensing;

/// <summary>
/// Tells, by event and by mail, that a licence began, nears its end, has ended: each once. What was told is
/// written in the transaction of the telling, so that two who do it at once tell it once.
/// </summary>
internal sealed class LicenceNotices(AppDb db, Mailer mailer, Clock clock)
{
    /// <summary>
    /// Sends what is due in the organisation of this scope, by its own clock. A suspended one hears nothing, since
    /// nobody could act on it; once it is let in again, the most urgent of what it missed is told.
    /// </summary>
    public Task SendDueAsync(CancellationToken cancel) => db.InTransactionAsync(
        async () =>
        {
            var now = clock.Now;
            var organisation = await db.HoldOrganisationAsync(cancel);
            if (organisation.SuspendedAt is not null)
            {
                return 0;
            }

            var periods = await db.LicencePeriodsAsync(now, cancel);
            foreach (var licence in periods.Due)
            {
                var reached = await TakeNewAsync(licence, now, cancel);
                foreach (var notice in periods.Telling(licence, reached))
                {
                    await TellAsync(notice, licence, organisation, now, cancel);
                }

                licence.Noticed(now);
            }

            return await db.SaveChangesAsync(cancel);
        },
        cancel);

    // What is passed over counts as told: its time will not come again.
    private async Task<List<LicenceNotice>> TakeNewAsync(Licence licence, DateTimeOffset now, CancellationToken cancel)
    {
        var taken = await db.Database.SqlQuery<string>(
            $"""
            INSERT INTO licence_notices (tenant_id, licence_id, notice, at)
            SELECT {db.TenantId.Value}, {licence.Id.Value}, unnest({licence.Reached(now).Select(SnakeCaseEnum.Write).ToArray()}), {now}
            ON CONFLICT DO NOTHING RETURNING notice
            """).ToListAsync(cancel);
        return taken.ConvertAll(SnakeCaseEnum.Read<LicenceNotice>);
    }

    private async Task TellAsync(LicenceNotice notice, Licence licence, Organisation organisation, DateTimeOffset now, CancellationToken cancel)
    {
        var type = notice switch
        {
            LicenceNotice.Activated => EventTypes.LicenceActivated,
            LicenceNotice.Expired => EventTypes.LicenceExpired,
            _ => EventTypes.LicenceExpiring,
        };
        db.Raise(type, LicenceResponse.From(licence, now), now);
        if (notice == LicenceNotice.Activated)
        {
            return;
        }

        var admins = await db.Users
            .FromSql($"SELECT *, xmin FROM users WHERE tenant_id = {db.TenantId.Value} AND 'admin' = ANY (roles)")
            .AsNoTracking().Where(user => user.Status == UserStatus.Active).ToListAsync(cancel);
        foreach (var admin in admins)
        {
            var mail = LicenceMail.Of(notice, licence, organisation, admin);
            mailer.Send(admin.Email, mail.Subject, mail.Body);
        }
    }
}
