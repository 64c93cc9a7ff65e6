using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace Cesuur.Testing;

/// <summary>An event of a stream, with its data.</summary>
public sealed record TestEvent(string Type, string? Id, JsonNode Data);

/// <summary>A stream of server-sent events that is open, read as the specification has it and no better.</summary>
public sealed class TestStream : IDisposable
{
    private static readonly HttpClient Http = new(new SocketsHttpHandler { UseCookies = false }) { Timeout = Timeout.InfiniteTimeSpan };
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly StreamReader _lines;

    private TestStream(HttpResponseMessage response, Stream body) => (Response, _lines) = (response, new StreamReader(body));

    public HttpResponseMessage Response { get; }

    public static async Task<TestStream> OpenAsync(Uri address, string path, string credential, string? lastEventId = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address, path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", credential);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        if (lastEventId is not null)
        {
            request.Headers.Add("Last-Event-ID", lastEventId);
        }

        var response = await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return response.StatusCode == HttpStatusCode.OK
            ? new TestStream(response, await response.Content.ReadAsStreamAsync())
            : throw new InvalidOperationException($"{(int)response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
    }

    /// <summary>The next event; null when the server has ended the stream.</summary>
    public async Task<TestEvent?> NextAsync()
    {
        string? type = null, id = null, data = null;
        while (await LineAsync() is { } line)
        {
            switch (line.Split(": ", 2))
            {
                case ["event", var value]:
                    type = value;
                    break;
                case ["id", var value]:
                    id = value;
                    break;
                case ["data", var value]:
                    data = value;
                    break;
                case [""] when data is not null:
                    return new TestEvent(type!, id, JsonNode.Parse(data)!);
            }
        }

        return null;
    }

    /// <summary>The next event of a type, whatever comes before.</summary>
    public async Task<TestEvent> NextAsync(string type)
    {
        while (true)
        {
            var next = await NextAsync() ?? throw new InvalidOperationException($"The stream ended before an event {type}.");
            if (next.Type == type)
            {
                return next;
            }
        }
    }

    /// <summary>Waits for a comment, passing over all else.</summary>
    public async Task BeatAsync()
    {
        while (await LineAsync() is var line && line != ":")
        {
            _ = line ?? throw new InvalidOperationException("The stream ended.");
        }
    }

    public void Dispose()
    {
        Response.Dispose();
        _lines.Dispose();
    }

    private Task<string?> LineAsync() => _lines.ReadLineAsync().WaitAsync(Patience);
}
