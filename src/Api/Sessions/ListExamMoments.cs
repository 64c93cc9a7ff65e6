using Cesuur.Api.Http;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Sessions;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Sessions;

internal sealed class ListExamMoments : IEndpoint
{
    private static readonly Sorting<ExamMoment> Sorting = new(
        Sorting<ExamMoment>.By("name", moment => moment.SearchKey),
        Sorting<ExamMoment>.By("from", moment => moment.StartsOn));

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/exam-moments", Handle)
        .Requires(Permission.SessionsRead)
        .Fails(HttpErrors.Invalid, HttpErrors.MalformedCursor, HttpErrors.SearchTooBroad);

    private static Task<Page<ExamMomentResponse>> Handle([AsParameters] PageRequest page, string? search, AppDb db, CancellationToken cancel) =>
        Sorting.PageAsync(db.ExamMoments.AsNoTracking(), page, search, ExamMomentResponse.Of, cancel);
}
