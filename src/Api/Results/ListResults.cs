using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.People;
using Cesuur.Domain.Results;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Results;

internal sealed class ListResults : IEndpoint
{
    private static readonly Sorting<Result> Sorting = new(Sorting<Result>.By("gradedAt", result => result.GradedAt));

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/results", Handle)
        .Requires(Permission.ResultsRead)
        .Fails(HttpErrors.Invalid, HttpErrors.MalformedCursor);

    private static async Task<Page<ResultResponse>> Handle(
        [AsParameters] PageRequest page, Id<Candidate>? candidateId, Id<Test>? testId, Id<Sitting>? sittingId, AppDb db, CancellationToken cancel)
    {
        var results = db.Results.AsNoTracking().Where(result =>
            (candidateId == null || result.CandidateId == candidateId)
            && (testId == null || result.TestId == testId)
            && (sittingId == null || result.SittingId == sittingId));
        var found = await Sorting.PageAsync(results, page, result => result, cancel);
        var ids = found.Data.Select(result => result.Id).ToList();
        var versions = await (
            from version in db.ResultVersions
            join result in db.Results on version.ResultId equals result.Id
            where ids.Contains(result.Id) && version.Number == result.CurrentNumber
            select version).AsNoTracking().ToDictionaryAsync(version => version.ResultId, cancel);
        return new Page<ResultResponse>
        {
            Data = [.. found.Data.Select(result => ResultResponse.From(result, versions[result.Id]))],
            NextCursor = found.NextCursor,
        };
    }
}
