using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Delivery;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;

namespace Cesuur.Api.Delivery;

/// <summary>A published version with its steps worked out.</summary>
internal sealed record LoadedVersion(TestVersion Version, TestSteps Steps);

/// <summary>Versions that sittings are held on, in memory: they never change once published.</summary>
internal sealed class PublishedVersions(IServiceScopeFactory scopes) : IDisposable
{
    private readonly MemoryCache _cache = new(new MemoryCacheOptions { SizeLimit = 500 });

    /// <summary>The version, as the organisation of the sitting may see it.</summary>
    public async ValueTask<LoadedVersion> GetAsync(Id<Domain.Licensing.Organisation> organisation, Id<TestVersion> id, CancellationToken cancel)
    {
        // By organisation too, so that a cache entry never lends one organisation's rights to another.
        if (_cache.TryGetValue((organisation, id), out LoadedVersion? loaded))
        {
            return loaded!;
        }

        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Tenant>().Enter(organisation);
        var version = await scope.ServiceProvider.GetRequiredService<AppDb>().TestVersions.AsNoTracking()
            .Where(version => version.Id == id && version.State != VersionState.Draft).RequireAsync(cancel);
        return _cache.Set((organisation, id), new LoadedVersion(version, TestSteps.Of(version.Content)), new MemoryCacheEntryOptions
        {
            Size = 1,
            SlidingExpiration = TimeSpan.FromHours(1),
        });
    }

    public void Dispose() => _cache.Dispose();
}
