using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Cesuur.Infrastructure.Webhooks;
using Microsoft.AspNetCore.Http;

namespace Cesuur.Api.Tests.Webhooks;

public sealed class WebhookSenderTests
{
    private const string Id = "evt_01h455vb4pex5vsknk084sn02q";
    private static readonly byte[] Body = Encoding.UTF8.GetBytes("""{"type":"result.graded","data":{"name":"Zoë"}}""");
    private static readonly WebhookSecret Secret = WebhookSecret.Create();

    [Fact]
    public async Task A_delivery_arrives_signed_and_byte_for_byte()
    {
        await using var receiver = await Receiver.StartAsync(Answer(202, "thank you"));

        var outcome = await SendAsync(receiver.Url);

        Assert.Equal((202, null, "thank you"), (outcome.Status, outcome.FailureCode, outcome.Excerpt));
        Assert.Equal(WebhookVerdict.Delivered, outcome.Verdict);
        Assert.True(outcome.Duration > TimeSpan.Zero);
        var request = Assert.Single(receiver.Requests);
        Assert.Equal(("POST", "/hooks?school=1"), (request.Method, request.Target));
        Assert.Equal("application/json", request.Header("content-type"));
        Assert.Equal("Cesuur-Webhooks/1.0", request.Header("user-agent"));
        Assert.Equal(Id, request.Header("webhook-id"));
        Assert.Equal(Body, request.Body);
        Assert.True(StandardWebhook.Verify(
            Secret,
            Id,
            request.Header("webhook-timestamp"),
            request.Header("webhook-signature"),
            request.Body,
            TimeProvider.System.GetUtcNow()));
    }

    [Fact]
    public async Task Nothing_else_about_us_is_sent()
    {
        await using var receiver = await Receiver.StartAsync(context =>
        {
            context.Response.Cookies.Append("session", "1");
            return Task.CompletedTask;
        });
        using var sender = Sender(Receiver.Guard);
        using var trace = new Activity("send").SetIdFormat(ActivityIdFormat.W3C).AddBaggage("tenant", "a").Start();

        await SendAsync(sender, receiver.Url);
        await SendAsync(sender, receiver.Url);

        Assert.All(receiver.Requests, request => Assert.Equal(
            ["Content-Length", "Content-Type", "Host", "User-Agent", "webhook-id", "webhook-signature", "webhook-timestamp"],
            request.Headers.Keys.Order(StringComparer.OrdinalIgnoreCase)));
        Assert.Equal(2, receiver.Requests.Count);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_redirect_is_not_followed(int status)
    {
        await using var receiver = await Receiver.StartAsync(context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = "/elsewhere";
            return Task.CompletedTask;
        });

        var outcome = await SendAsync(receiver.Url);

        Assert.Equal((status, WebhookVerdict.Failed), (outcome.Status, outcome.Verdict));
        Assert.Single(receiver.Requests);
    }

    [Theory]
    [InlineData(410, WebhookVerdict.Gone)]
    [InlineData(500, WebhookVerdict.Failed)]
    public async Task An_error_is_reported_as_it_came(int status, WebhookVerdict verdict)
    {
        await using var receiver = await Receiver.StartAsync(Answer(status, "no more"));

        var outcome = await SendAsync(receiver.Url);

        Assert.Equal((status, verdict, "no more"), (outcome.Status, outcome.Verdict, outcome.Excerpt));
    }

    [Fact]
    public async Task Retry_After_is_read_as_seconds()
    {
        await using var receiver = await Receiver.StartAsync(context =>
        {
            context.Response.StatusCode = 503;
            context.Response.Headers.RetryAfter = "120";
            return Task.CompletedTask;
        });

        var outcome = await SendAsync(receiver.Url);

        Assert.Equal((WebhookVerdict.Throttled, TimeSpan.FromSeconds(120)), (outcome.Verdict, outcome.RetryAfter));
    }

    [Fact]
    public async Task Retry_After_is_read_as_a_date()
    {
        await using var receiver = await Receiver.StartAsync(context =>
        {
            context.Response.StatusCode = 429;
            context.Response.Headers.RetryAfter = TimeProvider.System.GetUtcNow().AddMinutes(10).ToString("R");
            return Task.CompletedTask;
        });

        var outcome = await SendAsync(receiver.Url);

        Assert.InRange(outcome.RetryAfter!.Value, TimeSpan.FromMinutes(9.5), TimeSpan.FromMinutes(10));
    }

