using Cesuur.Api.Http;
using Cesuur.Api.Licensing;
using Cesuur.Domain;
using Cesuur.Domain.Licensing;
using Cesuur.Infrastructure.Database;

namespace Cesuur.Api.Platform;

/// <summary>The organisation that the operator works in, by its clock instead of the operator's own.</summary>
internal static class EnteredOrganisation
{
    /// <exception cref="DomainException"><c>not_found</c></exception>
    public static async Task<Organisation> EnterAsync(this AppDb db, Id<Organisation> id, Caller caller, CancellationToken cancel)
    {
        await db.EnterAsync(id, cancel);
        return caller.GoBy(await db.Organisations.RequireAsync(cancel));
    }

    /// <summary>And nobody else changes what its licence limits until the transaction ends.</summary>
    /// <exception cref="DomainException"><c>not_found</c></exception>
    public static async Task<Organisation> EnterAndHoldAsync(this AppDb db, Id<Organisation> id, Caller caller, CancellationToken cancel)
    {
        await db.EnterAsync(id, cancel);
        return caller.GoBy(await db.HoldOrganisationAsync(cancel));
    }

    private static Organisation GoBy(this Caller caller, Organisation organisation)
    {
        caller.ClockOffset = organisation.ClockOffset;
        return organisation;
    }
}
