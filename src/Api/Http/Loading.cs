using Cesuur.Domain;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Http;

internal static class Loading
{
    /// <summary>The one row, or 404: absent and foreign are the same, since a query sees the tenant's rows only.</summary>
    public static async Task<T> RequireAsync<T>(this IQueryable<T> rows, CancellationToken cancel) =>
        await rows.SingleOrDefaultAsync(cancel) ?? throw new DomainException(HttpErrors.NotFound);
}
