using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Cesuur.Domain;
using Cesuur.Domain.Webhooks;
using Cesuur.Infrastructure.Webhooks;
using Cesuur.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Cesuur.Api.Tests.Webhooks;

public sealed class WebhookDispatcherTests(WebhookFixture fixture) : IClassFixture<WebhookFixture>, IClassFixture<ReferenceImplementation>
{
    /// <summary>The most that is under way to one endpoint at once.</summary>
    private const int LinesPerEndpoint = 4;

    private readonly TestApi _api = fixture.Api;

    [Fact]
    public async Task A_result_arrives_signed_as_its_GET_shows_it()
    {
        await using var receiver = await Receiver.StartAsync(_ => Task.CompletedTask);
        var school = await _api.OrganisationAsync(credits: 1);
        var subscription = await Subscription.CreateAsync(school, receiver.Url, "result.graded");
        var sitting = await school.SittingAsync("reading");
        foreach (var item in await sitting.ItemsAsync())
        {
            await sitting.Candidate.PutAsync($"/v1/delivery/responses/{item}", new { revision = 1, answer = new { choice = "a" } });
        }

        await sitting.Candidate.PostAsync("/v1/delivery/finish");
        var delivery = await subscription.DeliveryAsync("delivered");

        var request = Assert.Single(receiver.Requests);
        var (id, timestamp, signature) = (
            request.Header(StandardWebhook.IdHeader), request.Header(StandardWebhook.TimestampHeader), request.Header(StandardWebhook.SignatureHeader));
        Assert.True(StandardWebhook.Verify(
            WebhookSecret.Parse(subscription.Secret), id, timestamp, signature, request.Body, TimeProvider.System.GetUtcNow()));
        Assert.NotNull(await ReferenceImplementation.VerifyAsync(subscription.Secret, id, timestamp, signature, request.Body));

        var body = JsonNode.Parse(request.Body)!.AsObject();
        Assert.Equal(["type", "timestamp", "data"], body.Select(member => member.Key));
        Assert.Equal("result.graded", body["type"]!.ToString());
        var result = (await school.Admin.GetAsync($"/v1/results?sittingId={sitting.Id}")).Node("data[0]")!;
        Assert.Equal(result.ToJsonString(), body["data"]!.ToJsonString());
        Assert.Equal(result["gradedAt"]!.ToString(), body["timestamp"]!.ToString());

        var raised = (await school.Admin.GetAsync("/v1/events?type=result.graded")).Node("data[0]")!;
        Assert.Equal(raised["id"]!.ToString(), id);
        Assert.Equal((id, "200", "1"), (delivery["eventId"]!.ToString(), delivery["lastStatus"]!.ToString(), delivery["attempts"]!.ToString()));
    }

    [Fact]
    public async Task A_receiver_that_fails_twice_gets_the_same_id_three_times()
    {
        var calls = 0;
        await using var receiver = await Receiver.StartAsync(async context =>
        {
            context.Response.StatusCode = Interlocked.Increment(ref calls) < 3 ? 500 : 204;
            if (context.Response.StatusCode == 500)
            {
                await context.Response.WriteAsync("not now");
            }
        });
        var subscription = await RedeemedAsync(receiver);

        var delivery = await subscription.DeliveryAsync("delivered");

        Assert.Equal(("3", "204"), (delivery["attempts"]!.ToString(), delivery["lastStatus"]!.ToString()));
        var requests = receiver.Requests.ToList();
        Assert.Equal(3, requests.Count);
        Assert.Single(requests.Select(request => request.Header(StandardWebhook.IdHeader)).Distinct());
        Assert.All(requests, request => Assert.Equal(requests[0].Body, request.Body));
        var times = requests.ConvertAll(request => long.Parse(request.Header(StandardWebhook.TimestampHeader), CultureInfo.InvariantCulture));
        Assert.True(times[2] > times[0], "Each attempt has a time of its own.");
        Assert.Null((await subscription.School.Admin.GetAsync(subscription.Path)).Node("failingSince"));
    }

