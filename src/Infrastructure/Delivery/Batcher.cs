using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;
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

    /// <summary>Those behind them would not be served within the time for which anybody waits.</summary>
    private const int MostWaiting = 20_000;

    /// <summary>How long one waits for what somebody holds, and how often it is tried.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5), TriedAgainAfter = TimeSpan.FromMilliseconds(50);

    private readonly Channel<Waiting>[] _queues = [.. Enumerable.Range(0, Workers).Select(_ => NewQueue())];
    private readonly Channel<Waiting> _left = NewQueue();

    /// <summary>How many of a key are left for later: those that come after them follow them, so that their order stays.</summary>
    private readonly ConcurrentDictionary<int, int> _leftOf = new();

    private Task[] _loops = [];
    private Task _again = Task.CompletedTask;

    /// <summary>Returns once what is asked for is durable, or refused.</summary>
    /// <param name="ask">What is asked for.</param>
    /// <param name="cancel">Nobody waits for the answer any more; what has not been begun is not.</param>
    /// <exception cref="DomainException"><c>busy</c>, or the refusal.</exception>
    public Task<TAnswer> AskAsync(TAsk ask, CancellationToken cancel)
    {
        var waiting = new Waiting(ask, KeyOf(ask), cancel);
        var queue = _queues[(uint)waiting.Key % Workers];
        return queue.Writer.TryWrite(waiting) ? waiting.Answer.Task : throw Busy();
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _loops = [.. _queues.Select(queue => Task.Run(() => DrainAsync(queue.Reader), CancellationToken.None))];
        _again = Task.Run(DrainLeftAsync, CancellationToken.None);
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
        while (!_leftOf.IsEmpty)
        {
            await Task.Delay(TriedAgainAfter, cancellationToken);
        }

        _left.Writer.TryComplete();
        await _again.WaitAsync(cancellationToken);
    }

    /// <summary>Those with the same key are served in order, or together.</summary>
    protected abstract int KeyOf(TAsk ask);

    /// <summary>Only those of the same are served together: whatever fails, fails for one transaction.</summary>
    protected virtual Guid TransactionOf(TAsk ask) => default;

    /// <summary>
    /// Serves them all, and has committed when it returns; what they are served is in their order. It waits for no row that
    /// somebody holds: whoever needs one is left for later.
    /// </summary>
    protected abstract Task<IReadOnlyList<Served<TAnswer>>> ServeAsync(IReadOnlyList<TAsk> asks);

    private async Task DrainAsync(ChannelReader<Waiting> queue)
    {
        while (await queue.WaitToReadAsync())
        {
            var batch = new List<Waiting>();
            while (batch.Count < most && queue.TryRead(out var waiting))
            {
                if (_leftOf.ContainsKey(waiting.Key))
                {
                    Leave(waiting);
                }
                else
                {
                    batch.Add(waiting);
                }
            }

            await ServeAllAsync(batch);
        }
    }

    private async Task DrainLeftAsync()
    {
        while (await _left.Reader.WaitToReadAsync())
        {
            await Task.Delay(TriedAgainAfter);
            var again = new List<Waiting>();
            while (_left.Reader.TryRead(out var waiting))
            {
                again.Add(waiting);
            }

            foreach (var batch in again.Chunk(most))
            {
                await ServeAllAsync(batch);
            }

            // Only now, so that whoever was left once more has been counted again.
            again.ForEach(waiting => Forget(waiting.Key));
        }
    }

    private async Task ServeAllAsync(IEnumerable<Waiting> batch)
    {
        foreach (var together in batch.Where(waiting => !waiting.IsGone()).GroupBy(waiting => TransactionOf(waiting.Ask)))
        {
            await ServeAsync([.. together]);
        }
    }

    private async Task ServeAsync(List<Waiting> batch)
    {
        try
        {
            var served = await ServeAsync(batch.ConvertAll(waiting => waiting.Ask));
            foreach (var (waiting, (answer, refusal)) in batch.Zip(served))
            {
                if (answer is not null)
                {
                    waiting.Answer.TrySetResult(answer);
                }
                else if (refusal is not null)
                {
                    waiting.Answer.TrySetException(refusal);
                }
                else
                {
                    Leave(waiting);
                }
            }
        }
        catch (Exception e) when (batch.Count > 1 && IsOfOne(e))
        {
            // One of them cannot be served: halve until it stands alone, so that its neighbours are.
            var half = batch.Count / 2;
            await ServeAsync(batch[..half]);
            await ServeAsync(batch[half..]);
        }
#pragma warning disable CA1031 // Whatever went wrong, each of them hears of it and the others go on
        catch (Exception e)
        {
            var told = e.GetBaseException() is PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected } ? Busy() : e;
            batch.ForEach(waiting => waiting.Answer.TrySetException(told));
        }
#pragma warning restore CA1031
    }

    private void Leave(Waiting waiting)
    {
        _leftOf.AddOrUpdate(waiting.Key, 1, (_, count) => count + 1);
        waiting.LeftAt ??= Stopwatch.GetTimestamp();
        if (Stopwatch.GetElapsedTime(waiting.LeftAt.Value) > Patience || !_left.Writer.TryWrite(waiting))
        {
            Forget(waiting.Key);
            waiting.Answer.TrySetException(Busy());
        }
    }

    private void Forget(int key)
    {
        if (_leftOf.AddOrUpdate(key, 0, (_, count) => count - 1) == 0)
        {
            _leftOf.TryRemove(new KeyValuePair<int, int>(key, 0));
        }
    }

    /// <summary>Whether the others might be served without the one that it is about: not where the database is gone, or has no room.</summary>
    private static bool IsOfOne(Exception e) => e.GetBaseException() switch
    {
        PostgresException refused => refused.SqlState[..2] is not ("08" or "53" or "57" or "58"),
        NpgsqlException or TimeoutException or OperationCanceledException or IOException or SocketException => false,
        _ => true,
    };

    private static DomainException Busy() => new(DeliveryErrors.Busy);

    private static Channel<Waiting> NewQueue() => Channel.CreateBounded<Waiting>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });

    private sealed record Waiting(TAsk Ask, int Key, CancellationToken Cancel)
    {
        /// <summary>Since when it waits for what somebody holds.</summary>
        public long? LeftAt { get; set; }

        public TaskCompletionSource<TAnswer> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool IsGone() => Cancel.IsCancellationRequested && Answer.TrySetCanceled(Cancel);
    }
}
