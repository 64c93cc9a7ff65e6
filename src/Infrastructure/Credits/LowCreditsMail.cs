using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Mail;

namespace Cesuur.Infrastructure.Credits;

/// <summary>What an admin is told, in their language, of a balance that has fallen below its threshold.</summary>
internal sealed record LowCreditsMail(string Subject, string Body)
{
    public static LowCreditsMail Of(string holder, long balance, long threshold, User recipient)
    {
        var (of, name) = (OutgoingMail.OneLine(holder), OutgoingMail.OneLine(recipient.Name));
        return recipient.Language == "nl"
            ? new LowCreditsMail(
                $"Weinig credits over voor {of}",
                $"Beste {name},\n\nVoor {of} zijn nog {balance} credits beschikbaar. U wilde het weten bij minder dan {threshold}.\n")
            : new LowCreditsMail(
                $"Few credits left for {of}",
                $"Dear {name},\n\n{of} has {balance} credits left. You wanted to know when there are fewer than {threshold}.\n");
    }
}
