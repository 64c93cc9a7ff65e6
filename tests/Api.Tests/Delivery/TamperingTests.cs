using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using Cesuur.Testing;

namespace Cesuur.Api.Tests.Delivery;

/// <summary>What a candidate gets by reloading, repeating, a clock of their own or a second device: nothing.</summary>
[Collection(ApiCollection.Name)]
public sealed class TamperingTests(ApiFixture fixture)
{
    private readonly TestApi _api = fixture.Api;

    [Fact]
    public async Task Reloading_and_repeating_requests_give_no_time_and_bring_back_no_step()
    {
        var school = await _api.OrganisationAsync(credits: 1);
        var sitting = await school.SittingAsync("listening");
        var item = (await sitting.ItemsAsync())[0];
        await SaveAsync(sitting, item, 1, "a");
        var before = await school.Admin.GetAsync($"/v1/sittings/{sitting.Id}");
        await sitting.Candidate.PostAsync("/v1/delivery/advance", new { fromStep = 0 });

        await sitting.Candidate.GetAsync("/v1/delivery/sitting");
        await sitting.Candidate.PostAsync("/v1/delivery/start");
        var repeated = await sitting.Candidate.PostAsync("/v1/delivery/advance", new { fromStep = 0 });
        var replayed = await SaveAsync(sitting, item, 1, "a");
        var changed = await SaveAsync(sitting, item, 2, "b");

        Assert.Equal("1", repeated.Get("step"));
        replayed.Expect(HttpStatusCode.Conflict, "step_closed");
        changed.Expect(HttpStatusCode.Conflict, "step_closed");
        var again = await TestSitting.CheckInAsync(_api, sitting.Code);
        Assert.Equal("1", (await again.Candidate.PostAsync("/v1/delivery/start")).Get("step"));
        var after = await school.Admin.GetAsync($"/v1/sittings/{sitting.Id}");
        Assert.Equal((before.Get("deadline"), before.Get("startedAt")), (after.Get("deadline"), after.Get("startedAt")));
    }

    [Fact]
    public async Task Nothing_that_a_device_says_about_the_time_counts()
    {
        var school = await _api.OrganisationAsync(sandbox: true);
        var sitting = await school.SittingAsync("reading");
        var item = (await sitting.ItemsAsync())[0];
        await school.Admin.PostAsync("/v1/sandbox/clock", new { advance = "PT26M" });

        foreach (var header in new[] { "Date", "If-Unmodified-Since", "Last-Modified", "X-Request-Start" })
        {
            (await sitting.Candidate.SendAsync(
                HttpMethod.Put, $"/v1/delivery/responses/{item}", new { revision = 1, answer = new { choice = "a" } }, (header, "Sat, 01 Jan 2000 00:00:00 GMT")))
                .Expect(HttpStatusCode.Conflict, "sitting_closed");
        }

        var claimed = await sitting.Candidate.SendAsync(
            HttpMethod.Put, $"/v1/delivery/responses/{item}", new { revision = 1, answer = new { choice = "a" }, savedAt = "2000-01-01T00:00:00Z" });
        claimed.Expect(HttpStatusCode.UnprocessableEntity);
        Assert.Equal("unknown_member", claimed.Get("errors[0].code"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task However_two_devices_interleave_only_the_one_that_took_over_last_is_acknowledged(int seed)
    {
        const int Takeovers = 4;
        var random = new Random(seed);
        var school = await _api.OrganisationAsync(credits: 1);
        var sitting = await school.SittingAsync("reading");
        var items = await sitting.ItemsAsync();

        // A device saves without a pause, from before another takes over until after; what it began later than that is refused.
        long revision = 0;
        var device = sitting;
        for (var takeover = 0; takeover < Takeovers; takeover++)
        {
            var old = device;
            var (taken, acknowledgedLate) = (false, new ConcurrentBag<string>());
            using var stop = new CancellationTokenSource();
            var saving = Enumerable.Range(0, 3).Select(async _ =>
            {
                while (!stop.IsCancellationRequested)
                {
                    var begunAfter = Volatile.Read(ref taken);
                    var answer = await SaveAsync(old, items[0], Interlocked.Increment(ref revision), "a");
                    if (begunAfter && answer.IsSuccess)
                    {
                        acknowledgedLate.Add(answer.Text);
                    }
                }
            }).ToList();
            await Task.Delay(random.Next(30));
            device = await TestSitting.CheckInAsync(_api, sitting.Code);
            Volatile.Write(ref taken, true);
            var last = await SaveAsync(device, items[1], takeover + 1, "b");
            await Task.Delay(random.Next(30));
            await stop.CancelAsync();
            await Task.WhenAll(saving);

            last.Expect(HttpStatusCode.OK);
            Assert.Empty(acknowledgedLate);
            (await SaveAsync(old, items[0], Interlocked.Increment(ref revision), "a")).Expect(HttpStatusCode.Conflict, "wrong_device");
        }

        var state = await device.Candidate.GetAsync("/v1/delivery/sitting");
        var kept = state.Json["responses"]!.AsArray().Single(response => response!["itemId"]!.ToString() == items[1]);
        Assert.Equal(Takeovers.ToString(CultureInfo.InvariantCulture), kept!["revision"]!.ToString());
    }

    private static Task<Answer> SaveAsync(TestSitting sitting, string item, long revision, string choice) =>
        sitting.Candidate.SendAsync(HttpMethod.Put, $"/v1/delivery/responses/{item}", new { revision, answer = new { choice } });
}
