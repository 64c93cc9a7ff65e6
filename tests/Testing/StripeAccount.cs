using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Cesuur.Testing;

/// <summary>What Stripe would send to a webhook: the body as it goes over the wire, and its signature.</summary>
public sealed record StripeMessage(string Id, string Type, string Body, string Signature);

/// <summary>
/// An account at Stripe, in memory: sessions, payments, charges, refunds and disputes, in Stripe's states and in the
/// shape of its published objects where they are read here. Each thing that happens is an event, signed.
/// </summary>
public sealed class StripeAccount
{
    public const string SecretKey = "sk_test_standin_0123456789abcdef";
    public const string WebhookSecret = "whsec_standin_0123456789abcdef";

    private readonly Lock _gate = new();
    private readonly List<Session> _sessions = [];
    private readonly List<Dispute> _disputes = [];
    private readonly List<Repayment> _refunds = [];
    private readonly List<StripeMessage> _events = [];
    private int _last;

    /// <summary>All that happened, oldest first.</summary>
    public IReadOnlyList<StripeMessage> Events
    {
        get
        {
            lock (_gate)
            {
                return [.. _events];
            }
        }
    }

    /// <summary>The ids of the sessions that were made for an order, or of all.</summary>
    public IReadOnlyList<string> SessionsOf(string? orderId = null)
    {
        lock (_gate)
        {
            return [.. _sessions.Where(session => orderId is null || session.Form["client_reference_id"] == orderId).Select(session => session.Id)];
        }
    }

    /// <summary>How often money was taken.</summary>
    public int Charges
    {
        get
        {
            lock (_gate)
            {
                return _sessions.Count(session => session.Payment?.Charge is not null);
            }
        }
    }

    public static string Sign(string body, DateTimeOffset at, string secret = WebhookSecret)
    {
        var timestamp = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{timestamp}.{body}"));
        return $"t={timestamp},v1={Convert.ToHexStringLower(signature)}";
    }

    /// <summary>The buyer pays at once, as by card. Gives the id of the payment.</summary>
    public string Pay(string sessionId) => Do(sessionId, session =>
    {
        Complete(session, "succeeded");
        Settle(session);
        Raise("checkout.session.completed", session.ToJson([]));
    });

    /// <summary>The buyer did their part, and a bank has yet to confirm. Gives the id of the payment.</summary>
    public string StartProcessing(string sessionId) => Do(sessionId, session =>
    {
        Complete(session, "processing");
        Raise("checkout.session.completed", session.ToJson([]));
    });

    /// <summary>The bank confirms.</summary>
    public string Succeed(string sessionId) => Do(sessionId, session =>
    {
        RequireProcessing(session);
        Settle(session);
        Raise("checkout.session.async_payment_succeeded", session.ToJson([]));
    });

    /// <summary>The bank does not.</summary>
    public string FailPayment(string sessionId) => Do(sessionId, session =>
    {
        RequireProcessing(session);
        session.Payment!.Status = "requires_payment_method";
        Raise("checkout.session.async_payment_failed", session.ToJson([]));
    });

    public void Expire(string sessionId)
    {
        lock (_gate)
        {
            var session = _sessions.Single(known => known.Id == sessionId && known.Status == "open");
            session.Status = "expired";
            Raise("checkout.session.expired", session.ToJson([]));
        }
    }

    /// <summary>Gives the id of the refund.</summary>
    public string Refund(string paymentId, long amount)
    {
        lock (_gate)
        {
            var payment = PaymentOf(paymentId);
            var charge = payment.Charge ?? throw new InvalidOperationException($"{paymentId} is not paid.");
            ArgumentOutOfRangeException.ThrowIfGreaterThan(amount, charge.Amount - charge.Refunded);
            charge.Refunded += amount;
            var refund = new Repayment { Id = NewId("re"), Payment = payment, Amount = amount };
            _refunds.Add(refund);
            Raise("refund.created", refund.ToJson());
            Raise("charge.refunded", charge.ToJson());
            return refund.Id;
        }
    }

    /// <summary>The buyer's bank does not take the money back: it is the operator's again.</summary>
    public void FailRefund(string refundId)
    {
        lock (_gate)
        {
            var refund = _refunds.Single(known => known.Id == refundId && known.Status == "succeeded");
            refund.Status = "failed";
            refund.Payment.Charge!.Refunded -= refund.Amount;
            Raise("refund.updated", refund.ToJson());
            Raise("refund.failed", refund.ToJson());
        }
    }

    /// <summary>Gives the id of the dispute.</summary>
    public string OpenDispute(string paymentId)
    {
        lock (_gate)
        {
            var payment = PaymentOf(paymentId);
            (payment.Charge ?? throw new InvalidOperationException($"{paymentId} is not paid.")).Disputed = true;
            var dispute = new Dispute { Id = NewId("dp"), Payment = payment };
            _disputes.Add(dispute);
            Raise("charge.dispute.created", dispute.ToJson());
            Raise("charge.dispute.funds_withdrawn", dispute.ToJson());
            return dispute.Id;
        }
    }

