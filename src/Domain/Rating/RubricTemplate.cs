using Cesuur.Domain.Catalogue;

namespace Cesuur.Domain.Rating;

/// <summary>The language that a rubric speaks to its raters in.</summary>
public enum RubricLanguage
{
    Nl,
    En,
}

/// <summary>A rubric for one kind of task, ready to be taken into an item as it is or to be changed there.</summary>
public sealed record RubricTemplate
{
    /// <summary>A word in snake_case.</summary>
    public required string Id { get; init; }

    public required string Title { get; init; }

    public required Skill Skill { get; init; }

    /// <summary>The programmes that have tasks of this kind.</summary>
    public required IReadOnlyList<Programme> Programmes { get; init; }

    /// <summary>Where the scales and rules were read.</summary>
    public required string Source { get; init; }

    public required Rubric Rubric { get; init; }
}
