using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Cesuur.Domain.People;
using Cesuur.Infrastructure.Imports;

namespace Cesuur.Api.People;

/// <summary>Reads the cells of one row and notes what is wrong with them.</summary>
internal sealed class RowCheck(RefusedRows refused, string? file, int line)
{
    private static readonly string[] DateForms = ["yyyy-MM-dd", "d-M-yyyy"];

    public bool IsRefused { get; private set; }

    /// <summary>The trimmed text; null when the cell is empty or wrong.</summary>
    public string? Text(string column, Cell cell, IEnumerable<ValidationAttribute> rules, bool required = false)
    {
        var text = cell.Text.Trim();
        if (cell.Kind == CellKind.Formula || (cell.Kind == CellKind.Text && Formulas.IsFormula(text)))
        {
            return Refuse(column, ImportErrors.FormulaNotAllowed, "A formula is not read.", text);
        }

        if (text.Length == 0)
        {
            return required ? Refuse(column, ImportErrors.Required, "This cell must not be empty.", null) : null;
        }

        if (cell.Text.Length > ImportLimits.CellLength)
        {
            return Refuse(column, ImportErrors.TooLong, $"A cell has at most {ImportLimits.CellLength} characters.", text);
        }

        if (text.Any(c => char.IsControl(c) && c is not ('\n' or '\t')))
        {
            return Refuse(column, ImportErrors.InvalidValue, "The cell holds characters that are no text.", null);
        }

        return rules.FirstOrDefault(rule => !rule.IsValid(text)) switch
        {
            null => text,
            StringLengthAttribute length => Refuse(column, ImportErrors.TooLong, $"At most {length.MaximumLength} characters are kept here.", text),
            EmailAddressAttribute => Refuse(column, ImportErrors.InvalidEmail, "This is not an e-mail address.", text),
            var rule => Refuse(column, ImportErrors.InvalidValue, rule.FormatErrorMessage(column), text),
        };
    }

    /// <summary>A date as text, or as the number of days that a workbook holds.</summary>
    public DateOnly? Date(string column, Cell cell, DateOnly? dayZero)
    {
        if (Text(column, cell, []) is not { } text)
        {
            return null;
        }

        if (cell.Kind == CellKind.Number && dayZero is { } zero)
        {
            // Time of day, the part behind the point, is of no date of birth.
            if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var days)
                && days >= 1 && days < DateOnly.MaxValue.DayNumber - zero.DayNumber)
            {
                return zero.AddDays((int)days);
            }
        }
        else if (DateOnly.TryParseExact(text, DateForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
        {
            return date;
        }

        Refuse(column, ImportErrors.InvalidDate, "A date is written as 2005-03-31 or 31-03-2005.", text);
        return null;
    }

    public string? Refuse(string? column, string code, string detail, string? value)
    {
        refused.Add(file, line, column, code, detail, value);
        if (!IsRefused)
        {
            IsRefused = true;
            refused.RefuseRow();
        }

        return null;
    }
}
