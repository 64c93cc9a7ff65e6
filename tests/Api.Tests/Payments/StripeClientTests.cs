using System.Collections.Concurrent;
using System.Net;
using Cesuur.Infrastructure.Payments;
using Cesuur.Testing;
using Microsoft.Extensions.Logging;

namespace Cesuur.Api.Tests.Payments;

/// <summary>Whatever goes wrong on the way, an order is asked for once and money is not taken twice.</summary>
public sealed class StripeClientTests
{
    private static readonly StripeFault[] Faults = Enum.GetValues<StripeFault>();

    [Theory]
    [InlineData(StripeFault.SilenceAfter)]
    [InlineData(StripeFault.DropBefore)]
    [InlineData(StripeFault.DropAfter)]
    [InlineData(StripeFault.Conflict)]
    [InlineData(StripeFault.TooManyRequests)]
    [InlineData(StripeFault.ErrorBefore)]
    [InlineData(StripeFault.ErrorAfter)]
    public async Task What_went_wrong_once_or_twice_is_tried_again_with_the_same_key(StripeFault fault)
    {
        await using var server = await StripeServer.StartAsync();
        await using var services = StripeServices.For(server);
        server.Fail(fault, fault);

        var checkout = await services.Provider().CreateAsync(StripeServices.Request(), CancellationToken.None);

        Assert.Equal(checkout.Id, Assert.Single(server.Account.SessionsOf()));
        Assert.Equal(3, server.Requests.Count);
        Assert.Single(server.Requests.Select(request => request.Headers["Idempotency-Key"]).Distinct());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Under_any_mix_of_faults_each_order_has_one_session_and_none_is_lost(int seed)
    {
        const int Orders = 40;
        await using var server = await StripeServer.StartAsync();
        await using var one = StripeServices.For(server, "--Payments:Stripe:AttemptTimeout=00:00:00.3");
        await using var other = StripeServices.For(server, "--Payments:Stripe:AttemptTimeout=00:00:00.3");
        var random = new Random(seed);
        server.Fail(Enumerable.Range(0, 6 * Orders).Select(_ => Faults[random.Next(Faults.Length)]).ToList());

        var made = new ConcurrentBag<(string Order, string Session)>();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, Orders).SelectMany(order => new[] { (Order: $"ord_{order}", Node: one), (Order: $"ord_{order}", Node: other) }),
            new ParallelOptions { MaxDegreeOfParallelism = 16 },
            async (work, cancel) => made.Add((work.Order, await CreateAtLastAsync(work.Node.Provider(), work.Order, cancel))));

