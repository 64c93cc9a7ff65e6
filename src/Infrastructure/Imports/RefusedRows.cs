using Cesuur.Domain.Jobs;

namespace Cesuur.Infrastructure.Imports;

/// <summary>What was wrong with the rows of an import. All of it is counted, the first of it kept.</summary>
public sealed class RefusedRows
{
    private const int ValueLength = 200;

    private readonly List<JobError> _errors = [];

    /// <summary>By file and line.</summary>
    public IReadOnlyList<JobError> Errors =>
        [.. _errors.OrderBy(error => error.File, StringComparer.Ordinal).ThenBy(error => error.Line)];

    public int ErrorCount { get; private set; }

    /// <summary>Rows with anything wrong.</summary>
    public int RowCount { get; private set; }

    /// <summary>Call <see cref="RefuseRow"/> too, once for the row.</summary>
    public void Add(string? file, int line, string? column, string code, string detail, string? value)
    {
        ErrorCount++;
        if (_errors.Count < ImportLimits.Errors)
        {
            _errors.Add(new JobError
            {
                File = file,
                Line = line,
                Column = column,
                Code = code,
                Detail = detail,
                Value = value?.Length > ValueLength ? value[..ValueLength] : value,
            });
        }
    }

    public void RefuseRow() => RowCount++;
}
