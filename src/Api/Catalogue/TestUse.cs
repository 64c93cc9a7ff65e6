using Cesuur.Domain.Catalogue;
using Cesuur.Infrastructure.Database;

namespace Cesuur.Api.Catalogue;

internal static class TestUse
{
    /// <summary>
    /// The tests that candidates can be invited to. Of a publisher whose tests the organisation may use no longer
    /// it still sees what it did use: sittings go on, are rated, and their results keep a title.
    /// </summary>
    public static IQueryable<Test> UsableTests(this AppDb db) => db.Tests.Where(test => test.TenantId == db.TenantId
        || db.Entitlements.Any(entitlement => entitlement.PublisherId == test.TenantId && entitlement.RevokedAt == null
            && ((entitlement.TestId == null && entitlement.Field == null) || entitlement.TestId == test.Id || (entitlement.Field != null && entitlement.Field == test.Field))));
}
