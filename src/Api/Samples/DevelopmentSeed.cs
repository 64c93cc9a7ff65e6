using System.Security.Cryptography;
using System.Text;
using Bogus;
using Cesuur.Domain;
using Cesuur.Domain.Credits;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Orders;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.People;
using Cesuur.Infrastructure.Credits;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Cesuur.Api.Samples;

/// <summary>An organisation that development begins with, and its key.</summary>
public sealed record SeededOrganisation(string Role, string Name, Id<Organisation> Id, string Key);

/// <summary>
/// What development begins with: the operator, a publisher with a catalogue, a school per kind of licence,
/// and a sandbox. People and schools come from a fixed seed. Run again, it changes nothing and gives the
/// same keys, which follow from the password of the private database and are of no use elsewhere.
/// </summary>
internal sealed class DevelopmentSeed(IServiceScopeFactory scopes, Databases databases, TimeProvider time)
{
    private const int Candidates = 12;

    private sealed record Planned(string Role, string Name, string Id, LicenceKind? Licence = null, bool Sandbox = false)
    {
        public Id<Organisation> OrganisationId => new(Guid.Parse(Id));
    }

    public async Task<IReadOnlyList<SeededOrganisation>> RunAsync(CancellationToken cancel)
    {
        var plan = Plan();
        var seeded = new List<SeededOrganisation>();
        var isThere = await IsThereAsync(plan, cancel);
        for (var i = 0; i < plan.Count; i++)
        {
            var planned = plan[i];
            var prefix = planned.Sandbox ? ApiKey.TestPrefix : ApiKey.LivePrefix;
            var organisation = new SeededOrganisation(
                planned.Role, planned.Name, planned.OrganisationId, Secret.Create(prefix, planned.OrganisationId.Value, RandomBitsOf(planned.Id)));
            if (!isThere)
            {
                await SeedAsync(planned, organisation.Key, peopleSeed: 2026 + i, cancel);
            }

            seeded.Add(organisation);
        }

        return seeded;
    }

    // At every start but the first all of it is there; to see that without EF Core's model makes those starts quicker.
    private async Task<bool> IsThereAsync(List<Planned> plan, CancellationToken cancel)
    {
        await using var command = databases.Worker.CreateCommand("SELECT count(*) = cardinality(@ids) FROM organisations WHERE id = ANY (@ids)");
        command.Parameters.AddWithValue("ids", plan.Select(planned => planned.OrganisationId.Value).ToArray());
        return await command.ExecuteScalarAsync(cancel) is true;
    }

    private static List<Planned> Plan()
    {
        var faker = new Faker("nl") { Random = new Randomizer(2026) };
        string Town() => faker.Address.City();
        return
        [
            new("operator", "Cesuur Beheer", "019aa000-0000-7000-8000-000000000001"),
            new("publisher", $"Uitgeverij {faker.Name.LastName()}", "019aa000-0000-7000-8000-000000000002"),
            new("teacher", $"Taalpraktijk {faker.Name.LastName()}", "019aa000-0000-7000-8000-000000000003", LicenceKind.Teacher),
            new("organisation", $"Taalschool {Town()}", "019aa000-0000-7000-8000-000000000004", LicenceKind.Organisation),
            new("departments", $"Regiocollege {Town()}", "019aa000-0000-7000-8000-000000000005", LicenceKind.Departments),
            new("sandbox", "Sandbox", "019aa000-0000-7000-8000-000000000006", LicenceKind.Organisation, Sandbox: true),
        ];
    }

    private async Task SeedAsync(Planned planned, string key, int peopleSeed, CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Tenant>().Enter(planned.OrganisationId);
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        var ledger = scope.ServiceProvider.GetRequiredService<Ledger>();
        var samples = scope.ServiceProvider.GetRequiredService<SampleTests>();
        var now = time.GetUtcNow();
        await db.InTransactionAsync(
            async () =>
            {
                // Two processes may start at once on one database.
                await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtext('development_seed'))", cancel);
                if (await db.Organisations.AnyAsync(cancel))
                {
                    return false;
                }

                db.Organisations.Add(planned.Role == "operator"
                    ? Organisation.CreateOperator(planned.OrganisationId, planned.Name, now)
                    : Organisation.Create(planned.OrganisationId, planned.Name, planned.Sandbox, now));
                await db.SaveChangesAsync(cancel);
                db.ApiKeys.Add(ApiKey.Create("Development", key, planned.Role == "operator" ? [Permission.Platform] : Permission.All, department: null, expiresAt: null, now));
                if (planned.Role == "operator")
                {
                    db.PriceLists.Add(PriceList.Create(
                        validFrom: null, "EUR", vatRate: 21_00, [new(1, 12_50), new(50, 11_00), new(250, 9_50)], new(99_00, 499_00, 999_00), now));
                }

                if (planned.Role == "publisher")
                {
                    await samples.LoadAsync(now, cancel);
                }

                if (planned.Licence is { } licence)
                {
                    db.Licences.Add(Licence.Start(licence, now, now));
                    db.Entitlements.Add(Entitlement.Grant(Plan()[1].OrganisationId, test: null, field: null, now));
                    SeedPeople(db, peopleSeed, now);
                }

                if (planned.Sandbox)
                {
                    await ledger.PostAsync(LedgerTransaction.Receive(LedgerTransactionKind.Grant, Organisation.SandboxCredits, "Sandbox credits", planned.OrganisationId.ToString()), "system", now, cancel);
                }

                await db.SaveChangesAsync(cancel);
                return true;
            },
            cancel);
    }

    private static void SeedPeople(AppDb db, int seed, DateTimeOffset now)
    {
        var faker = new Faker("nl") { Random = new Randomizer(seed) };
        var group = db.Groups.Add(Group.Create("Groep A2", department: null, now)).Entity;
        for (var i = 1; i <= Candidates; i++)
        {
            var candidate = Candidate.Create(
                new CandidateDetails
                {
                    Name = faker.Name.FullName(),
                    Number = $"{seed}{i:000}",
                    DateOfBirth = faker.Date.BetweenDateOnly(new DateOnly(1965, 1, 1), new DateOnly(2007, 12, 31)),
                    NativeLanguage = faker.PickRandom("Arabisch", "Tigrinya", "Oekraïens", "Turks", "Pools", "Engels"),
                },
                department: null,
                now);
            db.Candidates.Add(candidate);
            db.GroupCandidates.Add(new GroupCandidate { GroupId = group.Id, CandidateId = candidate.Id });
        }
    }

    private byte[] RandomBitsOf(string id) => HMACSHA256.HashData(
        Encoding.UTF8.GetBytes(new NpgsqlConnectionStringBuilder(databases.Owner).Password ?? ""), Encoding.UTF8.GetBytes($"development key {id}"));
}
