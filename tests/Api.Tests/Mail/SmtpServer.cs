using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Cesuur.Infrastructure.Mail;
using Cesuur.Testing;

namespace Cesuur.Api.Tests.Mail;

/// <summary>A mail as it came over the wire.</summary>
public sealed record ReceivedMail(string From, IReadOnlyList<string> Recipients, bool Secure, string? User, string Message)
{
    public string Raw => Encoding.UTF8.GetString(Convert.FromBase64String(Message));

    /// <summary>The lines before the first empty one, folded ones in one piece.</summary>
    public IReadOnlyList<string> Headers => Raw[..Raw.IndexOf("\r\n\r\n", StringComparison.Ordinal)].Replace("\r\n ", " ", StringComparison.Ordinal).Split("\r\n");

    public string Header(string name) => Headers.Single(header => header.StartsWith($"{name}:", StringComparison.OrdinalIgnoreCase))[(name.Length + 1)..].Trim();

    public string Body => Encoding.UTF8.GetString(Convert.FromBase64String(Raw[(Raw.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..].Replace("\r\n", "", StringComparison.Ordinal)));

    /// <summary>RFC 2047, as far as base64 goes: encoded words beside each other are one text.</summary>
    public string Subject => string.Concat(Header("Subject").Split(' ').Select(word =>
        word.StartsWith("=?utf-8?B?", StringComparison.OrdinalIgnoreCase) ? Encoding.UTF8.GetString(Convert.FromBase64String(word["=?utf-8?B?".Length..^2])) : word + " ")).Trim();
}

/// <summary>The npm package <c>smtp-server</c> in a Node process.</summary>
public sealed class SmtpServer : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<ReceivedMail> _received = [];
    private readonly Task _listening;

    private SmtpServer(Process process, int port)
    {
        _process = process;
        Port = port;
        _listening = ListenAsync();
    }

    public int Port { get; }

    public IReadOnlyList<ReceivedMail> Received => [.. _received];

    /// <summary>What a sender needs to know of it.</summary>
    public SmtpOptions Options => new() { Host = "localhost", Port = Port, From = "Cesuur <post@cesuur.example>", RequireTls = false };

    /// <param name="user">Who must sign in, with the password «geheim»; null: anybody.</param>
    /// <param name="certificate">For STARTTLS; null: the server does not know of it.</param>
    public static async Task<SmtpServer> StartAsync(string? user = null, X509Certificate2? certificate = null)
    {
        await NodeFolder.InstalledAsync();
        var process = Process.Start(new ProcessStartInfo("node", ["smtp.mjs"])
        {
            WorkingDirectory = NodeFolder.Path,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        await process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(new
        {
            user,
            password = "geheim",
            tls = certificate is null ? null : new { key = certificate.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem(), cert = certificate.ExportCertificatePem() },
        }));
        var port = int.Parse((await process.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture);
        return new SmtpServer(process, port);
    }

    /// <summary>For <c>localhost</c>, trusted by nobody who is not told to.</summary>
    public static X509Certificate2 CreateCertificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }

    public Task<ReceivedMail> MailToAsync(string recipient) => TestJobs.EventuallyAsync(
        () => Task.FromResult(Received.SingleOrDefault(mail => mail.Recipients.Contains(recipient))!), mail => mail is not null);

    /// <summary>Ends it, and all that it took.</summary>
    public async Task<IReadOnlyList<ReceivedMail>> StopAsync()
    {
        _process.StandardInput.Close();
        await _listening.WaitAsync(TimeSpan.FromSeconds(10));
        return Received;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task ListenAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            _received.Enqueue(JsonSerializer.Deserialize<ReceivedMail>(line, JsonSerializerOptions.Web)!);
        }
    }
}
