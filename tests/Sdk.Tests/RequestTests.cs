using System.Net;
using System.Text;

namespace Cesuur.Sdk.Tests;

/// <summary>What the client does with answers that a server in order gives rarely.</summary>
public sealed class RequestTests
{
    [Fact]
    public async Task A_POST_is_sent_again_with_the_same_key_after_a_lost_connection()
    {
        using var server = new ScriptedServer(
            () => throw new HttpRequestException("lost"),
            () => Problem(HttpStatusCode.ServiceUnavailable, "busy", retryAfter: 0),
            () => Json(HttpStatusCode.Created, """{"id":"cand_1","name":"A","createdAt":"2030-01-01T00:00:00Z"}"""));
        using var client = server.Client();
        Assert.Equal("cand_1", (await client.People.CreateCandidateAsync(new CandidateRequest { Name = "A" })).Id);
        Assert.Equal(3, server.Requests.Count);
        Assert.Single(server.Requests.Select(request => request.IdempotencyKey).Distinct());
        Assert.All(server.Requests, request => Assert.Equal("""{"name":"A"}""", request.Body));
    }

    [Fact]
    public async Task A_running_repetition_is_waited_for_and_another_conflict_is_not()
    {
        using var server = new ScriptedServer(
            () => Problem(HttpStatusCode.Conflict, "idempotency_in_progress"),
            () => Problem(HttpStatusCode.Conflict, "token_used"));
        using var client = server.Client();
        var refusal = await Assert.ThrowsAsync<CesuurException>(() => client.Credits.RedeemCreditsAsync(new RedeemCreditsRequest { Token = "x" }));
        Assert.Equal("token_used", refusal.Code);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task An_answer_that_is_no_problem_is_told_as_such_after_two_repetitions()
    {
        using var server = new ScriptedServer(() => new HttpResponseMessage(HttpStatusCode.BadGateway) { Content = new StringContent("<html>") });
        using var client = server.Client();
        var refusal = await Assert.ThrowsAsync<CesuurException>(() => client.People.GetCandidateAsync("cand_1"));
        Assert.Equal((HttpStatusCode.BadGateway, "unexpected_answer"), (refusal.Status, refusal.Code));
        Assert.Equal(3, server.Requests.Count);
    }

    [Fact]
    public async Task A_long_wait_is_not_waited()
    {
        using var server = new ScriptedServer(() => Problem(HttpStatusCode.TooManyRequests, "too_many_requests", retryAfter: 61));
        using var client = server.Client();
        await Assert.ThrowsAsync<CesuurException>(() => client.People.GetCandidateAsync("cand_1"));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task An_attempt_that_takes_too_long_is_a_time_out()
    {
        using var server = new ScriptedServer(() => Json(HttpStatusCode.OK, "{}")) { Delay = Timeout.InfiniteTimeSpan };
        using var client = server.Client(timeout: TimeSpan.FromMilliseconds(50));
        await Assert.ThrowsAsync<TimeoutException>(() => client.People.GetCandidateAsync("cand_1"));
        Assert.Equal(3, server.Requests.Count);
    }

    [Fact]
    public async Task An_enum_value_of_a_newer_API_is_read_as_none_of_the_known()
    {
        using var server = new ScriptedServer(() => Json(
            HttpStatusCode.OK,
            """{"data":[{"id":"usr_1","name":"A","email":"a@example.org","roles":["teacher","oracle"],"status":"active","createdAt":"2030-01-01T00:00:00Z"}],"nextCursor":null}"""));
        using var client = server.Client();
        Assert.Equal([Role.Teacher, (Role)(-1)], (await client.People.ListUsersAsync()).Data[0].Roles);
    }

    private static HttpResponseMessage Json(HttpStatusCode status, string body, string type = "application/json") =>
        new(status) { Content = new StringContent(body, Encoding.UTF8, type) };

    private static HttpResponseMessage Problem(HttpStatusCode status, string code, int? retryAfter = null)
    {
        var response = Json(
            status,
            $$"""{"type":"urn:cesuur:error:{{code}}","title":"No","status":{{(int)status}},"detail":"No.","instance":"/","code":"{{code}}","requestId":"req_1","errors":[]}""",
            "application/problem+json");
        if (retryAfter is { } seconds)
        {
            response.Headers.Add("Retry-After", $"{seconds}");
        }

        return response;
    }

    private sealed record Sent(string? IdempotencyKey, string Body);

    /// <summary>Gives its answers in turn, the last one again and again.</summary>
    private sealed class ScriptedServer(params Func<HttpResponseMessage>[] answers) : HttpMessageHandler
    {
        public List<Sent> Requests { get; } = [];

        public TimeSpan Delay { get; init; }

        public CesuurClient Client(TimeSpan? timeout = null) => new(new CesuurOptions
        {
            Address = new Uri("http://cesuur.test"),
            Transport = this,
            Timeout = timeout ?? TimeSpan.FromSeconds(30),
        });

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Requests.Add(new Sent(
                request.Headers.TryGetValues("Idempotency-Key", out var keys) ? keys.Single() : null,
                request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken)));
            await Task.Delay(Delay, cancellationToken);
            return answers[Math.Min(Requests.Count, answers.Length) - 1]();
        }
    }
}
