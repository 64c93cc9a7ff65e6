using System.Globalization;
using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Licensing;
using Cesuur.Infrastructure.Database;
using Cesuur.Infrastructure.Delivery;
using Cesuur.Infrastructure.Files;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Delivery;

/// <summary>The signed address of a granted fragment: an audio element fetches it and sends no header.</summary>
internal static class PlayAddress
{
    public static string Write(Id<Organisation> organisation, Id<Play> play, DateTimeOffset until, SittingTickets tickets)
    {
        var expires = until.ToUnixTimeSeconds();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"/v1/delivery/plays/{play}/file?organisation={organisation}&expires={expires}&signature={tickets.SignText(Text(organisation, play, expires))}");
    }

    public static bool IsValid(Id<Organisation> organisation, Id<Play> play, long expires, string signature, DateTimeOffset now, SittingTickets tickets) =>
        now.ToUnixTimeSeconds() <= expires && tickets.IsSignedText(Text(organisation, play, expires), signature);

    private static string Text(Id<Organisation> organisation, Id<Play> play, long expires) =>
        string.Create(CultureInfo.InvariantCulture, $"play {organisation} {play} {expires}");
}

/// <summary>Gives a granted fragment, once.</summary>
internal sealed class FetchPlay : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/delivery/plays/{playId}/file", Handle)
        .Public()
        .Fails(HttpErrors.NotFound, DeliveryErrors.PlayLimitReached);

    private static async Task<FileStreamHttpResult> Handle(
        Id<Play> playId, Id<Organisation> organisation, long expires, string signature,
        AppDb db, SittingTickets tickets, IFileStore files, TimeProvider time, CancellationToken cancel)
    {
        if (!PlayAddress.IsValid(organisation, playId, expires, signature, time.GetUtcNow(), tickets))
        {
            throw new DomainException(HttpErrors.NotFound);
        }

        await db.EnterAsync(organisation, cancel);
        var media = await (
            from play in db.Plays
            from file in db.Media
            where play.Id == playId && file.Id == play.MediaId
            select file).AsNoTracking().RequireAsync(cancel);
        var stream = await files.OpenAsync(media.FileKey, cancel); // before it counts as used, so that a missing file does not use it up
        var fetched = await db.Database.ExecuteSqlAsync(
            $"UPDATE plays SET fetched_at = clock_timestamp() WHERE id = {playId.Value} AND fetched_at IS NULL", cancel);
        if (fetched == 0)
        {
            await stream.DisposeAsync();
            throw new DomainException(DeliveryErrors.PlayLimitReached);
        }

        return TypedResults.Stream(stream, media.ContentType);
    }
}
