using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace Cesuur.Sdk;

/// <summary>An event that the server sent.</summary>
/// <param name="Type">Its name, such as <c>state</c>. Ignore one that you do not know.</param>
/// <param name="Id">What a later connection can go on from; null when the event has none.</param>
/// <param name="Data">JSON.</param>
public sealed record ServerEvent(string Type, string? Id, string Data)
{
    private static readonly JsonSerializerOptions Json = Configured();

    /// <summary>The data as the type that the API's reference names for this type of event.</summary>
    public T Read<T>() => JsonSerializer.Deserialize<T>(Data, Json)!;

    private static JsonSerializerOptions Configured()
    {
        var options = new JsonSerializerOptions();
        Wire.Configure(options);
        return options;
    }
}

/// <summary>
/// Reads a stream of server-sent events for as long as the caller wants: a connection that is lost, or silent for longer than
/// three heartbeats, is opened again, from the last event on.
/// </summary>
internal static class ServerEvents
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(30);

    /// <param name="http">With the client's address and credential.</param>
    /// <param name="path">The route.</param>
    /// <param name="lastEventId">The last event that the caller has had; null: none.</param>
    /// <param name="final">After an event of one of these types nothing follows.</param>
    /// <param name="time">For the waits.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async IAsyncEnumerable<ServerEvent> ReadAsync(
        HttpClient http, string path, string? lastEventId, string[] final, TimeProvider time, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var delay = TimeSpan.FromSeconds(1);
        for (var failures = 0; ; failures++)
        {
            using (var connection = await Connection.OpenAsync(http, path, lastEventId, time, cancellationToken).ConfigureAwait(false))
            {
                while (connection is not null && await connection.NextAsync(cancellationToken).ConfigureAwait(false) is { } received)
                {
                    failures = 0;
                    lastEventId = received.Id ?? lastEventId;
                    yield return received;
                    if (final.Contains(received.Type))
                    {
                        yield break;
                    }
                }

                delay = connection?.Retry ?? delay;
            }

            // Half of it by chance, so that clients that lost the same server do not come back together.
            var wait = delay * Math.Pow(2, Math.Min(failures, 5)) * (0.5 + (Random.Shared.NextDouble() / 2));
            await Task.Delay(wait < LongestDelay ? wait : LongestDelay, time, cancellationToken).ConfigureAwait(false);
        }
    }

    private sealed class Connection : IDisposable
    {
        private readonly HttpResponseMessage _response;
        private readonly StreamReader _lines;
        private readonly TimeProvider _time;

        private Connection(HttpResponseMessage response, Stream body, TimeProvider time) =>
            (_response, _lines, _time) = (response, new StreamReader(body), time);

        /// <summary>The delay that the server asks for.</summary>
        public TimeSpan? Retry { get; private set; }

        /// <summary>Null when the server cannot be reached, or cannot answer just now.</summary>
        /// <exception cref="CesuurException">The API refused for good.</exception>
        public static async Task<Connection?> OpenAsync(HttpClient http, string path, string? lastEventId, TimeProvider time, CancellationToken cancellationToken)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
            if (lastEventId is not null)
            {
                request.Headers.Add("Last-Event-ID", lastEventId);
            }

            try
            {
                var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
                return new Connection(response, await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false), time);
            }
            catch (Exception e) when (e is HttpRequestException or TimeoutException or CesuurException { Status: HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError })
            {
                return null;
            }
        }

        /// <summary>The next event, or null when the connection is lost.</summary>
        public async Task<ServerEvent?> NextAsync(CancellationToken cancellationToken)
        {
            string? type = null, id = null;
            var data = new StringBuilder();
            while (await LineAsync(cancellationToken).ConfigureAwait(false) is { } line)
            {
                var colon = line.IndexOf(':', StringComparison.Ordinal);
                var (field, value) = colon < 0 ? (line, "") : (line[..colon], line[(colon + 1)..]);
                value = value.StartsWith(' ') ? value[1..] : value;
                switch (field)
                {
                    case "event":
                        type = value;
                        break;
                    case "id":
                        id = value;
                        break;
                    case "data":
                        data.Append(data.Length == 0 ? "" : "\n").Append(value);
                        break;
                    case "retry" when int.TryParse(value, out var milliseconds):
                        Retry = TimeSpan.FromMilliseconds(milliseconds);
                        break;
                    case "" when colon < 0 && data.Length > 0: // an empty line ends the event
                        return new ServerEvent(type ?? "message", id, data.ToString());
                }
            }

            return null;
        }

        public void Dispose()
        {
            _lines.Dispose();
            _response.Dispose();
        }

        private async Task<string?> LineAsync(CancellationToken cancellationToken)
        {
            using var silence = new CancellationTokenSource(Silence, _time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, silence.Token);
            try
            {
                return await _lines.ReadLineAsync(either.Token).ConfigureAwait(false);
            }
            catch (Exception e) when (e is IOException or HttpRequestException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                return null;
            }
        }
    }
}
