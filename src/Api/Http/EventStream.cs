using System.Globalization;
using System.Text;
using System.Text.Json;
using Cesuur.Infrastructure;

namespace Cesuur.Api.Http;

/// <summary>
/// An answer of server-sent events that stays open. It ends when the client goes, when its work is done, and at once
/// when the process stops, so that open streams hold up no shutdown; whoever listens comes back to another node.
/// </summary>
internal sealed class EventStream
{
    /// <summary>How long nothing is written at most: proxies take a silent connection for a dead one.</summary>
    public static readonly TimeSpan Beat = TimeSpan.FromSeconds(15);

    private static readonly byte[] Comment = ":\n\n"u8.ToArray();

    private readonly HttpResponse _response;
    private readonly CancellationToken _cancel;

    private EventStream(HttpResponse response, CancellationToken cancel) => (_response, _cancel) = (response, cancel);

    /// <summary>For a route that answers with JSON too: whether the client asks for the stream.</summary>
    public static bool IsWanted(HttpRequest request) =>
        request.GetTypedHeaders().Accept.Any(type => type.MediaType.Equals("text/event-stream", StringComparison.OrdinalIgnoreCase));

    /// <summary>Does the work of a stream; what it throws before <see cref="OpenAsync"/> is answered as a problem.</summary>
    public static async Task RunAsync(HttpContext http, Func<CancellationToken, Task> work)
    {
        var stopping = http.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stopping);
        try
        {
            await work(ends.Token);
        }
        catch (OperationCanceledException) when (ends.IsCancellationRequested)
        {
            // Nobody is there to be told, or they are told by the end of the answer.
        }
    }

    /// <summary>Sends the headers. From here on there is no other answer.</summary>
    public static async Task<EventStream> OpenAsync(HttpContext http, CancellationToken cancel)
    {
        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers["X-Accel-Buffering"] = "no";
        var stream = new EventStream(http.Response, cancel);

        // By chance, so that a hall whose node is lost does not come back in one moment.
        await stream.WriteAsync(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"retry: {Random.Shared.Next(1000, 3000)}\n\n")));
        return stream;
    }

    /// <param name="type">The event's name.</param>
    /// <param name="data">Written as JSON, which is one line.</param>
    /// <param name="id">What the client names as its last event when it comes back; absent: the one before.</param>
    public Task SendAsync<T>(string type, T data, string? id = null) => WriteAsync(Encoding.UTF8.GetBytes(
        $"event: {type}\n{(id is null ? "" : $"id: {id}\n")}data: {JsonSerializer.Serialize(data, Json.Options)}\n\n"));

    /// <summary>Says nothing but that the stream is alive.</summary>
    public Task BeatAsync() => WriteAsync(Comment);

    private async Task WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        await _response.Body.WriteAsync(bytes, _cancel);
        await _response.Body.FlushAsync(_cancel);
    }
}
