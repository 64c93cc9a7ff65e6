using System.Diagnostics;
using System.Globalization;
using System.Net;
using Cesuur.Testing;
using Npgsql;
using Xunit.Abstractions;

namespace Cesuur.Api.Tests.Delivery;

/// <summary>What a candidate's device is told while it listens.</summary>
[Collection(ApiCollection.Name)]
public sealed class DeliveryEventsTests(ApiFixture fixture, ITestOutputHelper output)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(2);

    private readonly TestApi _api = fixture.Api;

    [Fact]
    public async Task Every_act_reaches_the_candidate_within_two_seconds_and_the_end_closes_the_stream()
    {
        var school = await _api.OrganisationAsync(credits: 1);
        var sitting = await school.SittingAsync("reading");
        using var stream = await ListenAsync(sitting);
        Assert.Equal(
            ("text/event-stream", "no-store", "no"),
            (stream.Response.Content.Headers.ContentType!.ToString(), stream.Response.Headers.CacheControl!.ToString(), stream.Response.Headers.GetValues("X-Accel-Buffering").Single()));
        var first = await stream.NextAsync();
        Assert.Equal(("state", "started", "0"), (first!.Type, first.Data["state"]!.ToString(), first.Data["step"]!.ToString()));
        Assert.InRange((int)first.Data["remainingSeconds"]!, 1400, 1500);
        var deadline = Time(first, "deadline");

        var paused = await SoonAsync(stream, () => ActAsync(school, sitting, "pause"));
        Assert.Equal(("state", "paused"), (paused.Type, paused.Data["state"]!.ToString()));
        Assert.Equal("started", (await SoonAsync(stream, () => ActAsync(school, sitting, "resumption"))).Data["state"]!.ToString());
        var longer = await SoonAsync(stream, () => ActAsync(school, sitting, "extra-time", new { seconds = 600 }));
        Assert.True(Time(longer, "deadline") >= deadline.AddSeconds(600));
        var message = await SoonAsync(stream, () => ActAsync(school, sitting, "message", new { text = "Nog tien minuten." }));
        Assert.Equal(("message", message.Data["id"]!.ToString(), "Nog tien minuten."), (message.Type, message.Id, message.Data["text"]!.ToString()));

        var ended = await SoonAsync(stream, () => ActAsync(school, sitting, "termination", new { reason = "brand" }));
        Assert.Equal("rated", ended.Data["state"]!.ToString());
        Assert.Equal("end", (await stream.NextAsync())!.Type);
        Assert.Null(await stream.NextAsync());
    }

    [Fact]
    public async Task A_reconnection_brings_the_messages_that_were_missed_and_no_others()
    {
        var school = await _api.OrganisationAsync(credits: 1);
        var sitting = await school.SittingAsync("reading");
        await ActAsync(school, sitting, "message", new { text = "Een" });
        string? last;
        using (var stream = await ListenAsync(sitting))
        {
            last = (await stream.NextAsync("message")).Id;
        }

        await ActAsync(school, sitting, "message", new { text = "Twee" });
        await ActAsync(school, sitting, "message", new { text = "Drie" });

        using (var again = await ListenAsync(sitting, last))
        {
            Assert.Equal(["Twee", "Drie"], [(await again.NextAsync())!.Data["text"]!.ToString(), (await again.NextAsync())!.Data["text"]!.ToString()]);
            Assert.Equal("state", (await again.NextAsync())!.Type);
        }

        var shown = (await sitting.Candidate.GetAsync("/v1/delivery/sitting")).Json["messages"]!.AsArray();
        Assert.Equal(["Een", "Twee", "Drie"], shown.Select(message => message!["text"]!.ToString()));
        Assert.Equal(last, shown[0]!["id"]!.ToString());
    }

    [Fact]
    public async Task A_device_that_lost_the_sitting_is_told_so_and_hears_nothing_more()
    {
        var school = await _api.OrganisationAsync(credits: 1);
        var sitting = await school.SittingAsync("reading");
        using var stream = await ListenAsync(sitting);
        await stream.NextAsync("state");

        await TestSitting.CheckInAsync(_api, sitting.Code);
        await ActAsync(school, sitting, "message", new { text = "Voor het nieuwe apparaat." });

        Assert.Equal("wrong_device", (await stream.NextAsync())!.Type);
        Assert.Null(await stream.NextAsync());
        (await sitting.Candidate.SendAsync(HttpMethod.Get, "/v1/delivery/events")).Expect(HttpStatusCode.Conflict, "wrong_device");
    }

    [Fact]
    public async Task A_sitting_that_is_over_says_so_at_once()
    {
        var school = await _api.OrganisationAsync(credits: 1);
        var sitting = await school.SittingAsync("reading");
        await sitting.Candidate.PostAsync("/v1/delivery/finish");
        using var stream = await ListenAsync(sitting);
        Assert.Equal(["state", "end"], [(await stream.NextAsync())!.Type, (await stream.NextAsync())!.Type]);
        Assert.Null(await stream.NextAsync());
    }

    [Fact]
    public async Task Hundreds_who_listen_to_another_node_are_told_soon_and_hold_little_memory_and_no_connection_to_the_database()
    {
        const int Sittings = 60;
        const int StreamsOfEach = 4;
        var school = await _api.OrganisationAsync(credits: Sittings);
        var sittings = new List<TestSitting>();
        for (var i = 0; i < Sittings; i++)
        {
            sittings.Add(await school.SittingAsync("reading"));
        }

        await using var node = await ApiProcess.StartAsync(_api.ConnectionString, "--role", "api");
        using (var warm = await TestStream.OpenAsync(node.Address, "/v1/delivery/events", sittings[0].Token))
        {
            await warm.NextAsync("state");
        }

        var (memory, connections) = (node.WorkingSet, await ConnectionsAsync());
        var streams = await Task.WhenAll(sittings.SelectMany(sitting => Enumerable.Range(0, StreamsOfEach)
            .Select(_ => TestStream.OpenAsync(node.Address, "/v1/delivery/events", sitting.Token))));
        await Task.WhenAll(streams.Select(stream => stream.NextAsync("state")));
        Assert.InRange(await ConnectionsAsync() - connections, int.MinValue, 10); // the pool of the role that looks for all
        var each = (node.WorkingSet - memory) / (Sittings * StreamsOfEach);
        output.WriteLine($"{each} bytes for each stream");
        Assert.True(each < 200 * 1024, $"{each} bytes for each stream");

        await Task.WhenAll(sittings.Select(sitting => ActAsync(school, sitting, "message", new { text = "Nog tien minuten." })));
        var done = Stopwatch.GetTimestamp();
        var told = await Task.WhenAll(streams.Select(stream => stream.NextAsync("message")));
        Assert.InRange(Stopwatch.GetElapsedTime(done), TimeSpan.Zero, Soon);
        Assert.Equal(Sittings, told.Select(message => message.Id).Distinct().Count());
        Array.ForEach(streams, stream => stream.Dispose());

        async Task<long> ConnectionsAsync()
        {
            await using var connection = new NpgsqlConnection(_api.ConnectionString);
            await connection.OpenAsync();
            await using var count = new NpgsqlCommand("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()", connection);
            return (long)(await count.ExecuteScalarAsync())!;
        }
    }

    [Fact]
    public async Task However_long_the_logs_are_what_is_new_is_read_from_an_index()
    {
        var school = await _api.OrganisationAsync(credits: 1);
        var sitting = await school.SittingAsync("reading");
        await school.SqlAsync($"""
            INSERT INTO sitting_events (tenant_id, id, sitting_id, type, actor, at, logged_at)
            SELECT @tenant, uuidv7(), '{Domain.Id<Domain.Delivery.Sitting>.Parse(sitting.Id, null).Value}', 'step_advanced', 'candidate', now(), now() - n * interval '1 minute'
            FROM generate_series(60, 20000) AS n
            """);
        await school.SqlAsync("ANALYZE sitting_events");

        await using var explain = _api.Databases.Worker.CreateCommand("EXPLAIN " + Infrastructure.Delivery.SittingNews.LinesSql);
        explain.Parameters.AddWithValue("past", TimeSpan.FromSeconds(5));
        await using var reader = await explain.ExecuteReaderAsync();
        await reader.ReadAsync();
        Assert.Contains("using sitting_events_for_candidates on sitting_events", reader.GetString(0), StringComparison.Ordinal);
    }

    private Task<TestStream> ListenAsync(TestSitting sitting, string? lastEventId = null) =>
        TestStream.OpenAsync(_api.Address, "/v1/delivery/events", sitting.Token, lastEventId);

    private static async Task<TestEvent> SoonAsync(TestStream stream, Func<Task> act)
    {
        await act();
        var acted = Stopwatch.GetTimestamp();
        var next = await stream.NextAsync();
        Assert.InRange(Stopwatch.GetElapsedTime(acted), TimeSpan.Zero, Soon);
        return next!;
    }

    private static DateTimeOffset Time(TestEvent received, string member) => DateTimeOffset.Parse(received.Data[member]!.ToString(), CultureInfo.InvariantCulture);

    private static Task<Answer> ActAsync(TestOrganisation school, TestSitting sitting, string act, object? body = null) =>
        school.Admin.PostAsync($"/v1/sittings/{sitting.Id}/{act}", body);
}