    [Fact]
    public async Task After_the_last_attempt_it_has_failed_until_it_is_retried_by_hand()
    {
        var isUp = false;
        await using var receiver = await Receiver.StartAsync(async context =>
        {
            context.Response.StatusCode = isUp ? 200 : 500;
            await context.Response.WriteAsync(isUp ? "fine" : "not now");
        });
        var subscription = await RedeemedAsync(receiver);
        var delivery = await subscription.DeliveryAsync("failed");
        Assert.Equal(("4", "500", "not now"), (delivery["attempts"]!.ToString(), delivery["lastStatus"]!.ToString(), delivery["lastResponse"]!.ToString()));
        Assert.NotNull((await subscription.School.Admin.GetAsync(subscription.Path)).Node("failingSince"));

        isUp = true;
        var other = await _api.OrganisationAsync();
        var retry = $"/v1/webhook-deliveries/{delivery["id"]}/retry";
        (await other.Admin.SendAsync(HttpMethod.Post, retry)).Expect(HttpStatusCode.NotFound);
        (await subscription.School.Admin.SendAsync(HttpMethod.Post, retry)).Expect(HttpStatusCode.Accepted);

        Assert.Equal("fine", (await subscription.DeliveryAsync("delivered"))["lastResponse"]!.ToString());
        Assert.Single(receiver.Requests.Select(request => request.Header(StandardWebhook.IdHeader)).Distinct());
    }

    [Fact]
    public async Task An_endpoint_gets_the_types_that_it_asked_for_and_its_own_organisations_only()
    {
        await using var receiver = await Receiver.StartAsync(_ => Task.CompletedTask);
        await using var everything = await Receiver.StartAsync(_ => Task.CompletedTask);
        var school = await _api.OrganisationAsync(credits: 1);
        await Subscription.CreateAsync(school, receiver.Url, "credits.spent");
        await Subscription.CreateAsync(school, everything.Url);
        await _api.OrganisationAsync(credits: 1); // another's events

        await school.CodeAsync("reading");
        await Subscription.UntilAsync(() => receiver.Requests.Count == 1 && everything.Requests.Count == 2);

        Assert.Equal(["credits.spent"], receiver.Requests.Select(TypeOf));
        Assert.Equal(["credits.spent", "invitation.created"], everything.Requests.Select(TypeOf).Order());
    }

    [Fact]
    public async Task A_hanging_endpoint_delays_nobody_else()
    {
        var release = new TaskCompletionSource();
        await using var hanging = await Receiver.StartAsync(_ => release.Task);
        await using var healthy = await Receiver.StartAsync(_ => Task.CompletedTask);
        var school = await _api.OrganisationAsync(credits: 20);
        await Subscription.CreateAsync(school, hanging.Url, "invitation.created");
        await InviteAsync(school, 19);
        await Subscription.UntilAsync(() => hanging.Requests.Count >= LinesPerEndpoint);

        await Subscription.CreateAsync(school, healthy.Url, "invitation.created");
        var started = TimeProvider.System.GetTimestamp();
        await InviteAsync(school, 1);
        await Subscription.UntilAsync(() => healthy.Requests.Count == 1);

        Assert.InRange(TimeProvider.System.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(3));
        Assert.Equal(LinesPerEndpoint, hanging.Requests.Count);

        // Once it answers, all of its own arrive, each once.
        release.SetResult();
        await Subscription.UntilAsync(() => hanging.Requests.Count >= 20);
        Assert.Equal(20, hanging.Requests.Select(request => request.Header(StandardWebhook.IdHeader)).Distinct().Count());
    }

    [Fact]
    public async Task An_endpoint_that_is_failing_is_tried_with_one_delivery_at_a_time()
    {
        var release = new TaskCompletionSource();
        await using var receiver = await Receiver.StartAsync(_ => release.Task);
        var school = await _api.OrganisationAsync(credits: 5);
        var subscription = await Subscription.CreateAsync(school, receiver.Url, "invitation.created");
        await SetFailingSinceAsync(subscription, "1 minute");

        await InviteAsync(school, 5);
        await Subscription.UntilAsync(() => receiver.Requests.Count > 0);
        await Task.Delay(TimeSpan.FromSeconds(1.5)); // a poll finds no line free
        Assert.Single(receiver.Requests);

        release.SetResult();
        await Subscription.UntilAsync(() => receiver.Requests.Count == 5);
    }

    [Fact]
    public async Task An_endpoint_that_says_gone_is_disabled_and_what_was_on_its_way_fails()
    {
        await using var receiver = await Receiver.StartAsync(context =>
        {
            context.Response.StatusCode = 410;
            return Task.CompletedTask;
        });
        var school = await _api.OrganisationAsync(credits: 9);
        var subscription = await Subscription.CreateAsync(school, receiver.Url);

        await InviteAsync(school, 9);
        await Subscription.UntilAsync(async () =>
            (await subscription.DeliveriesAsync()) is { Count: 10 } all && all.All(delivery => delivery["state"]!.ToString() == "failed"));

        var shown = await school.Admin.GetAsync(subscription.Path);
        Assert.Equal(("false", "gone"), (shown.Get("enabled"), shown.Get("disabledReason")));
        var reasons = (await subscription.DeliveriesAsync()).Select(delivery => delivery["lastError"]?.ToString() ?? delivery["lastStatus"]!.ToString());
        Assert.Equal(["410", "endpoint_disabled"], reasons.Distinct().Order());

        var enabled = await school.Admin.SendAsync(HttpMethod.Patch, subscription.Path, new { enabled = true });
        Assert.Equal("true", enabled.Expect(HttpStatusCode.OK).Get("enabled"));
        Assert.Null(enabled.Node("disabledReason"));
    }

