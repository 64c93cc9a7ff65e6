using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;

namespace Cesuur.Api.Organisations;

/// <summary>A place where the user is signed in.</summary>
public sealed record SessionResponse
{
    public required Id<UserSession> Id { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The sign-in or the last refresh, so up to a quarter of an hour ago for one in use.</summary>
    public required DateTimeOffset LastUsedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>The address it was last refreshed from.</summary>
    public string? Address { get; init; }

    /// <summary>The <c>User-Agent</c> of the sign-in.</summary>
    public string? UserAgent { get; init; }

    /// <summary>Whether it is the one that asks.</summary>
    public required bool IsCurrent { get; init; }

    internal static SessionResponse From(UserSession session, Id<UserSession>? current) => new()
    {
        Id = session.Id,
        CreatedAt = session.CreatedAt,
        LastUsedAt = session.LastUsedAt,
        ExpiresAt = session.ExpiresAt,
        Address = session.Address,
        UserAgent = session.UserAgent,
        IsCurrent = session.Id == current,
    };
}

/// <summary>Where the user is signed in now.</summary>
internal sealed class ListSessions : IEndpoint
{
    private static readonly Sorting<UserSession> Sorting = new(Sorting<UserSession>.By("createdAt", session => session.CreatedAt));

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/me/sessions", Handle)
        .RequiresUser();

    private static Task<Page<SessionResponse>> Handle(
        [AsParameters] PageRequest page, AppDb db, Caller caller, TimeProvider time, CancellationToken cancel) =>
        Sorting.PageAsync(db.OwnSessions(caller, time.GetUtcNow()), page, session => SessionResponse.From(session, caller.Session), cancel);
}
