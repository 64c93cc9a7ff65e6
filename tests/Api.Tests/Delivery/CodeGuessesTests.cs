using System.Net;
using Cesuur.Api.Delivery;
using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Testing;

namespace Cesuur.Api.Tests.Delivery;

/// <summary>How many wrong codes are looked at, by the clock of the test.</summary>
public sealed class CodeGuessesTests
{
    private static readonly IPAddress Hall = IPAddress.Parse("192.0.2.1");
    private static readonly IPAddress Stranger = IPAddress.Parse("198.51.100.7");

    private readonly ManualTime _time = new();
    private readonly CodeGuesses _guesses;
    private int _codes;

    public CodeGuessesTests() => _guesses = new CodeGuesses(new CodeGuessLimits { PerAddress = 20, PerPrefix = 30, InAll = 100 }, _time);

    [Fact]
    public async Task Of_many_wrong_codes_at_once_no_more_are_looked_at_than_are_allowed()
    {
        var guesses = await Task.WhenAll(Enumerable.Range(0, 500).Select(_ => GuessAsync(Stranger, right: false)));
        Assert.Equal((20, 480), (guesses.Count(looked => looked), guesses.Count(looked => !looked)));
        Assert.False(await GuessAsync(Stranger, right: true)); // or the answer would tell which code is right
        Assert.True(await GuessAsync(Hall, right: true));
    }

    [Fact]
    public async Task A_minute_later_the_address_may_guess_again_and_is_told_when()
    {
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => GuessAsync(Stranger, right: false)));
        _time.Advance(TimeSpan.FromSeconds(20));
        var refusal = await Assert.ThrowsAsync<DomainException>(() => LookAsync(Stranger, "AAAA222222", right: false));
        Assert.Equal((HttpErrors.TooManyRequests, TimeSpan.FromSeconds(40)), (refusal.Error, refusal.RetryAfter));
        _time.Advance(TimeSpan.FromSeconds(41));
        Assert.True(await GuessAsync(Stranger, right: false));
    }

    [Fact]
    public async Task A_hall_behind_one_address_gets_in_at_once_though_one_in_fifty_mistypes()
    {
        var guesses = await Task.WhenAll(Enumerable.Range(0, 3000).Select(i => GuessAsync(Hall, right: i % 50 != 49)));
        Assert.All(guesses, Assert.True);
    }

    [Fact]
    public async Task Who_knows_how_a_code_begins_cannot_try_the_rest_from_many_addresses()
    {
        var looked = 0;
        for (var i = 0; i < 60; i++)
        {
            looked += await TryAsync(IPAddress.Parse($"203.0.113.{i}"), $"K7RT{i:D6}", right: false) ? 1 : 0;
        }

        Assert.Equal(30, looked);
        Assert.False(await TryAsync(Hall, "K7RT999999", right: true));
        _time.Advance(TimeSpan.FromSeconds(61));
        Assert.True(await TryAsync(Hall, "K7RT999999", right: true));
    }

    [Fact]
    public async Task When_all_that_is_allowed_is_used_up_only_addresses_where_somebody_got_in_go_on()
    {
        Assert.True(await GuessAsync(Hall, right: true));
        for (var i = 0; i < 100; i++)
        {
            Assert.True(await GuessAsync(IPAddress.Parse($"2001:db8:{i:x}::1"), right: false));
        }

        Assert.False(await GuessAsync(Stranger, right: true));
        Assert.True(await GuessAsync(Hall, right: false));
        Assert.True(await GuessAsync(Hall, right: true));
        _time.Advance(TimeSpan.FromMinutes(61));
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => GuessAsync(Hall, right: false)));
        Assert.False(await GuessAsync(Hall, right: true)); // the hall's success is too long ago
    }

    [Fact]
    public async Task All_addresses_of_one_network_of_IPv6_are_one_guesser()
    {
        for (var i = 0; i < 20; i++)
        {
            Assert.True(await GuessAsync(IPAddress.Parse($"2001:db8::{i:x}"), right: false));
        }

        Assert.False(await GuessAsync(IPAddress.Parse("2001:db8::ffff:1"), right: false));
    }

    [Fact]
    public async Task What_fails_for_another_reason_is_no_guess()
    {
        for (var i = 0; i < 40; i++)
        {
            await Assert.ThrowsAsync<TimeoutException>(() => _guesses.LookAsync<int>(Stranger, Code(), () => throw new TimeoutException()));
        }

        Assert.True(await GuessAsync(Stranger, right: true));
    }

    private Task<bool> GuessAsync(IPAddress from, bool right) => TryAsync(from, Code(), right);

    private string Code() => $"{Interlocked.Increment(ref _codes):D4}222222";

    private async Task<bool> TryAsync(IPAddress from, string code, bool right)
    {
        try
        {
            return await LookAsync(from, code, right);
        }
        catch (DomainException refusal) when (refusal.Error == HttpErrors.TooManyRequests)
        {
            return false;
        }
    }

    private Task<bool> LookAsync(IPAddress from, string code, bool right) => _guesses.LookAsync(from, code, async () =>
    {
        await Task.Yield();
        return (true, right ? CodeGuessOutcome.Right : CodeGuessOutcome.Wrong);
    });
}
