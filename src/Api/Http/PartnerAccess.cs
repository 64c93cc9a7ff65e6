using Cesuur.Domain;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Partners;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Http;

/// <summary>
/// A partner's key says who is calling; the header says for whom, and that organisation's grant says what may be done
/// there. Both are read anew at every request, so that a withdrawn grant ends at the next one.
/// </summary>
internal static class PartnerAccess
{
    public const string Header = "Cesuur-Organisation";

    /// <summary>False when it is not a valid key.</summary>
    public static async Task<bool> SignInAsync(
        Access access, string bearer, HttpContext context, DbContextOptions<AppDb> options, Tenant tenant, Caller caller, DateTimeOffset now)
    {
        if (!Secret.TryReadOrganisation(bearer, PartnerKey.Prefix, out var platform))
        {
            return false;
        }

        var cancel = context.RequestAborted;
        var hash = Secret.Hash(bearer);
        await using var db = new AppDb(options, tenant); // of its own: the request's is made when the reach is known
        tenant.Enter(new Id<Organisation>(platform));
        var key = await db.PartnerKeys.AsNoTracking().SingleOrDefaultAsync(key => key.Hash == hash, cancel);
        if (key?.IsValid(now) != true)
        {
            return false;
        }

        caller.Become(key);
        if (access.Kind == AccessKind.Organisation)
        {
            await ActForAsync(context.Request.Headers[Header], key.PartnerId, db, tenant, caller, cancel);
        }

        return true;
    }

    private static async Task ActForAsync(
        string? named, Id<Partner> partner, AppDb db, Tenant tenant, Caller caller, CancellationToken cancel)
    {
        if (string.IsNullOrEmpty(named))
        {
            throw new DomainException(PartnerErrors.OrganisationHeaderNeeded);
        }

        Id<Organisation>.TryRead(named, out var organisation);
        tenant.Enter(organisation);
        var found = await (from grant in db.PartnerGrants
                           from owner in db.Organisations
                           where grant.PartnerId == partner && grant.WithdrawnAt == null
                           select new { Grant = grant, owner.ClockOffset, owner.SuspensionReason }).AsNoTracking().SingleOrDefaultAsync(cancel)
            ?? throw new DomainException(PartnerErrors.NoGrant);
        AccessMiddleware.RequireNotSuspended(found.SuspensionReason);
        tenant.Narrow(Reach.OfKey(found.Grant.DepartmentId).Within(found.Grant.Fields).With(found.Grant.Scopes.ToHashSet()));
        caller.WorkBy(found.Grant, found.ClockOffset);
    }
}
