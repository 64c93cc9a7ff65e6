using Cesuur.Infrastructure.Database;
using Cesuur.Infrastructure.Database.Embedded;
using Npgsql;

namespace Cesuur.Testing;

/// <summary>
/// A migrated database of its own on the tests' private PostgreSQL, copied from a template that is migrated
/// once for all assemblies that are built alike. Dropped when it is disposed of.
/// </summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private static readonly Lazy<Task<EmbeddedPostgres>> Server = new(() => EmbeddedPostgres.StartAsync(
        new EmbeddedPostgresOptions { DataFolder = Path.Combine(Path.GetTempPath(), $"cesuur-tests-{Environment.UserName}"), Durable = false },
        CancellationToken.None));

    private readonly string _name;

    private TestDatabase(string name, string connectionString)
    {
        _name = name;
        ConnectionString = connectionString;
    }

    /// <summary>The owner's.</summary>
    public string ConnectionString { get; }

    public static async Task<TestDatabase> CreateAsync()
    {
        var server = await Server.Value;
        var template = $"template_{typeof(AppDb).Module.ModuleVersionId:N}";
        await using var connection = await OpenAsync(server.ConnectionString("postgres"));
        await ExecuteAsync(connection, "SELECT pg_advisory_lock(hashtext('cesuur test template'))");
        if (!await ExistsAsync(connection, template))
        {
            await ForgetOldTemplatesAsync(connection);
            await ExecuteAsync(connection, $"CREATE DATABASE building_{template}");
            var databases = Databases.FromOwner(Unpooled(server.ConnectionString($"building_{template}")));
            await databases.MigrateAsync(CancellationToken.None);
            await databases.EnableLoginsAsync(CancellationToken.None);
            await databases.DisposeAsync();
            await ExecuteAsync(connection, $"ALTER DATABASE building_{template} RENAME TO {template}");
        }

        var name = $"test_{Guid.CreateVersion7():N}";
        await ExecuteAsync(connection, $"CREATE DATABASE {name} TEMPLATE {template}");
        return new TestDatabase(name, server.ConnectionString(name));
    }

    /// <summary>A database with nothing in it.</summary>
    public static async Task<TestDatabase> CreateEmptyAsync()
    {
        var server = await Server.Value;
        var name = $"test_{Guid.CreateVersion7():N}";
        await using var connection = await OpenAsync(server.ConnectionString("postgres"));
        await ExecuteAsync(connection, $"CREATE DATABASE {name}");
        return new TestDatabase(name, server.ConnectionString(name));
    }

    public async ValueTask DisposeAsync()
    {
        await using var connection = await OpenAsync((await Server.Value).ConnectionString("postgres"));
        await ExecuteAsync(connection, $"DROP DATABASE {_name} WITH (FORCE)");
    }

    // A run that was killed leaves its databases and half-built templates behind. Young ones may be another run's,
    // which has no session in them at this moment.
    private static async Task ForgetOldTemplatesAsync(NpgsqlConnection connection)
    {
        var names = new List<string>();
        await using (var command = new NpgsqlCommand(
            """
            SELECT datname FROM pg_database d
            WHERE (datname LIKE 'template\_%' OR datname LIKE 'building\_%' OR datname LIKE 'test\_%')
              AND (pg_stat_file('base/' || d.oid || '/PG_VERSION')).modification < now() - interval '2 hours'
              AND NOT EXISTS (SELECT FROM pg_stat_activity a WHERE a.datname = d.datname)
            """,
            connection))
        await using (var reader = await command.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
            {
                names.Add(reader.GetString(0));
            }
        }

        foreach (var name in names)
        {
            await ExecuteAsync(connection, $"DROP DATABASE IF EXISTS {name}");
        }
    }

    private static async Task<bool> ExistsAsync(NpgsqlConnection connection, string name)
    {
        await using var command = new NpgsqlCommand("SELECT EXISTS (SELECT FROM pg_database WHERE datname = @name)", connection);
        command.Parameters.AddWithValue("name", name);
        return (bool)(await command.ExecuteScalarAsync())!;
    }

    private static async Task<NpgsqlConnection> OpenAsync(string connectionString)
    {
        var connection = new NpgsqlConnection(Unpooled(connectionString));
        await connection.OpenAsync();
        return connection;
    }

    private static string Unpooled(string connectionString) =>
        new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString;

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
#pragma warning disable CA2100 // Names of our own
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }
}