    [Fact]
    public async Task No_answer_in_time_is_a_time_out()
    {
        await using var receiver = await Receiver.StartAsync(Forever);

        var outcome = await SendAsync(receiver.Url, timeout: TimeSpan.FromMilliseconds(300));

        Assert.Equal((null, "timeout", WebhookVerdict.Failed), (outcome.Status, outcome.FailureCode, outcome.Verdict));
        Assert.InRange(outcome.Duration, TimeSpan.FromMilliseconds(250), TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_body_that_stalls_does_not_undo_a_success()
    {
        await using var receiver = await Receiver.StartAsync(async context =>
        {
            await context.Response.WriteAsync("taken");
            await context.Response.Body.FlushAsync();
            await Forever(context);
        });

        var outcome = await SendAsync(receiver.Url, timeout: TimeSpan.FromSeconds(1));

        Assert.Equal((200, "taken"), (outcome.Status, outcome.Excerpt));
        Assert.InRange(outcome.Duration, TimeSpan.FromMilliseconds(900), TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_body_that_breaks_off_does_not_undo_a_success()
    {
        var outcome = await SendToRawAsync("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\ntaken");

        Assert.Equal((200, null, "taken"), (outcome.Status, outcome.FailureCode, outcome.Excerpt));
    }

    [Fact]
    public async Task Of_an_endless_body_four_kilobytes_are_kept()
    {
        await using var receiver = await Receiver.StartAsync(async context =>
        {
            var block = Encoding.UTF8.GetBytes(new string('x', 1_000));
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync(block, context.RequestAborted);
            }
        });

        var outcome = await SendAsync(receiver.Url);

        Assert.Equal((200, new string('x', 4_096)), (outcome.Status, outcome.Excerpt));
        Assert.True(outcome.Duration < TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task What_follows_the_excerpt_is_not_waited_for()
    {
        await using var receiver = await Receiver.StartAsync(async context =>
        {
            await context.Response.WriteAsync(new string('x', 4_096));
            await context.Response.Body.FlushAsync();
            await Forever(context);
        });

        var outcome = await SendAsync(receiver.Url);

        Assert.Equal(4_096, outcome.Excerpt!.Length);
        Assert.True(outcome.Duration < TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task An_excerpt_of_any_bytes_can_be_stored_as_text()
    {
        await using var receiver = await Receiver.StartAsync(context =>
            context.Response.Body.WriteAsync(new byte[] { (byte)'a', 0, 0xff, (byte)'b' }).AsTask());

        var outcome = await SendAsync(receiver.Url);

        Assert.Equal("a\uFFFD\uFFFDb", outcome.Excerpt);
    }

    [Fact]
    public async Task A_dropped_connection_is_reported()
    {
        await using var receiver = await Receiver.StartAsync(context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });

        var outcome = await SendAsync(receiver.Url);

        Assert.Equal((null, "connection"), (outcome.Status, outcome.FailureCode));
    }

    [Fact]
    public async Task A_port_where_nobody_listens_is_reported()
    {
        Uri url;
        await using (var receiver = await Receiver.StartAsync(Answer(200, "")))
        {
            url = receiver.Url;
        }

        Assert.Equal("connection", (await SendAsync(url)).FailureCode);
    }

    [Fact]
    public async Task A_server_that_does_not_speak_HTTP_is_reported()
    {
        var outcome = await SendToRawAsync("220 mail.school.example ESMTP\r\n");

        Assert.Equal("connection", outcome.FailureCode);
    }

    [Fact]
    public async Task A_certificate_that_nobody_trusts_is_reported()
    {
        using var certificate = SelfSigned();
        await using var receiver = await Receiver.StartAsync(Answer(200, ""), certificate);

        var outcome = await SendAsync(receiver.UrlFor("localhost"));

        Assert.Equal("tls", outcome.FailureCode);
        Assert.Empty(receiver.Requests);
    }

    [Fact]
    public async Task A_name_that_does_not_resolve_is_reported()
    {
        using var sender = Sender(Receiver.Guard, (_, _) => throw new SocketException((int)SocketError.HostNotFound));

        Assert.Equal("dns", (await SendAsync(sender, new Uri("https://hooks.school.example/"))).FailureCode);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    [InlineData("[::ffff:127.0.0.1]")]
    [InlineData("2130706433")]
    [InlineData("0.0.0.0")]
    public async Task This_machine_is_not_reached_where_it_is_not_allowed(string host)
    {
        await using var receiver = await Receiver.StartAsync(Answer(200, ""));
        using var sender = Sender(new AddressGuard([]));

        var outcome = await SendAsync(sender, receiver.UrlFor(host));

        Assert.Equal("blocked_address", outcome.FailureCode);
        Assert.Empty(receiver.Requests);
    }

    [Fact]
    public async Task Every_connection_resolves_and_checks_anew()
    {
        await using var receiver = await Receiver.StartAsync(context =>
        {
            context.Response.Headers.Connection = "close";
            return Task.CompletedTask;
        });
        var answers = new Queue<IPAddress>([IPAddress.Parse("127.0.0.1"), IPAddress.Parse("169.254.169.254")]);
        using var sender = Sender(Receiver.Guard, (_, _) => Task.FromResult<IPAddress[]>([answers.Dequeue()]));
        var url = receiver.UrlFor("rebinding.example");

        Assert.Equal(200, (await SendAsync(sender, url)).Status);
        Assert.Equal("blocked_address", (await SendAsync(sender, url)).FailureCode);
    }

    [Fact]
    public async Task Of_several_addresses_a_permitted_one_is_used()
    {
        await using var receiver = await Receiver.StartAsync(Answer(200, ""));
        using var sender = Sender(Receiver.Guard, (_, _) => Task.FromResult<IPAddress[]>(
            [IPAddress.Parse("169.254.169.254"), IPAddress.IPv6Loopback, IPAddress.Loopback]));

        Assert.Equal(200, (await SendAsync(sender, receiver.UrlFor("hooks.school.example"))).Status);
    }

    [Fact]
    public async Task Of_several_addresses_a_blocked_one_is_not_used_even_when_the_others_fail()
    {
        await using var receiver = await Receiver.StartAsync(Answer(200, ""));
        var onlyVersion6 = new AddressGuard([IPNetwork.Parse("::1/128")]);
        using var sender = Sender(onlyVersion6, (_, _) => Task.FromResult<IPAddress[]>(
            [IPAddress.Loopback, IPAddress.IPv6Loopback]));

        Assert.Equal("connection", (await SendAsync(sender, receiver.UrlFor("hooks.school.example"))).FailureCode);
        Assert.Empty(receiver.Requests);
    }

    [Fact]
    public async Task Plain_http_to_the_public_internet_is_blocked()
    {
        using var sender = Sender(Receiver.Guard, (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("1.1.1.1")]));

        Assert.Equal("blocked_address", (await SendAsync(sender, new Uri("http://hooks.school.example/"))).FailureCode);
    }

    [Fact]
    public async Task A_caller_that_stops_gets_no_outcome()
    {
        await using var receiver = await Receiver.StartAsync(Forever);
        using var sender = Sender(Receiver.Guard);
        using var stopping = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => sender.SendAsync(receiver.Url, Id, Body, [Secret], stopping.Token));
    }

    private static async Task<WebhookOutcome> SendAsync(Uri url, TimeSpan? timeout = null)
    {
        using var sender = new WebhookSender(Receiver.Guard, TimeProvider.System)
        {
            Timeout = timeout ?? TimeSpan.FromSeconds(20),
        };
        return await SendAsync(sender, url);
    }

    /// <summary>Sends to a server that answers with this text, whatever it is, and closes the connection.</summary>
    private static async Task<WebhookOutcome> SendToRawAsync(string answer)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var sending = SendAsync(new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/"));
        using (var client = await listener.AcceptTcpClientAsync())
        {
            var stream = client.GetStream();
            // A connection that is closed with unread bytes is reset, which could overtake the answer.
            var request = new byte[8_192];
            var length = 0;
            while (!request.AsSpan(0, length).EndsWith(Body))
            {
                length += await stream.ReadAsync(request.AsMemory(length));
            }

            await stream.WriteAsync(Encoding.ASCII.GetBytes(answer));
        }

        return await sending;
    }

    private static Task<WebhookOutcome> SendAsync(WebhookSender sender, Uri url) =>
        sender.SendAsync(url, Id, Body, [Secret], CancellationToken.None);

    private static WebhookSender Sender(
        AddressGuard guard, Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null) =>
        new(guard, TimeProvider.System) { Resolve = resolve ?? Dns.GetHostAddressesAsync };

    private static RequestDelegate Answer(int status, string body) => context =>
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsync(body);
    };

    private static Task Forever(HttpContext context) =>
        Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);

    private static X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        // The round trip gives the key a form that every platform's TLS can use.
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pfx), null);
    }
}
