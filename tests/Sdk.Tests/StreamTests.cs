using System.Net;
using System.Text;

namespace Cesuur.Sdk.Tests;

/// <summary>The client's iterators over streams of events.</summary>
[Collection(ApiCollection.Name)]
public sealed class StreamTests(ApiFixture fixture)
{
    [Fact]
    public async Task A_lost_connection_is_opened_again_from_the_last_event_on_and_the_end_ends_it()
    {
        using var server = new StreamServer(
            () => Events(": hello\nretry: 10\n\nevent: message\nid: sev_1\ndata: {\"text\":\"Een\"}\n\nevent: state\ndata: {\"state\":\"started\"}\n\nevent: message\nid: sev_cut\nda"),
            () => throw new HttpRequestException("lost"),
            () => new HttpResponseMessage(HttpStatusCode.ServiceUnavailable),
            () => Events("event: message\nid: sev_2\ndata: {\"text\":\"Twee\"}\n\nevent: end\ndata: {}\n\nevent: message\ndata: {}\n\n"));
        using var client = new CesuurClient(new CesuurOptions { Address = new Uri("http://cesuur.test"), Credential = "cst_1", Transport = server, MaxRetries = 0 });

        var received = new List<ServerEvent>();
        await foreach (var one in client.DeliveryEventsAsync())
        {
            received.Add(one);
        }

        Assert.Equal(["message", "state", "message", "end"], received.Select(one => one.Type));
        Assert.Equal(["Een", "Twee"], received.Where(one => one.Type == "message").Select(one => one.Read<Dictionary<string, string>>()["text"]));
        Assert.Equal([null, "sev_1", "sev_1", "sev_1"], server.LastEventIds);
    }

    [Fact]
    public async Task A_refusal_ends_the_stream_with_what_the_API_said()
    {
        using var client = new CesuurClient(new CesuurOptions { Address = fixture.Api.Address, Credential = "cst_none" });
        var refusal = await Assert.ThrowsAsync<CesuurException>(async () => await client.DeliveryEventsAsync().GetAsyncEnumerator().MoveNextAsync());
        Assert.Equal("unauthenticated", refusal.Code);
    }

    [Fact]
    public async Task A_candidate_hears_of_the_end_and_an_invigilator_sees_it()
    {
        var school = await fixture.Api.OrganisationAsync(credits: 1);
        var session = await Testing.TestExamSession.CreateAsync(school, candidates: 1);
        var sitting = await Testing.TestSitting.CheckInAsync(fixture.Api, session.Registered[0].Code);
        await sitting.Candidate.PostAsync("/v1/delivery/start");
        await sitting.Candidate.PostAsync("/v1/delivery/finish");

        var heard = new List<string>();
        await foreach (var one in fixture.Anonymous.WithCredential(sitting.Token).DeliveryEventsAsync())
        {
            heard.Add(one.Type);
        }

        Assert.Equal(["state", "end"], heard);
        await foreach (var one in fixture.Anonymous.WithCredential(school.Key).MonitorAsync(session.Id))
        {
            Assert.Equal("snapshot", one.Type);
            Assert.Contains(sitting.Id, one.Data, StringComparison.Ordinal);
            break;
        }
    }

    private static HttpResponseMessage Events(string text) =>
        new(HttpStatusCode.OK) { Content = new StringContent(text, Encoding.UTF8, "text/event-stream") };

    /// <summary>Gives its answers in turn, and notes from which event on it was asked.</summary>
    private sealed class StreamServer(params Func<HttpResponseMessage>[] answers) : HttpMessageHandler
    {
        public List<string?> LastEventIds { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            LastEventIds.Add(request.Headers.TryGetValues("Last-Event-ID", out var ids) ? ids.Single() : null);
            return Task.FromResult(answers[LastEventIds.Count - 1]());
        }
    }
}
