using Cesuur.Api.Http;
using Cesuur.Api.Licensing;
using Cesuur.Domain.Credits;
using Cesuur.Domain.Licensing;
using Cesuur.Infrastructure.Credits;
using Cesuur.Infrastructure.Database;

namespace Cesuur.Api.Platform;

/// <summary>What every new organisation begins with, whoever asked for it: its licence, and a sandbox's credits.</summary>
internal sealed class NewOrganisations(AppDb db, Ledger ledger, LicenceNotices notices, Audit audit, Clock clock)
{
    /// <summary>Within the running transaction, which works for the new organisation from here on.</summary>
    public async Task<(Organisation Organisation, Licence? Licence)> CreateAsync(
        string name, LicenceKind? kind, bool sandbox, CancellationToken cancel)
    {
        var organisation = Organisation.Create(name, sandbox, clock.Now);
        await db.EnterAsync(organisation.Id, cancel);
        db.Organisations.Add(organisation);
        audit.Log("organisation.created", organisation.Id);
        await db.SaveChangesAsync(cancel);
        if (sandbox)
        {
            await ledger.PostAsync(
                LedgerTransaction.Receive(LedgerTransactionKind.Grant, Organisation.SandboxCredits, "Sandbox credits", organisation.Id.ToString()), "system", clock.Now, cancel);
        }

        var licence = kind is { } asked ? db.Licences.Add(Licence.Start(asked, clock.Now, clock.Now)).Entity : null;
        await db.SaveChangesAsync(cancel);
        await notices.SendDueAsync(cancel);
        return (organisation, licence);
    }
}
