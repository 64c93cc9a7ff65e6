namespace Cesuur.Api.Host;

/// <summary>What a process of the image does.</summary>
internal enum HostRole
{
    /// <summary>Answers requests and works in the background.</summary>
    All,

    /// <summary>Answers requests.</summary>
    Api,

    /// <summary>Works in the background; answers health checks only.</summary>
    Worker,
}
