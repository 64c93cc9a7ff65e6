namespace Cesuur.Infrastructure.Qti;

public enum QtiSeverity
{
    /// <summary>Something was left out, or only kept, that has no effect on answers and points.</summary>
    Notice,

    /// <summary>The item cannot be imported faithfully.</summary>
    Error,
}

/// <summary>Something in a QTI document that was not taken over as it stands.</summary>
public sealed record QtiFinding
{
    public required QtiSeverity Severity { get; init; }

    /// <summary>The file in the package.</summary>
    public required string File { get; init; }

    /// <summary>The element, below the root of the file and with its line where known: <c>qti-item-body/p[2]/img (line 14)</c>.</summary>
    public required string Place { get; init; }

    /// <summary>A word in snake_case that does not change.</summary>
    public required string Code { get; init; }

    public required string Detail { get; init; }
}
