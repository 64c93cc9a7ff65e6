using System.ComponentModel.DataAnnotations;
using Cesuur.Domain;
using Cesuur.Domain.Results;

namespace Cesuur.Api.Results;

/// <summary>What a correction changes: either <see cref="Changes"/>, or <see cref="Undoes"/>.</summary>
public record CorrectionRequest
{
    /// <summary>In force one after the other.</summary>
    [MaxLength(100)]
    public IReadOnlyList<CorrectionChange> Changes { get; init; } = [];

    /// <summary>An applied correction of this version that is no longer to count; an undoing one can be undone too.</summary>
    public Id<Correction>? Undoes { get; init; }
}
