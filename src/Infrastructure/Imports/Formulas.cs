using System.Globalization;

namespace Cesuur.Infrastructure.Imports;

/// <summary>What a spreadsheet program would compute instead of show. <see cref="CsvWriting"/> sees to it on the way out.</summary>
public static class Formulas
{
    /// <summary>
    /// Whether a trimmed cell that is read is a formula. A sign before nothing, or before a number, is none:
    /// schools write <c>-</c> for «nothing» and <c>+31612345678</c> for a telephone.
    /// </summary>
    public static bool IsFormula(string text) => text switch
    {
        ['=' or '@', ..] => true,
        ['+' or '-', _, ..] => !double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _),
        _ => false,
    };
}
