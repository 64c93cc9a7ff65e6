using Cesuur.Api.Http;
using Cesuur.Domain.Orders;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Orders;

internal static class Buyer
{
    /// <summary>Whom the mails about an order go to: who is named, or else the user who orders.</summary>
    public static async Task<OrderBuyer> BuyerAsync(
        this AppDb db, Caller caller, string? email, string? language, BillingRequest? billing, CancellationToken cancel)
    {
        var user = await db.Users.AsNoTracking().SingleOrDefaultAsync(user => user.Id == caller.User, cancel);
        return new OrderBuyer(
            email ?? user?.Email ?? throw HttpErrors.Member("/email", "required", "A key that orders says where the mails go."),
            language ?? user?.Language ?? "nl",
            billing?.ToBilling());
    }
}
