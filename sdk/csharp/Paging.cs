using System.Runtime.CompilerServices;

namespace Cesuur.Sdk;

/// <summary>Goes through a list page after page; the next one is asked for when the last one is used up.</summary>
internal static class Paging
{
    public const int PageSize = 200;

    public static async IAsyncEnumerable<T> AllAsync<T>(
        Func<string?, CancellationToken, Task<(IReadOnlyList<T> Data, string? NextCursor)>> page,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? cursor = null;
        do
        {
            (var data, cursor) = await page(cursor, cancellationToken).ConfigureAwait(false);
            foreach (var item in data)
            {
                yield return item;
            }
        }
        while (cursor is not null);
    }
}
