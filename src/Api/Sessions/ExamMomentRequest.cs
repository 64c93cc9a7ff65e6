using System.ComponentModel.DataAnnotations;
using Cesuur.Domain;
using Cesuur.Domain.Sessions;

namespace Cesuur.Api.Sessions;

public sealed record ExamMomentRequest
{
    [Required, StringLength(200, MinimumLength = 1)]
    public required string Name { get; init; }

    /// <summary>The first day, in the Netherlands.</summary>
    public required DateOnly From { get; init; }

    /// <summary>The last day.</summary>
    public required DateOnly To { get; init; }

    internal static ExamMomentRequest Of(ExamMoment moment) => new() { Name = moment.Name, From = moment.StartsOn, To = moment.EndsOn };
}

/// <summary>What groups sessions, such as those of one exam period.</summary>
public sealed record ExamMomentResponse
{
    public required Id<ExamMoment> Id { get; init; }

    public required string Name { get; init; }

    /// <summary>The first day, in the Netherlands.</summary>
    public required DateOnly From { get; init; }

    /// <summary>The last day.</summary>
    public required DateOnly To { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    internal static ExamMomentResponse Of(ExamMoment moment) => new()
    {
        Id = moment.Id,
        Name = moment.Name,
        From = moment.StartsOn,
        To = moment.EndsOn,
        CreatedAt = moment.CreatedAt,
    };
}
