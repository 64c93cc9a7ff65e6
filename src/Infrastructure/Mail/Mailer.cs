using Cesuur.Domain;
using Cesuur.Infrastructure.Database;
using Microsoft.Extensions.Logging;

namespace Cesuur.Infrastructure.Mail;

public sealed record SendMailArguments(Id<OutgoingMail> MailId);

/// <summary>
/// Mail in the running unit of work: a row, written with the save that caused it, and a job that sends it.
/// Without a server to send it by, a line in the log and a row that the operator reads at <c>/v1/platform/mails</c>.
/// </summary>
public sealed class Mailer(AppDb db, TimeProvider time, SmtpOptions smtp, ILogger<Mailer> log)
{
    /// <summary>The kind of job that sends a mail.</summary>
    public const string JobKind = "send_mail";

    public void Send(string recipient, string subject, string body)
    {
        var now = time.GetUtcNow();
        var mail = OutgoingMail.Create(recipient, subject, body, smtp.IsConfigured ? MailState.Queued : MailState.Kept, now);
        db.Mails.Add(mail);
        if (smtp.IsConfigured)
        {
            db.Enqueue(JobKind, new SendMailArguments(mail.Id), now);
        }
        else
        {
            log.LogInformation("Mail for the operator to read: {Subject}", mail.Subject);
        }
    }
}