    public void CloseDispute(string disputeId, bool won)
    {
        lock (_gate)
        {
            var dispute = _disputes.Single(known => known.Id == disputeId && known.Status == "needs_response");
            dispute.Status = won ? "won" : "lost";
            Raise("charge.dispute.closed", dispute.ToJson());
            if (won)
            {
                Raise("charge.dispute.funds_reinstated", dispute.ToJson());
            }
        }
    }

    internal JsonObject CreateSession(IReadOnlyDictionary<string, string> form)
    {
        lock (_gate)
        {
            var session = new Session { Id = NewId("cs_test"), Form = form, Created = Now };
            _sessions.Add(session);
            return session.ToJson([]);
        }
    }

    internal JsonObject? GetSession(string id, IEnumerable<string> expand)
    {
        lock (_gate)
        {
            return _sessions.SingleOrDefault(session => session.Id == id)?.ToJson(expand);
        }
    }

    /// <summary>Null when it is not there or not open.</summary>
    internal JsonObject? GetPayment(string id)
    {
        lock (_gate)
        {
            return _sessions.Select(session => session.Payment).SingleOrDefault(payment => payment?.Id == id)?.ToJson([]);
        }
    }

    internal JsonObject ListDisputes(IReadOnlyDictionary<string, string> query)
    {
        lock (_gate)
        {
            var found = _disputes.AsEnumerable().Reverse().Where(dispute => dispute.Payment.Id == query["payment_intent"]);
            return Page(found.Select(dispute => (dispute.Id, dispute.ToJson())), query, "/v1/disputes");
        }
    }

    private static JsonObject Page(IEnumerable<(string Id, JsonObject Json)> found, IReadOnlyDictionary<string, string> query, string url)
    {
        var rest = found.ToList();
        if (query.TryGetValue("starting_after", out var after))
        {
            rest = rest[(rest.FindIndex(row => row.Id == after) + 1)..];
        }

        var limit = query.TryGetValue("limit", out var asked) ? (int)Number(asked) : 10;
        return new JsonObject
        {
            ["object"] = "list",
            ["data"] = new JsonArray([.. rest.Take(limit).Select(row => row.Json)]),
            ["has_more"] = rest.Count > limit,
            ["url"] = url,
        };
    }

    private string Do(string sessionId, Action<Session> happen)
    {
        lock (_gate)
        {
            var session = _sessions.Single(known => known.Id == sessionId);
            happen(session);
            return session.Payment!.Id;
        }
    }

    private void Complete(Session session, string status)
    {
        if (session.Status != "open")
        {
            throw new InvalidOperationException($"{session.Id} is not open.");
        }

        session.Status = "complete";
        session.Payment = new Payment { Id = NewId("pi"), Session = session, Status = status };
    }

    private void Settle(Session session)
    {
        session.Payment!.Status = "succeeded";
        session.Payment.Charge = new Charge { Id = NewId("ch"), Payment = session.Payment, Amount = session.Total };
        session.PaymentStatus = "paid";
    }

    private static void RequireProcessing(Session session)
    {
        if (session.Payment?.Status != "processing")
        {
            throw new InvalidOperationException($"{session.Id} is not processing.");
        }
    }

    private Payment PaymentOf(string id) => _sessions.Select(session => session.Payment).Single(payment => payment?.Id == id)!;

    private void Raise(string type, JsonObject about)
    {
        var id = NewId("evt");
        var body = new JsonObject
        {
            ["id"] = id,
            ["object"] = "event",
            ["api_version"] = "2026-10-28.endive",
            ["created"] = Now,
            ["data"] = new JsonObject { ["object"] = about },
            ["livemode"] = false,
            ["pending_webhooks"] = 1,
            ["request"] = new JsonObject { ["id"] = null, ["idempotency_key"] = null },
            ["type"] = type,
        }.ToJsonString();
        _events.Add(new StripeMessage(id, type, body, Sign(body, TimeProvider.System.GetUtcNow())));
    }

    private static long Now => TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();

