using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;

namespace Cesuur.Infrastructure.Webhooks;

/// <summary>
/// Makes one attempt at one delivery. It owns its connections instead of taking a client from the
/// factory, so that no default set elsewhere (a proxy, a retry, a redirect) ever gets around the guard.
/// One instance serves the whole process.
/// </summary>
public sealed class WebhookSender : IDisposable
{
    private const int MaxExcerptBytes = 4 * 1024;

    private readonly AddressGuard _guard;
    private readonly TimeProvider _time;
    private readonly HttpClient _client;

    public WebhookSender(AddressGuard guard, TimeProvider time)
    {
        _guard = guard;
        _time = time;
        _client = new HttpClient(Handler()) { Timeout = System.Threading.Timeout.InfiniteTimeSpan };
        _client.DefaultRequestHeaders.UserAgent.ParseAdd("Cesuur-Webhooks/1.0");
    }

    /// <summary>For the whole exchange, from resolving the name to the last byte of the excerpt.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(20);

    public Func<string, CancellationToken, Task<IPAddress[]>> Resolve { get; init; } = Dns.GetHostAddressesAsync;

    /// <param name="url">Where to; its address is checked when connecting.</param>
    /// <param name="id">The event's: the same over all attempts, so that receivers can tell a repetition.</param>
    /// <param name="body">The JSON, byte for byte as it is signed.</param>
    /// <param name="secrets">The endpoint's secrets that are valid now.</param>
    public async Task<WebhookOutcome> SendAsync(
        Uri url, string id, ReadOnlyMemory<byte> body, IReadOnlyList<WebhookSecret> secrets, CancellationToken cancel)
    {
        var started = _time.GetTimestamp();
        using var deadline = new CancellationTokenSource(Timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, deadline.Token);
        using var request = Request(url, id, body, secrets);
        try
        {
            using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            var excerpt = await ReadExcerptAsync(response, either.Token);
            cancel.ThrowIfCancellationRequested();
            return WebhookOutcome.Answered(
                (int)response.StatusCode, excerpt, _time.GetElapsedTime(started), RetryAfter(response));
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return WebhookOutcome.Unanswered(WebhookFailure.Timeout, _time.GetElapsedTime(started));
        }
        catch (HttpRequestException failure)
        {
            return WebhookOutcome.Unanswered(Code(failure), _time.GetElapsedTime(started));
        }
    }

    public void Dispose() => _client.Dispose();

    private SocketsHttpHandler Handler() => new()
    {
        ConnectCallback = ConnectAsync,
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        // Our traces are none of the receivers' business.
        ActivityHeadersPropagator = DistributedContextPropagator.CreateNoOutputPropagator(),
        // A connection outlives the attempt that began it, so it needs a limit of its own.
        ConnectTimeout = TimeSpan.FromSeconds(20),
        // Follows a change of address, and has it checked, within minutes.
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        // What follows the excerpt is not worth reading, not even to keep the connection.
        MaxResponseDrainSize = 0,
    };

    private HttpRequestMessage Request(
        Uri url, string id, ReadOnlyMemory<byte> body, IReadOnlyList<WebhookSecret> secrets)
    {
        var now = _time.GetUtcNow();
        return new HttpRequestMessage(HttpMethod.Post, url)
        {
            Headers =
            {
                { StandardWebhook.IdHeader, id },
                { StandardWebhook.TimestampHeader, StandardWebhook.Timestamp(now) },
                { StandardWebhook.SignatureHeader, StandardWebhook.Sign(id, now, body.Span, secrets) },
            },
            Content = new ReadOnlyMemoryContent(body)
            {
                Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
            },
        };
    }

    /// <summary>Connects to the very addresses that were checked: resolving again could give others.</summary>
    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        var scheme = context.InitialRequestMessage.RequestUri!.Scheme;
        var addresses = await AddressesAsync(context.DnsEndPoint.Host, cancel);
        var permitted = addresses.Where(address => _guard.Permits(address, scheme)).ToArray();
        if (permitted.Length == 0)
        {
            throw new UnreachableHostException(WebhookFailure.BlockedAddress);
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(permitted, context.DnsEndPoint.Port, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async Task<IPAddress[]> AddressesAsync(string host, CancellationToken cancel)
    {
        if (IPAddress.TryParse(host, out var literal))
        {
            return [literal];
        }

        try
        {
            return await Resolve(host, cancel);
        }
        catch (SocketException unresolved)
        {
            throw new UnreachableHostException(WebhookFailure.Dns, unresolved);
        }
    }

    /// <summary>
    /// The status has decided by now: a body that stalls or breaks off must not turn a delivered event
    /// into one that is sent again.
    /// </summary>
    private static async Task<string> ReadExcerptAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        var buffer = new byte[MaxExcerptBytes];
        var length = 0;
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(cancel);
            int read;
            do
            {
                read = await body.ReadAsync(buffer.AsMemory(length), cancel);
                length += read;
            }
            while (read > 0 && length < buffer.Length);
        }
        catch (Exception cut) when (cut is OperationCanceledException or IOException)
        {
            // What came until then is the excerpt.
        }

        // PostgreSQL's text holds every character but this one.
        return Encoding.UTF8.GetString(buffer, 0, length).Replace('\0', '\uFFFD');
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - _time.GetUtcNow(),
        _ => null,
    };

    private static string Code(HttpRequestException failure) => failure switch
    {
        { InnerException: UnreachableHostException unreachable } => unreachable.FailureCode,
        { HttpRequestError: HttpRequestError.SecureConnectionError } => WebhookFailure.Tls,
        _ => WebhookFailure.Connection,
    };

    /// <summary>Carries the reason through the HTTP handler, which wraps what its callback throws.</summary>
    private sealed class UnreachableHostException(string failureCode, Exception? inner = null)
        : Exception(failureCode, inner)
    {
        public string FailureCode { get; } = failureCode;
    }
}
