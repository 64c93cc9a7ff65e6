using Cesuur.Api.Catalogue;
using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Delivery;
using Cesuur.Infrastructure.Database;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Delivery;

/// <summary>
/// Takes the next part of a recording. <c>Upload-Length</c> says how long the whole is: with as many bytes there it is
/// complete, also when this part has none. For a minute after the step or the sitting is over the rest is still taken.
/// </summary>
internal sealed class ContinueRecording : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPatch("/delivery/recordings/{recordingId}", Handle)
        .Accepts<Stream>(Tus.ContentType)
        .WithMetadata(new RequestSizeLimitAttribute(Recording.MaxSize + 1))
        .RequiresSitting()
        .Fails(
            HttpErrors.NotFound, HttpErrors.MalformedRequest, HttpErrors.UnsupportedMediaType, MediaErrors.TusVersion, MediaErrors.UploadOffset, MediaErrors.UploadEnded,
            MediaErrors.UploadLength, MediaErrors.UploadParts, DeliveryErrors.RecordingTooLarge, DeliveryErrors.RecordingEmpty, DeliveryErrors.StepClosed,
            DeliveryErrors.SittingClosed, DeliveryErrors.SittingPaused, DeliveryErrors.WrongDevice);

    private static async Task<NoContent> Handle(
        Id<Recording> recordingId, [FromHeader(Name = Tus.OffsetHeader)] long? offset, [FromHeader(Name = Tus.LengthHeader)] long? length,
        HttpContext http, AppDb db, Caller caller, RecordingUploads uploads, CancellationToken cancel)
    {
        Tus.Speak(http);
        var recording = await db.Recordings.AsNoTracking()
            .Where(recording => recording.Id == recordingId && recording.SittingId == caller.Sitting).RequireAsync(cancel);
        Tus.RequireVersion(http);
        if (http.Request.ContentType != Tus.ContentType)
        {
            throw new DomainException(HttpErrors.UnsupportedMediaType, $"A part of a recording is {Tus.ContentType}.");
        }

        // Before the body is read, so that what will not be kept takes no room; and again, under the lock, once it is there.
        recording.RequireAt(offset ?? throw HttpErrors.Member(Tus.OffsetHeader, "required", "Where the part begins is missing."));
        if (length is not null)
        {
            recording.Declare(length.Value);
        }

        await uploads.RequireTakingAsync(recording, cancel);
        recording = await uploads.ReceiveAsync(recording, offset.Value, length, http.Request.Body);
        if (recording.HasAllBytes)
        {
            recording = await uploads.CompleteAsync(recording.Id);
        }

        RecordingResponse.ShowOffset(http.Response, recording);
        return TypedResults.NoContent();
    }
}
