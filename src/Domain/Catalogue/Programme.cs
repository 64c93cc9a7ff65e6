using System.Text.Json.Serialization;

namespace Cesuur.Domain.Catalogue;

/// <summary>The programme of the state exam that a test belongs to, if any (P).</summary>
public enum Programme
{
    /// <summary>Programme I, at level B1.</summary>
    [JsonStringEnumMemberName("I")]
    I,

    /// <summary>Programme II, at level B2.</summary>
    [JsonStringEnumMemberName("II")]
    II,
}
