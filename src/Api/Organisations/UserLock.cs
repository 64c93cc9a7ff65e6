using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Organisations;

internal static class UserLock
{
    /// <summary>
    /// The user, held until the transaction ends. Everything that proves who somebody is or changes how they do
    /// comes through here, so that it happens one after the other.
    /// </summary>
    public static Task<User> HoldUserAsync(this AppDb db, Id<User> id, CancellationToken cancel) =>
        db.Users.FromSql($"SELECT *, xmin FROM users WHERE id = {id.Value} FOR NO KEY UPDATE").RequireAsync(cancel);
}
