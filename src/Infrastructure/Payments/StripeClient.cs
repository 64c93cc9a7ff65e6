using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace Cesuur.Infrastructure.Payments;

/// <summary>
/// The calls of Stripe's REST API that a purchase needs. Every call ends within <see cref="StripeOptions.Timeout"/>
/// and its turn; every POST carries a key by which Stripe knows it again, so that repeating it is harmless, also after
/// an answer that never came. One instance serves the whole process.
/// </summary>
public sealed class StripeClient : IDisposable
{
    /// <summary>What requests and answers look like; raised by hand, after reading what changed.</summary>
    public const string ApiVersion = "2026-10-28.endive";

    public const string HttpClientName = "stripe";

    /// <summary>Who calls may hold a transaction open: better that some fail than that a slow Stripe takes all connections.</summary>
    private const int MaxCalls = 8;

    private const int MaxRetries = 4;

    private readonly IHttpClientFactory _http;
    private readonly StripeOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<StripeClient> _log;
    private readonly SemaphoreSlim _turns = new(MaxCalls);
    private readonly ResiliencePipeline<HttpResponseMessage> _attempts;

    public StripeClient(IHttpClientFactory http, StripeOptions options, TimeProvider time, ILogger<StripeClient> log)
    {
        _http = http;
        _options = options;
        _time = time;
        _log = log;
        _attempts = new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = time }
            .AddTimeout(options.Timeout)
            .AddRetry(new RetryStrategyOptions<HttpResponseMessage>
            {
                MaxRetryAttempts = MaxRetries,
                Delay = options.RetryDelay,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                ShouldHandle = attempt => ValueTask.FromResult(IsWorthAnother(attempt.Outcome)),
                DelayGenerator = attempt => ValueTask.FromResult(attempt.Outcome.Result is { } response ? RetryAfter(response) : null),
            })
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<HttpResponseMessage>
            {
                // When nothing gets through any more, whoever waits for a call is told at once: jobs, above all.
                FailureRatio = 1,
                MinimumThroughput = 20,
                SamplingDuration = TimeSpan.FromMinutes(1),
                BreakDuration = TimeSpan.FromSeconds(30),
                ShouldHandle = attempt => ValueTask.FromResult(IsWorthAnother(attempt.Outcome)),
            })
            .AddTimeout(options.AttemptTimeout)
            .Build();
    }

    /// <param name="parameters">The session.</param>
    /// <param name="idempotencyKey">The same for the same session: whoever asks again gets the one that was made.</param>
    /// <param name="cancel">Ends the wait; the session may have been made.</param>
    /// <exception cref="StripeException"/>
    public Task<StripeSession> CreateSessionAsync(StripeSessionParameters parameters, string idempotencyKey, CancellationToken cancel) =>
        PostAsync<StripeSession>("v1/checkout/sessions", parameters, idempotencyKey, cancel);

    /// <summary>With its payment and that one's charge.</summary>
    /// <exception cref="StripeException"/>
    public Task<StripeSession> GetSessionAsync(string id, CancellationToken cancel) =>
        GetAsync<StripeSession>($"v1/checkout/sessions/{Uri.EscapeDataString(id)}", new { Expand = (string[])["payment_intent.latest_charge"] }, cancel);

    /// <exception cref="StripeException"/>
    public Task<StripePaymentIntent> GetPaymentIntentAsync(string id, CancellationToken cancel) =>
        GetAsync<StripePaymentIntent>($"v1/payment_intents/{Uri.EscapeDataString(id)}", new { }, cancel);

    /// <exception cref="StripeException"/>
    public IAsyncEnumerable<StripeDispute> ListDisputesAsync(string paymentIntentId, CancellationToken cancel = default) =>
        ListAsync<StripeDispute>("v1/disputes", last => new { PaymentIntent = paymentIntentId, Limit = 100, StartingAfter = last }, cancel);

    public void Dispose() => _turns.Dispose();

    private async IAsyncEnumerable<T> ListAsync<T>(string path, Func<string?, object> parameters, [EnumeratorCancellation] CancellationToken cancel)
        where T : StripeObject
    {
        StripeList<T>? page = null;
        do
        {
            page = await GetAsync<StripeList<T>>(path, parameters(page?.Data[^1].Id), cancel);
            foreach (var found in page.Data)
            {
                yield return found;
            }
        }
        while (page is { HasMore: true, Data.Count: > 0 });
    }

    private Task<T> GetAsync<T>(string path, object parameters, CancellationToken cancel)
    {
        var query = string.Join('&', StripeForm.Fields(parameters).Select(field => $"{Uri.EscapeDataString(field.Key)}={Uri.EscapeDataString(field.Value)}"));
        return SendAsync<T>(path, () => new HttpRequestMessage(HttpMethod.Get, new Uri(_options.BaseUrl, $"{path}?{query}")), cancel);
    }

    private Task<T> PostAsync<T>(string path, object parameters, string idempotencyKey, CancellationToken cancel)
    {
        var fields = StripeForm.Fields(parameters).ToList();
        return SendAsync<T>(
            path,
            () => new HttpRequestMessage(HttpMethod.Post, new Uri(_options.BaseUrl, path))
            {
                Content = new FormUrlEncodedContent(fields),
                Headers = { { "Idempotency-Key", idempotencyKey } },
            },
            cancel);
    }

    private async Task<T> SendAsync<T>(string path, Func<HttpRequestMessage> request, CancellationToken cancel)
    {
        if (!await _turns.WaitAsync(_options.QueueTimeout, cancel))
        {
            throw new StripeException($"{MaxCalls} calls to Stripe are running, and none ended in time for another.");
        }

        try
        {
            using var response = await _attempts.ExecuteAsync(async token => await AttemptAsync(path, request, token), cancel);
            var body = await response.Content.ReadAsByteArrayAsync(cancel); // it is here already
            if (!response.IsSuccessStatusCode)
            {
                throw StripeException.Of(response.StatusCode, body, RequestId(response));
            }

            return JsonSerializer.Deserialize<T>(body, StripeJson.Options) ?? throw new JsonException();
        }
        catch (TimeoutRejectedException late)
        {
            throw new StripeException($"Stripe did not answer {path} in time.", late);
        }
        catch (BrokenCircuitException broken)
        {
            throw new StripeException("Stripe has not answered anything lately, and is left alone for a moment.", broken);
        }
        catch (HttpRequestException unreachable)
        {
            throw new StripeException($"Stripe could not be reached for {path}: {unreachable.HttpRequestError}.", unreachable);
        }
        catch (JsonException unreadable)
        {
            throw new StripeException($"Stripe's answer to {path} cannot be read.", unreadable);
        }
        finally
        {
            _turns.Release();
        }
    }

    private async Task<HttpResponseMessage> AttemptAsync(string path, Func<HttpRequestMessage> create, CancellationToken cancel)
    {
        using var request = create();
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _options.SecretKey);
        request.Headers.Add("Stripe-Version", ApiVersion);
        using var client = _http.CreateClient(HttpClientName);
        try
        {
            var response = await client.SendAsync(request, cancel);
            _log.Log(
                response.IsSuccessStatusCode ? LogLevel.Debug : LogLevel.Warning,
                "Stripe answered {Method} {Path} with {Status}, request {RequestId}", request.Method, path, (int)response.StatusCode, RequestId(response));
            return response;
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException)
        {
            _log.LogWarning("Stripe did not answer {Method} {Path}: {Reason}", request.Method, path, (failure as HttpRequestException)?.HttpRequestError.ToString() ?? "given up");
            throw;
        }
    }

    private bool IsWorthAnother(Outcome<HttpResponseMessage> outcome) => outcome switch
    {
        { Exception: HttpRequestException or TimeoutRejectedException } => true,
        { Result: { } response } => IsWorthAnother(response),
        _ => false,
    };

    private bool IsWorthAnother(HttpResponseMessage response)
    {
        if (response.Headers.TryGetValues("Stripe-Should-Retry", out var advice))
        {
            return advice.First() == "true";
        }

        return (response.StatusCode is HttpStatusCode.Conflict or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError)
            && !(RetryAfter(response) > _options.Timeout); // the caller can tell others to come back later
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } when date > _time.GetUtcNow() => date - _time.GetUtcNow(),
        _ => null,
    };

    private static string? RequestId(HttpResponseMessage response) =>
        response.Headers.TryGetValues("Request-Id", out var ids) ? ids.First() : null;
}
