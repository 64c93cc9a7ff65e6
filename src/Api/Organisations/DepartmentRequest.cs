using System.ComponentModel.DataAnnotations;
using Cesuur.Domain;
using Cesuur.Domain.Organisations;

namespace Cesuur.Api.Organisations;

public sealed record DepartmentRequest
{
    /// <summary>Unique in the organisation, accents and case ignored.</summary>
    [Required, StringLength(200, MinimumLength = 1)]
    public required string Name { get; init; }
}

public sealed record DepartmentResponse
{
    public required Id<Department> Id { get; init; }

    public required string Name { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    internal static DepartmentResponse From(Department department) => new()
    {
        Id = department.Id,
        Name = department.Name,
        CreatedAt = department.CreatedAt,
    };
}
