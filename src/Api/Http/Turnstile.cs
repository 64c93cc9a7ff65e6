using Cesuur.Domain;

namespace Cesuur.Api.Http;

/// <summary>
/// Lets so many requests at a time do what a whole hall does at once, and has the others wait without a connection
/// to the database: they keep their order, and one school's start leaves connections for everybody else.
/// </summary>
internal sealed class Turnstile : IDisposable
{
    private const int AtOnce = 24;

    /// <summary>Those who would wait longer than they are told to anyway.</summary>
    private const int MostWaiting = 20_000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(45);

    private readonly SemaphoreSlim _places = new(AtOnce);
    private int _waiting;

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        if (!await EnterAsync(context.HttpContext.RequestAborted))
        {
            throw new DomainException(HttpErrors.TooBusy) { RetryAfter = TimeSpan.FromSeconds(Random.Shared.Next(1, 5)) };
        }

        try
        {
            return await next(context);
        }
        finally
        {
            _places.Release();
        }
    }

    public void Dispose() => _places.Dispose();

    private async Task<bool> EnterAsync(CancellationToken cancel)
    {
        try
        {
            return Interlocked.Increment(ref _waiting) <= MostWaiting && await _places.WaitAsync(Patience, cancel);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }
}
