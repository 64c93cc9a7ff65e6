using Cesuur.Api.Http;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;

namespace Cesuur.Api.Organisations;

/// <summary>What makes a user of somebody, with the next save: a place in the organisation, and a mail with the way in (T).</summary>
internal sealed class NewUsers(AppDb db, AccountMails mails, Audit audit, Clock clock)
{
    public Task InviteAsync(User user, CancellationToken cancel)
    {
        Add(user);
        return MailLinkAsync(user, cancel);
    }

    /// <summary>Without the mail, which is for later.</summary>
    public void Add(User user)
    {
        db.Users.Add(user);
        audit.Log("user.created", user.Id);
    }

    /// <summary>A link to set the first password by: once, within seven days.</summary>
    public Task MailLinkAsync(User user, CancellationToken cancel)
    {
        var token = Secret.Create(Activation.Prefix, db.TenantId.Value);
        db.Activations.Add(Activation.Create(user.Id, token, clock.Real));
        return mails.ActivationAsync(user, token, cancel);
    }
}
