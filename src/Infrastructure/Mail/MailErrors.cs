using Cesuur.Domain;

namespace Cesuur.Infrastructure.Mail;

/// <summary>Why a mail will never arrive; what may pass is tried again instead.</summary>
public static class MailErrors
{
    public static readonly DomainError RecipientRefused =
        new("mail_recipient_refused", ErrorKind.Invalid, "The address cannot be mailed to");
}
