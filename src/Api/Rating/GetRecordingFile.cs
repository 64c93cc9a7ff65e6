using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;
using Cesuur.Infrastructure.Files;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Rating;

/// <summary>A spoken answer, for its rater; ranges can be asked for, to seek in it.</summary>
internal sealed class GetRecordingFile : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/sittings/{sittingId}/recordings/{recordingId}/file", Handle)
        .Requires(Permission.RatingsWrite)
        .Fails(HttpErrors.NotFound);

    private static async Task<FileStreamHttpResult> Handle(
        Id<Sitting> sittingId, Id<Recording> recordingId, AppDb db, IFileStore files, CancellationToken cancel)
    {
        var recording = await db.Recordings.AsNoTracking()
            .Where(recording => recording.Id == recordingId && recording.SittingId == sittingId).RequireAsync(cancel);
        return TypedResults.Stream(await files.OpenAsync(recording.FileKey, cancel), recording.ContentType, enableRangeProcessing: true);
    }
}
