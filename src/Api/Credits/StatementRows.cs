namespace Cesuur.Api.Credits;

/// <summary>A statement as the rows of a CSV file: lines, totals and movements of credits, told apart by their first column.</summary>
internal static class StatementRows
{
    private static readonly string[] Header =
        ["row", "departmentId", "department", "testId", "test", "invited", "deactivated", "count", "priceMinorUnits", "amountMinorUnits", "currency"];

    public static IEnumerable<IReadOnlyList<object?>> Of(StatementResponse statement) => statement.Departments.SelectMany(Of).Prepend(Header);

    private static IEnumerable<IReadOnlyList<object?>> Of(DepartmentStatement department)
    {
        var id = department.DepartmentId.ToString();
        foreach (var line in department.Lines)
        {
            yield return
            [
                "test", id, department.Name, line.TestId.ToString(), line.TestTitle, line.Invited, line.Deactivated, line.Count,
                line.Price?.Amount, line.Amount, line.Price?.Currency,
            ];
        }

        foreach (var total in department.Totals)
        {
            yield return ["total", id, department.Name, null, null, null, null, null, null, total.Amount, total.Currency];
        }

        if (department.Allocation is { } credits)
        {
            foreach (var (row, count) in new[]
            {
                ("credits_opening", credits.Opening), ("credits_allocated", credits.Allocated), ("credits_spent", credits.Spent),
                ("credits_refunded", credits.Refunded), ("credits_closing", credits.Closing),
            })
            {
                yield return [row, id, department.Name, null, null, null, null, count, null, null, null];
            }
        }
    }
}
