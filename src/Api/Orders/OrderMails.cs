using Cesuur.Domain.Credits;
using Cesuur.Domain.Orders;
using Cesuur.Infrastructure.Mail;
using Cesuur.Infrastructure.Payments;

namespace Cesuur.Api.Orders;

/// <summary>
/// What the buyer is told, in the language of the order, with the next save: that an order by invoice has come in; that an
/// order has been paid; and, in a mail of its own, the token (T).
/// </summary>
internal sealed class OrderMails(Mailer mailer, OperatorContact contact, ILogger<OrderMails> log)
{
    /// <summary>Tells the operator that an order needs a person: into the log always, by mail where there is an address.</summary>
    public void Attention(Order order)
    {
        log.LogWarning("{Order} asks for attention: {What}. {Detail}", order.Id, order.Attention, order.AttentionDetail);
        if (contact.Email is { } email && order.Provider != PaymentProviders.Simulated)
        {
            mailer.Send(email, "An order asks for attention", $"{order.Id}: {order.Attention}. {order.AttentionDetail}\n\nGET /v1/platform/orders?attention=true lists all that do.\n");
        }
    }

    /// <summary>To the operator, who has an invoice to send; to the buyer, who is to be sent one.</summary>
    public void Invoiced(Order order, Billing billing)
    {
        Received(order);
        if (contact.Email is { } email)
        {
            mailer.Send(email, "An invoice is to be sent", $"""
                {order.Id}: {OutgoingMail.OneLine(OrderTexts.WhatOf(order))}, {OrderTexts.Money(order, order.TotalAmount)} with VAT.

                {billing.Name}
                {billing.Address}
                {billing.VatNumber}
                {billing.Reference}
                {order.Email}

                When it has been paid: POST /v1/platform/orders/{order.Id}/payment

                """.ReplaceLineEndings("\n"));
        }
    }

    private void Received(Order order) => Send(order, "Uw bestelling is ontvangen", $"""
        Uw bestelling is ontvangen onder nummer {order.Id}.

        {Summary(order)}

        U ontvangt een factuur. Zodra die is betaald, wordt uw bestelling geleverd.
        """, "Your order has come in", $"""
        Your order has come in under the number {order.Id}.

        {Summary(order)}

        You will be sent an invoice. Once it has been paid, your order will be delivered.
        """);

    public void Confirmed(Order order) => Send(order, "Bevestiging van uw bestelling", $"""
        Uw bestelling {order.Id} is betaald.

        {Summary(order)}

        {(order.Product switch
    {
        OrderProduct.Credits => "Uw token ontvangt u in een aparte e-mail.",
        OrderProduct.Renewal => "De licentie is verlengd.",
        _ => $"De organisatie is aangemaakt en heeft nummer {order.OrganisationId}, dat bij het inloggen nodig is. In een aparte e-mail ontvangt u een link om uw account te activeren.",
    })}
        """, "Confirmation of your order", $"""
        Your order {order.Id} has been paid.

        {Summary(order)}

        {(order.Product switch
    {
        OrderProduct.Credits => "Your token comes in a separate mail.",
        OrderProduct.Renewal => "The licence has been renewed.",
        _ => $"The organisation has been made and has the number {order.OrganisationId}, which is needed to sign in. A separate mail has a link to activate your account.",
    })}
        """);

    /// <summary>The one place where the token is to be read, once.</summary>
    public void Token(Order order, CreditToken token, string text) => Send(order, "Uw token", $"""
        Dit is het token van uw bestelling {order.Id}. Het is {token.Credits} credits waard en kan één keer worden ingewisseld:

        {text}

        Bewaar deze e-mail goed: het token wordt maar één keer verstrekt. Hoofdletters en streepjes maken bij het typen niet uit.
        """, "Your token", $"""
        This is the token of your order {order.Id}. It is worth {token.Credits} credits and can be redeemed once:

        {text}

        Keep this mail safe: the token is given only once. Capitals and dashes do not matter when you type it.
        """);

    private static string Summary(Order order) => order.Language == "nl"
        ? $"""
        Besteld: {OutgoingMail.OneLine(OrderTexts.WhatOf(order))}
        Bedrag: {OrderTexts.Money(order, order.NetAmount)}
        {VatRates.Name(order.VatRate, order.Language)}: {OrderTexts.Money(order, order.VatAmount)}
        Totaal: {OrderTexts.Money(order, order.TotalAmount)}
        """
        : $"""
        Ordered: {OutgoingMail.OneLine(OrderTexts.WhatOf(order))}
        Amount: {OrderTexts.Money(order, order.NetAmount)}
        {VatRates.Name(order.VatRate, order.Language)}: {OrderTexts.Money(order, order.VatAmount)}
        Total: {OrderTexts.Money(order, order.TotalAmount)}
        """;

    private void Send(Order order, string onderwerp, string tekst, string subject, string text)
    {
        var (chosenSubject, chosenText) = order.Language == "nl" ? (onderwerp, tekst) : (subject, text);
        mailer.Send(order.Email, chosenSubject, chosenText.ReplaceLineEndings("\n") + "\n");
    }
}
