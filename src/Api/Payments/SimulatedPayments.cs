using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Orders;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;
using Cesuur.Infrastructure.Payments;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Payments;

/// <summary>Finds the payment of a pay page by what its address ends in: whoever has that is the buyer.</summary>
internal sealed class SimulatedPayments(AppDb db, PaymentProviders providers)
{
    /// <summary>From here on the unit of work is the organisation's whose payment it is.</summary>
    /// <exception cref="DomainException"><c>not_found</c>, also where payments are not simulated any more</exception>
    public async Task<SimulatedPayment> FindAsync(string secret, CancellationToken cancel)
    {
        if (!Secret.TryReadOrganisation(secret, SimulatedPayment.SecretPrefix, out var organisation))
        {
            throw new DomainException(HttpErrors.NotFound);
        }

        await db.EnterAsync(new Id<Organisation>(organisation), cancel);
        var found = await (
            from known in db.SimulatedPayments
            from owner in db.Organisations
            where known.PageSecret == secret
            select new { Payment = known, owner.Sandbox }).RequireAsync(cancel);
        return providers.AreSimulated(found.Sandbox) ? found.Payment : throw new DomainException(HttpErrors.NotFound);
    }
}
