namespace Cesuur.Infrastructure.Webhooks;

/// <summary>Why an attempt got no answer. Owners of endpoints see these codes, so they are stable.</summary>
public static class WebhookFailure
{
    /// <summary>The host has no address that deliveries may go to.</summary>
    public const string BlockedAddress = "blocked_address";

    /// <summary>The host's name could not be resolved.</summary>
    public const string Dns = "dns";

    /// <summary>No answer in time.</summary>
    public const string Timeout = "timeout";

    /// <summary>Refused, dropped, or answered with what is not HTTP.</summary>
    public const string Connection = "connection";

    /// <summary>No trusted TLS connection: mostly a certificate that is wrong or out of date.</summary>
    public const string Tls = "tls";
}
