using System.Globalization;
using System.Net;
using Cesuur.Api.Orders;
using Cesuur.Api.Tests.Payments;
using Cesuur.Infrastructure.Database;
using Cesuur.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Cesuur.Api.Tests.Orders;

/// <summary>Orders that are paid at Stripe, with a server that stands in for it, its events, and its failures.</summary>
public sealed class StripeOrderTests : IAsyncLifetime, IClassFixture<StripePackage>
{
    private const string Events = "/v1/stripe/events";

    private StripeServer _stripe = null!;
    private TestApi _api = null!;
    private TestOrganisation _school = null!;

    public async Task InitializeAsync()
    {
        _stripe = await StripeServer.StartAsync();
        _api = await TestApi.StartAsync(_stripe.Settings);
        _school = await _api.OrganisationAsync();
    }

    public async Task DisposeAsync()
    {
        await _api.DisposeAsync();
        await _stripe.DisposeAsync();
    }

    [Fact]
    public async Task Whatever_order_events_come_in_and_however_often_the_end_is_the_same()
    {
        // A delayed payment; a part of it refunded; a dispute, won; another refund, which failed.
        var (session, payment) = ("", "");
        Action[] story =
        [
            () => payment = _stripe.Account.StartProcessing(session),
            () => _stripe.Account.Succeed(session),
            () => _stripe.Account.Refund(payment, 13_310),
            () => _stripe.Account.CloseDispute(_stripe.Account.OpenDispute(payment), won: true),
            () => _stripe.Account.FailRefund(_stripe.Account.Refund(payment, 6_655)),
        ];
        for (var seed = 1; seed <= 8; seed++)
        {
            var random = new Random(seed);
            var (id, email) = await _school.OrderCreditsAsync(50);
            session = _stripe.Account.SessionsOf(id).Single();
            var waiting = new List<StripeMessage>();
            foreach (var happens in story)
            {
                var before = _stripe.Account.Events.Count;
                happens();
                waiting.AddRange(_stripe.Account.Events.Skip(before));
                await SendSomeAsync(waiting, random.Next(waiting.Count), random);
            }

            await SendSomeAsync(waiting, waiting.Count, random);
            var order = await _api.OperatorOrderAsync(id, order => order.Node("dispute")?.ToString() == "won" && order.Get("order.refundedAmount") == "13310");
            Assert.Equal(("paid", "66550", null, "10"), (order.Get("order.state"), order.Get("paidAmount"), order.Node("attention"), order.Get("creditsTakenBack")));
            var tokens = (await _api.Operator.GetAsync($"/v1/platform/credit-tokens?orderId={id}")).Json["data"]!.AsArray();
            var token = Assert.Single(tokens)!;
            Assert.Equal(("redeemable", "40"), (token["state"]!.ToString(), token["credits"]!.ToString()));
            Assert.Single(await _api.MailsAsync(email), mail => mail.Subject == "Bevestiging van uw bestelling");
            Assert.Single(await _api.MailsAsync(email), mail => mail.Subject == "Uw token");
        }

        Assert.Equal(8, (await _school.Admin.GetAsync("/v1/events?type=order.paid")).Json["data"]!.AsArray().Count);
        Assert.Equal(8, _stripe.Account.Charges);
    }

    [Fact]
    public async Task A_payment_that_fails_at_the_bank_and_one_that_nobody_makes_deliver_nothing()
    {
        var (failing, failingEmail) = await _school.OrderCreditsAsync(5);
        var session = _stripe.Account.SessionsOf(failing).Single();
        _stripe.Account.StartProcessing(session);
        await SendAsync(_stripe.Account.Events[^1]);
        await _api.OperatorOrderAsync(failing, order => order.Get("order.state") == "processing");
        _stripe.Account.FailPayment(session);
        await SendAsync(_stripe.Account.Events[^1]);
        await _api.OperatorOrderAsync(failing, order => order.Get("order.state") == "failed");

        var (expiring, _) = await _school.OrderCreditsAsync(5);
        _stripe.Account.Expire(_stripe.Account.SessionsOf(expiring).Single());
        await SendAsync(_stripe.Account.Events[^1]);
        await _api.OperatorOrderAsync(expiring, order => order.Get("order.state") == "expired");
        Assert.Empty(await _api.MailsAsync(failingEmail));
        Assert.Equal(2, (await _school.Admin.GetAsync("/v1/events?type=order.failed")).Json["data"]!.AsArray().Count);
    }

