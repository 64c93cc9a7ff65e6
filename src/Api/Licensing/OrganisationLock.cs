using Cesuur.Api.Http;
using Cesuur.Domain.Licensing;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Licensing;

/// <summary>
/// Whatever must agree with a licence's limits takes turns by the lock on the organisation's row: licences,
/// users, departments. It is the lock of an update that changes no key, so that rows which merely refer to
/// the organisation are inserted all the while.
/// </summary>
internal static class OrganisationLock
{
    public static Task<Organisation> HoldOrganisationAsync(this AppDb db, CancellationToken cancel) => db.Organisations
        .FromSql($"SELECT *, xmin FROM organisations WHERE id = {db.TenantId.Value} FOR NO KEY UPDATE")
        .RequireAsync(cancel);

    /// <summary>
    /// The kind whose limits the running transaction must keep, with the organisation held until its end.
    /// Without any licence, ever, an organisation is limited as by one of the kind <c>organisation</c>.
    /// </summary>
    public static async Task<LicenceKind> HoldLicenceKindAsync(this AppDb db, DateTimeOffset now, CancellationToken cancel)
    {
        await db.HoldOrganisationAsync(cancel);
        return (await db.LicencePeriodsAsync(now, cancel)).Kind ?? LicenceKind.Organisation;
    }
}
