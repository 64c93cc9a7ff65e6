using System.Net;
using Cesuur.Testing;

namespace Cesuur.Api.Tests.Orders;

/// <summary>From an order to credits and back, with payments that are simulated.</summary>
[Collection(ApiCollection.Name)]
public sealed class CreditOrderTests(ApiFixture fixture)
{
    private readonly TestApi _api = fixture.Api;

    [Fact]
    public async Task An_order_that_is_paid_brings_a_confirmation_then_a_token_and_with_it_the_credits()
    {
        var school = await _api.OrganisationAsync();
        var (id, email) = await school.OrderCreditsAsync(60);
        var order = await school.Admin.GetAsync($"/v1/credits/orders/{id}");
        Assert.Equal(
            ("open", "1100", "66000", "2100", "13860", "79860", "EUR"),
            (order.Get("state"), order.Get("unitAmount"), order.Get("netAmount"), order.Get("vatRate"), order.Get("vatAmount"), order.Get("totalAmount"), order.Get("currency")));
        Assert.StartsWith(_api.Address.ToString(), order.Get("checkoutUrl"), StringComparison.Ordinal);
        Assert.Empty(await _api.MailsAsync(email));

        await PlayAsync(school, id, "pay");
        order = await PaidAsync(school, id);
        Assert.Null(order.Node("checkoutUrl"));
        var mails = await _api.MailsAsync(email);
        Assert.Equal(["Bevestiging van uw bestelling", "Uw token"], mails.Select(mail => mail.Subject).Order(StringComparer.Ordinal));
        var confirmation = mails.Single(mail => mail.Subject == "Bevestiging van uw bestelling").Body;
        foreach (var told in new[] { id, "60 credits", "EUR 660,00", "btw 21 %: EUR 138,60", "Totaal: EUR 798,60" })
        {
            Assert.Contains(told, confirmation, StringComparison.Ordinal);
        }

        var token = await _api.MailedTokenAsync(email);
        Assert.DoesNotContain(token!, confirmation, StringComparison.Ordinal);
        Assert.Equal("60", (await school.Admin.PostAsync("/v1/credits/redemptions", new { token })).Get("balance"));
        Assert.Equal(["order.paid"], await EventsAsync(school, "order."));
        Assert.Equal(id, (await school.Admin.GetAsync("/v1/events?type=order.paid")).Get("data[0].data.id"));
    }

    [Fact]
    public async Task Nobody_else_redeems_a_token_that_nobody_really_paid()
    {
        var school = await _api.OrganisationAsync(sandbox: true);
        var (id, email) = await school.OrderCreditsAsync(5, "en");
        await PlayAsync(school, id, "pay");
        await PaidAsync(school, id);
        var token = await _api.MailedTokenAsync(email);
        var other = await _api.OrganisationAsync();
        (await other.Admin.SendAsync(HttpMethod.Post, "/v1/credits/redemptions", new { token })).Expect(HttpStatusCode.UnprocessableEntity, "token_unknown");
        Assert.True((await school.Admin.PostAsync("/v1/credits/redemptions", new { token })).IsSuccess);
    }

