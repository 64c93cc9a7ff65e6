namespace Cesuur.Infrastructure.Documents;

/// <summary>What one document may cost, and where its means are found.</summary>
public sealed record TypstOptions
{
    /// <summary>The Node.js to run.</summary>
    public string Node { get; init; } = "node";

    /// <summary>A folder with TrueType or OpenType fonts for scripts that the shipped ones lack, such as Chinese.</summary>
    public string? Fonts { get; init; }

    /// <summary>For one document, the start of the process included; waiting for one's turn does not count.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>The memory of the whole process, in bytes.</summary>
    public long MemoryLimit { get; init; } = 1L << 30;

    /// <summary>After so many a fresh process takes over, so that no leak grows for ever.</summary>
    public int DocumentsPerProcess { get; init; } = 1000;
}
