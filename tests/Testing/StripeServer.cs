using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace Cesuur.Testing;

/// <summary>What goes wrong with one request.</summary>
public enum StripeFault
{
    None,

    /// <summary>The work is done, and no answer ever comes.</summary>
    SilenceAfter,
    DropBefore,
    DropAfter,
    Conflict,
    TooManyRequests,
    ErrorBefore,

    /// <summary>The work is not done, and asking again will not help.</summary>
    ErrorForGood,

    /// <summary>The work is done, and the answer is 500.</summary>
    ErrorAfter,
}

/// <summary>A request as it came; the members of objects and lists stand in brackets.</summary>
public sealed record StripeRequest(string Method, string Path, IReadOnlyDictionary<string, string> Headers, IReadOnlyDictionary<string, string> Fields);

/// <summary>
/// Stands in for Stripe, on a real port: the routes that are called here, with its rules for idempotency keys, and with
/// faults on demand.
/// </summary>
public sealed class StripeServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<StripeFault> _faults = new();
    private readonly ConcurrentQueue<StripeRequest> _requests = new();
    private readonly Dictionary<string, (string Request, Reply Reply)> _replies = [];
    private readonly SemaphoreSlim _work = new(1);
    private int _running;
    private int _most;

    private StripeServer(WebApplication app) => _app = app;

    /// <summary>Where things happen that no request asks for: payments, refunds, disputes.</summary>
    public StripeAccount Account { get; } = new();

    public Uri Url => new(_app.Urls.Single());

    /// <summary>Has a <see cref="TestApi"/> take it for Stripe.</summary>
    public string[] Settings =>
    [
        "--Payments:Provider=stripe",
        $"--Payments:Stripe:BaseUrl={Url}",
        $"--Payments:Stripe:SecretKey={StripeAccount.SecretKey}",
        $"--Payments:Stripe:WebhookSecrets:0={StripeAccount.WebhookSecret}",
        "--Payments:Stripe:AttemptTimeout=00:00:02",
        "--Payments:Stripe:RetryDelay=00:00:00.01",
    ];

    public IReadOnlyCollection<StripeRequest> Requests => _requests;

    /// <summary>How many requests there were at once, at most.</summary>
    public int MostAtOnce => _most;

    /// <summary>In seconds, as it stands in the answer to one request too many.</summary>
    public int RetryAfter { get; set; }

    /// <summary>How long each request takes.</summary>
    public TimeSpan Delay { get; set; }

    public static async Task<StripeServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0));
        var server = new StripeServer(builder.Build());
        server._app.Run(server.AnswerAsync);
        await server._app.StartAsync();
        return server;
    }

    /// <summary>One for each of the next requests.</summary>
    public void Fail(params IEnumerable<StripeFault> next)
    {
        foreach (var fault in next)
        {
            _faults.Enqueue(fault);
        }
    }

    public async ValueTask DisposeAsync()
    {
        // Answers that never come are part of the tests: nothing to wait for.
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
        _work.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var running = Interlocked.Increment(ref _running);
        NoteMost(running);
        try
        {
            await Task.Delay(Delay, context.RequestAborted);
            await AnswerAsync(context, _faults.TryDequeue(out var fault) ? fault : StripeFault.None);
        }
        catch (OperationCanceledException)
        {
            // the caller has gone
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }

    private async Task AnswerAsync(HttpContext context, StripeFault fault)
    {
        var request = await ReadAsync(context.Request);
        _requests.Enqueue(request);
        switch (fault)
        {
            case StripeFault.DropBefore:
                context.Abort();
                return;
            case StripeFault.Conflict:
                await WriteAsync(context, Error(409, "invalid_request_error", "lock_timeout", null));
                return;
            case StripeFault.TooManyRequests:
                context.Response.Headers.RetryAfter = $"{RetryAfter}";
                await WriteAsync(context, Error(429, "invalid_request_error", "rate_limit", null));
                return;
            case StripeFault.ErrorForGood:
                context.Response.Headers["Stripe-Should-Retry"] = "false";
                await WriteAsync(context, Error(500, "api_error", null, null));
                return;
            case StripeFault.ErrorBefore:
                await WriteAsync(context, Error(500, "api_error", null, null));
                return;
        }

        var reply = await WorkAsync(request);
        switch (fault)
        {
            case StripeFault.SilenceAfter:
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
                return;
            case StripeFault.DropAfter:
                context.Abort();
                return;
            case StripeFault.ErrorAfter:
                await WriteAsync(context, Error(500, "api_error", null, null));
                return;
            default:
                await WriteAsync(context, reply);
                return;
        }
    }

    private async Task<Reply> WorkAsync(StripeRequest request)
    {
        await _work.WaitAsync();
        try
        {
            if (request.Headers.GetValueOrDefault("Authorization") != $"Bearer {StripeAccount.SecretKey}")
            {
                return Error(401, "invalid_request_error", null, null);
            }

            if (request.Method != "POST" || request.Headers.GetValueOrDefault("Idempotency-Key") is not { } key)
            {
                return Route(request);
            }

            var text = $"{request.Path}?{string.Join('&', request.Fields.OrderBy(field => field.Key, StringComparer.Ordinal).Select(field => $"{field.Key}={field.Value}"))}";
            if (_replies.TryGetValue(key, out var known))
            {
                return known.Request == text ? known.Reply : Error(400, "idempotency_error", null, null);
            }

            var reply = Route(request);
            _replies[key] = (text, reply);
            return reply;
        }
        finally
        {
            _work.Release();
        }
    }

    private Reply Route(StripeRequest request) => (request.Method, request.Path.Trim('/').Split('/')) switch
    {
        ("POST", ["v1", "checkout", "sessions"]) => Refusal(request.Fields) ?? Found(Account.CreateSession(request.Fields)),
        ("GET", ["v1", "checkout", "sessions", var id]) => Found(Account.GetSession(id, [.. request.Fields.Where(field => field.Key.StartsWith("expand[", StringComparison.Ordinal)).Select(field => field.Value)])),
        ("GET", ["v1", "payment_intents", var id]) => Found(Account.GetPayment(id)),
        ("GET", ["v1", "disputes"]) => Found(Account.ListDisputes(request.Fields)),
        _ => Error(404, "invalid_request_error", null, null),
    };

    /// <summary>What Stripe would not take, as far as ours could get it wrong.</summary>
    private static Reply? Refusal(IReadOnlyDictionary<string, string> form)
    {
        string[] required = ["mode", "success_url", "line_items[0][quantity]", "line_items[0][price_data][currency]", "line_items[0][price_data][unit_amount]", "line_items[0][price_data][product_data][name]"];
        if (required.FirstOrDefault(name => !form.ContainsKey(name)) is { } missing)
        {
            return Error(400, "invalid_request_error", "parameter_missing", missing);
        }

        if (!form.GetValueOrDefault("customer_email", "").Contains('@', StringComparison.Ordinal))
        {
            return Error(400, "invalid_request_error", "email_invalid", "customer_email", $"Invalid email address: {form["customer_email"]}");
        }

        var ahead = DateTimeOffset.FromUnixTimeSeconds(long.Parse(form["expires_at"], null)) - TimeProvider.System.GetUtcNow();
        return ahead < TimeSpan.FromMinutes(29) || ahead > TimeSpan.FromHours(24) ? Error(400, "invalid_request_error", null, "expires_at") : null;
    }

    private static Reply Found(JsonObject? found) => found is null ? Error(404, "invalid_request_error", "resource_missing", "id") : new Reply(200, found.ToJsonString());

    private static Reply Error(int status, string type, string? code, string? parameter, string message = "A refusal in words.") => new(status, new JsonObject
    {
        ["error"] = new JsonObject { ["type"] = type, ["code"] = code, ["message"] = message, ["param"] = parameter },
    }.ToJsonString());

    private static async Task WriteAsync(HttpContext context, Reply reply)
    {
        context.Response.StatusCode = reply.Status;
        context.Response.ContentType = "application/json";
        context.Response.Headers["Request-Id"] = $"req_{context.TraceIdentifier.Replace(":", "", StringComparison.Ordinal)}";
        await context.Response.WriteAsync(reply.Body);
    }

    private static async Task<StripeRequest> ReadAsync(HttpRequest request)
    {
        IEnumerable<KeyValuePair<string, StringValues>> fields =
            request.HasFormContentType ? await request.ReadFormAsync() : request.Query;
        return new StripeRequest(
            request.Method,
            request.Path,
            request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            fields.ToDictionary(field => field.Key, field => field.Value.ToString()));
    }

    private void NoteMost(int running)
    {
        for (var most = _most; running > most; most = _most)
        {
            Interlocked.CompareExchange(ref _most, running, most);
        }
    }

    private sealed record Reply(int Status, string Body);
}
