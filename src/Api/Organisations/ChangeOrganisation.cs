using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Cesuur.Api.Http;
using Cesuur.Domain.Credits;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;

namespace Cesuur.Api.Organisations;

/// <summary>What of an organisation can be changed.</summary>
public sealed record OrganisationRequest
{
    [Required, StringLength(200, MinimumLength = 1)]
    public required string Name { get; init; }

    /// <summary>Where mailed links lead, with the token in the fragment: an https URL without one. Absent: mails carry the bare code.</summary>
    [StringLength(500, MinimumLength = 1)]
    public string? FrontEndUrl { get; init; }

    /// <summary><c>shared</c>: all invitations take the organisation's credits. <c>allocated</c>: those of a department's candidates take its own.</summary>
    public CreditMode CreditMode { get; init; }

    /// <summary>When the organisation's own balance falls below so many credits, its admins are mailed and <c>credits.low</c> is raised; absent: never.</summary>
    [Range(1d, 1e9)]
    public long? LowCreditsThreshold { get; init; }

    /// <summary>Whether the credit of an invitation comes back when its window is over.</summary>
    public bool RefundExpired { get; init; }

    /// <summary>Whether the credit of an absentee's invitation comes back.</summary>
    public bool RefundAbsent { get; init; }

    internal static OrganisationRequest From(Organisation organisation) => new()
    {
        Name = organisation.Name,
        FrontEndUrl = organisation.FrontEndUrl,
        CreditMode = organisation.CreditMode,
        LowCreditsThreshold = organisation.LowCreditsThreshold,
        RefundExpired = organisation.RefundExpired,
        RefundAbsent = organisation.RefundAbsent,
    };

    internal void ApplyTo(Organisation organisation)
    {
        organisation.Rename(Name);
        organisation.SetFrontEndUrl(FrontEndUrl);
        organisation.DrawOn(CreditMode);
        organisation.WarnBelow(LowCreditsThreshold);
        organisation.SetRefunds(RefundExpired, RefundAbsent);
    }
}

internal sealed class ChangeOrganisation : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPatch("/organisation", Handle)
        .AcceptsPatchOf<OrganisationRequest>()
        .Requires(Permission.OrganisationWrite)
        .Fails(HttpErrors.Stale, HttpErrors.Invalid, LicensingErrors.FrontEndUrlInvalid);

    private static async Task<OrganisationResponse> Handle(
        JsonElement patch, HttpContext http, AppDb db, MergePatch merge, Audit audit, CancellationToken cancel)
    {
        var organisation = await db.Organisations.RequireAsync(cancel);
        http.CheckIfMatch(db, organisation);
        merge.Apply(OrganisationRequest.From(organisation), patch).ApplyTo(organisation);
        audit.Log("organisation.changed", organisation.Id);
        await db.SaveChangesAsync(cancel);
        http.SetETag(db, organisation);
        return OrganisationResponse.From(organisation);
    }
}
