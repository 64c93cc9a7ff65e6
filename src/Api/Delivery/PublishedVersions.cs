using System.Collections.Concurrent;
using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Results;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;

namespace Cesuur.Api.Delivery;

/// <summary>A published version with its steps worked out, and which of its files are pictures.</summary>
internal sealed record LoadedVersion(TestVersion Version, TestSteps Steps, IReadOnlySet<Id<Media>> Pictures)
{
    /// <summary>How many items ask something.</summary>
    public int ItemsToAnswer { get; } = Version.Content.Sections.SelectMany(section => section.Items).Count(item => item.Type != ItemType.Information);

    /// <summary>How it is scored, by the number of its last correction: neither changes what it was.</summary>
    public ConcurrentDictionary<int, VersionScoring> Scorings { get; } = new([new(0, VersionScoring.Of(Version, []))]);
}

/// <summary>
/// Versions that sittings are held on, in memory: they never change once published. Ask before a transaction
/// begins, since a version that is not in memory is read on a connection of its own.
/// </summary>
internal sealed class PublishedVersions(IServiceScopeFactory scopes) : IDisposable
{
    private readonly MemoryCache _cache = new(new MemoryCacheOptions { SizeLimit = 500 });

    /// <summary>The version of a sitting, or of the ticket of one: having either is the right to it.</summary>
    public async ValueTask<LoadedVersion> GetAsync(Id<Organisation> organisation, Id<TestVersion> id, CancellationToken cancel)
    {
        // The task is what is kept, so that a hall that starts at once reads a version once.
        var loading = _cache.GetOrCreate(id, entry =>
        {
            entry.Size = 1;
            entry.SlidingExpiration = TimeSpan.FromHours(1);
            return new Lazy<Task<LoadedVersion>>(() => LoadAsync(organisation, id));
        })!;
        try
        {
            return await loading.Value.WaitAsync(cancel);
        }
        catch when (loading.Value.IsFaulted)
        {
            _cache.Remove(id); // the next one tries again
            throw;
        }
    }

    /// <summary>The version of the sitting of a candidate.</summary>
    public ValueTask<LoadedVersion> OfAsync(Caller candidate, CancellationToken cancel) =>
        GetAsync(new(candidate.Ticket!.Value.Tenant), new(candidate.Ticket.Value.Version), cancel);

    /// <summary>The version that a sitting is held on.</summary>
    public async Task<LoadedVersion> OfAsync(AppDb db, Id<Sitting> sitting, CancellationToken cancel)
    {
        var version = await db.Sittings.Where(known => known.Id == sitting).Select(known => (Id<TestVersion>?)known.VersionId).SingleOrDefaultAsync(cancel);
        return await GetAsync(db.TenantId, version ?? throw new DomainException(HttpErrors.NotFound), cancel);
    }

    public void Dispose() => _cache.Dispose();

    private async Task<LoadedVersion> LoadAsync(Id<Organisation> organisation, Id<TestVersion> id)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Tenant>().Enter(organisation);
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        var version = await db.TestVersions.AsNoTracking()
            .Where(version => version.Id == id && version.State != VersionState.Draft).RequireAsync(CancellationToken.None);
        var pictures = await (
            from used in db.VersionMedia
            join media in db.Media on used.MediaId equals media.Id
            where used.VersionId == id && media.Kind == MediaKind.Image
            select media.Id).ToListAsync(CancellationToken.None);
        return new LoadedVersion(version, TestSteps.Of(version.Content), pictures.ToHashSet());
    }
}
