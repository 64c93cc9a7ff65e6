using System.Globalization;
using System.IO.Pipelines;
using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Licensing;
using Cesuur.Infrastructure.Database;
using Cesuur.Infrastructure.Delivery;
using Cesuur.Infrastructure.Files;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Net.Http.Headers;

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

/// <summary>
/// Gives a granted fragment, each byte once. A transfer that was broken off is taken up where it broke by a range of one
/// part; several transfers at once are refused. Without a play limit any range can be asked for.
/// </summary>
internal sealed class FetchPlay : IEndpoint
{
    private const int BufferSize = 16 * 1024;

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/delivery/plays/{playId}/file", Handle)
        .Public()
        .Fails(HttpErrors.NotFound, DeliveryErrors.PlayLimitReached, DeliveryErrors.PlayTransferring, DeliveryErrors.SittingPaused, DeliveryErrors.SittingClosed, DeliveryErrors.NotInThisState, DeliveryErrors.RangeNotSatisfiable);

    private static async Task<Results<FileStreamHttpResult, PushStreamHttpResult>> Handle(
        Id<Play> playId, Id<Organisation> organisation, long expires, string signature,
        HttpContext http, AppDb db, SittingTickets tickets, IFileStore files, TimeProvider time, CancellationToken cancel)
    {
        if (!PlayAddress.IsValid(organisation, playId, expires, signature, time.GetUtcNow(), tickets))
        {
            throw new DomainException(HttpErrors.NotFound);
        }

        await db.EnterAsync(organisation, cancel);
        var found = await (
            from play in db.Plays
            from sitting in db.Sittings
            from file in db.Media
            where play.Id == playId && sitting.Id == play.SittingId && file.Id == play.MediaId
            select new { play.Limited, Sitting = sitting, Now = AppDb.DatabaseTime(), Media = file }).AsNoTracking().RequireAsync(cancel);
        found.Sitting.RequireRunning(found.Now); // an address outlives a sitting that was finished or ended

        var stream = await files.OpenAsync(found.Media.FileKey, cancel); // before it counts as used, so that a missing file does not use it up
        try
        {
            return await (found.Limited
                ? AccountedAsync(playId, found.Media.ContentType, stream, http, db, cancel)
                : FreeAsync(playId, found.Media.ContentType, stream, db, cancel));
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    private static async Task<Results<FileStreamHttpResult, PushStreamHttpResult>> FreeAsync(
        Id<Play> id, string contentType, Stream stream, AppDb db, CancellationToken cancel)
    {
        await db.InTransactionAsync(
            async () =>
            {
                var play = await HoldAsync(db, id, cancel);
                if (play.Fetch(await db.TimeAsync(cancel)))
                {
                    await LogAsync(db, play, SittingEventType.PlayFetched, cancel);
                }

                return await db.SaveChangesAsync(cancel);
            },
            cancel);
        return TypedResults.Stream(stream, contentType, enableRangeProcessing: true);
    }

    private static async Task<Results<FileStreamHttpResult, PushStreamHttpResult>> AccountedAsync(
        Id<Play> id, string contentType, Stream stream, HttpContext http, AppDb db, CancellationToken cancel)
    {
        var size = stream.Length;
        var asked = RangeOf(http, size);
        var (from, to) = asked ?? (0, size);
        await db.InTransactionAsync(
            async () =>
            {
                var play = await HoldAsync(db, id, cancel);
                if (play.BeginTransfer(from, to, size, await db.TimeAsync(cancel)))
                {
                    await LogAsync(db, play, SittingEventType.PlayFetched, cancel);
                }

                return await db.SaveChangesAsync(cancel);
            },
            cancel);

        http.Response.Headers.AcceptRanges = "bytes";
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers["X-Accel-Buffering"] = "no"; // or a proxy takes in at once what the candidate never gets
        http.Response.ContentLength = to - from;
        if (asked is not null)
        {
            http.Response.StatusCode = StatusCodes.Status206PartialContent;
            http.Response.Headers.ContentRange = new ContentRangeHeaderValue(from, to - 1, size).ToString();
        }

        // The kernel would take in megabytes, and nobody could tell how much of them arrived.
        http.Features.Get<IConnectionSocketFeature>()?.Socket.SendBufferSize = BufferSize;
        return TypedResults.Stream(_ => TransferAsync(new Part(id, from, to, size), stream, http.Response.BodyWriter, db, http.RequestAborted), contentType);
    }

    /// <summary>Writes the part and records how far it came, also when the connection breaks.</summary>
    private static async Task TransferAsync(Part part, Stream stream, PipeWriter body, AppDb db, CancellationToken broken)
    {
        var written = 0L;
        try
        {
            await using (stream)
            {
                stream.Position = part.From;
                var buffer = new byte[BufferSize];
                while (written < part.Length)
                {
                    var next = buffer.AsMemory(0, (int)Math.Min(BufferSize, part.Length - written));
                    await stream.ReadExactlyAsync(next, broken);
                    if ((await body.WriteAsync(next, broken)).IsCompleted)
                    {
                        break; // the connection is gone, which the host tells in its own time and by no exception
                    }

                    written += next.Length;
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException && broken.IsCancellationRequested)
        {
            // how far it came is all there is to tell
        }
        finally
        {
            await EndAsync(part, written, db);
        }
    }

    private static Task<int> EndAsync(Part part, long written, AppDb db) => db.InTransactionAsync(
        async () =>
        {
            var play = await HoldAsync(db, part.Play, CancellationToken.None);
            await db.Entry(play).ReloadAsync();
            if (play.EndTransfer(part.From, part.To, written, part.Size, await db.TimeAsync(CancellationToken.None)) is { } ended)
            {
                await LogAsync(db, play, ended, CancellationToken.None);
            }

            return await db.SaveChangesAsync();
        },
        CancellationToken.None);

    private static Task<Play> HoldAsync(AppDb db, Id<Play> id, CancellationToken cancel) =>
        db.Plays.FromSql($"SELECT *, xmin FROM plays WHERE id = {id.Value} FOR UPDATE").RequireAsync(cancel);

    private static async Task LogAsync(AppDb db, Play play, SittingEventType type, CancellationToken cancel) => db.SittingEvents.Add(SittingEvent.Log(
        play.SittingId, type, Actors.Candidate, await db.TimeAsync(cancel), new SittingEventData { MediaId = play.MediaId }));

    /// <summary>The one range that is asked for; null: the whole, also where several are, which a server need not heed (RFC 9110, 14.2).</summary>
    private static (long From, long To)? RangeOf(HttpContext http, long size)
    {
        if (!RangeHeaderValue.TryParse(http.Request.Headers.Range.ToString(), out var header) || header is not { Unit.Value: "bytes", Ranges: { Count: 1 } ranges })
        {
            return null;
        }

        var range = ranges.First();
        var from = range.From ?? Math.Max(0, size - range.To.GetValueOrDefault());
        var to = range.From is null ? size : Math.Min(size, (range.To ?? size - 1) + 1);
        if (from < to)
        {
            return (from, to);
        }

        http.Response.OnStarting(() =>
        {
            http.Response.Headers.ContentRange = new ContentRangeHeaderValue(size).ToString();
            return Task.CompletedTask;
        });
        throw new DomainException(DeliveryErrors.RangeNotSatisfiable, $"The fragment has {size} bytes.");
    }

    /// <summary>A part of a fragment that is transferred: from a byte to before another, of so many.</summary>
    private sealed record Part(Id<Play> Play, long From, long To, long Size)
    {
        public long Length => To - From;
    }
}
