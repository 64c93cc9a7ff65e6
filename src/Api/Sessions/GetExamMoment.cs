using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Sessions;
using Cesuur.Infrastructure.Database;

namespace Cesuur.Api.Sessions;

internal sealed class GetExamMoment : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/exam-moments/{examMomentId}", Handle)
        .Requires(Permission.SessionsRead)
        .Fails(HttpErrors.NotFound);

    private static async Task<ExamMomentResponse> Handle(Id<ExamMoment> examMomentId, HttpContext http, AppDb db, CancellationToken cancel)
    {
        var moment = await db.ExamMoments.Where(moment => moment.Id == examMomentId).RequireAsync(cancel);
        http.SetETag(db, moment);
        return ExamMomentResponse.Of(moment);
    }
}
