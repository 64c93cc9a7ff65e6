using System.ComponentModel.DataAnnotations;
using Cesuur.Domain;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.People;

namespace Cesuur.Api.People;

public sealed record GroupRequest
{
    [Required, StringLength(200, MinimumLength = 1)]
    public required string Name { get; init; }

    /// <summary>
    /// Whose group it is; it then holds candidates and teachers of that department only. Absent: the caller's own
    /// department, or the organisation.
    /// </summary>
    public Id<Department>? DepartmentId { get; init; }

    internal static GroupRequest From(Group group) => new() { Name = group.Name, DepartmentId = group.DepartmentId };
}

public sealed record GroupResponse
{
    public required Id<Group> Id { get; init; }

    public required string Name { get; init; }

    public Id<Department>? DepartmentId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    internal static GroupResponse From(Group group) => new()
    {
        Id = group.Id,
        Name = group.Name,
        DepartmentId = group.DepartmentId,
        CreatedAt = group.CreatedAt,
    };
}
