using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Delivery;

internal static class Batches
{
    /// <summary>
    /// Serves a batch in a transaction, and saves what came of it. Rows that somebody holds are left out of a batch; where it has to wait
    /// all the same (for a candidate who is being erased, say), it does not do so for long.
    /// </summary>
    public static Task<T> InBatchAsync<T>(this AppDb db, Func<Task<T>> serve) => db.InTransactionAsync(
        async () =>
        {
            await db.Database.ExecuteSqlAsync($"SET LOCAL lock_timeout = '2s'");
            var served = await serve();
            await db.SaveManyAsync(CancellationToken.None);
            return served;
        },
        CancellationToken.None);
}
