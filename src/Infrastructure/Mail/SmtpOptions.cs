namespace Cesuur.Infrastructure.Mail;

/// <summary>The server that mail is handed to: the settings <c>Mail:Smtp:…</c>. Without a host nothing is sent.</summary>
public sealed record SmtpOptions
{
    public string Host { get; init; } = "";

    public int Port { get; init; } = 587;

    public string? User { get; init; }

    public string? Password { get; init; }

    /// <summary>The sender, with or without a name: <c>Cesuur &lt;post@example.org&gt;</c>.</summary>
    public string From { get; init; } = "";

    /// <summary>Whether to send only after STARTTLS with a certificate that is trusted here. False: in the clear, for a relay on the same machine.</summary>
    public bool RequireTls { get; init; } = true;

    public bool IsConfigured => Host.Length > 0;
}
