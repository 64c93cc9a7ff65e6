namespace Cesuur.Infrastructure.Documents;

/// <summary>What an attendance list says, in its language: times and days as they are shown.</summary>
public sealed record AttendanceList
{
    public required AttendanceListSender Organisation { get; init; }

    /// <summary>With the offset of the organisation's zone.</summary>
    public required DateTimeOffset GeneratedAt { get; init; }

    /// <summary>Of the session.</summary>
    public required string Title { get; init; }

    /// <summary>The head: what it is called, and what there is to say.</summary>
    public required IReadOnlyList<AttendanceListFact> Facts { get; init; }

    /// <summary>What may be brought, what may not, what is handed in; each a sentence or a line of a test.</summary>
    public required IReadOnlyList<AttendanceListFact> Rules { get; init; }

    /// <summary>In the order of the seats.</summary>
    public required IReadOnlyList<AttendanceListRow> Rows { get; init; }
}

public sealed record AttendanceListSender(string Name);

public sealed record AttendanceListFact(string Label, string Value);

/// <summary>A candidate. What is not known is empty, and so is what is written by hand.</summary>
public sealed record AttendanceListRow
{
    public required string Seat { get; init; }

    public required string Name { get; init; }

    public required string Number { get; init; }

    public required string DateOfBirth { get; init; }

    public required string Test { get; init; }

    public required string Accommodations { get; init; }

    /// <summary>What these are called, then the columns that are filled in by hand.</summary>
    public static IReadOnlyList<string> Columns =>
        ["seat", "candidate", "number", "dateOfBirth", "test", "accommodations", "identity", "signature", "timeIn", "timeOut"];

    public IReadOnlyList<string> Cells => [Seat, Name, Number, DateOfBirth, Test, Accommodations, "", "", "", ""];
}
