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

    /// <summary>The versions with which sittings begin now: of each test the last that was published.</summary>
    public static IQueryable<TestVersion> CurrentVersions(this AppDb db) => db.TestVersions.Where(version => version.State == VersionState.Published
        && !db.TestVersions.Any(later => later.TestId == version.TestId && later.State == VersionState.Published && later.Number > version.Number));

    /// <summary>The media that the organisation made; those of others it only ever sees at a test.</summary>
    public static IQueryable<Media> OwnMedia(this AppDb db) => db.Media.Where(media => media.TenantId == db.TenantId);

    /// <summary>
    /// The media that the organisation may look at now: its own, those of the tests it can invite to, and those of
    /// versions that it has sittings of, which go on and are rated whatever becomes of the entitlement.
    /// </summary>
    public static IQueryable<Media> UsableMedia(this AppDb db)
    {
        var tests = db.UsableTests();
        return db.Media.Where(media => media.TenantId == db.TenantId
            || db.VersionMedia.Any(use => use.TenantId == media.TenantId && use.MediaId == media.Id
                && (db.Sittings.Any(sitting => sitting.VersionId == use.VersionId)
                    || db.TestVersions.Any(version => version.TenantId == use.TenantId && version.Id == use.VersionId
                        && tests.Any(test => test.TenantId == version.TenantId && test.Id == version.TestId)))));
    }
}
