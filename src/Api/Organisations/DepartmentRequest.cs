using System.ComponentModel.DataAnnotations;
using Cesuur.Domain;
using Cesuur.Domain.Organisations;

namespace Cesuur.Api.Organisations;

public sealed record DepartmentRequest
{
    /// <summary>Unique in the organisation, accents and case ignored.</summary>
    [Required, StringLength(200, MinimumLength = 1)]
    public required string Name { get; init; }

    /// <summary>When its allocation falls below so many credits, its department admins and the admins are mailed and <c>credits.low</c> is raised; absent: never.</summary>
    [Range(1d, 1e9)]
    public long? LowCreditsThreshold { get; init; }

    internal static DepartmentRequest From(Department department) => new() { Name = department.Name, LowCreditsThreshold = department.LowCreditsThreshold };

    internal void ApplyTo(Department department)
    {
        department.Rename(Name);
        department.WarnBelow(LowCreditsThreshold);
    }
}

public sealed record DepartmentResponse
{
    public required Id<Department> Id { get; init; }

    public required string Name { get; init; }

    /// <summary>Below so many credits of its own there is a warning; absent: never.</summary>
    public long? LowCreditsThreshold { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    internal static DepartmentResponse From(Department department) => new()
    {
        Id = department.Id,
        Name = department.Name,
        LowCreditsThreshold = department.LowCreditsThreshold,
        CreatedAt = department.CreatedAt,
    };
}
