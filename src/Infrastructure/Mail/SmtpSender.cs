using System.Net;
using System.Net.Mail;
using System.Net.Mime;
using System.Text;
using Cesuur.Domain;

namespace Cesuur.Infrastructure.Mail;

/// <summary>Hands a mail to the server. The mail's id becomes its Message-ID, so that one sent twice can be told.</summary>
public sealed class SmtpSender(SmtpOptions options)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <exception cref="DomainException">It cannot be sent to this recipient, now or later.</exception>
    public async Task SendAsync(OutgoingMail mail, CancellationToken cancel)
    {
        if (!options.IsConfigured)
        {
            throw new InvalidOperationException("Mail is queued and this node has no Mail:Smtp:Host to send it.");
        }

        using var message = Compose(mail);
        using var client = new SmtpClient(options.Host, options.Port) { EnableSsl = options.RequireTls };
        if (options.User is not null)
        {
            client.Credentials = new NetworkCredential(options.User, options.Password);
        }

        if (!Ascii.IsValid(mail.Recipient))
        {
            client.DeliveryFormat = SmtpDeliveryFormat.International;
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Patience); // the client's own limit is for its synchronous calls
        try
        {
            await client.SendMailAsync(message, limit.Token);
        }
        catch (SmtpFailedRecipientException refused) when ((int)refused.StatusCode is >= 500 and < 600)
        {
            throw new DomainException(MailErrors.RecipientRefused);
        }
    }

    private MailMessage Compose(OutgoingMail mail)
    {
        if (!MailAddress.TryCreate(mail.Recipient, out var recipient) || recipient.Address != mail.Recipient)
        {
            throw new DomainException(MailErrors.RecipientRefused);
        }

        var from = new MailAddress(options.From);
        return new MailMessage(from, recipient)
        {
            Subject = mail.Subject,
            SubjectEncoding = Encoding.UTF8,
            Body = mail.Body,
            BodyEncoding = Encoding.UTF8,
            BodyTransferEncoding = TransferEncoding.Base64,
            Headers =
            {
                { "Message-ID", $"<{mail.Id}@{from.Host}>" },
                { "Auto-Submitted", "auto-generated" },
            },
        };
    }
}
