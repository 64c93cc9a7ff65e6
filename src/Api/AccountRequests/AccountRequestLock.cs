using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.AccountRequests;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.AccountRequests;

/// <summary>A request held for its decision, so that of two at once the second one finds it decided.</summary>
internal static class AccountRequestLock
{
    public static Task<AccountRequest> HoldAccountRequestAsync(this AppDb db, Id<AccountRequest> id, CancellationToken cancel) =>
        db.AccountRequests.FromSql($"SELECT * FROM account_requests WHERE id = {id.Value} FOR UPDATE").RequireAsync(cancel);
}
