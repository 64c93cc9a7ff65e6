using System.Diagnostics;
using System.Net;
using Cesuur.Testing;

namespace Cesuur.Api.Tests.Sessions;

/// <summary>What takes its time, on a server of its own with the limits of a real one, beside all other tests.</summary>
public sealed class LiveTests : IAsyncLifetime
{
    private TestApi _api = null!;

    public async Task InitializeAsync() => _api = await TestApi.StartAsync("--RateLimits:WrongCodesPerAddressPerMinute=20");

    public Task DisposeAsync() => Task.CompletedTask; // the test stops the server itself

    [Fact]
    public async Task Guessing_is_throttled_streams_beat_devices_are_seen_a_lost_key_ends_the_monitor_and_stopping_waits_for_nobody()
    {
        var wrong = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => CheckInAsync("22222-33333")));
        Assert.Equal(20, wrong.Count(answer => answer.Status == HttpStatusCode.NotFound));
        Assert.All(wrong.Where(answer => answer.Status != HttpStatusCode.NotFound), answer =>
        {
            answer.Expect(HttpStatusCode.TooManyRequests, "too_many_requests");
            Assert.InRange(answer.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        });
        await using var elsewhere = await ApiProcess.StartAsync(_api.ConnectionString, "--role", "api"); // each node counts for itself

        var school = await _api.OrganisationAsync(credits: 1);
        var session = await TestExamSession.CreateAsync(school, candidates: 1);
        (await CheckInAsync(session.Registered[0].Code)).Expect(HttpStatusCode.TooManyRequests);
        var token = (await elsewhere.Client(null).PostAsync("/v1/delivery/check-in", new { code = session.Registered[0].Code })).Get("token");
        var (key, keyId) = await KeyAsync(school);
        using var candidate = await TestStream.OpenAsync(_api.Address, "/v1/delivery/events", token);
        using var monitor = await TestStream.OpenAsync(_api.Address, $"/v1/sessions/{session.Id}/monitor", key);
        using var lasting = await TestStream.OpenAsync(_api.Address, $"/v1/sessions/{session.Id}/monitor", school.Key);
        var opened = Stopwatch.GetTimestamp();
        await school.Admin.SendAsync(HttpMethod.Delete, $"/v1/api-keys/{keyId}");

        var change = await monitor.NextAsync("change");
        while (!(bool)change.Data["rows"]![0]!["connected"]!)
        {
            change = await monitor.NextAsync("change");
        }

        Assert.NotNull(change.Data["rows"]![0]!["lastSeenAt"]);
        await candidate.BeatAsync();
        Assert.InRange(Stopwatch.GetElapsedTime(opened).TotalSeconds, 0, 25);
        await ReadToEndAsync(monitor);
        Assert.InRange(Stopwatch.GetElapsedTime(opened).TotalSeconds, 25, 60);

        var stopping = Stopwatch.GetTimestamp();
        await _api.DisposeAsync();
        Assert.InRange(Stopwatch.GetElapsedTime(stopping).TotalSeconds, 0, 10);
        await ReadToEndAsync(candidate);
        await ReadToEndAsync(lasting);
    }

    private static async Task ReadToEndAsync(TestStream stream)
    {
        while (await stream.NextAsync() is { } last)
        {
            Assert.NotEqual("end", last.Type); // the sitting is not over: the device comes back
        }
    }

    private static async Task<(string Key, string Id)> KeyAsync(TestOrganisation school)
    {
        var created = await school.Admin.PostAsync("/v1/api-keys", new { name = "Monitor", scopes = new[] { "sessions:read" } });
        return (created.Get("key"), created.Get("apiKey.id"));
    }

    private Task<Answer> CheckInAsync(string code) => _api.Client(null).SendAsync(HttpMethod.Post, "/v1/delivery/check-in", new { code });
}
