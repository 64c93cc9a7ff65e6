using Cesuur.Domain;
using Cesuur.Domain.Credits;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Credits;

/// <summary>Whose balance is meant where an answer says <c>balance</c>: the one that the caller's own invitations draw on.</summary>
internal static class OwnCredits
{
    public static Task<CreditMode> CreditModeAsync(this AppDb db, CancellationToken cancel) =>
        db.Organisations.Select(organisation => organisation.CreditMode).SingleAsync(cancel);

    /// <summary>
    /// An admin's and an organisation's key are the organisation's own balance (null); somebody of a department, where
    /// credits are allocated, has the department's.
    /// </summary>
    public static Id<Department>? OwnPayer(this AppDb db, CreditMode mode) =>
        db.Reach.IsEverything ? null : mode.Payer(db.Reach.Home.OrNull());
}
