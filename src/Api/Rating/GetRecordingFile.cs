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
        .Fails(HttpErrors.NotFound, DeliveryErrors.RecordingReceiving);

    private static async Task<FileStreamHttpResult> Handle(
        Id<Sitting> sittingId, Id<Recording> recordingId, AppDb db, IFileStore files, CancellationToken cancel)
    {
        var recording = await db.Recordings.AsNoTracking()
            .Where(recording => recording.Id == recordingId && recording.SittingId == sittingId).RequireAsync(cancel);
        var key = recording.FileKey ?? throw new DomainException(recording.ReceivedAt is null ? DeliveryErrors.RecordingReceiving : HttpErrors.NotFound);
        return TypedResults.Stream(await files.OpenAsync(key, cancel), recording.ContentType, enableRangeProcessing: true);
    }
}
