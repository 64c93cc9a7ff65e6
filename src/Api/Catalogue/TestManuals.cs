using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;

namespace Cesuur.Api.Catalogue;

internal static class TestManuals
{
    /// <summary>
    /// The manuals of a test that the caller sees. The rating model is for those who rate and those who write tests: it
    /// tells what earns points.
    /// </summary>
    public static IQueryable<Manual> ManualsOf(this AppDb db, Id<Test> test, Caller caller)
    {
        var manuals = db.Manuals.Where(manual => manual.TestId == test);
        return caller.Permissions.Contains(Permission.RatingsWrite.Name) || caller.Permissions.Contains(Permission.TestsWrite.Name)
            ? manuals
            : manuals.Where(manual => manual.Kind != ManualKind.RatingModel);
    }
}