        Assert.True(server.Requests.Count > 3 * Orders, "The faults have not happened.");
        Assert.Equal(Orders, server.Account.SessionsOf().Count);
        Assert.All(made, found => Assert.Equal(found.Session, Assert.Single(server.Account.SessionsOf(found.Order))));
        Assert.Equal(2 * Orders, made.Count);
    }

    [Fact]
    public async Task It_waits_as_long_as_it_is_told_to()
    {
        await using var server = await StripeServer.StartAsync();
        await using var services = StripeServices.For(server);
        server.RetryAfter = 1;
        server.Fail(StripeFault.TooManyRequests);
        var start = TimeProvider.System.GetTimestamp();
        await services.Provider().CreateAsync(StripeServices.Request(), CancellationToken.None);
        Assert.InRange(TimeProvider.System.GetElapsedTime(start), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task It_does_not_wait_for_what_would_come_too_late()
    {
        await using var server = await StripeServer.StartAsync();
        await using var services = StripeServices.For(server);
        server.RetryAfter = 60;
        server.Fail(StripeFault.TooManyRequests);
        await Assert.ThrowsAsync<PaymentException>(() => services.Provider().CreateAsync(StripeServices.Request(), CancellationToken.None));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task It_does_not_ask_again_where_Stripe_says_that_it_is_no_use()
    {
        await using var server = await StripeServer.StartAsync();
        await using var services = StripeServices.For(server);
        server.Fail(StripeFault.ErrorForGood);
        await Assert.ThrowsAsync<PaymentException>(() => services.Provider().CreateAsync(StripeServices.Request(), CancellationToken.None));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_call_ends_in_time_also_when_no_answer_ever_comes()
    {
        await using var server = await StripeServer.StartAsync();
        await using var services = StripeServices.For(server, "--Payments:Stripe:Timeout=00:00:01");
        server.Fail(Enumerable.Repeat(StripeFault.SilenceAfter, 20));
        var start = TimeProvider.System.GetTimestamp();
        var late = await Assert.ThrowsAsync<PaymentException>(() => services.Provider().CreateAsync(StripeServices.Request(), CancellationToken.None));
        Assert.Contains("in time", late.Message, StringComparison.Ordinal);
        Assert.InRange(TimeProvider.System.GetElapsedTime(start), TimeSpan.FromSeconds(0.9), TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task When_nothing_gets_through_any_more_Stripe_is_left_alone_for_a_moment()
    {
        await using var server = await StripeServer.StartAsync();
        await using var services = StripeServices.For(server);
        server.Fail(Enumerable.Repeat(StripeFault.ErrorBefore, 200));
        for (var call = 0; call < 6; call++)
        {
            await Assert.ThrowsAsync<PaymentException>(() => services.Provider().GetAsync("cs_1", CancellationToken.None));
        }

        var requests = server.Requests.Count;
        Assert.InRange(requests, 20, 25);
        await Assert.ThrowsAsync<PaymentException>(() => services.Provider().GetAsync("cs_1", CancellationToken.None));
        Assert.Equal(requests, server.Requests.Count);
    }

    [Fact]
    public async Task A_refusal_is_not_tried_again()
    {
        await using var server = await StripeServer.StartAsync();
        await using var services = StripeServices.For(server);
        await services.Provider().CreateAsync(StripeServices.Request("ord_1"), CancellationToken.None);
        var refused = await Assert.ThrowsAsync<PaymentException>(
            () => services.Provider().CreateAsync(StripeServices.Request("ord_1", email: "iemand.anders@school.example"), CancellationToken.None));
        Assert.Equal("idempotency_error", Assert.IsType<StripeException>(refused.InnerException).Type);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task Eight_calls_run_at_once_and_the_others_wait_their_turn()
    {
        await using var server = await StripeServer.StartAsync();
        await using var services = StripeServices.For(server, "--Payments:Stripe:AttemptTimeout=00:00:10", "--Payments:Stripe:QueueTimeout=00:00:20");
        server.Delay = TimeSpan.FromMilliseconds(200);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(order => services.Provider().CreateAsync(StripeServices.Request($"ord_{order}"), CancellationToken.None)));
        Assert.Equal(8, server.MostAtOnce);
    }

    [Fact]
    public async Task Who_waits_too_long_for_a_turn_is_sent_away()
    {
        await using var server = await StripeServer.StartAsync();
        await using var services = StripeServices.For(server, "--Payments:Stripe:AttemptTimeout=00:00:10", "--Payments:Stripe:QueueTimeout=00:00:00.05");
        server.Delay = TimeSpan.FromSeconds(2);
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(async order =>
        {
            try
            {
                await services.Provider().CreateAsync(StripeServices.Request($"ord_{order}"), CancellationToken.None);
                return true;
            }
            catch (PaymentException)
            {
                return false;
            }
        }));
        Assert.Equal(8, answers.Count(made => made));
        Assert.Equal(8, server.Requests.Count);
    }

    [Fact]
    public async Task Nothing_secret_or_personal_is_logged_or_thrown()
    {
        await using var server = await StripeServer.StartAsync();
        using var logs = new CapturedLogs();
        await using var services = StripeServices.For(server, logs, "--Payments:Stripe:AttemptTimeout=00:00:00.5");
        var provider = services.Provider();
        var thrown = new List<string>();
        async Task FailAsync(Func<Task> call) => thrown.Add((await Assert.ThrowsAsync<PaymentException>(call)).ToString());

        server.Fail(StripeFault.SilenceAfter, StripeFault.DropAfter, StripeFault.ErrorAfter, StripeFault.Conflict);
        var checkout = await provider.CreateAsync(StripeServices.Request(), CancellationToken.None);
        server.Account.OpenDispute(server.Account.Pay(checkout.Id));
        await provider.GetAsync(checkout.Id, CancellationToken.None);
        await FailAsync(() => provider.CreateAsync(StripeServices.Request("ord_2", email: "directeur.school.example"), CancellationToken.None));
        await FailAsync(() => provider.CreateAsync(StripeServices.Request(email: "directeur@school.example"), CancellationToken.None));
        await FailAsync(() => provider.GetAsync("cs_none", CancellationToken.None));
        server.Fail(Enumerable.Repeat(StripeFault.DropBefore, 5));
        await FailAsync(() => provider.GetAsync(checkout.Id, CancellationToken.None));
        server.Fail(Enumerable.Repeat(StripeFault.SilenceAfter, 5));
        await FailAsync(() => provider.GetAsync(checkout.Id, CancellationToken.None));

        Assert.True(logs.Lines.Count > 10, "Nothing was captured.");
        string[] forbidden =
        [
            StripeAccount.SecretKey, StripeAccount.WebhookSecret, "Bearer", "Authorization", "school.example", "@", "4242", "FINGERPRINT", "c/pay/",
        ];
        Assert.All(logs.Lines.Concat(thrown), line => Assert.All(forbidden, secret => Assert.DoesNotContain(secret, line, StringComparison.OrdinalIgnoreCase)));
    }

    /// <summary>As an order does it that is not done until it has its checkout.</summary>
    private static async Task<string> CreateAtLastAsync(StripeProvider provider, string orderId, CancellationToken cancel)
    {
        while (true)
        {
            try
            {
                return (await provider.CreateAsync(StripeServices.Request(orderId), cancel)).Id;
            }
            catch (PaymentException failed) when (failed.InnerException is StripeException { Status: null or HttpStatusCode.Conflict or HttpStatusCode.TooManyRequests or HttpStatusCode.InternalServerError })
            {
                // again
            }
        }
    }

    private sealed class CapturedLogs : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public bool IsEnabled(LogLevel logLevel) => true;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            Lines.Enqueue($"{state}");
            return null;
        }

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue($"{formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}
