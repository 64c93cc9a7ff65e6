using Cesuur.Api.Http;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;

namespace Cesuur.Api.Organisations;

/// <summary>What makes a user of somebody, with the next save: a place in the organisation, and a mail with the way in (T).</summary>
internal sealed class NewUsers(AppDb db, AccountMails mails, Audit audit, Clock clock)
{
    public async Task InviteAsync(User user, CancellationToken cancel)
    {
        var token = Secret.Create(Activation.Prefix, db.TenantId.Value);
        db.Users.Add(user);
        db.Activations.Add(Activation.Create(user.Id, token, clock.Real));
        await mails.ActivationAsync(user, token, cancel);
        audit.Log("user.created", user.Id);
    }
}
