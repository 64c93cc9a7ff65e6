using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Cesuur.Domain.Orders;
using Cesuur.Infrastructure;

namespace Cesuur.Api.Payments;

/// <summary>The pay page: what is paid for, and a form for each thing that can happen. It needs no script and fetches nothing.</summary>
internal static class SimulatedPaymentPage
{
    /// <summary>What a buyer can do; the rest is the operator's or the bank's, by the API.</summary>
    public static readonly IReadOnlyList<PaymentAction> Buttons = [PaymentAction.Pay, PaymentAction.Delay, PaymentAction.Fail];

    private const string Style = """
        body { font: 1rem/1.5 system-ui, sans-serif; max-width: 40rem; margin: 2rem auto; padding: 0 1rem; color: #1a1a1a; background: #fff }
        table { border-collapse: collapse; width: 100% }
        caption { text-align: left; font-weight: bold }
        th, td { text-align: left; padding: .3rem .6rem; border-bottom: 1px solid #767676 }
        th + th, td + td, tfoot td { text-align: right }
        form { display: inline-block; margin: 1rem 1rem 0 0 }
        button { font: inherit; min-height: 44px; padding: .5rem 1rem }
        """;

    private static readonly string StyleHash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)));

    /// <summary>Browsers hold a form to the policy also where its answer redirects, so it names where buyers go back to.</summary>
    public static string PolicyFor(SimulatedPayment payment) =>
        $"default-src 'none'; style-src 'sha256-{StyleHash}'; base-uri 'none'; frame-ancestors 'none'; "
        + $"form-action 'self' {Origin(payment.SuccessUrl)} {Origin(payment.CancelUrl)}";

    public static string Write(SimulatedPayment payment, DateTimeOffset now)
    {
        var words = payment.Language == "nl" ? Words.Dutch : Words.English;
        var status = payment.StatusAt(now);
        var lines = payment.Lines.Select(line => (line.Name, line.Quantity, Amount: line.UnitAmount * line.Quantity));
        if (payment.Vat > 0)
        {
            lines = lines.Append((VatRates.Name(payment.VatRate, payment.Language), 1, payment.Vat));
        }

        var rows = string.Concat(lines.Select(line =>
            $"<tr><td>{Encode(line.Name)}</td><td>{line.Quantity}</td><td>{Money(line.Amount, payment)}</td></tr>\n"));
        IEnumerable<(PaymentAction Action, string Label)> buttons = status switch
        {
            PaymentStatus.Open => [(PaymentAction.Pay, words.Pay), (PaymentAction.Delay, words.Delay), (PaymentAction.Fail, words.Fail)],
            PaymentStatus.Processing => [(PaymentAction.Pay, words.Confirm), (PaymentAction.Fail, words.Fail)],
            _ => [],
        };
        var forms = string.Concat(buttons.Select(button =>
            $"<form method=\"post\" action=\"{payment.PageSecret}/{SnakeCaseEnum.Write(button.Action)}\"><button>{button.Label}</button></form>\n"));
        return $$"""
            <!doctype html>
            <html lang="{{payment.Language}}">
            <head>
              <meta charset="utf-8">
              <meta name="viewport" content="width=device-width, initial-scale=1">
              <meta name="robots" content="noindex">
              <title>{{words.Title}}</title>
              <style>{{Style}}</style>
            </head>
            <body>
              <main>
                <h1>{{words.Title}}</h1>
                <p>{{words.Notice}}</p>
                <table>
                  <caption>{{words.Order}} {{Encode(payment.OrderId)}}</caption>
                  <thead><tr><th scope="col">{{words.Item}}</th><th scope="col">{{words.Quantity}}</th><th scope="col">{{words.Amount}}</th></tr></thead>
                  <tbody>
            {{rows}}
                  </tbody>
                  <tfoot><tr><th scope="row" colspan="2">{{words.Total}}</th><td>{{Money(payment.Total, payment)}}</td></tr></tfoot>
                </table>
                <p role="status">{{words.Statuses[status]}}</p>
            {{forms}}
              </main>
            </body>
            </html>
            """;
    }

    /// <summary>As a header can hold it, also where the host's name has an accent.</summary>
    public static Uri Address(string url)
    {
        var address = new UriBuilder(url);
        address.Host = address.Uri.IdnHost;
        return address.Uri;
    }

    private static string Money(long amount, SimulatedPayment payment) => string.Create(
        CultureInfo.GetCultureInfo(payment.Language), $"{payment.Currency} {amount / 100m:N2}");

    private static string Origin(string url) => Address(url).GetLeftPart(UriPartial.Authority);

    private static string Encode(string text) => HtmlEncoder.Default.Encode(text);

    private sealed record Words
    {
        public static readonly Words Dutch = new()
        {
            Title = "Gesimuleerde betaling",
            Notice = "Dit is een test. Er wordt geen geld afgeschreven.",
            Order = "Bestelling",
            Item = "Omschrijving",
            Quantity = "Aantal",
            Amount = "Bedrag",
            Total = "Totaal",
            Pay = "Betalen",
            Delay = "Betalen, de bank bevestigt later",
            Confirm = "De bank bevestigt",
            Fail = "Mislukken",
            Statuses = new()
            {
                [PaymentStatus.Open] = "Nog niet betaald.",
                [PaymentStatus.Processing] = "De bank moet de betaling nog bevestigen.",
                [PaymentStatus.Paid] = "Betaald.",
                [PaymentStatus.Failed] = "De betaling is mislukt.",
                [PaymentStatus.Expired] = "De termijn om te betalen is verstreken.",
            },
        };

        public static readonly Words English = new()
        {
            Title = "Simulated payment",
            Notice = "This is a test. No money is taken.",
            Order = "Order",
            Item = "Item",
            Quantity = "Quantity",
            Amount = "Amount",
            Total = "Total",
            Pay = "Pay",
            Delay = "Pay, the bank confirms later",
            Confirm = "The bank confirms",
            Fail = "Fail",
            Statuses = new()
            {
                [PaymentStatus.Open] = "Not paid yet.",
                [PaymentStatus.Processing] = "The bank has yet to confirm the payment.",
                [PaymentStatus.Paid] = "Paid.",
                [PaymentStatus.Failed] = "The payment failed.",
                [PaymentStatus.Expired] = "The time to pay has passed.",
            },
        };

        public required string Title { get; init; }
        public required string Notice { get; init; }
        public required string Order { get; init; }
        public required string Item { get; init; }
        public required string Quantity { get; init; }
        public required string Amount { get; init; }
        public required string Total { get; init; }
        public required string Pay { get; init; }
        public required string Delay { get; init; }
        public required string Confirm { get; init; }
        public required string Fail { get; init; }
        public required Dictionary<PaymentStatus, string> Statuses { get; init; }
    }
}
