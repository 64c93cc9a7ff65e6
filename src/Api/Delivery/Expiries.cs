using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Licensing;
using Cesuur.Infrastructure.Database;
using Cesuur.Infrastructure.Delivery;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Delivery;

/// <summary>A sitting that time has something to do with.</summary>
internal sealed record DueSitting(Id<Organisation> Organisation, Id<Sitting> Sitting, Id<TestVersion> Version);

/// <summary>What time has made of it: nothing, where it was not due any more or somebody held it.</summary>
internal sealed record Expired(SittingState? State);

/// <summary>Does what time alone brings about in sittings of one organisation, and submits those whose time is over.</summary>
internal sealed class Expiries(IServiceScopeFactory scopes, PublishedVersions versions) : Batcher<DueSitting, Expired>(most: 128)
{
    protected override int KeyOf(DueSitting ask) => ask.Sitting.GetHashCode();

    protected override Guid TransactionOf(DueSitting ask) => ask.Organisation.Value;

    protected override async Task<IReadOnlyList<Served<Expired>>> ServeAsync(IReadOnlyList<DueSitting> asks)
    {
        var organisation = asks[0].Organisation;
        var loaded = new Dictionary<Id<TestVersion>, LoadedVersion>();
        foreach (var version in asks.Select(ask => ask.Version).Distinct())
        {
            loaded[version] = await versions.GetAsync(organisation, version, CancellationToken.None);
        }

        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Tenant>().Enter(organisation);
        var (db, submission) = (scope.ServiceProvider.GetRequiredService<AppDb>(), scope.ServiceProvider.GetRequiredService<Submission>());
        return await db.InBatchAsync(
            async () =>
            {
                var due = (await HoldDueAsync(db, asks)).ToDictionary(held => held.Sitting.Id);
                var endings = new List<Ending>();
                foreach (var held in due.Values)
                {
                    var version = loaded[held.Sitting.VersionId];
                    db.SittingEvents.AddRange(held.Sitting.CatchUp(version.Steps, held.Now));
                    if (held.Sitting.IsBehind(held.Now))
                    {
                        endings.Add(Submission.Expire(held, version));
                    }
                }

                await submission.CompleteAsync(endings, CancellationToken.None);
                return asks.Select(ask => new Served<Expired>(new Expired(due.GetValueOrDefault(ask.Sitting)?.Sitting.State))).ToList();
            });
    }

    private static Task<List<HeldSitting>> HoldDueAsync(AppDb db, IReadOnlyList<DueSitting> asks) => db.Sittings
        .FromSql($"""
            SELECT *, xmin FROM sittings
            WHERE tenant_id = {db.TenantId.Value} AND id = ANY ({asks.Select(ask => ask.Sitting.Value).ToArray()}) AND due_at <= statement_timestamp()
            ORDER BY id FOR NO KEY UPDATE SKIP LOCKED
            """)
        .Select(sitting => new HeldSitting(sitting, AppDb.DatabaseTime())).ToListAsync();
}
