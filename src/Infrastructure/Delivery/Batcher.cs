using System.Threading.Channels;
using Cesuur.Domain;
using Cesuur.Domain.Delivery;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Cesuur.Infrastructure.Delivery;

/// <summary>
/// What becomes of one of many that are served together: an answer, a refusal with nothing changed, or neither, because somebody
/// holds what it needs. It then waits for that by itself, and not all the others with it.
/// </summary>
public readonly record struct Served<TAnswer>(TAnswer? Answer, DomainException? Refusal = null)
    where TAnswer : class
{
    /// <summary>The answer, or the refusal, of something that changes nothing before it refuses.</summary>
    public static Served<TAnswer> By(Func<TAnswer?> serve)
    {
        try
        {
            return new Served<TAnswer>(serve());
        }
        catch (DomainException refusal)
        {
            return new Served<TAnswer>(null, refusal);
        }
    }
}

/// <summary>
/// Does for all who are waiting what each of them asks for: together, in one transaction (group commit), and each is answered only
/// after that has committed. So a hall that does the same at the same moment costs a few statements and not thousands of
/// transactions, and those who wait hold no connection. Who is alone is served at once.
/// </summary>
/// <typeparam name="TAsk">What one asks for.</typeparam>
/// <typeparam name="TAnswer">What one is answered.</typeparam>
/// <param name="most">How many are served together.</param>
public abstract class Batcher<TAsk, TAnswer>(int most) : IHostedService
    where TAnswer : class
{
    private const int Workers = 2;

    /// <summary>How many at a time wait for what somebody holds.</summary>
    private const int Patient = 4;

    /// <summary>Those behind them would not be served within the time for which anybody waits.</summary>
    private const int MostWaiting = 20_000;

    private readonly Channel<Waiting>[] _queues = [.. Enumerable.Range(0, Workers).Select(_ =>
        Channel.CreateBounded<Waiting>(new BoundedChannelOptions(MostWaiting) { SingleReader = true }))];

    private readonly Channel<Waiting> _left = Channel.CreateUnbounded<Waiting>();

    private Task[] _loops = [];
    private Task[] _patient = [];

    /// <summary>Returns once what is asked for is durable, or refused.</summary>
    /// <exception cref="DomainException"><c>busy</c>, or the refusal.</exception>
    public Task<TAnswer> AskAsync(TAsk ask)
    {
        var waiting = new Waiting(ask);
        var queue = _queues[(uint)KeyOf(ask) % Workers];
        return queue.Writer.TryWrite(waiting) ? waiting.Answer.Task : throw Busy();
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _loops = [.. _queues.Select(queue => Task.Run(() => DrainAsync(queue.Reader), CancellationToken.None))];
        _patient = [.. Enumerable.Range(0, Patient).Select(_ => Task.Run(DrainLeftAsync, CancellationToken.None))];
        return Task.CompletedTask;
    }

    /// <summary>Takes no more, and serves who waits.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        foreach (var queue in _queues)
        {
            queue.Writer.TryComplete();
        }

        await Task.WhenAll(_loops).WaitAsync(cancellationToken);
        _left.Writer.TryComplete();
        await Task.WhenAll(_patient).WaitAsync(cancellationToken);
    }

    /// <summary>Those with the same key are served in order, or together.</summary>
    protected abstract int KeyOf(TAsk ask);

    /// <summary>Only those of the same are served together: whatever fails, fails for one transaction.</summary>
    protected virtual Guid TransactionOf(TAsk ask) => default;

    /// <summary>Serves them all, and has committed when it returns; what they are served is in their order.</summary>
    /// <param name="asks">At least one.</param>
    /// <param name="wait">Whether to wait for rows that somebody holds. If not, whoever needs one is left for later.</param>
    protected abstract Task<IReadOnlyList<Served<TAnswer>>> ServeAsync(IReadOnlyList<TAsk> asks, bool wait);

    private async Task DrainAsync(ChannelReader<Waiting> queue)
    {
        while (await queue.WaitToReadAsync())
        {
            var batch = new List<Waiting>();
            while (batch.Count < most && queue.TryRead(out var waiting))
            {
                batch.Add(waiting);
            }

            foreach (var together in batch.GroupBy(waiting => TransactionOf(waiting.Ask)))
            {
                await ServeAsync([.. together], wait: false);
            }
        }
    }

    private async Task ServeAsync(List<Waiting> batch, bool wait)
    {
        try
        {
            var served = await ServeAsync(batch.ConvertAll(waiting => waiting.Ask), wait);
            foreach (var (waiting, (answer, refusal)) in batch.Zip(served))
            {
                if (answer is not null)
                {
                    waiting.Answer.TrySetResult(answer);
                }
                else if (refusal is not null || wait)
                {
                    waiting.Answer.TrySetException(refusal ?? Busy());
                }
                else
                {
                    _left.Writer.TryWrite(waiting);
                }
            }
        }
        catch (Exception e) when (batch.Count > 1 && IsOfOne(e))
        {
            // One of them cannot be served: halve until it stands alone, so that its neighbours are.
            var half = batch.Count / 2;
            await ServeAsync(batch[..half], wait);
            await ServeAsync(batch[half..], wait);
        }
#pragma warning disable CA1031 // Whatever went wrong, each of them hears of it and the others go on
        catch (Exception e)
        {
            var told = e.GetBaseException() is PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected } ? Busy() : e;
            batch.ForEach(waiting => waiting.Answer.TrySetException(told));
        }
#pragma warning restore CA1031
    }

    private async Task DrainLeftAsync()
    {
        await foreach (var waiting in _left.Reader.ReadAllAsync())
        {
            await ServeAsync([waiting], wait: true);
        }
    }

    /// <summary>Whether the others might be served without the one that it is about: not where the database is gone, or has no room.</summary>
    private static bool IsOfOne(Exception e) => e.GetBaseException() switch
    {
        PostgresException refused => refused.SqlState[..2] is not ("08" or "53" or "57" or "58"),
        NpgsqlException or TimeoutException or OperationCanceledException or IOException or System.Net.Sockets.SocketException => false,
        _ => true,
    };

    private static DomainException Busy() => new(DeliveryErrors.Busy);

    private sealed record Waiting(TAsk Ask)
    {
        public TaskCompletionSource<TAnswer> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
