using System.ComponentModel.DataAnnotations;

namespace Cesuur.Api.Delivery;

/// <summary>Why an invigilator does it, for the log.</summary>
public sealed record ReasonRequest
{
    [StringLength(500, MinimumLength = 1)]
    public string? Reason { get; init; }
}
