using System.Globalization;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Orders;

namespace Cesuur.Api.Orders;

/// <summary>Orders in words, in the buyer's language.</summary>
internal static class OrderTexts
{
    private static readonly CultureInfo Dutch = CultureInfo.GetCultureInfo("nl-NL");
    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en-GB");

    /// <summary>What one of its quantity is, as the page to pay on shows it.</summary>
    public static string LineOf(Order order) => (order.Product, order.Language) switch
    {
        (OrderProduct.Credits, "nl") => "Toetsafname (credit)",
        (OrderProduct.Credits, _) => "Test administration (credit)",
        (_, "nl") => $"Licentie {KindOf(order)}, één jaar",
        _ => $"Licence {KindOf(order)}, one year",
    };

    /// <summary>What it is in all.</summary>
    public static string WhatOf(Order order) => (order.Product, order.Language) switch
    {
        (OrderProduct.Credits, _) => order.Quantity == 1 ? "1 credit" : $"{order.Quantity} credits",
        (OrderProduct.Renewal, "nl") => $"verlenging van de licentie met een jaar ({KindOf(order)})",
        (OrderProduct.Renewal, _) => $"renewal of the licence by a year ({KindOf(order)})",
        (_, "nl") => $"licentie voor {order.OrganisationName}, één jaar ({KindOf(order)})",
        _ => $"licence for {order.OrganisationName}, one year ({KindOf(order)})",
    };

    public static string Money(Order order, long amount) =>
        $"{order.Currency} {(amount / 100m).ToString("N2", order.Language == "nl" ? Dutch : English)}";

    private static string KindOf(Order order) => (order.LicenceKind, order.Language) switch
    {
        (LicenceKind.Teacher, "nl") => "docent",
        (LicenceKind.Organisation, "nl") => "instelling",
        (_, "nl") => "instelling met afdelingen",
        (LicenceKind.Teacher, _) => "teacher",
        (LicenceKind.Organisation, _) => "organisation",
        _ => "organisation with departments",
    };
}
