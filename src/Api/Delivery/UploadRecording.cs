using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Delivery;
using Cesuur.Infrastructure.Files;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Cesuur.Api.Delivery;

/// <summary>Takes in what was spoken, or the file that was made, at an item. It becomes the answer by saving its id as the response.</summary>
internal sealed class UploadRecording : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/delivery/recordings", Handle)
        .RequiresSitting()
        .WithoutIdempotency()
        .Accepts<Stream>(Recording.SpeechTypes[0], [.. Recording.SpeechTypes.Skip(1), .. FileTypes.All.Except(Recording.SpeechTypes)])
        .WithMetadata(new RequestSizeLimitAttribute(Recording.MaxSize + 1))
        .Fails(
            DeliveryErrors.RecordingEmpty, DeliveryErrors.TooManyRecordings, DeliveryErrors.RecordingTooLarge, HttpErrors.UnsupportedMediaType, DeliveryErrors.StepClosed,
            DeliveryErrors.SittingClosed, DeliveryErrors.NotInThisState, DeliveryErrors.SittingPaused, DeliveryErrors.WrongDevice, HttpErrors.NotFound);

    private static async Task<Created<RecordingResponse>> Handle(
        Id<Item> itemId, HttpContext http, RecordingUploads uploads, NewFiles files, CancellationToken cancel)
    {
        var task = await uploads.TaskAsync(itemId, http.Request.ContentType, cancel);
        await uploads.RequireOpenAsync(task, cancel);
        await using var stored = await files.SaveAsync(http.Request.Body, Recording.MaxSize, cancel)
            ?? throw new DomainException(DeliveryErrors.RecordingTooLarge);
        var recording = await uploads.BeginAsync(task, stored.Size, stored, cancel);
        return TypedResults.Created($"/v1/delivery/recordings/{recording.Id}", RecordingResponse.From(recording));
    }
}
