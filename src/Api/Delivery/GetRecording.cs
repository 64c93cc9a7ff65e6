using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Delivery;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Delivery;

/// <summary>A recording of the candidate's own: how far it has come in, and what a machine heard in it.</summary>
internal sealed class GetRecording : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/delivery/recordings/{recordingId}", Handle)
        .RequiresSitting()
        .Fails(HttpErrors.NotFound);

    private static async Task<RecordingResponse> Handle(Id<Recording> recordingId, AppDb db, Caller caller, CancellationToken cancel) => RecordingResponse.From(
        await db.Recordings.AsNoTracking().Where(recording => recording.Id == recordingId && recording.SittingId == caller.Sitting).RequireAsync(cancel));
}
