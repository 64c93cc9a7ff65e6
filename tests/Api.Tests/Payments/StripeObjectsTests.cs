using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cesuur.Infrastructure.Payments;
using Cesuur.Testing;

namespace Cesuur.Api.Tests.Payments;

public sealed class StripeObjectsTests
{
    private const string Fixtures = "stripe-fixtures.json";

    [SharedDataFact(Fixtures)]
    public void Stripes_published_objects_are_read_and_written_without_loss()
    {
        using var published = JsonDocument.Parse(File.ReadAllText(SharedDataFact.PathOf(Fixtures)));
        AssertKept<StripeSession>(published, "checkout.session");
        AssertKept<StripePaymentIntent>(published, "payment_intent");
        AssertKept<StripeCharge>(published, "charge");
        AssertKept<StripeRefund>(published, "refund");
        AssertKept<StripeDispute>(published, "dispute");
        AssertKept<StripeEvent>(published, "event");
    }

    [SharedDataFact(Fixtures)]
    public void What_is_used_of_them_is_read()
    {
        using var published = JsonDocument.Parse(File.ReadAllText(SharedDataFact.PathOf(Fixtures)));
        var session = Read<StripeSession>(published, "checkout.session");
        Assert.Equal(("open", "unpaid", "pi_1PgafyB7WZ01zgkWSjxsAJo3"), (session.Status, session.PaymentStatus, session.PaymentIntent!.Id));
        Assert.Equal("requires_payment_method", Read<StripePaymentIntent>(published, "payment_intent").Status);
        var charge = Read<StripeCharge>(published, "charge");
        Assert.Equal((100, 0, false), (charge.Amount, charge.AmountRefunded, charge.Disputed));
        Assert.Equal((100, "succeeded"), (Read<StripeRefund>(published, "refund").Amount, Read<StripeRefund>(published, "refund").Status));
        Assert.Equal("warning_needs_response", Read<StripeDispute>(published, "dispute").Status);
        Assert.Equal("plan.created", Read<StripeEvent>(published, "event").Type);
    }

    [Fact]
    public void An_object_within_an_object_is_kept_too()
    {
        const string Text = """{"id":"cs_1","payment_status":"paid","status":"complete","url":null,"currency":"eur","amount_subtotal":1,"amount_total":1,"client_reference_id":null,"metadata":{},"payment_intent":{"id":"pi_1","status":"succeeded","metadata":{"order":"ord_1"},"latest_charge":"ch_1","new":[1.50,{"a":null}]}}""";
        var read = JsonSerializer.Deserialize<StripeSession>(Text, StripeJson.Options)!;
        Assert.Equal(("pi_1", "succeeded", "ch_1"), (read.PaymentIntent!.Id, read.PaymentIntent.Expanded!.Status, read.PaymentIntent.Expanded.LatestCharge!.Id));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Text), JsonSerializer.SerializeToNode(read, StripeJson.Options)));
    }

    [Theory]
    [InlineData("checkout.session.completed", "checkout.session", "cs_1", null)]
    [InlineData("checkout.session.async_payment_succeeded", "checkout.session", "cs_1", null)]
    [InlineData("checkout.session.async_payment_failed", "checkout.session", "cs_1", null)]
    [InlineData("checkout.session.expired", "checkout.session", "cs_1", null)]
    [InlineData("charge.refunded", "charge", null, "pi_1")]
    [InlineData("refund.created", "refund", null, "pi_1")]
    [InlineData("refund.updated", "refund", null, "pi_1")]
    [InlineData("refund.failed", "refund", null, "pi_1")]
    [InlineData("charge.dispute.created", "dispute", null, "pi_1")]
    [InlineData("charge.dispute.updated", "dispute", null, "pi_1")]
    [InlineData("charge.dispute.closed", "dispute", null, "pi_1")]
    [InlineData("charge.dispute.funds_withdrawn", "dispute", null, "pi_1")]
    [InlineData("charge.dispute.funds_reinstated", "dispute", null, "pi_1")]
    [InlineData("customer.created", "customer", null, null)]
    [InlineData("of.another.time", "customer", null, null)]
    public void An_event_tells_what_it_is_about(string type, string about, string? session, string? payment)
    {
        var body = $$$"""{"id":"evt_1","object":"event","type":"{{{type}}}","data":{"object":{{{Objects[about]}}},"previous_attributes":{}},"livemode":false}""";
        Assert.Equal(new StripeNotice("evt_1", type, session, payment), StripeEvents.Read(Encoding.UTF8.GetBytes(body)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("""{"id":"evt_1"}""")]
    [InlineData("""{"id":1,"type":"charge.refunded","data":{"object":{}}}""")]
    [InlineData("""{"id":null,"type":"charge.refunded","data":{"object":{}}}""")]
    [InlineData("""{"id":"evt_1","type":"charge.refunded","data":null}""")]
    [InlineData("""{"id":"evt_1","type":"charge.refunded","data":{"object":5}}""")]
    [InlineData("""{"id":"evt_1","type":"checkout.session.completed","data":{"object":{"id":7}}}""")]
    [InlineData("""{"id":"evt_1","type":"refund.created","data":{"object":{"id":"re_1","amount":1,"payment_intent":[]}}}""")]
    public void What_is_no_event_is_told_from_one(string body) => Assert.Null(StripeEvents.Read(Encoding.UTF8.GetBytes(body)));

    private static readonly Dictionary<string, string> Objects = new()
    {
        ["checkout.session"] = """{"id":"cs_1","payment_status":"unpaid"}""",
        ["charge"] = """{"id":"ch_1","amount":100,"amount_refunded":50,"disputed":false,"payment_intent":"pi_1"}""",
        ["refund"] = """{"id":"re_1","amount":50,"status":"pending","payment_intent":"pi_1"}""",
        ["dispute"] = """{"id":"dp_1","status":"needs_response","payment_intent":"pi_1"}""",
        ["customer"] = """{"id":"cus_1"}""",
    };

    private static T Read<T>(JsonDocument published, string name) => published.RootElement.GetProperty(name).Deserialize<T>(StripeJson.Options)!;

    private static void AssertKept<T>(JsonDocument published, string name)
    {
        var written = JsonSerializer.SerializeToElement(Read<T>(published, name), StripeJson.Options);
        Assert.True(JsonElement.DeepEquals(published.RootElement.GetProperty(name), written), $"{name} became {written}");
    }
}
