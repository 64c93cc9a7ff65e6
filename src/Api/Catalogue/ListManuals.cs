using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Catalogue;

/// <summary>The manuals of a test (T). The general rating model is among them for who has <c>ratings:write</c> or <c>tests:write</c>.</summary>
internal sealed class ListManuals : IEndpoint
{
    private static readonly Sorting<Manual> Sorting = new(
        Sorting<Manual>.By("title", manual => manual.SearchKey),
        Sorting<Manual>.By("createdAt", manual => manual.CreatedAt));

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/tests/{testId}/manuals", Handle)
        .Requires(Permission.TestsRead)
        .Fails(HttpErrors.NotFound, HttpErrors.Invalid, HttpErrors.MalformedCursor);

    private static async Task<Page<ManualResponse>> Handle(Id<Test> testId, [AsParameters] PageRequest page, AppDb db, Caller caller, CancellationToken cancel)
    {
        await db.Tests.AsNoTracking().Where(test => test.Id == testId).RequireAsync(cancel);
        return await Sorting.PageAsync(db.ManualsOf(testId, caller).AsNoTracking(), page, ManualResponse.From, cancel);
    }
}