    [Fact]
    public async Task What_is_not_signed_or_no_event_is_refused_and_leaves_no_trace()
    {
        var (id, _) = await _school.OrderCreditsAsync(5);
        _stripe.Account.Pay(_stripe.Account.SessionsOf(id).Single());
        var message = _stripe.Account.Events[^1];
        var now = TimeProvider.System.GetUtcNow();
        (string Body, string? Signature)[] forged =
        [
            (message.Body.Replace("\"paid\"", "\"unpaid\"", StringComparison.Ordinal), message.Signature),
            (message.Body, null),
            (message.Body, "t=1,v1=00"),
            (message.Body, StripeAccount.Sign(message.Body, now, "whsec_another")),
            (message.Body, StripeAccount.Sign(message.Body, now.AddMinutes(-6))),
            (message.Body, StripeAccount.Sign(message.Body, now.AddMinutes(6))),
        ];
        foreach (var (body, signature) in forged)
        {
            (await PostAsync(body, signature)).Expect(HttpStatusCode.BadRequest, "signature_invalid");
        }

        foreach (var body in new[] { "", "[]", "{", "null", """{"id":5}""" })
        {
            (await PostAsync(body, StripeAccount.Sign(body, now))).Expect(HttpStatusCode.BadRequest, "event_invalid");
        }

        Assert.Equal(0L, await _school.SqlAsync("SELECT count(*) FROM stripe_events"));
        Assert.Equal(0L, await _school.SqlAsync("SELECT count(*) FROM jobs WHERE kind LIKE 'settle%'"));
    }

    [Fact]
    public async Task An_event_that_Stripes_own_package_signs_is_taken()
    {
        var (id, _) = await _school.OrderCreditsAsync(5);
        _stripe.Account.Pay(_stripe.Account.SessionsOf(id).Single());
        var body = _stripe.Account.Events[^1].Body;
        var signature = await StripePackage.SignAsync(body, StripeAccount.WebhookSecret, TimeProvider.System.GetUtcNow());
        Assert.Equal(HttpStatusCode.NoContent, (await PostAsync(body, signature)).Status);
        (await PostAsync($"{body} ", signature)).Expect(HttpStatusCode.BadRequest, "signature_invalid");
        await TestJobs.EventuallyAsync(
            () => _school.SqlAsync($"SELECT fulfilled_at IS NOT NULL FROM orders WHERE id = '{Uuid(id)}'"), fulfilled => fulfilled is true);
    }

