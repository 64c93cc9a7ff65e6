using Cesuur.Domain;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Webhooks;
using Cesuur.Infrastructure.Database;
using Cesuur.Infrastructure.Mail;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Infrastructure.Webhooks;

/// <summary>Gives up on an endpoint on the platform's own account, in the organisation's unit of work.</summary>
public sealed class EndpointDisabling(AppDb db, Mailer mailer, TimeProvider time)
{
    /// <summary>It answered 410: its receiver wants no more events, and knows so.</summary>
    public Task GoneAsync(Id<WebhookEndpoint> id, CancellationToken cancel) =>
        DisableAsync(id, WebhookDisabledReason.Gone, _ => true, cancel);

    /// <summary>Disables one that has failed for too long, and tells the organisation's admins.</summary>
    public Task FailingAsync(Id<WebhookEndpoint> id, CancellationToken cancel) =>
        DisableAsync(id, WebhookDisabledReason.Failing, endpoint => WebhookEndpoint.IsPastPatience(endpoint.FailingSince, time.GetUtcNow()), cancel);

    private Task<bool> DisableAsync(
        Id<WebhookEndpoint> id, WebhookDisabledReason reason, Func<WebhookEndpoint, bool> isDue, CancellationToken cancel) =>
        db.InTransactionAsync(
            async () =>
            {
                // Several deliveries can find out at once; and a success may have come in between.
                var endpoint = await db.WebhookEndpoints
                    .FromSql($"SELECT *, xmin FROM webhook_endpoints WHERE id = {id.Value} FOR UPDATE").SingleOrDefaultAsync(cancel);
                if (endpoint is not { Enabled: true } || !isDue(endpoint))
                {
                    return false;
                }

                endpoint.Disable(reason);
                db.AuditEntries.Add(AuditEntry.Create(AuditActor.System, "webhook_endpoint.disabled", id, origin: null, time.GetUtcNow()));
                if (reason == WebhookDisabledReason.Failing)
                {
                    await MailAdminsAsync(endpoint, cancel);
                }

                await db.SaveChangesAsync(cancel);
                await db.GiveUpDeliveriesAsync(id, cancel);
                return true;
            },
            cancel);

    private async Task MailAdminsAsync(WebhookEndpoint endpoint, CancellationToken cancel)
    {
        var users = await db.Users.AsNoTracking().Where(user => user.Status == UserStatus.Active).ToListAsync(cancel);
        foreach (var admin in users.Where(user => user.Roles.Contains(Role.Admin)))
        {
            var (subject, body) = InLanguage(admin.Language, endpoint);
            mailer.Send(admin.Email, subject, body);
        }
    }

    private static (string Subject, string Body) InLanguage(string language, WebhookEndpoint endpoint) => language == "nl"
        ? ("Een webhook is uitgeschakeld", $"""
            Vijf dagen lang is elke melding aan {endpoint.Url} mislukt; er worden er geen meer gestuurd.

            Schakel endpoint {endpoint.Id} weer in zodra het antwoordt. GET /v1/webhook-deliveries laat zien wat er
            misging en wat er is gemist.
            """)
        : ("A webhook endpoint has been disabled", $"""
            For five days every event that was sent to {endpoint.Url} has failed, so no more are sent to it.

            When it answers again, enable the endpoint {endpoint.Id}. GET /v1/webhook-deliveries shows what
            went wrong and what was missed.
            """);
}
