using System.Text.Json.Serialization;

namespace Cesuur.Domain.Catalogue;

/// <summary>A level of the Common European Framework of Reference; on the wire in its usual capitals.</summary>
public enum Level
{
    [JsonStringEnumMemberName("A1")]
    A1,

    [JsonStringEnumMemberName("A2")]
    A2,

    [JsonStringEnumMemberName("B1")]
    B1,

    [JsonStringEnumMemberName("B2")]
    B2,

    [JsonStringEnumMemberName("C1")]
    C1,

    [JsonStringEnumMemberName("C2")]
    C2,
}
