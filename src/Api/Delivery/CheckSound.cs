using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Delivery;
using Cesuur.Infrastructure.Database;
using Cesuur.Infrastructure.Files;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Delivery;

/// <summary>Listens to some seconds from the candidate's microphone, before a speaking test for instance, and keeps nothing of them.</summary>
internal sealed class CheckSound : IEndpoint
{
    /// <summary>Bytes; half a minute as browsers record it.</summary>
    private const int MaxSize = 1024 * 1024;

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/delivery/sound-check", Handle)
        .RequiresSitting()
        .WithoutIdempotency()
        .RequireRateLimiting(RateLimits.SoundCheck)
        .Accepts<Stream>(Recording.SpeechTypes[0], [.. Recording.SpeechTypes.Skip(1)])
        .WithMetadata(new RequestSizeLimitAttribute(MaxSize))
        .Fails(
            DeliveryErrors.SittingClosed, DeliveryErrors.WrongDevice, HttpErrors.UnsupportedMediaType, HttpErrors.BodyTooLarge,
            MediaErrors.NotExamined, HttpErrors.TooManyRequests);

    private static async Task<SoundMeasurement> Handle(HttpContext http, AppDb db, Caller caller, SoundMeter meter, CancellationToken cancel)
    {
        var type = http.Request.ContentType?.Split(';')[0].Trim().ToLowerInvariant();
        if (type is null || !Recording.SpeechTypes.Contains(type))
        {
            throw new DomainException(HttpErrors.UnsupportedMediaType, $"One of {string.Join(", ", Recording.SpeechTypes)} is expected.");
        }

        var sitting = await db.Sittings.AsNoTracking().Where(sitting => sitting.Id == caller.Sitting).RequireAsync(cancel);
        sitting.RequireNotOver();
        if (sitting.DeviceEpoch != caller.Ticket!.Value.DeviceEpoch)
        {
            throw new DomainException(DeliveryErrors.WrongDevice);
        }

        await using var sound = await LocalFile.CopyAsync(http.Request.Body, cancel);
        return await meter.MeasureAsync(sound, brokenOff: false, speakingTime: null, cancel);
    }
}
