using Cesuur.Domain;
using Cesuur.Infrastructure.Database;
using Microsoft.Extensions.Logging;

namespace Cesuur.Infrastructure.Mail;

/// <summary>A mail that development keeps in the database instead of sending it.</summary>
public sealed class KeptMail : TenantOwned, IIdentified
{
    private KeptMail()
    {
    }

    public static string IdPrefix => "mail";

    public Id<KeptMail> Id { get; private set; }

    public string Recipient { get; private set; } = null!;

    public string Subject { get; private set; } = null!;

    public string Body { get; private set; } = null!;

    public DateTimeOffset CreatedAt { get; private set; }

    public static KeptMail Create(string recipient, string subject, string body, DateTimeOffset now) => new()
    {
        Id = Id<KeptMail>.New(),
        Recipient = recipient,
        Subject = subject,
        Body = body,
        CreatedAt = now,
    };
}

/// <summary>
/// Mail in the running unit of work. Development's: a line in the log and a row that the operator reads
/// at <c>/v1/platform/mails</c>, written with the save that caused it.
/// </summary>
public sealed class Mailer(AppDb db, TimeProvider time, ILogger<Mailer> log)
{
    public void Send(string recipient, string subject, string body)
    {
        db.Mails.Add(KeptMail.Create(recipient, subject, body, time.GetUtcNow()));
        log.LogInformation("Mail for the operator to read: {Subject}", subject);
    }
}
