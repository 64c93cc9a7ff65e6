using System.Net;
using System.Text.Json;

namespace Cesuur.Infrastructure.Payments;

/// <summary>
/// Stripe refused, or did not answer in time. Its own words are kept out of the message and so out of logs: they may
/// repeat what was sent, an e-mail address for one. By the request's id they are found in Stripe's own log.
/// </summary>
public sealed class StripeException : Exception
{
    /// <summary>No answer came.</summary>
    public StripeException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }

    private StripeException(HttpStatusCode status, Details? error, string? requestId)
        : base($"Stripe answered {(int)status} {error?.Type}, code {error?.Code ?? "none"}, parameter {error?.Param ?? "none"}, request {requestId ?? "unknown"}.")
    {
        Status = status;
        Type = error?.Type;
        Code = error?.Code;
        Param = error?.Param;
        Words = error?.Message;
        RequestId = requestId;
    }

    /// <summary>Absent when there was no answer.</summary>
    public HttpStatusCode? Status { get; }

    public string? Type { get; }

    public string? Code { get; }

    /// <summary>Which parameter is wrong.</summary>
    public string? Param { get; }

    /// <summary>What Stripe says; may hold personal data.</summary>
    public string? Words { get; }

    public string? RequestId { get; }

    internal static StripeException Of(HttpStatusCode status, byte[] body, string? requestId)
    {
        try
        {
            return new StripeException(status, JsonSerializer.Deserialize<Envelope>(body, StripeJson.Options)?.Error, requestId);
        }
        catch (JsonException)
        {
            return new StripeException(status, null, requestId); // from something between Stripe and us
        }
    }

    private sealed record Envelope(Details? Error);

    private sealed record Details(string? Type, string? Code, string? Message, string? Param);
}
