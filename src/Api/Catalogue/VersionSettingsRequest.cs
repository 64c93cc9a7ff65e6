using System.ComponentModel.DataAnnotations;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Results;

namespace Cesuur.Api.Catalogue;

/// <summary>How a version is held, and what becomes of it.</summary>
public sealed record VersionSettingsRequest
{
    /// <summary>The time for the whole test, at most a day. Needed for publishing.</summary>
    [Range(1, 86_400)]
    public int? DurationSeconds { get; init; }

    /// <summary>Whether the candidate may submit before the time is over (T: reading and writing).</summary>
    public bool CanFinishEarly { get; init; }

    public ResultPolicy ResultPolicy { get; init; }

    public VersionPolicies Policies { get; init; } = new();

    internal VersionSettings ToSettings() => new()
    {
        DurationSeconds = DurationSeconds,
        CanFinishEarly = CanFinishEarly,
        ResultPolicy = ResultPolicy,
        Policies = Policies,
    };

    internal static VersionSettingsRequest From(VersionSettings settings) => new()
    {
        DurationSeconds = settings.DurationSeconds,
        CanFinishEarly = settings.CanFinishEarly,
        ResultPolicy = settings.ResultPolicy,
        Policies = settings.Policies,
    };
}
