using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Catalogue;

public sealed record CreateTestVersionRequest
{
    /// <summary>A version of the same test that the draft begins as a copy of, with the same ids of items; absent: it begins empty.</summary>
    public Id<TestVersion>? FromVersionId { get; init; }
}

/// <summary>A new draft with the next number.</summary>
internal sealed class CreateTestVersion : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/tests/{testId}/versions", Handle)
        .Requires(Permission.TestsWrite)
        .Fails(HttpErrors.NotFound, HttpErrors.Invalid);

    private static Task<Created<TestVersionResponse>> Handle(
        Id<Test> testId, CreateTestVersionRequest request, HttpContext http, AppDb db, Audit audit, Clock clock, CancellationToken cancel) =>
        db.InTransactionAsync(
            async () =>
            {
                await db.HoldTestAsync(testId, cancel);
                var number = await db.NextNumberAsync(testId, cancel);
                var version = request.FromVersionId is { } id
                    ? (await OriginalAsync(db, testId, id, cancel)).CopyAs(number, clock.Now)
                    : TestVersion.Draft(testId, number, new TestContent { Sections = [] }, new VersionSettings(), cutScore: null, clock.Now);
                db.TestVersions.Add(version);
                await db.ShowMediaAsync(version.Id, [.. (await db.MediaOfAsync(version.Content, cancel)).Keys], cancel);
                audit.Log("test_version.created", version.Id);
                await db.SaveChangesAsync(cancel);
                http.SetETag(db, version);
                return TypedResults.Created($"/v1/tests/{testId}/versions/{version.Id}", TestVersionResponse.From(version));
            },
            cancel);

    private static async Task<TestVersion> OriginalAsync(AppDb db, Id<Test> testId, Id<TestVersion> id, CancellationToken cancel) =>
        await db.OwnVersions(testId).AsNoTracking().SingleOrDefaultAsync(version => version.Id == id, cancel)
            ?? throw HttpErrors.References(["/fromVersionId"]);
}
