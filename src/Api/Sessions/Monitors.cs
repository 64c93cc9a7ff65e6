using Cesuur.Domain;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Sessions;

namespace Cesuur.Api.Sessions;

/// <summary>
/// The sessions that are watched on this node: each is read once a second however many watch it, less often when
/// reading it takes long, and not at all when nobody does.
/// </summary>
internal sealed class Monitors(MonitorReader reader, TimeProvider time, ILogger<Monitors> log)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Of ten seconds one is spent reading at most, so that a hall of thousands does not slow down its own answers.</summary>
    private const int RestForEachSecond = 9;

    private readonly Lock _lock = new();
    private readonly Dictionary<Id<ExamSession>, Watched> _watched = [];

    /// <summary>Watches until it is disposed of.</summary>
    public Watch Begin(Id<Organisation> organisation, Id<ExamSession> session)
    {
        lock (_lock)
        {
            if (!_watched.TryGetValue(session, out var watched))
            {
                _watched[session] = watched = new Watched();
                _ = Task.Run(() => ReadAsync(organisation, session, watched));
            }

            watched.Watchers++;
            return new Watch(watched, () => End(session, watched));
        }
    }

    private void End(Id<ExamSession> session, Watched watched)
    {
        lock (_lock)
        {
            if (--watched.Watchers == 0)
            {
                _watched.Remove(session);
                watched.Stop.Cancel();
            }
        }
    }

    private async Task ReadAsync(Id<Organisation> organisation, Id<ExamSession> session, Watched watched)
    {
        var stop = watched.Stop.Token;
        while (!stop.IsCancellationRequested)
        {
            var began = time.GetTimestamp();
            try
            {
                watched.Show(await reader.ReadAsync(organisation, session, stop));
            }
#pragma warning disable CA1031 // Whatever fails is tried again while somebody watches
            catch (Exception e) when (!stop.IsCancellationRequested)
            {
                log.LogError(e, "Reading {Session} for its monitor failed; trying again", session);
            }
#pragma warning restore CA1031
            catch (OperationCanceledException)
            {
                break;
            }

            var rest = time.GetElapsedTime(began) * RestForEachSecond;
            await Task.Delay(rest > Pause ? rest : Pause, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>A session that somebody watches.</summary>
    internal sealed class Watched
    {
        private TaskCompletionSource<MonitorResponse> _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

        // Not disposed of: it has neither a timer nor a wait handle.
        public CancellationTokenSource Stop { get; } = new();

        public int Watchers { get; set; }

        /// <summary>As it was last read; null before the first time.</summary>
        public MonitorResponse? Last { get; private set; }

        public Task<MonitorResponse> Next => Volatile.Read(ref _next).Task;

        public void Show(MonitorResponse read)
        {
            Last = read;
            Interlocked.Exchange(ref _next, new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult(read);
        }
    }

    /// <summary>One who watches.</summary>
    internal sealed class Watch(Watched watched, Action end) : IDisposable
    {
        /// <summary>The session as it is, at once where others watch already.</summary>
        public async Task<MonitorResponse> FirstAsync(TimeSpan patience, CancellationToken cancel)
        {
            var next = watched.Next;
            return watched.Last ?? await next.WaitAsync(patience, cancel);
        }

        /// <summary>The session when it is read again, which may have changed or not; null when it has not been for so long.</summary>
        public async Task<MonitorResponse?> NextAsync(TimeSpan patience, CancellationToken cancel)
        {
            try
            {
                return await watched.Next.WaitAsync(patience, cancel);
            }
            catch (TimeoutException)
            {
                return null;
            }
        }

        public void Dispose() => end();
    }
}
