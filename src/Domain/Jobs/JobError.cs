namespace Cesuur.Domain.Jobs;

/// <summary>Something wrong with one place of what a job was given: a cell of a file, a row, or all of it.</summary>
public sealed record JobError
{
    /// <summary>Which file of an archive.</summary>
    public string? File { get; init; }

    /// <summary>Where the row begins, counted from 1, the header included. Absent: it is the whole file.</summary>
    public int? Line { get; init; }

    /// <summary>Absent: the whole row.</summary>
    public string? Column { get; init; }

    /// <summary>Where in a document of an archive: the path to an element.</summary>
    public string? Place { get; init; }

    /// <summary>Absent: an error.</summary>
    public JobErrorSeverity? Severity { get; init; }

    /// <summary>Stable: programs branch on it.</summary>
    public required string Code { get; init; }

    /// <summary>In words; never what stands in the cell, which may be about a person.</summary>
    public required string Detail { get; init; }

    /// <summary>What stands in the cell.</summary>
    public string? Value { get; init; }
}

public enum JobErrorSeverity
{
    /// <summary>It was, or would have been, left out.</summary>
    Error,

    /// <summary>It was taken, with a difference that should be known.</summary>
    Notice,
}

/// <summary>All that was wrong: how many places, and the first of them.</summary>
public sealed record JobErrors(int Count, IReadOnlyList<JobError> Listed);
