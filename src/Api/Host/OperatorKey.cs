using Cesuur.Domain;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;
using Cesuur.Infrastructure.Licensing;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Host;

/// <summary>
/// The operator's first key, and any later one: nobody can ask for it over HTTP, only whoever may start the program
/// with its connection strings. Makes the operator's organisation where there is none yet.
/// </summary>
internal sealed class OperatorKey(Databases databases, TimeProvider time)
{
    private const string Name = "Operator";

    /// <param name="revokeOthers">Whether all earlier keys end, as after one was seen by somebody else.</param>
    /// <param name="cancel">Cancels.</param>
    /// <returns>The key. Shown once.</returns>
    public async Task<string> CreateAsync(bool revokeOthers, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var found = await new OperatorOrganisation(databases).FindAsync(cancel);
        var id = found ?? Id<Organisation>.New();
        var tenant = new Tenant();
        tenant.Enter(id);
        await using var db = new AppDb(new DbContextOptionsBuilder<AppDb>().UseNpgsql(databases.App).AddTenancy().Options, tenant);
        if (found is null)
        {
            db.Organisations.Add(Organisation.CreateOperator(id, Name, now));
            db.AuditEntries.Add(AuditEntry.Create(AuditActor.System, "organisation.created", id, origin: null, now));
        }

        foreach (var earlier in revokeOthers ? await db.ApiKeys.Where(key => key.RevokedAt == null).ToListAsync(cancel) : [])
        {
            earlier.Revoke(now);
            db.AuditEntries.Add(AuditEntry.Create(AuditActor.System, "api_key.revoked", earlier.Id, origin: null, now));
        }

        var secret = Secret.Create(ApiKey.LivePrefix, id.Value);
        var key = db.ApiKeys.Add(ApiKey.Create(Name, secret, [Permission.Platform], department: null, expiresAt: null, now)).Entity;
        db.AuditEntries.Add(AuditEntry.Create(AuditActor.System, "api_key.created", key.Id, origin: null, now));
        await db.SaveChangesAsync(cancel);
        return secret;
    }
}
