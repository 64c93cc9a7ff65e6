using System.Globalization;

namespace Cesuur.Domain.Orders;

/// <summary>A rate of VAT is a number of hundredths of a per cent: 2100 is 21 %.</summary>
public static class VatRates
{
    private const int Whole = 100_00;

    /// <summary>On a net amount of zero or more, in minor units; halves go up.</summary>
    public static long Of(long net, int rate) => checked((net * rate) + (Whole / 2)) / Whole;

    /// <summary>The rate by which somebody else came to this tax, to the nearest hundredth of a per cent.</summary>
    public static int RateOf(long net, long vat) => net == 0 ? 0 : (int)(((2 * (Int128)vat * Whole) + net) / (2 * net));

    /// <summary>As a line of a bill names it, in Dutch or English.</summary>
    public static string Name(int rate, string language) => string.Create(
        CultureInfo.GetCultureInfo(language), $"{(language == "nl" ? "btw" : "VAT")} {rate / 100m:0.##} %");
}
