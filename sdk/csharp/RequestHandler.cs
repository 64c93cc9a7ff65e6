using System.Net;
using System.Net.Http.Headers;

namespace Cesuur.Sdk;

/// <summary>What every request gets: the credential, for whom it works, an idempotency key, a time limit, repetitions, and an exception for a refusal.</summary>
internal sealed class RequestHandler(CesuurOptions options) : DelegatingHandler
{
    private const string IdempotencyKey = "Idempotency-Key";
    private const string Organisation = "Cesuur-Organisation";

    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(250);

    // A server that asks for more is down for longer than a call should hang.
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(60);

    private static readonly ProductInfoHeaderValue UserAgent = new("cesuur-csharp", typeof(RequestHandler).Assembly.GetName().Version?.ToString(3));

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.UserAgent.Add(UserAgent);
        if (options.Credential is { } credential)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", credential);
        }

        if (options.Organisation is { } organisation)
        {
            request.Headers.Add(Organisation, organisation);
        }

        if (request.Method == HttpMethod.Post && !request.Headers.Contains(IdempotencyKey))
        {
            request.Headers.Add(IdempotencyKey, Guid.CreateVersion7().ToString());
        }

        if (request.Content is { } content)
        {
            await content.LoadIntoBufferAsync(cancellationToken).ConfigureAwait(false); // a stream could be sent once only
        }

        for (var attempt = 0; ; attempt++)
        {
            var last = attempt >= options.MaxRetries;
            var delay = Backoff(attempt);
            try
            {
                var response = await AttemptAsync(request, cancellationToken).ConfigureAwait(false);
                if (response.IsSuccessStatusCode)
                {
                    return response;
                }

                using (response)
                {
                    var refusal = await CesuurException.ReadAsync(response, cancellationToken).ConfigureAwait(false);
                    delay = DelayAskedFor(response) ?? delay;
                    if (last || !IsPassing(refusal) || delay > LongestDelay)
                    {
                        throw refusal;
                    }
                }
            }
            catch (HttpRequestException) when (!last)
            {
                // the connection failed: tried again below
            }
            catch (TimeoutException) when (!last)
            {
                // as above
            }

            await Task.Delay(delay, options.Time, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<HttpResponseMessage> AttemptAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(options.Timeout, options.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            return await base.SendAsync(request, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"No answer within {options.Timeout}.", e);
        }
    }

    private static bool IsPassing(CesuurException refusal) =>
        refusal.Status is HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError || refusal.Code == "idempotency_in_progress";

    // Half of it by chance, so that clients that failed together do not come back together.
    private static TimeSpan Backoff(int attempt) => FirstDelay * Math.Pow(2, attempt) * (0.5 + (Random.Shared.NextDouble() / 2));

    private TimeSpan? DelayAskedFor(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } when date > options.Time.GetUtcNow() => date - options.Time.GetUtcNow(),
        _ => null,
    };
}
