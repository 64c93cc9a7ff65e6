namespace Cesuur.Api.Samples;

/// <summary>What development was seeded with, for the welcome and for tests.</summary>
public sealed class SeededOrganisations
{
    public IReadOnlyList<SeededOrganisation> All { get; internal set; } = [];
}
