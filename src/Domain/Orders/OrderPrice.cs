namespace Cesuur.Domain.Orders;

/// <summary>What an order costs.</summary>
/// <param name="Currency">ISO 4217, in capitals.</param>
/// <param name="UnitAmount">Minor units, without VAT.</param>
/// <param name="Quantity">Credits, or one licence.</param>
/// <param name="VatRate">Per cent × 100.</param>
public sealed record OrderPrice(string Currency, long UnitAmount, int Quantity, int VatRate)
{
    public long Net => checked(UnitAmount * Quantity);

    /// <summary>Of the whole, rounded half up.</summary>
    public long Vat => VatRates.Of(Net, VatRate);

    public long Total => Net + Vat;
}
