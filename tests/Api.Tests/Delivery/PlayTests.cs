using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Cesuur.Testing;

namespace Cesuur.Api.Tests.Delivery;

/// <summary>How often a fragment is given, whatever becomes of its transfer.</summary>
[Collection(ApiCollection.Name)]
public sealed class PlayTests(ApiFixture fixture)
{
    /// <summary>Far more than all buffers between the server and a client that does not read.</summary>
    private const int Seconds = 400;

    /// <summary>With little room for what it has not read, so that what it has read is about what it was sent.</summary>
    private static readonly HttpClient Http = new(new SocketsHttpHandler
    {
        ConnectCallback = async (context, cancel) =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 8 * 1024 };
            await socket.ConnectAsync(context.DnsEndPoint, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        },
    });

    private readonly TestApi _api = fixture.Api;

    [Fact]
    public async Task A_browser_probes_and_then_gets_the_whole_once()
    {
        var sound = TestSound.Wav(2);
        var (school, sitting, media) = await ListeningAsync(sound, playLimit: 1);
        var url = await GrantAsync(sitting, media);

        using var probe = await GetAsync(url, "bytes=0-1");
        Assert.Equal((HttpStatusCode.PartialContent, $"bytes 0-1/{sound.Length}", "bytes"), (probe.StatusCode, $"{probe.Content.Headers.ContentRange}", $"{probe.Headers.AcceptRanges}"));
        using var beyond = await GetAsync(url, $"bytes={sound.Length}-");
        Assert.Equal((HttpStatusCode.RequestedRangeNotSatisfiable, $"bytes */{sound.Length}"), (beyond.StatusCode, $"{beyond.Content.Headers.ContentRange}"));
        using var ahead = await GetAsync(url, "bytes=40000-");
        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, ahead.StatusCode);
        using var whole = await GetAsync(url, "bytes=0-");
        Assert.Equal(HttpStatusCode.PartialContent, whole.StatusCode);
        Assert.Equal(sound, await whole.Content.ReadAsByteArrayAsync());

        await LoggedAsync(school, sitting, "play_granted", "play_fetched", "play_completed");
        foreach (var range in new[] { null, "bytes=0-", $"bytes={sound.Length - 1}-" })
        {
            using var again = await GetAsync(url, range);
            Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
        }
    }

    [Fact]
    public async Task A_transfer_that_breaks_is_taken_up_where_it_broke_and_a_second_at_once_is_refused()
    {
        var sound = TestSound.Wav(Seconds);
        var (school, sitting, media) = await ListeningAsync(sound, playLimit: 1);
        var url = await GrantAsync(sitting, media);

        var received = new byte[1_000_000];
        using (var broken = await GetAsync(url, range: null))
        {
            await using var body = await broken.Content.ReadAsStreamAsync();
            await body.ReadExactlyAsync(received);
            (await _api.Client(null).SendAsync(HttpMethod.Get, url, null, ("Range", "bytes=1000000-"))).Expect(HttpStatusCode.Conflict, "play_transferring");
        }

        await LoggedAsync(school, sitting, "play_granted", "play_fetched", "play_broken_off");
        (await _api.Client(null).SendAsync(HttpMethod.Get, url)).Expect(HttpStatusCode.Conflict, "play_limit_reached");
        (await sitting.Candidate.SendAsync(HttpMethod.Post, "/v1/delivery/plays", new { mediaId = media })).Expect(HttpStatusCode.Conflict, "play_limit_reached");

        using var rest = await GetAsync(url, $"bytes={received.Length}-");
        Assert.True(rest.StatusCode == HttpStatusCode.PartialContent, await rest.Content.ReadAsStringAsync());
        Assert.Equal(sound[..received.Length], received);
        Assert.Equal(sound[received.Length..], await rest.Content.ReadAsByteArrayAsync());
        await LoggedAsync(school, sitting, "play_granted", "play_fetched", "play_broken_off", "play_completed");
    }

    [Fact]
    public async Task An_invigilator_lets_a_fragment_be_played_once_more_and_the_limit_shows_it()
    {
        var (school, sitting, media) = await ListeningAsync(TestSound.Wav(1), playLimit: 1);
        using (await GetAsync(await GrantAsync(sitting, media), range: null))
        {
        }

        var granted = await school.Admin.PostAsync($"/v1/sittings/{sitting.Id}/replay-grants", new { mediaId = media, reason = "geen geluid" });
        Assert.Equal(("1", "2"), (granted.Get("used"), granted.Get("limit")));
        Assert.Equal("2", (await sitting.Candidate.GetAsync("/v1/delivery/sitting")).Get("plays[0].limit"));
        using var again = await GetAsync(await GrantAsync(sitting, media), range: null);
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        (await sitting.Candidate.SendAsync(HttpMethod.Post, "/v1/delivery/plays", new { mediaId = media })).Expect(HttpStatusCode.Conflict, "play_limit_reached");

        var line = (await school.Admin.GetAsync($"/v1/sittings/{sitting.Id}/events")).Json["data"]!.AsArray().Single(line => line!["type"]!.ToString() == "replay_granted")!;
        Assert.Equal((media, "geen geluid"), (line["data"]!["mediaId"]!.ToString(), line["data"]!["reason"]!.ToString()));
        Assert.StartsWith("key_", line["actor"]!.ToString(), StringComparison.Ordinal);
        (await school.Admin.SendAsync(HttpMethod.Post, $"/v1/sittings/{sitting.Id}/replay-grants", new { mediaId = "media_none", reason = "x" }))
            .Expect(HttpStatusCode.UnprocessableEntity, "invalid_request");
    }

    [Fact]
    public async Task Accommodations_lengthen_the_limit_and_nothing_is_given_while_the_clock_stands_still()
    {
        var (school, sitting, media) = await ListeningAsync(TestSound.Wav(1), playLimit: 1, accommodations: """{ "extraPlays": 1, "breaks": 1, "breakMinutes": 5 }""");
        Assert.Equal("2", (await sitting.Candidate.GetAsync("/v1/delivery/sitting")).Get("plays[0].limit"));
        var url = await GrantAsync(sitting, media);

        var paused = await sitting.Candidate.PostAsync("/v1/delivery/breaks");
        Assert.Equal(("paused", "0"), (paused.Get("state"), paused.Get("breaksLeft")));
        (await _api.Client(null).SendAsync(HttpMethod.Get, url)).Expect(HttpStatusCode.Conflict, "sitting_paused");
        (await sitting.Candidate.SendAsync(HttpMethod.Post, "/v1/delivery/breaks")).Expect(HttpStatusCode.Conflict, "sitting_paused");
        Assert.Equal("started", (await sitting.Candidate.PostAsync("/v1/delivery/breaks/end")).Get("state"));
        (await sitting.Candidate.SendAsync(HttpMethod.Post, "/v1/delivery/breaks")).Expect(HttpStatusCode.Conflict, "no_break_left");

        for (var play = 0; play < 2; play++)
        {
            using var played = await GetAsync(await GrantAsync(sitting, media), range: null);
            Assert.Equal(HttpStatusCode.OK, played.StatusCode);
        }

        (await sitting.Candidate.SendAsync(HttpMethod.Post, "/v1/delivery/plays", new { mediaId = media })).Expect(HttpStatusCode.Conflict, "play_limit_reached");
        var log = (await school.Admin.GetAsync($"/v1/sittings/{sitting.Id}/events?sort=at")).Json["data"]!.AsArray().Select(line => (line!["type"]!.ToString(), line["actor"]!.ToString()));
        Assert.Equal([("break_taken", "candidate"), ("resumed", "candidate")], log.Where(line => line.Item1 is "break_taken" or "resumed"));
    }

    [Fact]
    public async Task Without_a_limit_any_part_is_given_as_often_as_it_is_asked_for()
    {
        var sound = TestSound.Wav(2);
        var (_, sitting, media) = await ListeningAsync(sound, playLimit: null);
        var url = await GrantAsync(sitting, media);
        foreach (var from in new[] { 0, 30_000, 10 })
        {
            using var part = await GetAsync(url, $"bytes={from}-");
            Assert.Equal(sound[from..], await part.Content.ReadAsByteArrayAsync());
        }
    }

    private async Task<(TestOrganisation School, TestSitting Sitting, string Media)> ListeningAsync(byte[] sound, int? playLimit, string? accommodations = null)
    {
        var school = await _api.OrganisationAsync(credits: 1);
        var media = (await school.UploadMediaAsync(sound, "audio/wav", "gesprek.wav")).Expect(HttpStatusCode.Created).Get("id");
        var draft = await school.WriteTestAsync(new
        {
            sections = new[] { TestAuthoring.Section("s1", [TestAuthoring.Question("q1")], stimuli: [new { identifier = "f1", title = "Gesprek", mediaId = media, playLimit }]) },
        });
        await draft.PublishAsync();
        var code = await school.CodeForAsync(draft.TestId);
        if (accommodations is not null)
        {
            await school.SqlAsync($"UPDATE invitations SET accommodations = '{accommodations}' WHERE tenant_id = @tenant");
        }

        var sitting = await TestSitting.CheckInAsync(_api, code);
        await sitting.Candidate.PostAsync("/v1/delivery/start");
        return (school, sitting, media);
    }

    private static async Task<string> GrantAsync(TestSitting sitting, string media) =>
        (await sitting.Candidate.PostAsync("/v1/delivery/plays", new { mediaId = media })).Get("url");

    private async Task<HttpResponseMessage> GetAsync(string url, string? range)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_api.Address, url));
        request.Headers.Range = range is null ? null : RangeHeaderValue.Parse(range);
        return await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    /// <summary>What there is of plays in the log, in the end: the last line is written when the transfer is over.</summary>
    private static Task<IReadOnlyList<string>> LoggedAsync(TestOrganisation school, TestSitting sitting, params string[] expected) => TestJobs.EventuallyAsync<IReadOnlyList<string>>(
        async () => [.. (await school.Admin.GetAsync($"/v1/sittings/{sitting.Id}/events?sort=at")).Json["data"]!.AsArray().Select(line => line!["type"]!.ToString()).Where(type => type.StartsWith("play_", StringComparison.Ordinal))],
        lines => lines.SequenceEqual(expected));
}
