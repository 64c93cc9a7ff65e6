using System.ComponentModel.DataAnnotations;
using Cesuur.Domain;
using Cesuur.Domain.People;

namespace Cesuur.Api.People;

public sealed record GroupRequest
{
    [Required, StringLength(200, MinimumLength = 1)]
    public required string Name { get; init; }
}

public sealed record GroupResponse
{
    public required Id<Group> Id { get; init; }

    public required string Name { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    internal static GroupResponse From(Group group) => new() { Id = group.Id, Name = group.Name, CreatedAt = group.CreatedAt };
}
