namespace Cesuur.Domain.Orders;

/// <summary>Who orders.</summary>
/// <param name="Email">Where the mails about the order go.</param>
/// <param name="Language"><c>nl</c> or <c>en</c>.</param>
/// <param name="Billing">To whom the invoice goes; needed for one.</param>
public sealed record OrderBuyer(string Email, string Language, Billing? Billing);