    [Fact]
    public async Task Five_days_of_nothing_but_failures_disable_an_endpoint_and_its_admins_are_told()
    {
        await using var receiver = await Receiver.StartAsync(context =>
        {
            context.Response.StatusCode = 500;
            return Task.CompletedTask;
        });
        var school = await _api.OrganisationAsync();
        await school.UserAsync(["admin"]);
        var subscription = await Subscription.CreateAsync(school, receiver.Url, "credits.redeemed");
        await SetFailingSinceAsync(subscription, "4 days 23 hours");
        await RedeemAsync(school);
        await subscription.DeliveryAsync("failed");
        Assert.Equal("true", (await school.Admin.GetAsync(subscription.Path)).Get("enabled"));

        await SetFailingSinceAsync(subscription, "5 days");
        await RedeemAsync(school);
        await Subscription.UntilAsync(async () => (await school.Admin.GetAsync(subscription.Path)).Get("enabled") == "false");

        Assert.Equal("failing", (await school.Admin.GetAsync(subscription.Path)).Get("disabledReason"));
        var mails = (await _api.Operator.GetAsync("/v1/platform/mails")).Json["data"]!.AsArray();
        Assert.Single(mails, mail => mail!["body"]!.ToString().Contains(subscription.EndpointId, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_test_is_attempted_once_and_its_failure_does_not_count()
    {
        await using var receiver = await Receiver.StartAsync(context =>
        {
            context.Response.StatusCode = 410;
            return Task.CompletedTask;
        });
        var subscription = await Subscription.CreateAsync(await _api.OrganisationAsync(), receiver.Url, "result.graded");

        await subscription.School.Admin.PostAsync($"{subscription.Path}/test");
        var delivery = await subscription.DeliveryAsync("failed");

        Assert.Equal("1", delivery["attempts"]!.ToString());
        Assert.Equal("endpoint.test", TypeOf(Assert.Single(receiver.Requests)));
        var shown = await subscription.School.Admin.GetAsync(subscription.Path);
        Assert.Equal("true", shown.Get("enabled"));
        Assert.Null(shown.Node("failingSince"));
    }

    [Fact]
    public async Task A_disabled_endpoint_gets_nothing()
    {
        await using var receiver = await Receiver.StartAsync(context =>
        {
            context.Response.StatusCode = 500;
            return Task.CompletedTask;
        });
        var subscription = await RedeemedAsync(receiver);
        await Subscription.UntilAsync(() => receiver.Requests.Count > 0);

        await subscription.School.Admin.SendAsync(HttpMethod.Patch, subscription.Path, new { enabled = false });
        var seen = receiver.Requests.Count;
        await RedeemAsync(subscription.School);
        await Task.Delay(TimeSpan.FromSeconds(2)); // longer than a retry and a poll

        Assert.InRange(receiver.Requests.Count, seen, seen + 1); // one may have been under way
        var delivery = Assert.Single(await subscription.DeliveriesAsync());
        Assert.Equal("failed", delivery["state"]!.ToString());
        (await subscription.School.Admin.SendAsync(HttpMethod.Post, $"/v1/webhook-deliveries/{delivery["id"]}/retry"))
            .Expect(HttpStatusCode.Conflict, "webhook_endpoint_disabled");
    }

    [Fact]
    public async Task An_overloaded_receiver_is_left_alone_for_as_long_as_it_asks()
    {
        var times = new List<long>();
        await using var receiver = await Receiver.StartAsync(context =>
        {
            lock (times)
            {
                times.Add(TimeProvider.System.GetTimestamp());
                if (times.Count == 1)
                {
                    context.Response.StatusCode = 503;
                    context.Response.Headers.RetryAfter = "1";
                }
            }

            return Task.CompletedTask;
        });
        var school = await _api.OrganisationAsync();
        var subscription = await Subscription.CreateAsync(school, receiver.Url, "credits.redeemed");

        await RedeemAsync(school);
        await Subscription.UntilAsync(async () => (await school.Admin.GetAsync(subscription.Path)).Node("failingSince") is not null);
        await RedeemAsync(school); // another event: it has to wait as well
        await Subscription.UntilAsync(() => receiver.Requests.Count == 3);

        Assert.InRange(TimeProvider.System.GetElapsedTime(times[0], times[1]), TimeSpan.FromSeconds(0.99), TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task What_a_killed_process_had_claimed_is_delivered_when_its_lease_is_over()
    {
        await using var receiver = await Receiver.StartAsync(_ => Task.CompletedTask);
        var subscription = await RedeemedAsync(receiver);
        var id = Id<WebhookDelivery>.Parse((await subscription.DeliveryAsync("delivered"))["id"]!.ToString(), null);

        // As it is between claim and outcome: an attempt begun, and the lease ahead.
        await fixture.ExecuteAsync(
            """
            UPDATE webhook_deliveries SET state = 'pending', attempts = 1, next_attempt_at = now() + interval '2 s', last_status = NULL
            WHERE id = @id
            """,
            ("id", id.Value));
        await Task.Delay(TimeSpan.FromSeconds(1.5)); // a poll passes it by
        Assert.Single(receiver.Requests);

        var delivery = await subscription.DeliveryAsync("delivered");
        Assert.Equal("2", delivery["attempts"]!.ToString());
        Assert.Equal(2, receiver.Requests.Count);
        Assert.Single(receiver.Requests.Select(request => request.Header(StandardWebhook.IdHeader)).Distinct());
    }

    [Fact]
    public async Task A_lost_listening_connection_is_opened_again()
    {
        const string Listeners = "FROM pg_stat_activity WHERE datname = current_database() AND query = 'LISTEN cesuur_events'";
        await Subscription.UntilAsync(async () => await fixture.CountAsync($"SELECT count(*) {Listeners}") > 0);

        await fixture.ExecuteAsync($"SELECT pg_terminate_backend(pid, 5000) {Listeners}");
        Assert.Equal(0, await fixture.CountAsync($"SELECT count(*) {Listeners}"));

        await Subscription.UntilAsync(async () => await fixture.CountAsync($"SELECT count(*) {Listeners}") > 0);
    }

    [Fact]
    public async Task Two_dispatchers_at_once_deliver_each_event_once_to_each_endpoint()
    {
        using var second = ActivatorUtilities.CreateInstance<WebhookDispatcher>(_api.Services);
        await second.StartAsync(CancellationToken.None);
        await using var receiver = await Receiver.StartAsync(_ => Task.Delay(5));
        await using var other = await Receiver.StartAsync(_ => Task.Delay(5));
        var school = await _api.OrganisationAsync(credits: 120);
        var subscription = await Subscription.CreateAsync(school, receiver.Url, "invitation.created");
        await Subscription.CreateAsync(school, other.Url, "invitation.created");

        await Task.WhenAll(InviteAsync(school, 40), InviteAsync(school, 40), InviteAsync(school, 40));
        await Subscription.UntilAsync(async () => receiver.Requests.Count >= 120 && other.Requests.Count >= 120
            && (await school.Admin.GetAsync($"/v1/webhook-deliveries?state=pending")).Json["data"]!.AsArray().Count == 0);
        await second.StopAsync(CancellationToken.None);

        Assert.All([receiver, other], one =>
        {
            Assert.Equal(120, one.Requests.Count);
            Assert.Equal(120, one.Requests.Select(request => request.Header(StandardWebhook.IdHeader)).Distinct().Count());
        });
        Assert.Equal("1", (await subscription.DeliveriesAsync())[0]["attempts"]!.ToString());
    }

    private static string TypeOf(ReceivedRequest request) => JsonNode.Parse(request.Body)!["type"]!.ToString();

    /// <summary>A school that hears of redeemed credits, and of one redemption.</summary>
    private async Task<Subscription> RedeemedAsync(Receiver receiver)
    {
        var school = await _api.OrganisationAsync();
        var subscription = await Subscription.CreateAsync(school, receiver.Url, "credits.redeemed");
        await RedeemAsync(school);
        return subscription;
    }

    private async Task RedeemAsync(TestOrganisation school) =>
        await school.Admin.PostAsync("/v1/credits/redemptions", new { token = await _api.TokenAsync(1) });

    /// <summary>So many <c>invitation.created</c>, and one <c>credits.spent</c>.</summary>
    private static async Task InviteAsync(TestOrganisation school, int candidates)
    {
        var candidateIds = new List<string>();
        for (var i = 0; i < candidates; i++)
        {
            candidateIds.Add(await school.CandidateAsync());
        }

        await school.Admin.PostAsync("/v1/invitations", new { candidateIds, testIds = new[] { await school.TestAsync("reading") } });
    }

    private Task SetFailingSinceAsync(Subscription subscription, string ago) => fixture.ExecuteAsync(
        "UPDATE webhook_endpoints SET failing_since = now() - @ago::interval WHERE id = @id",
        ("ago", ago), ("id", Id<WebhookEndpoint>.Parse(subscription.EndpointId, null).Value));
}
