using System.Net;
using System.Net.Sockets;
using Cesuur.Api.Http;
using Cesuur.Domain;

namespace Cesuur.Api.Delivery;

/// <summary>How many wrong codes a minute are looked at, per node.</summary>
internal sealed record CodeGuessLimits
{
    /// <summary>From an address from which nobody got in within the hour.</summary>
    public required int PerAddress { get; init; }

    /// <summary>Of codes that begin alike: who has seen the first half of one must not try the rest.</summary>
    public required int PerPrefix { get; init; }

    /// <summary>In all; and from one address from which candidates do get in, which may be that of a hall.</summary>
    public required int InAll { get; init; }
}

/// <summary>A code that is being looked at.</summary>
internal enum CodeGuessOutcome
{
    /// <summary>Neither: it says nothing of guessing.</summary>
    Undecided,
    Right,
    Wrong,
}

/// <summary>
/// Throttles guessing at access codes by the wrong ones alone, so that a hall of any size behind one address gets in. Each
/// guess is counted while it is looked at, as if it were wrong: of many at once no more than are allowed are looked at,
/// and the others wait for what becomes of them.
/// </summary>
internal sealed class CodeGuesses(CodeGuessLimits limits, TimeProvider time)
{
    private const int PrefixLength = 4;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Trust = TimeSpan.FromHours(1);

    // One lock for all: what is done under it takes a microsecond, and nothing is awaited.
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Budget> _addresses = [];
    private readonly Dictionary<string, Budget> _prefixes = [];
    private readonly Budget _all = new() { Since = time.GetTimestamp() };
    private long _tidied = time.GetTimestamp();

    /// <summary>Looks at a code, as soon as it may be looked at.</summary>
    /// <param name="from">Who asks.</param>
    /// <param name="code">Normalised.</param>
    /// <param name="look">Tells what became of it.</param>
    /// <exception cref="DomainException"><c>too_many_requests</c>: too many were wrong.</exception>
    public async Task<T> LookAsync<T>(IPAddress from, string code, Func<Task<(T Result, CodeGuessOutcome Outcome)>> look)
    {
        var taken = new List<Budget>(3);
        var outcome = CodeGuessOutcome.Undecided;
        try
        {
            var address = await TakeAsync(() => BudgetOf(_addresses, KeyOf(from)), budget => IsTrusted(budget) ? limits.InAll : limits.PerAddress, taken);
            await TakeAsync(() => _all, _ => IsTrusted(address) ? int.MaxValue : limits.InAll, taken);

            await TakeAsync(() => BudgetOf(_prefixes, code[..PrefixLength]), _ => limits.PerPrefix, taken);
            (var result, outcome) = await look();
            lock (_lock)
            {
                address.LastRight = outcome == CodeGuessOutcome.Right ? time.GetTimestamp() : address.LastRight;
            }

            return result;
        }
        finally
        {
            lock (_lock)
            {
                taken.ForEach(budget => budget.GiveBack(wrong: outcome == CodeGuessOutcome.Wrong));
            }
        }
    }

    private bool IsTrusted(Budget address) => address.LastRight is { } right && time.GetElapsedTime(right) < Trust;

    private async Task<Budget> TakeAsync(Func<Budget> find, Func<Budget, int> limit, List<Budget> taken)
    {
        Budget budget;
        Task<bool> turn;
        lock (_lock)
        {
            budget = find();
            if (time.GetElapsedTime(budget.Since) > Window)
            {
                budget.BeginAnew(time.GetTimestamp());
            }

            turn = budget.Take(() => limit(budget));
        }

        if (!await turn)
        {
            throw new DomainException(HttpErrors.TooManyRequests) { RetryAfter = Window - time.GetElapsedTime(budget.Since) };
        }

        taken.Add(budget);
        return budget;
    }

    private Budget BudgetOf(Dictionary<string, Budget> budgets, string key)
    {
        if (time.GetElapsedTime(_tidied) > Window)
        {
            _tidied = time.GetTimestamp();
            Tidy(_addresses);
            Tidy(_prefixes);
        }

        return budgets.TryGetValue(key, out var known) ? known : budgets[key] = new Budget { Since = time.GetTimestamp() };
    }

    private void Tidy(Dictionary<string, Budget> budgets)
    {
        foreach (var (key, budget) in budgets) // removing while going through is allowed
        {
            if (budget.IsIdle && time.GetElapsedTime(budget.Since) > Window && !IsTrusted(budget))
            {
                budgets.Remove(key);
            }
        }
    }

    // Who has one address of IPv6 has all of its /64.
    private static string KeyOf(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return plain.AddressFamily == AddressFamily.InterNetworkV6 ? Convert.ToHexString(plain.GetAddressBytes().AsSpan(0, 8)) : plain.ToString();
    }

    /// <summary>What may still be wrong in this minute. Used under the lock.</summary>
    private sealed class Budget
    {
        private readonly Queue<(Func<int> Limit, TaskCompletionSource<bool> Turn)> _waiting = new();
        private int _wrong;
        private int _running;

        /// <summary>When the minute began.</summary>
        public required long Since { get; set; }

        /// <summary>Of an address: when somebody last got in from there.</summary>
        public long? LastRight { get; set; }

        public bool IsIdle => _running == 0 && _waiting.Count == 0;

        public void BeginAnew(long now)
        {
            Since = now;
            _wrong = 0;
        }

        /// <summary>True when the guess may be looked at, false when none may any more.</summary>
        public Task<bool> Take(Func<int> limit)
        {
            if (_wrong >= limit())
            {
                return Task.FromResult(false);
            }

            if (_wrong + _running < limit())
            {
                _running++;
                return Task.FromResult(true);
            }

            var turn = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Enqueue((limit, turn));
            return turn.Task;
        }

        public void GiveBack(bool wrong)
        {
            _running--;
            _wrong += wrong ? 1 : 0;
            while (_waiting.TryPeek(out var next) && (_wrong >= next.Limit() || _wrong + _running < next.Limit()))
            {
                _waiting.Dequeue();
                var mayLook = _wrong < next.Limit();
                _running += mayLook ? 1 : 0;
                next.Turn.SetResult(mayLook);
            }
        }
    }
}