    private string NewId(string prefix) => $"{prefix}_standin{++_last:D12}";

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    private sealed class Session
    {
        public required string Id { get; init; }

        public required IReadOnlyDictionary<string, string> Form { get; init; }

        public required long Created { get; init; }

        public string Status { get; set; } = "open";

        public string PaymentStatus { get; set; } = "unpaid";

        public Payment? Payment { get; set; }

        public long Subtotal => Enumerable.Range(0, int.MaxValue)
            .TakeWhile(line => Form.ContainsKey($"line_items[{line}][quantity]"))
            .Sum(line => Number(Form[$"line_items[{line}][price_data][unit_amount]"]) * Number(Form[$"line_items[{line}][quantity]"]));

        /// <summary>As if every buyer were where 21 % is due.</summary>
        public long Tax => Form.GetValueOrDefault("automatic_tax[enabled]") == "true" ? ((Subtotal * 21) + 50) / 100 : 0;

        public long Total => Subtotal + Tax;

        public string Currency => Form["line_items[0][price_data][currency]"];

        public JsonObject ToJson(IEnumerable<string> expand) => new()
        {
            ["id"] = Id,
            ["object"] = "checkout.session",
            ["amount_subtotal"] = Subtotal,
            ["amount_total"] = Total,
            ["automatic_tax"] = new JsonObject { ["enabled"] = Form.GetValueOrDefault("automatic_tax[enabled]") == "true", ["status"] = null },
            ["cancel_url"] = Form["cancel_url"],
            ["client_reference_id"] = Form.GetValueOrDefault("client_reference_id"),
            ["created"] = Created,
            ["currency"] = Currency,
            ["customer"] = null,
            ["customer_details"] = new JsonObject { ["email"] = Form.GetValueOrDefault("customer_email"), ["tax_exempt"] = "none" },
            ["customer_email"] = Form.GetValueOrDefault("customer_email"),
            ["expires_at"] = Number(Form["expires_at"]),
            ["livemode"] = false,
            ["locale"] = Form.GetValueOrDefault("locale"),
            ["metadata"] = Metadata("metadata"),
            ["mode"] = "payment",
            ["payment_intent"] = Payment is null ? null : expand.Any(path => path.StartsWith("payment_intent", StringComparison.Ordinal)) ? Payment.ToJson(expand) : Payment.Id,
            ["payment_status"] = PaymentStatus,
            ["status"] = Status,
            ["success_url"] = Form["success_url"],
            ["total_details"] = new JsonObject { ["amount_discount"] = 0, ["amount_shipping"] = 0, ["amount_tax"] = Tax },
            ["url"] = Status == "open" ? $"https://checkout.stripe.com/c/pay/{Id}" : null,
        };

        public JsonObject Metadata(string name) => new(Form
            .Where(field => field.Key.StartsWith($"{name}[", StringComparison.Ordinal))
            .Select(field => KeyValuePair.Create(field.Key[(name.Length + 1)..^1], (JsonNode?)field.Value)));
    }

    private sealed class Payment
    {
        public required string Id { get; init; }

        public required Session Session { get; init; }

        public required string Status { get; set; }

        public Charge? Charge { get; set; }

        public JsonObject ToJson(IEnumerable<string> expand) => new()
        {
            ["id"] = Id,
            ["object"] = "payment_intent",
            ["amount"] = Session.Total,
            ["amount_received"] = Charge?.Amount ?? 0,
            ["created"] = Session.Created,
            ["currency"] = Session.Currency,
            ["latest_charge"] = Charge is null ? null : expand.Contains("payment_intent.latest_charge") ? Charge.ToJson() : Charge.Id,
            ["livemode"] = false,
            ["metadata"] = Session.Metadata("payment_intent_data[metadata]"),
            ["receipt_email"] = Session.Form.GetValueOrDefault("payment_intent_data[receipt_email]"),
            ["status"] = Status,
        };
    }

    private sealed class Charge
    {
        public required string Id { get; init; }

        public required Payment Payment { get; init; }

        public required long Amount { get; init; }

        public long Refunded { get; set; }

        public bool Disputed { get; set; }

        public JsonObject ToJson() => new()
        {
            ["id"] = Id,
            ["object"] = "charge",
            ["amount"] = Amount,
            ["amount_refunded"] = Refunded,
            ["currency"] = Payment.Session.Currency,
            ["disputed"] = Disputed,
            ["livemode"] = false,
            ["metadata"] = Payment.Session.Metadata("payment_intent_data[metadata]"),
            ["paid"] = true,
            ["payment_intent"] = Payment.Id,
            ["payment_method_details"] = new JsonObject
            {
                ["type"] = "card",
                ["card"] = new JsonObject { ["brand"] = "visa", ["last4"] = "4242", ["fingerprint"] = "FINGERPRINT0STANDIN" },
            },
            ["refunded"] = Refunded == Amount,
            ["status"] = "succeeded",
        };
    }

    private sealed class Repayment
    {
        public required string Id { get; init; }

        public required Payment Payment { get; init; }

        public required long Amount { get; init; }

        public string Status { get; set; } = "succeeded";

        public JsonObject ToJson() => new()
        {
            ["id"] = Id,
            ["object"] = "refund",
            ["amount"] = Amount,
            ["charge"] = Payment.Charge!.Id,
            ["currency"] = Payment.Session.Currency,
            ["payment_intent"] = Payment.Id,
            ["status"] = Status,
        };
    }

    private sealed class Dispute
    {
        public required string Id { get; init; }

        public required Payment Payment { get; init; }

        public string Status { get; set; } = "needs_response";

        public JsonObject ToJson() => new()
        {
            ["id"] = Id,
            ["object"] = "dispute",
            ["amount"] = Payment.Charge!.Amount,
            ["charge"] = Payment.Charge.Id,
            ["currency"] = Payment.Session.Currency,
            ["payment_intent"] = Payment.Id,
            ["reason"] = "general",
            ["status"] = Status,
        };
    }
}
