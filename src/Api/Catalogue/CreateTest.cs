using Cesuur.Api.Http;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Cesuur.Api.Catalogue;

/// <summary>A test of the organisation's own; what it asks goes into its versions.</summary>
internal sealed class CreateTest : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/tests", Handle)
        .Requires(Permission.TestsWrite)
        .Fails(HttpErrors.Invalid);

    private static async Task<Created<TestResponse>> Handle(
        TestRequest request, HttpContext http, AppDb db, Audit audit, Clock clock, CancellationToken cancel)
    {
        var test = Test.Create(request.ToDetails(), clock.Now);
        db.Tests.Add(test);
        audit.Log("test.created", test.Id);
        await db.SaveChangesAsync(cancel);
        http.SetETag(db, test);
        return TypedResults.Created($"/v1/tests/{test.Id}", TestResponse.From(test));
    }
}
