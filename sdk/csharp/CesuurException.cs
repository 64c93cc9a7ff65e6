using System.Net;
using System.Text.Json;

namespace Cesuur.Sdk;

/// <summary>The API refused a request, or could not do it.</summary>
#pragma warning disable CA1032 // Without an answer of the API there is no such exception
public sealed class CesuurException : Exception
#pragma warning restore CA1032
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private CesuurException(HttpStatusCode status, string code, string message, string? requestId, IReadOnlyList<ProblemDetail> errors)
        : base(message)
    {
        Status = status;
        Code = code;
        RequestId = requestId;
        Errors = errors;
    }

    public HttpStatusCode Status { get; }

    /// <summary>The stable code to branch on; <c>unexpected_answer</c> when the answer was no problem of the API, as from a proxy.</summary>
    public string Code { get; }

    /// <summary>Name it when you ask for help.</summary>
    public string? RequestId { get; }

    /// <summary>The places in the request that are wrong.</summary>
    public IReadOnlyList<ProblemDetail> Errors { get; }

    internal static async Task<CesuurException> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var requestId = response.Headers.TryGetValues("Request-Id", out var ids) ? ids.First() : null;
        try
        {
            if (response.Content.Headers.ContentType?.MediaType == "application/problem+json")
            {
                var text = await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
                var problem = JsonSerializer.Deserialize<Problem>(text, Json)!;
                return new CesuurException(
                    response.StatusCode, problem.Code, $"{problem.Detail} ({problem.Code}, {problem.RequestId})", problem.RequestId, problem.Errors ?? []);
            }
        }
        catch (JsonException)
        {
            // no problem after all: told below
        }

        return new CesuurException(response.StatusCode, "unexpected_answer", $"The answer was {(int)response.StatusCode} without a problem.", requestId, []);
    }
}
