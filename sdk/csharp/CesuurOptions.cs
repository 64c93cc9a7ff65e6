namespace Cesuur.Sdk;

/// <summary>How a client reaches the API.</summary>
public sealed record CesuurOptions
{
    /// <summary>Where the API is, such as <c>https://cesuur.example.org</c>.</summary>
    public required Uri Address { get; init; }

    /// <summary>An API key, a user's access token, a partner's key or a candidate's sitting token; none for the public routes.</summary>
    public string? Credential { get; init; }

    /// <summary>With a partner's key: the organisation to work for, such as <c>org_…</c>. Others need none.</summary>
    public string? Organisation { get; init; }

    /// <summary>How often a request is sent again after a network error, 429, 5xx or a repetition that is still running.</summary>
    public int MaxRetries { get; init; } = 2;

    /// <summary>For one attempt.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Carries the requests instead of a handler of the client's own, which then does not dispose of it.</summary>
    public HttpMessageHandler? Transport { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;
}
