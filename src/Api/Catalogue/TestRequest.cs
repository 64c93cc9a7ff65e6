using System.ComponentModel.DataAnnotations;
using Cesuur.Domain.Catalogue;

namespace Cesuur.Api.Catalogue;

/// <summary>What an author says of a test.</summary>
public sealed record TestRequest
{
    [Required, StringLength(200, MinimumLength = 1)]
    public required string Title { get; init; }

    public required Skill Skill { get; init; }

    /// <summary>Needed where results are levels, and in a programme.</summary>
    public Level? Level { get; init; }

    /// <summary>The field of study, lower-case words with dashes such as <c>zorg-en-welzijn</c> (E); absent: of none.</summary>
    [StringLength(FieldOfStudy.MaxLength), RegularExpression(FieldOfStudy.Pattern)]
    public string? Field { get; init; }

    /// <summary>The programme of the state exam, I at level B1 or II at B2 (P); absent: of none.</summary>
    public Programme? Programme { get; init; }

    internal TestDetails ToDetails() => new() { Title = Title, Skill = Skill, Level = Level, Field = Field, Programme = Programme };

    internal static TestRequest From(Test test) => new()
    {
        Title = test.Title,
        Skill = test.Skill,
        Level = test.Level,
        Field = test.Field,
        Programme = test.Programme,
    };
}
