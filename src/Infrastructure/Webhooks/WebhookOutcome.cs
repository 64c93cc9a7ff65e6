namespace Cesuur.Infrastructure.Webhooks;

/// <summary>How one attempt ended: with an answer, or with the reason why there was none.</summary>
/// <param name="Status">The HTTP status of the answer; null when there was none.</param>
/// <param name="FailureCode">One of <see cref="WebhookFailure"/>; null when there was an answer.</param>
/// <param name="Excerpt">The beginning of the answer's body, for the endpoint's owner to read.</param>
/// <param name="RetryAfter">How long the receiver asked us to wait.</param>
public sealed record WebhookOutcome(
    int? Status, string? FailureCode, string? Excerpt, TimeSpan? RetryAfter, TimeSpan Duration)
{
    public static WebhookOutcome Answered(
        int status, string excerpt, TimeSpan duration, TimeSpan? retryAfter = null) =>
        new(status, null, excerpt, retryAfter, duration);

    public static WebhookOutcome Unanswered(string failureCode, TimeSpan duration) =>
        new(null, failureCode, null, null, duration);

    /// <summary>Standard Webhooks 1.0.0: only 2xx is success, so a redirect is a failure.</summary>
    public WebhookVerdict Verdict => Status switch
    {
        >= 200 and <= 299 => WebhookVerdict.Delivered,
        410 => WebhookVerdict.Gone,
        429 or 502 or 503 or 504 => WebhookVerdict.Throttled,
        _ => WebhookVerdict.Failed,
    };
}
