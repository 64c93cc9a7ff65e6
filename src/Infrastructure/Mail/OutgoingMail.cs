using Cesuur.Domain;

namespace Cesuur.Infrastructure.Mail;

public enum MailState
{
    /// <summary>For the operator to read; nothing sends it.</summary>
    Kept,
    Queued,
    Sent,

    /// <summary>Not sent, and not tried again.</summary>
    Failed,
}

/// <summary>A mail: written with the save that caused it, sent after that by a job.</summary>
public sealed class OutgoingMail : TenantOwned, IIdentified
{
    private OutgoingMail()
    {
    }

    public static string IdPrefix => "mail";

    public Id<OutgoingMail> Id { get; private set; }

    public string Recipient { get; private set; } = null!;

    public string Subject { get; private set; } = null!;

    /// <summary>Plain text. Blank once it has been sent or given up: it carries codes.</summary>
    public string Body { get; private set; } = null!;

    public MailState State { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset? SentAt { get; private set; }

    public static OutgoingMail Create(string recipient, string subject, string body, MailState state, DateTimeOffset now) => new()
    {
        Id = Id<OutgoingMail>.New(),
        Recipient = recipient,
        Subject = OneLine(subject),
        Body = body,
        State = state,
        CreatedAt = now,
    };

    /// <summary>Text as part of a line: names that people give can have line ends in them, and must not begin a header or a line.</summary>
    public static string OneLine(string text) => string.Concat(text.Select(c => char.IsControl(c) || c is '\u2028' or '\u2029' ? ' ' : c)).Trim();

    public void MarkSent(DateTimeOffset now)
    {
        State = MailState.Sent;
        SentAt = now;
        Body = "";
    }

    public void GiveUp()
    {
        State = MailState.Failed;
        Body = "";
    }
}
