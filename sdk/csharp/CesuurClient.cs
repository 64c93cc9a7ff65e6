using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Cesuur.Sdk;

/// <summary>
/// A client of the API for one credential. It is safe to share between threads, and meant to live as long
/// as the program. Every failure that the API reports is a <see cref="CesuurException"/>.
/// </summary>
public sealed partial class CesuurClient : IDisposable
{
    private readonly CesuurOptions _options;
    private readonly HttpMessageHandler _transport;
    private readonly bool _ownsTransport;
    private readonly HttpClient _http;

    public CesuurClient(CesuurOptions options)
        : this(options, options.Transport ?? new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(2) }, options.Transport is null)
    {
    }

    private CesuurClient(CesuurOptions options, HttpMessageHandler transport, bool ownsTransport)
    {
        _options = options;
        _transport = transport;
        _ownsTransport = ownsTransport;
        _http = new HttpClient(new RequestHandler(options) { InnerHandler = transport }, disposeHandler: false)
        {
            BaseAddress = options.Address,
            Timeout = System.Threading.Timeout.InfiniteTimeSpan, // the handler has one per attempt
        };
    }

    /// <summary>The same client for another credential, such as a candidate's sitting token; it shares this one's connections.</summary>
    public CesuurClient WithCredential(string? credential) =>
        new(_options with { Credential = credential }, _transport, ownsTransport: false);

    /// <summary>The same client for another organisation that granted the partner access; it shares this one's connections.</summary>
    public CesuurClient WithOrganisation(string? organisation) =>
        new(_options with { Organisation = organisation }, _transport, ownsTransport: false);

    /// <summary>
    /// Any request, for what the areas do not offer: a route that is newer than this package, headers of the
    /// answer, a merge patch that unsets a member (give it as <c>null</c>).
    /// </summary>
    /// <exception cref="CesuurException">The API refused.</exception>
    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, JsonNode? body = null, CancellationToken cancellationToken = default)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.RelativeOrAbsolute));
        if (body is not null)
        {
            request.Content = JsonContent.Create(body);
        }

        return await _http.SendAsync(request, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// What happens to the candidate's sitting, as it happens; the client has the sitting token. A connection that is lost is
    /// opened again by itself. It ends after <c>end</c> or <c>wrong_device</c>, or when you cancel.
    /// </summary>
    /// <param name="lastEventId">The id of the last event that you have had, when you go on from an earlier time.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="CesuurException">The API refused for good, as when another device holds the sitting.</exception>
    public IAsyncEnumerable<ServerEvent> DeliveryEventsAsync(string? lastEventId = null, CancellationToken cancellationToken = default) =>
        ServerEvents.ReadAsync(_http, "/v1/delivery/events", lastEventId, ["end", "wrong_device"], _options.Time, cancellationToken);

    /// <summary>
    /// How the candidates of a session are doing: a <c>snapshot</c> with all of them, then a <c>change</c> whenever there is one,
    /// and a snapshot again after a connection was lost. It ends when you cancel.
    /// </summary>
    /// <exception cref="CesuurException">The API refused for good, as when the access token is no longer valid.</exception>
    public IAsyncEnumerable<ServerEvent> MonitorAsync(string sessionId, CancellationToken cancellationToken = default) =>
        ServerEvents.ReadAsync(_http, $"/v1/sessions/{Uri.EscapeDataString(sessionId)}/monitor", null, [], _options.Time, cancellationToken);

    public void Dispose()
    {
        _http.Dispose();
        if (_ownsTransport)
        {
            _transport.Dispose();
        }
    }
}
