using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Credits;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;

namespace Cesuur.Api.Organisations;

public sealed record OrganisationResponse
{
    public required Id<Organisation> Id { get; init; }

    public required string Name { get; init; }

    /// <summary>Where mailed links lead; absent: mails carry the bare code.</summary>
    public string? FrontEndUrl { get; init; }

    public required bool Sandbox { get; init; }

    /// <summary>Whose credits the invitations of a department's candidates take.</summary>
    public required CreditMode CreditMode { get; init; }

    /// <summary>Below so many credits of its own there is a warning; absent: never.</summary>
    public long? LowCreditsThreshold { get; init; }

    /// <summary>Whether the credit of an invitation comes back when its window is over.</summary>
    public required bool RefundExpired { get; init; }

    /// <summary>Whether the credit of an absentee's invitation comes back.</summary>
    public required bool RefundAbsent { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Seen by the operator alone: while it lasts, the organisation's own keys and users are refused.</summary>
    public SuspensionResponse? Suspension { get; init; }

    internal static OrganisationResponse From(Organisation organisation) => new()
    {
        Id = organisation.Id,
        Name = organisation.Name,
        FrontEndUrl = organisation.FrontEndUrl,
        Sandbox = organisation.Sandbox,
        CreditMode = organisation.CreditMode,
        LowCreditsThreshold = organisation.LowCreditsThreshold,
        RefundExpired = organisation.RefundExpired,
        RefundAbsent = organisation.RefundAbsent,
        CreatedAt = organisation.CreatedAt,
        Suspension = SuspensionResponse.From(organisation.SuspendedAt, organisation.SuspensionReason),
    };
}

/// <summary>That the operator keeps an organisation out.</summary>
public sealed record SuspensionResponse
{
    public required DateTimeOffset Since { get; init; }

    /// <summary>What the organisation's users and keys are told.</summary>
    public required string Reason { get; init; }

    internal static SuspensionResponse? From(DateTimeOffset? since, string? reason) =>
        since is { } start && reason is not null ? new SuspensionResponse { Since = start, Reason = reason } : null;
}

internal sealed class GetOrganisation : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/organisation", Handle)
        .Requires(Permission.OrganisationRead);

    private static async Task<OrganisationResponse> Handle(HttpContext http, AppDb db, CancellationToken cancel)
    {
        var organisation = await db.Organisations.RequireAsync(cancel);
        http.SetETag(db, organisation);
        return OrganisationResponse.From(organisation);
    }
}
