using Cesuur.Testing;
using Npgsql;

namespace Cesuur.Api.Tests.Database;

/// <summary>Reads the catalog of the migrated database: the second wall stands around every table.</summary>
[Collection(ApiCollection.Name)]
public sealed class CatalogTests(ApiFixture fixture)
{
    /// <summary>Tables that belong to no organisation.</summary>
    private static readonly string[] Shared = ["organisations", "signing_keys", "data_protection_keys", "__EFMigrationsHistory"];

    /// <summary>Unique indexes and keys that cannot begin with the tenant, and why.</summary>
    private static readonly string[] GlobalKeys =
    [
        "access_codes_pkey", // a candidate types a code and nothing else: it must be unique over all
    ];

    private const string Tables = """
        SELECT c.oid, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p')
        """;

    private readonly TestApi _api = fixture.Api;

    [Fact]
    public async Task Every_table_has_a_tenant_unless_it_is_on_the_list()
    {
        var without = await ReadAsync($"""
            SELECT t.relname FROM ({Tables}) t
            WHERE NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = t.oid AND a.attname = 'tenant_id' AND a.attnotnull)
            """);
        Assert.Equal(Shared.Order(StringComparer.Ordinal), without.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Row_level_security_is_forced_on_every_table_of_a_tenant()
    {
        Assert.Empty(await ReadAsync($"""
            SELECT t.relname FROM ({Tables}) t JOIN pg_class c USING (oid)
            WHERE EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = t.oid AND a.attname = 'tenant_id')
              AND NOT (c.relrowsecurity AND c.relforcerowsecurity
                AND EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'tenant'))
            """));
    }

    [Fact]
    public async Task Every_key_of_a_tenants_table_begins_with_the_tenant()
    {
        var wrong = await ReadAsync($"""
            SELECT i.relname FROM ({Tables}) t JOIN pg_index x ON x.indrelid = t.oid JOIN pg_class i ON i.oid = x.indexrelid
            JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = x.indkey[0]
            WHERE x.indisunique AND a.attname <> 'tenant_id'
              AND EXISTS (SELECT FROM pg_attribute b WHERE b.attrelid = t.oid AND b.attname = 'tenant_id')
            """);
        Assert.Equal(GlobalKeys, wrong);
    }

    [Fact]
    public async Task Every_foreign_key_between_tenants_tables_begins_with_the_tenant()
    {
        // A publisher's content is referred to by the publisher, its tenant.
        Assert.Empty(await ReadAsync("""
            SELECT c.conname FROM pg_constraint c
            JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
            JOIN pg_attribute b ON b.attrelid = c.confrelid AND b.attnum = c.confkey[1]
            WHERE c.contype = 'f' AND c.connamespace = 'public'::regnamespace
              AND c.confrelid <> 'organisations'::regclass
              AND (b.attname <> 'tenant_id' OR a.attname NOT IN ('tenant_id', 'publisher_id'))
            """));
    }

    [Fact]
    public async Task The_roles_of_the_platform_own_nothing_and_bypass_nothing()
    {
        Assert.Equal(
            ["cesuur_app", "cesuur_worker", "cesuur_writer"],
            await ReadAsync("""
                SELECT rolname FROM pg_roles r WHERE rolname LIKE 'cesuur\_%' AND NOT rolsuper AND NOT rolbypassrls AND NOT rolcreaterole
                  AND NOT EXISTS (SELECT FROM pg_class c WHERE c.relowner = r.oid) ORDER BY 1
                """));
    }

    [Fact]
    public async Task Without_a_tenant_the_app_role_sees_nothing_and_writes_nothing()
    {
        await using var connection = await AppConnectionAsync();
        foreach (var table in await ReadAsync($"""
            SELECT t.relname FROM ({Tables}) t WHERE has_table_privilege('cesuur_app', t.oid, 'SELECT')
              AND (t.relname = 'organisations' OR EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = t.oid AND a.attname = 'tenant_id'))
            """))
        {
#pragma warning disable CA2100 // Names from the catalog
            await using var command = new NpgsqlCommand($"SELECT count(*) FROM {table}", connection);
#pragma warning restore CA2100
            Assert.Equal(0L, await command.ExecuteScalarAsync());
        }

        await using var insert = new NpgsqlCommand(
            "INSERT INTO groups (tenant_id, id, name, search_key, created_at) SELECT id, uuidv7(), 'x', 'x', now() FROM (SELECT uuidv7() AS id)", connection);
        var refused = await Assert.ThrowsAsync<PostgresException>(() => insert.ExecuteNonQueryAsync());
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }

    [Fact]
    public async Task With_one_tenant_the_app_role_cannot_write_anothers_row()
    {
        var mine = await _api.OrganisationAsync();
        var theirs = await _api.OrganisationAsync();
        await using var connection = await AppConnectionAsync();
        await using var insert = new NpgsqlCommand(
            """
            SELECT set_config('cesuur.tenant', @mine, false);
            INSERT INTO groups (tenant_id, id, name, search_key, created_at) VALUES (@theirs, uuidv7(), 'x', 'x', now());
            """,
            connection);
        insert.Parameters.AddWithValue("mine", mine.Uuid.ToString());
        insert.Parameters.AddWithValue("theirs", theirs.Uuid);
        var refused = await Assert.ThrowsAsync<PostgresException>(() => insert.ExecuteNonQueryAsync());
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }

    private async Task<NpgsqlConnection> AppConnectionAsync() => await _api.Databases.App.OpenConnectionAsync();

    private async Task<List<string>> ReadAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_api.ConnectionString);
        await connection.OpenAsync();
#pragma warning disable CA2100 // The constants above
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
        {
            rows.Add(reader.GetString(0));
        }

        return rows;
    }
}
