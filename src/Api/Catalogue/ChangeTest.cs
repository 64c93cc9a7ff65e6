using System.Text.Json;
using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;

namespace Cesuur.Api.Catalogue;

/// <summary>Once a version has been published, only the title and the field change.</summary>
internal sealed class ChangeTest : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPatch("/tests/{testId}", Handle)
        .AcceptsPatchOf<TestRequest>()
        .Requires(Permission.TestsWrite)
        .Fails(HttpErrors.NotFound, HttpErrors.Stale, CatalogueErrors.TestPublished, HttpErrors.Invalid);

    private static Task<TestResponse> Handle(
        Id<Test> testId, JsonElement patch, HttpContext http, AppDb db, MergePatch merge, Audit audit, CancellationToken cancel) =>
        db.InTransactionAsync(
            async () =>
            {
                var test = await db.HoldTestAsync(testId, cancel);
                http.CheckIfMatch(db, test);
                var details = merge.Apply(TestRequest.From(test), patch).ToDetails();
                if (await db.WasPublishedAsync(testId, cancel))
                {
                    test.ChangePublished(details);
                }
                else
                {
                    test.Change(details);
                }

                audit.Log("test.changed", test.Id);
                await db.SaveChangesAsync(cancel);
                http.SetETag(db, test);
                return TestResponse.From(test);
            },
            cancel);
}
