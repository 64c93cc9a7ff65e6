namespace Cesuur.Infrastructure.Webhooks;

/// <summary>Why a URL cannot be an endpoint's: a stable code, and a sentence for whoever gave it.</summary>
public sealed record UrlRefusal(string Code, string Detail);
