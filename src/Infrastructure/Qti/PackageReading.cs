using Cesuur.Domain;
using Cesuur.Domain.Catalogue;

namespace Cesuur.Infrastructure.Qti;

/// <summary>What a package came to.</summary>
public sealed record PackageReading
{
    public required IReadOnlyList<PackagedTest> Tests { get; init; }

    /// <summary>Every item of the package, and what became of it.</summary>
    public required IReadOnlyList<PackagedItem> Items { get; init; }

    /// <summary>Of what is found in one file more than once the first place is told, and how often it is there.</summary>
    public required IReadOnlyList<PackageFinding> Findings { get; init; }
}

/// <summary>A test of a package, as far as it can be imported.</summary>
public sealed record PackagedTest
{
    public required string Identifier { get; init; }

    public required string Title { get; init; }

    public required TestContent Content { get; init; }

    /// <summary>From the time limits of the test.</summary>
    public int? DurationSeconds { get; init; }

    /// <summary>What QTI has no place for; in packages that we wrote.</summary>
    public PackageDetails? Details { get; init; }
}

public enum PackagedItemOutcome
{
    Imported,

    /// <summary>The findings of its file say why.</summary>
    Refused,

    /// <summary>No test of the package has it.</summary>
    NotInATest,
}

/// <summary>An item of a package.</summary>
public sealed record PackagedItem
{
    public required string File { get; init; }

    public string? Identifier { get; init; }

    public required PackagedItemOutcome Outcome { get; init; }

    public ItemType? Type { get; init; }

    /// <summary>The most that it can bring.</summary>
    public decimal? MaxPoints { get; init; }
}

/// <summary>A finding, and how often it is there in its file.</summary>
public sealed record PackageFinding(QtiFinding First, int Count);

/// <summary>A file of sound, video or picture that was looked at: taken, or refused and why.</summary>
public sealed record PackagedMedia(Id<Media>? Id, string? Code = null, string? Reason = null);
