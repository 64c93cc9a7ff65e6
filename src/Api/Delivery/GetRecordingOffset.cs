using Cesuur.Api.Catalogue;
using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Delivery;
using Cesuur.Infrastructure.Database;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Delivery;

/// <summary>Tells in <c>Upload-Offset</c> where the next part of a recording begins.</summary>
internal sealed class GetRecordingOffset : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapMethods("/delivery/recordings/{recordingId}", [HttpMethods.Head], Handle)
        .RequiresSitting()
        .Fails(HttpErrors.NotFound, MediaErrors.TusVersion);

    private static async Task<Ok> Handle(Id<Recording> recordingId, HttpContext http, AppDb db, Caller caller, CancellationToken cancel)
    {
        Tus.Speak(http);
        var recording = await db.Recordings.AsNoTracking()
            .Where(recording => recording.Id == recordingId && recording.SittingId == caller.Sitting).RequireAsync(cancel);
        Tus.RequireVersion(http);
        http.Response.Headers.CacheControl = "no-store";
        RecordingResponse.ShowOffset(http.Response, recording);
        return TypedResults.Ok();
    }
}
