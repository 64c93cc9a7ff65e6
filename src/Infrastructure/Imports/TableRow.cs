namespace Cesuur.Infrastructure.Imports;

public enum CellKind
{
    Text,

    /// <summary>A number of a workbook, which may be a date.</summary>
    Number,

    /// <summary>Whatever it shows: it is computed.</summary>
    Formula,
}

/// <summary>A cell may be longer than <see cref="ImportLimits.CellLength"/>, though never so long that it hurts.</summary>
public readonly record struct Cell(string Text, CellKind Kind = CellKind.Text);

/// <summary>A row of a table; <paramref name="Line"/>, from 1, is where it begins in the file.</summary>
public sealed record TableRow(int Line, IReadOnlyList<Cell> Cells);

/// <summary>The rows of a table, read as they are asked for, the header first.</summary>
/// <param name="DayZero">What a workbook's dates count from; null where dates are text.</param>
public sealed record Table(IEnumerable<TableRow> Rows, DateOnly? DayZero = null);