    [Fact]
    public async Task An_event_that_is_played_back_is_taken_once_and_other_peoples_change_nothing()
    {
        var (id, _) = await _school.OrderCreditsAsync(5);
        _stripe.Account.Pay(_stripe.Account.SessionsOf(id).Single());
        var message = _stripe.Account.Events[^1];
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => PostAsync(message.Body, message.Signature)));
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.NoContent, answer.Status));
        var foreign = message.Body.Replace(_stripe.Account.SessionsOf(id).Single(), "cs_of_somebody_else", StringComparison.Ordinal).Replace(message.Id, "evt_other", StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NoContent, (await PostAsync(foreign, StripeAccount.Sign(foreign, TimeProvider.System.GetUtcNow()))).Status);
        Assert.Equal(1L, await _school.SqlAsync("SELECT count(*) FROM jobs WHERE kind LIKE 'settle%'"));
        await _api.OperatorOrderAsync(id, order => order.Node("order.fulfilledAt") is not null);
    }

    [Fact]
    public async Task Webhooks_and_pollers_all_at_once_deliver_once()
    {
        var (id, email) = await _school.OrderCreditsAsync(5);
        _stripe.Account.Pay(_stripe.Account.SessionsOf(id).Single());
        var message = _stripe.Account.Events[^1];
        await Task.WhenAll(
        [
            SendAsync(message),
            .. Enumerable.Range(0, 5).Select(_ => _school.Admin.GetAsync($"/v1/credits/orders/{id}")),
            .. Enumerable.Range(0, 12).Select(async _ =>
            {
                await using var scope = _api.Services.CreateAsyncScope();
                await scope.ServiceProvider.GetRequiredService<Settlement>().SettleAsync(Domain.Id<Domain.Orders.Order>.Parse(id, CultureInfo.InvariantCulture), CancellationToken.None);
            }),
        ]);
        await _api.OperatorOrderAsync(id, order => order.Node("order.fulfilledAt") is not null);
        Assert.Equal(2, (await _api.MailsAsync(email)).Count);
        Assert.Single((await _api.Operator.GetAsync($"/v1/platform/credit-tokens?orderId={id}")).Json["data"]!.AsArray());
        Assert.Single((await _school.Admin.GetAsync("/v1/events?type=order.paid")).Json["data"]!.AsArray());
    }

    [Fact]
    public async Task What_lost_webhooks_would_have_told_is_found_at_night()
    {
        var (lost, _) = await _school.OrderCreditsAsync(5);
        var (late, _) = await _school.OrderCreditsAsync(5);
        var (young, _) = await _school.OrderCreditsAsync(5);
        var (refunded, _) = await _school.OrderCreditsAsync(5);
        var payment = _stripe.Account.Pay(_stripe.Account.SessionsOf(refunded).Single());
        await SendAsync(_stripe.Account.Events[^1]);
        await _api.OperatorOrderAsync(refunded, order => order.Node("order.fulfilledAt") is not null);
        _stripe.Account.Refund(payment, 7_563);
        _stripe.Account.Pay(_stripe.Account.SessionsOf(lost).Single());
        _stripe.Account.Pay(_stripe.Account.SessionsOf(young).Single());
        await _school.SqlAsync($"UPDATE orders SET placed_at = placed_at - interval '2 hours' WHERE id <> '{Uuid(young)}'");
        var session = _stripe.Account.SessionsOf(late).Single();
        _stripe.Account.StartProcessing(session);
        await _school.SqlAsync($"UPDATE orders SET state = 'failed' WHERE id = '{Uuid(late)}'"); // it was given up, and then the money came
        _stripe.Account.Succeed(session);

        await ActivatorUtilities.CreateInstance<ReconcilePaymentsJob>(_api.Services).RunAsync(CancellationToken.None);
        Assert.Equal("open", await _school.SqlAsync($"SELECT state FROM orders WHERE id = '{Uuid(young)}'"));
        foreach (var id in new[] { lost, late })
        {
            Assert.Equal(true, await _school.SqlAsync($"SELECT fulfilled_at IS NOT NULL FROM orders WHERE id = '{Uuid(id)}'"));
        }

        Assert.Equal(7_563L, await _school.SqlAsync($"SELECT refunded_amount FROM orders WHERE id = '{Uuid(refunded)}'"));
        Assert.NotNull(await _school.SqlAsync($"SELECT revoked_at FROM credit_tokens WHERE order_id = '{Uuid(refunded)}'"));
    }

    [Fact]
    public async Task Nothing_that_fails_on_the_way_charges_twice_or_loses_an_order()
    {
        var random = new Random(4);
        StripeFault[] faults = [.. Enum.GetValues<StripeFault>()];
        _stripe.Fail(Enumerable.Range(0, 400).Select(_ => faults[random.Next(faults.Length)]).Select(fault => fault == StripeFault.SilenceAfter && random.Next(4) > 0 ? StripeFault.DropAfter : fault));
        var placed = new List<string>();
        for (var i = 0; i < 12; i++)
        {
            var key = ("Idempotency-Key", Guid.CreateVersion7().ToString());
            var body = new { quantity = 5, method = "online", email = $"buyer{i}@example.org", successUrl = "https://x.example/", cancelUrl = "https://x.example/" };
            Answer answer;
            do
            {
                answer = await _school.Admin.SendAsync(HttpMethod.Post, "/v1/credits/orders", body, key);
                Assert.True(answer.IsSuccess || answer is { Status: HttpStatusCode.ServiceUnavailable, Code: "payment_unavailable" }, answer.Text);
            }
            while (!answer.IsSuccess);
            Assert.Equal(answer.Get("id"), (await _school.Admin.SendAsync(HttpMethod.Post, "/v1/credits/orders", body, key)).Get("id"));
            placed.Add(answer.Get("id"));
        }

        var listed = (await _school.Admin.GetAsync("/v1/orders")).Json["data"]!.AsArray().Select(order => order!["id"]!.ToString());
        Assert.Equal(placed.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
        foreach (var id in placed)
        {
            _stripe.Account.Pay(_stripe.Account.SessionsOf(id).Single());
            await SendAsync(_stripe.Account.Events[^1]);
        }

        foreach (var id in placed)
        {
            await _api.OperatorOrderAsync(id, order => order.Node("order.fulfilledAt") is not null);
        }

        Assert.Equal((long)placed.Count, await _school.SqlAsync("SELECT count(*) FROM credit_tokens WHERE order_id IS NOT NULL"));
        Assert.Equal(placed.Count, _stripe.Account.Charges);
    }

    [Fact]
    public async Task When_Stripe_does_not_answer_nothing_is_ordered_and_an_order_is_shown_as_it_was()
    {
        var (id, _) = await _school.OrderCreditsAsync(5);
        _stripe.Fail(Enumerable.Repeat(StripeFault.ErrorBefore, 50));
        Assert.Equal("open", (await _school.Admin.GetAsync($"/v1/credits/orders/{id}")).Get("state"));
        var body = new { quantity = 5, method = "online", email = "a@example.org", successUrl = "https://x.example/", cancelUrl = "https://x.example/" };
        (await _school.Admin.SendAsync(HttpMethod.Post, "/v1/credits/orders", body)).Expect(HttpStatusCode.ServiceUnavailable, "payment_unavailable");
        Assert.Single((await _school.Admin.GetAsync("/v1/orders")).Json["data"]!.AsArray());
    }

    private static Guid Uuid(string order) => Domain.Id<Domain.Orders.Order>.Parse(order, CultureInfo.InvariantCulture).Value;

    // Some of what waits, in any order, now and then twice, and some of it again later.
    private async Task SendSomeAsync(List<StripeMessage> waiting, int count, Random random)
    {
        for (var i = 0; i < count; i++)
        {
            var message = waiting[random.Next(waiting.Count)];
            await SendAsync(message);
            if (random.Next(3) > 0)
            {
                waiting.Remove(message);
            }
            else
            {
                await SendAsync(message);
            }

            if (waiting.Count == 0)
            {
                return;
            }
        }
    }

    private async Task SendAsync(StripeMessage message) => Assert.Equal(HttpStatusCode.NoContent, (await PostAsync(message.Body, message.Signature)).Status);

    private Task<Answer> PostAsync(string body, string? signature) => _api.Client(null).SendAsync(
        HttpMethod.Post, Events, new StringContent(body, System.Text.Encoding.UTF8, "application/json"), signature is null ? [] : [("Stripe-Signature", signature)]);
}
