namespace Cesuur.Infrastructure.Payments;

/// <summary>The account at Stripe: the settings <c>Payments:Stripe:…</c>. A class, since a record would print its secrets.</summary>
public sealed class StripeOptions
{
    public string SecretKey { get; init; } = "";

    /// <summary>Of the webhook endpoint; two while one replaces the other.</summary>
    public IReadOnlyList<string> WebhookSecrets { get; init; } = [];

    public Uri BaseUrl { get; init; } = new("https://api.stripe.com/");

    /// <summary>Stripe works out the tax by where the buyer is. Without it the operator's rate is a line of the bill.</summary>
    public bool AutomaticTax { get; init; }

    /// <summary>For one attempt, from connecting to the last byte.</summary>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>For all attempts of one call, with the pauses between them.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(25);

    /// <summary>How long a call waits for its turn.</summary>
    public TimeSpan QueueTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Before the second attempt; it doubles from there.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(0.5);

    public bool IsConfigured => SecretKey.Length > 0 && WebhookSecrets.Any(secret => secret.Length > 0);
}
