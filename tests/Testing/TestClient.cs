using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Cesuur.Testing;

/// <summary>An answer: its status, its headers, its body.</summary>
public sealed record Answer(HttpStatusCode Status, HttpResponseHeaders Headers, byte[] Bytes, string? ContentType)
{
    public JsonNode Json => JsonNode.Parse(Bytes)!;

    public bool IsSuccess => (int)Status is >= 200 and < 300;

    /// <summary>A member as text, by a path such as <c>organisation.id</c> or <c>data[0].id</c>.</summary>
    public string Get(string path) => Node(path)?.ToString() ?? throw new InvalidOperationException($"There is no {path} in {Text}");

    public JsonNode? Node(string path) => path.Replace("[", ".", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal).Split('.')
        .Aggregate((JsonNode?)Json, (node, part) => int.TryParse(part, out var index) ? node?.AsArray()[index] : node?[part]);

    public string Text => System.Text.Encoding.UTF8.GetString(Bytes);

    public override string ToString() => $"{(int)Status} {Text}";

    public string Code => Get("code");

    public Answer Expect(HttpStatusCode status) =>
        Status == status ? this : throw new InvalidOperationException($"{(int)status} was expected, not {(int)Status}: {Text}");

    public Answer Expect(HttpStatusCode status, string code) =>
        Expect(status).Code == code ? this : throw new InvalidOperationException($"{code} was expected: {Text}");
}

/// <summary>Plain HTTP and JSON, as a caller without an SDK would write it.</summary>
public sealed class TestClient(Uri address, string? credential, string? organisation = null)
{
    private static readonly HttpClient Http = new(new SocketsHttpHandler { MaxConnectionsPerServer = 512, UseCookies = false });

    /// <summary>GET that must succeed.</summary>
    public async Task<Answer> GetAsync(string path) => Succeeded(await SendAsync(HttpMethod.Get, path));

    /// <summary>POST that must succeed.</summary>
    public async Task<Answer> PostAsync(string path, object? body = null) => Succeeded(await SendAsync(HttpMethod.Post, path, body));

    /// <summary>PUT that must succeed.</summary>
    public async Task<Answer> PutAsync(string path, object? body = null) => Succeeded(await SendAsync(HttpMethod.Put, path, body));

    public async Task<Answer> SendAsync(HttpMethod method, string path, object? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, new Uri(address, path));
        request.Content = body switch
        {
            null => null,
            HttpContent content => content,
            string text => new StringContent(text, System.Text.Encoding.UTF8, "application/json"),
            _ => JsonContent.Create(body, options: JsonSerializerOptions.Web),
        };
        if (credential is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", credential);
        }

        if (organisation is not null)
        {
            request.Headers.Add("Cesuur-Organisation", organisation);
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await Http.SendAsync(request);
        return new Answer(response.StatusCode, response.Headers, await response.Content.ReadAsByteArrayAsync(), response.Content.Headers.ContentType?.MediaType);
    }

    private static Answer Succeeded(Answer answer) =>
        answer.IsSuccess ? answer : throw new InvalidOperationException($"{(int)answer.Status}: {answer.Text}");
}
