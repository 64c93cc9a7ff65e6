using Cesuur.Api.Catalogue;
using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Delivery;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Cesuur.Api.Delivery;

/// <summary>
/// Begins a recording that is sent in parts while it is spoken, by the protocol tus 1.0.0. Its id can be saved as the
/// response at once. <c>Upload-Metadata</c> has its <c>filetype</c>; <c>Upload-Defer-Length: 1</c> says that nobody knows
/// its length yet.
/// </summary>
internal sealed class BeginRecording : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/delivery/recordings/uploads", Handle)
        .RequiresSitting()
        .WithoutIdempotency()
        .Fails(
            MediaErrors.TusVersion, MediaErrors.UploadLength, MediaErrors.UploadMetadata, DeliveryErrors.RecordingEmpty, DeliveryErrors.TooManyRecordings,
            DeliveryErrors.RecordingTooLarge, HttpErrors.UnsupportedMediaType, HttpErrors.MalformedRequest, HttpErrors.Invalid, DeliveryErrors.StepClosed,
            DeliveryErrors.SittingClosed, DeliveryErrors.NotInThisState, DeliveryErrors.SittingPaused, DeliveryErrors.WrongDevice, HttpErrors.NotFound);

    private static async Task<Created<RecordingResponse>> Handle(
        Id<Item> itemId, [FromHeader(Name = Tus.LengthHeader)] long? length, [FromHeader(Name = Tus.DeferLengthHeader)] int? deferred,
        [FromHeader(Name = Tus.MetadataHeader)] string? metadata, HttpContext http, RecordingUploads uploads, CancellationToken cancel)
    {
        Tus.Speak(http);
        Tus.RequireVersion(http);
        if (length is null == deferred is not 1)
        {
            throw new DomainException(MediaErrors.UploadLength, $"Either {Tus.LengthHeader} is expected, or {Tus.DeferLengthHeader}: 1.");
        }

        var task = await uploads.TaskAsync(itemId, Tus.ReadMetadata(metadata).GetValueOrDefault("filetype"), cancel);
        var recording = await uploads.BeginAsync(task, length, whole: null, cancel);
        RecordingResponse.ShowOffset(http.Response, recording);
        return TypedResults.Created($"/v1/delivery/recordings/{recording.Id}", RecordingResponse.From(recording));
    }
}