    [Fact]
    public async Task A_payment_that_a_bank_confirms_later_delivers_then_and_one_that_fails_does_not()
    {
        var school = await _api.OrganisationAsync();
        var (delayed, delayedEmail) = await school.OrderCreditsAsync(5);
        await PlayAsync(school, delayed, "delay");
        await _api.OperatorOrderAsync(delayed, order => order.Get("order.state") == "processing");
        Assert.Empty(await _api.MailsAsync(delayedEmail));
        await PlayAsync(school, delayed, "pay");
        await PaidAsync(school, delayed);
        Assert.Equal(2, (await _api.MailsAsync(delayedEmail)).Count);

        var (failing, failingEmail) = await school.OrderCreditsAsync(5);
        await PlayAsync(school, failing, "fail");
        await _api.OperatorOrderAsync(failing, order => order.Get("order.state") == "failed");
        Assert.Empty(await _api.MailsAsync(failingEmail));
        Assert.Equal(["order.failed", "order.paid"], (await EventsAsync(school, "order.")).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_refund_revokes_a_token_that_nobody_redeemed_and_a_part_of_one_a_part_of_its_credits()
    {
        var school = await _api.OrganisationAsync();
        var (whole, wholeEmail) = await PaidOrderAsync(school, 50);
        await PlayAsync(school, whole, "refund");
        await _api.OperatorOrderAsync(whole, order => order.Get("order.refundedAmount") == "66550");
        (await school.Admin.SendAsync(HttpMethod.Post, "/v1/credits/redemptions", new { token = await _api.MailedTokenAsync(wholeEmail) }))
            .Expect(HttpStatusCode.Conflict, "token_revoked");

        var (part, partEmail) = await PaidOrderAsync(school, 50);
        await PlayAsync(school, part, "refund", 1_331 * 20);
        var order = await _api.OperatorOrderAsync(part, order => order.Get("order.refundedAmount") == "26620");
        Assert.Null(order.Node("attention"));
        Assert.Equal("30", (await school.Admin.PostAsync("/v1/credits/redemptions", new { token = await _api.MailedTokenAsync(partEmail) })).Get("balance"));
    }

    [Fact]
    public async Task Of_a_redeemed_token_the_operator_is_told_what_is_left_to_take_back_and_takes_what_is_there()
    {
        var school = await _api.OrganisationAsync();
        var (id, email) = await PaidOrderAsync(school, 50);
        await school.Admin.PostAsync("/v1/credits/redemptions", new { token = await _api.MailedTokenAsync(email) });
        await school.Admin.PostAsync("/v1/invitations", new { candidateIds = new[] { await school.CandidateAsync() }, testIds = new[] { await school.TestAsync("reading") } });
        await PlayAsync(school, id, "refund");
        await _api.OperatorOrderAsync(id, order => order.Node("attention")?.ToString() == "take_back" && order.Get("creditsLeftToTakeBack") == "50");
        Assert.Contains(id, (await _api.Operator.GetAsync($"/v1/platform/orders?attention=true&organisationId={school.Id}")).Text, StringComparison.Ordinal);

        (await _api.Operator.SendAsync(HttpMethod.Post, $"/v1/platform/orders/{id}/take-backs", new { credits = 50 })).Expect(HttpStatusCode.Conflict, "insufficient_credits");
        (await _api.Operator.SendAsync(HttpMethod.Post, $"/v1/platform/orders/{id}/take-backs", new { credits = 51 })).Expect(HttpStatusCode.Conflict, "nothing_to_take_back");
        var taken = await _api.Operator.PostAsync($"/v1/platform/orders/{id}/take-backs", new { credits = 49 });
        Assert.Equal(("49", "1", "take_back"), (taken.Get("creditsTakenBack"), taken.Get("creditsLeftToTakeBack"), taken.Get("attention")));
        Assert.Equal("0", (await school.Admin.GetAsync("/v1/credits")).Get("balance"));
        var line = (await school.Admin.GetAsync("/v1/credits/transactions?sort=-createdAt")).Json["data"]![0]!;
        Assert.Equal(("withdrawal", "-49", id), (line["kind"]!.ToString(), line["amount"]!.ToString(), line["source"]!.ToString()));

        var dismissed = await _api.Operator.PostAsync($"/v1/platform/orders/{id}/dismissal", new { note = "One was spent." });
        Assert.Null(dismissed.Node("attention"));
    }

    [Fact]
    public async Task A_dispute_revokes_the_token_and_winning_it_brings_it_back()
    {
        var school = await _api.OrganisationAsync();
        var (id, email) = await PaidOrderAsync(school, 5);
        var token = await _api.MailedTokenAsync(email);
        await PlayAsync(school, id, "dispute");
        await _api.OperatorOrderAsync(id, order => order.Node("dispute")?.ToString() == "open");
        (await school.Admin.SendAsync(HttpMethod.Post, "/v1/credits/redemptions", new { token })).Expect(HttpStatusCode.Conflict, "token_revoked");
        await PlayAsync(school, id, "dispute_won");
        await _api.OperatorOrderAsync(id, order => order.Node("dispute")?.ToString() == "won");
        Assert.Equal("5", (await school.Admin.PostAsync("/v1/credits/redemptions", new { token })).Get("balance"));
    }

    [Fact]
    public async Task An_invoice_is_delivered_when_the_operator_has_the_money_and_refunded_by_hand()
    {
        var school = await _api.OrganisationAsync();
        var email = $"{Guid.CreateVersion7():N}@example.org";
        var billing = new { name = "Stichting Proefschool", address = "Plein 1\n1234 AB Utrecht", reference = "PO-7" };
        var placed = await school.Admin.PostAsync("/v1/credits/orders", new { quantity = 10, method = "invoice", email, billing });
        var id = placed.Get("id");
        Assert.Equal("Uw bestelling is ontvangen", (await _api.MailsAsync(email)).Single().Subject);
        Assert.Equal("PO-7", (await _api.Operator.GetAsync($"/v1/platform/orders/{id}")).Get("billing.reference"));

        await _api.Operator.PostAsync($"/v1/platform/orders/{id}/payment", new { note = "Statement 12" });
        (await _api.Operator.SendAsync(HttpMethod.Post, $"/v1/platform/orders/{id}/payment", new { })).Expect(HttpStatusCode.Conflict, "order_not_open");
        Assert.Equal("paid", (await school.Admin.GetAsync($"/v1/orders/{id}")).Get("state"));
        Assert.Equal(3, (await _api.MailsAsync(email)).Count);
        await _api.Operator.PostAsync($"/v1/platform/orders/{id}/refunds", new { amount = 15_125 });
        (await _api.Operator.SendAsync(HttpMethod.Post, $"/v1/platform/orders/{id}/refunds", new { amount = 1 })).Expect(HttpStatusCode.Conflict, "refund_too_large");
        (await school.Admin.SendAsync(HttpMethod.Post, "/v1/credits/redemptions", new { token = await _api.MailedTokenAsync(email) }))
            .Expect(HttpStatusCode.Conflict, "token_revoked");
    }

    [Fact]
    public async Task The_operator_withdraws_an_invoice_and_takes_its_money_all_the_same()
    {
        var school = await _api.OrganisationAsync();
        var placed = await school.Admin.PostAsync(
            "/v1/credits/orders", new { quantity = 10, method = "invoice", email = "inkoop@example.org", billing = new { name = "School", address = "Plein 1" } });
        var cancelled = await _api.Operator.PostAsync($"/v1/platform/orders/{placed.Get("id")}/cancellation", new { note = "Withdrawn." });
        Assert.Equal("cancelled", cancelled.Get("order.state"));
        (await _api.Operator.SendAsync(HttpMethod.Post, $"/v1/platform/orders/{placed.Get("id")}/cancellation", new { note = "Again." })).Expect(HttpStatusCode.Conflict, "order_not_open");
        Assert.Equal("paid", (await _api.Operator.PostAsync($"/v1/platform/orders/{placed.Get("id")}/payment", new { note = "It came after all." })).Get("order.state"));
    }

    [Theory]
    [InlineData("""{"quantity":5,"method":"online","email":"a@example.org","cancelUrl":"https://x.example/"}""", "/successUrl")]
    [InlineData("""{"quantity":5,"method":"online","email":"a@example.org","successUrl":"javascript:alert(1)","cancelUrl":"https://x.example/"}""", "/successUrl")]
    [InlineData("""{"quantity":5,"method":"online","email":"a@example.org","successUrl":"https://x.example/","cancelUrl":"http://x.example/"}""", "/cancelUrl")]
    [InlineData("""{"quantity":5,"method":"online","successUrl":"https://x.example/","cancelUrl":"https://x.example/"}""", "/email")]
    [InlineData("""{"quantity":0,"method":"invoice","email":"a@example.org"}""", "/quantity")]
    [InlineData("""{"quantity":5,"method":"invoice","email":"a@example.org"}""", "/billing")]
    [InlineData("""{"quantity":5,"method":"invoice","email":"a@example.org","billing":{"name":"","address":"x"}}""", "/billing/name")]
    public async Task What_is_wrong_with_an_order_is_named_and_nothing_is_ordered(string body, string pointer)
    {
        var school = await _api.OrganisationAsync();
        var refused = (await school.Admin.SendAsync(HttpMethod.Post, "/v1/credits/orders", body)).Expect(HttpStatusCode.UnprocessableEntity);
        Assert.Contains(pointer, refused.Json["errors"]!.AsArray().Select(error => error!["pointer"]!.ToString()));
        Assert.Empty((await school.Admin.GetAsync("/v1/orders")).Json["data"]!.AsArray());
    }

    [Fact]
    public async Task An_order_that_is_sent_twice_with_one_key_is_one_order()
    {
        var school = await _api.OrganisationAsync();
        var body = new { quantity = 5, method = "online", email = "a@example.org", successUrl = "https://x.example/", cancelUrl = "https://x.example/" };
        var key = ("Idempotency-Key", Guid.CreateVersion7().ToString());
        var first = await school.Admin.SendAsync(HttpMethod.Post, "/v1/credits/orders", body, key);
        var second = await school.Admin.SendAsync(HttpMethod.Post, "/v1/credits/orders", body, key);
        Assert.Equal((first.Get("id"), first.Get("checkoutUrl")), (second.Get("id"), second.Get("checkoutUrl")));
        Assert.Single((await school.Admin.GetAsync("/v1/orders")).Json["data"]!.AsArray());
    }

    [Fact]
    public async Task Who_signs_in_is_mailed_by_default_in_their_own_language_and_a_teacher_orders_nothing()
    {
        var school = await _api.OrganisationAsync();
        var admin = await school.UserAsync(["admin"]);
        await admin.Client.SendAsync(HttpMethod.Patch, "/v1/me", new { language = "en" });
        var body = new { quantity = 5, method = "online", successUrl = "https://x.example/", cancelUrl = "https://x.example/" };
        var placed = await admin.Client.PostAsync("/v1/credits/orders", body);
        Assert.Equal((await admin.Client.GetAsync("/v1/me")).Get("email"), placed.Get("email"));
        Assert.Equal("en", placed.Get("language"));
        var teacher = await school.UserAsync(["teacher"]);
        (await teacher.Client.SendAsync(HttpMethod.Post, "/v1/credits/orders", body)).Expect(HttpStatusCode.Forbidden, "insufficient_scope");
        (await teacher.Client.SendAsync(HttpMethod.Get, "/v1/orders")).Expect(HttpStatusCode.Forbidden, "insufficient_scope");
    }

    [Fact]
    public async Task A_token_whose_mail_went_astray_gets_another_text_while_nobody_has_redeemed_it()
    {
        var school = await _api.OrganisationAsync();
        var (id, email) = await PaidOrderAsync(school, 5);
        var lost = await _api.MailedTokenAsync(email);
        var right = $"{Guid.CreateVersion7():N}@example.org";
        Assert.Equal(right, (await _api.Operator.PostAsync($"/v1/platform/orders/{id}/token", new { email = right })).Get("order.email"));
        (await school.Admin.SendAsync(HttpMethod.Post, "/v1/credits/redemptions", new { token = lost })).Expect(HttpStatusCode.UnprocessableEntity, "token_unknown");
        Assert.Equal("5", (await school.Admin.PostAsync("/v1/credits/redemptions", new { token = await _api.MailedTokenAsync(right) })).Get("balance"));
        (await _api.Operator.SendAsync(HttpMethod.Post, $"/v1/platform/orders/{id}/token", new { })).Expect(HttpStatusCode.Conflict, "token_used");
    }

    [Fact]
    public async Task A_sandbox_orders_by_no_invoice()
    {
        var school = await _api.OrganisationAsync(sandbox: true);
        var body = new { quantity = 10, method = "invoice", email = "a@example.org", billing = new { name = "School", address = "Plein 1" } };
        (await school.Admin.SendAsync(HttpMethod.Post, "/v1/credits/orders", body)).Expect(HttpStatusCode.Conflict, "no_invoice_in_sandbox");
    }

    [Fact]
    public async Task What_a_payment_leads_to_is_the_platforms_doing_and_the_log_has_no_page_to_pay_on()
    {
        var school = await _api.OrganisationAsync();
        var (id, _) = await school.OrderCreditsAsync(5);
        await PlayAsync(school, id, "pay");
        await PaidAsync(school, id);
        var placed = (await school.Admin.GetAsync($"/v1/audit-log?resource={id}")).Json["data"]!.AsArray();
        Assert.Equal(("order.placed", "key"), (placed.Single()!["action"]!.ToString(), placed.Single()!["actor"]!["type"]!.ToString()));
        Assert.Equal("system", await school.SqlAsync($"SELECT actor_type FROM audit_entries WHERE resource = '{id}' AND action = 'order.fulfilled'"));
        Assert.Equal(0L, await school.SqlAsync($"SELECT count(*) FROM audit_entries WHERE resource = '{id}' AND changes::text LIKE '%simulated-payments%'"));
        Assert.Equal(0L, await school.SqlAsync($"SELECT count(*) FROM audit_entries WHERE resource = '{id}' AND changes::text LIKE '%example.org%'"));
    }

    [Fact]
    public async Task Orders_are_listed_and_those_of_another_school_are_not_there()
    {
        var school = await _api.OrganisationAsync();
        var (first, _) = await school.OrderCreditsAsync(1);
        var (second, _) = await PaidOrderAsync(school, 2);
        Assert.Equal([second, first], (await school.Admin.GetAsync("/v1/orders")).Json["data"]!.AsArray().Select(order => order!["id"]!.ToString()));
        Assert.Equal(second, (await school.Admin.GetAsync("/v1/orders?state=paid&product=credits")).Json["data"]!.AsArray().Single()!["id"]!.ToString());
        var other = await _api.OrganisationAsync();
        Assert.Empty((await other.Admin.GetAsync("/v1/orders")).Json["data"]!.AsArray());
        (await other.Admin.SendAsync(HttpMethod.Get, $"/v1/credits/orders/{first}")).Expect(HttpStatusCode.NotFound);
        Assert.Equal(2, (await _api.Operator.GetAsync($"/v1/platform/orders?organisationId={school.Id}")).Json["data"]!.AsArray().Count);
        var byTotal = await _api.Operator.GetAsync($"/v1/platform/orders?organisationId={school.Id}&sort=-totalAmount&limit=1");
        Assert.Equal(second, byTotal.Get("data[0].order.id"));
        var next = await _api.Operator.GetAsync($"/v1/platform/orders?organisationId={school.Id}&sort=-totalAmount&limit=1&cursor={byTotal.Get("nextCursor")}");
        Assert.Equal((first, null), (next.Get("data[0].order.id"), next.Node("nextCursor")));
    }

    private static Task<Answer> PlayAsync(TestOrganisation school, string orderId, string action, long? amount = null) =>
        school.Admin.PostAsync("/v1/sandbox/payments", new { orderId, action, amount });

    private async Task<(string Id, string Email)> PaidOrderAsync(TestOrganisation school, int quantity)
    {
        var order = await school.OrderCreditsAsync(quantity);
        await PlayAsync(school, order.Id, "pay");
        await PaidAsync(school, order.Id);
        return order;
    }

    private async Task<Answer> PaidAsync(TestOrganisation school, string id)
    {
        await _api.OperatorOrderAsync(id, order => order.Node("order.fulfilledAt") is not null);
        return await school.Admin.GetAsync($"/v1/credits/orders/{id}");
    }

    private static async Task<IReadOnlyList<string>> EventsAsync(TestOrganisation school, string prefix) =>
    [
        .. (await school.Admin.GetAsync("/v1/events")).Json["data"]!.AsArray()
            .Select(raised => raised!["type"]!.ToString()).Where(type => type.StartsWith(prefix, StringComparison.Ordinal)),
    ];
}
