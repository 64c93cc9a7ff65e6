using Cesuur.Domain;
using Cesuur.Domain.Licensing;
using Cesuur.Infrastructure.Database;
using Cesuur.Testing;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Cesuur.Api.Tests.Database;

/// <summary>Each wall of tenancy alone, with the other one taken away.</summary>
[Collection(ApiCollection.Name)]
public sealed class WallTests(ApiFixture fixture)
{
    private readonly TestApi _api = fixture.Api;

    [Fact]
    public async Task The_query_filters_alone_keep_organisations_apart()
    {
        var mine = await _api.OrganisationAsync();
        var theirs = await _api.OrganisationAsync();
        await mine.CandidateAsync("Mijn kandidaat");
        await theirs.CandidateAsync("Hun kandidaat");

        // The owner of this server is a superuser, whom row-level security does not bind.
        await using var source = NpgsqlDataSource.Create(_api.ConnectionString);
        await using var db = Open(source, mine);
        Assert.Equal(["Mijn kandidaat"], await db.Candidates.Select(candidate => candidate.Name).ToListAsync());
    }

    [Fact]
    public async Task Row_level_security_alone_keeps_organisations_apart()
    {
        var mine = await _api.OrganisationAsync();
        var theirs = await _api.OrganisationAsync();
        await mine.CandidateAsync("Mijn kandidaat");
        await theirs.CandidateAsync("Hun kandidaat");

        await using var db = Open(_api.Databases.App, mine);
        Assert.Equal(["Mijn kandidaat"], await db.Database.SqlQuery<string>($"SELECT name AS \"Value\" FROM candidates").ToListAsync());
    }

    [Fact]
    public async Task The_tenant_holds_within_a_transaction_and_does_not_outlive_a_command()
    {
        var mine = await _api.OrganisationAsync();
        await using var source = new NpgsqlDataSourceBuilder(Databases.As(_api.ConnectionString, "cesuur_app"))
        {
            ConnectionStringBuilder = { MaxPoolSize = 1 },
        }.Build();
        await using (var db = Open(source, mine))
        {
            Assert.Equal(mine.Uuid, await TenantAsync(db));
            await using var transaction = await db.Database.BeginTransactionAsync();
            Assert.Equal(mine.Uuid, await TenantAsync(db));
        }

        await using var command = source.CreateCommand("SELECT current_tenant()"); // the same connection, out of the pool
        Assert.Equal(DBNull.Value, await command.ExecuteScalarAsync());
    }

    private static async Task<Guid> TenantAsync(AppDb db) =>
        await db.Database.SqlQuery<Guid>($"SELECT current_tenant() AS \"Value\"").SingleAsync();

    private static AppDb Open(NpgsqlDataSource source, TestOrganisation organisation)
    {
        var tenant = new Tenant();
        tenant.Enter(Id<Organisation>.Parse(organisation.Id, null));
        return new AppDb(new DbContextOptionsBuilder<AppDb>().UseNpgsql(source).AddTenancy().Options, tenant);
    }
}
