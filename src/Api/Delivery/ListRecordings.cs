using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;

namespace Cesuur.Api.Delivery;

/// <summary>All that was recorded at a sitting, and what a machine heard in it: a dead microphone shows during the test.</summary>
internal sealed class ListRecordings : IEndpoint
{
    private static readonly Sorting<Recording> Sorting = new(Sorting<Recording>.By("begunAt", recording => recording.BegunAt));

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/sittings/{sittingId}/recordings", Handle)
        .Requires(Permission.SittingsRead)
        .Fails(HttpErrors.NotFound);

    private static async Task<Page<RecordingResponse>> Handle(Id<Sitting> sittingId, [AsParameters] PageRequest page, AppDb db, CancellationToken cancel)
    {
        await db.Sittings.Where(sitting => sitting.Id == sittingId).RequireAsync(cancel);
        return await Sorting.PageAsync(db.Recordings.Where(recording => recording.SittingId == sittingId), page, RecordingResponse.From, cancel);
    }
}
