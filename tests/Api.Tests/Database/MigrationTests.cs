using Cesuur.Infrastructure.Database;
using Cesuur.Testing;
using Npgsql;

namespace Cesuur.Api.Tests.Database;

public sealed class MigrationTests
{
    [Fact]
    public async Task Several_processes_that_start_at_once_on_an_empty_database_migrate_it_once()
    {
        await using var database = await TestDatabase.CreateEmptyAsync();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            await using var databases = Databases.FromOwner(database.ConnectionString);
            await databases.MigrateAsync(CancellationToken.None);
            await databases.EnableLoginsAsync(CancellationToken.None);
        }));

        await using var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("""SELECT count(*) = count(DISTINCT "MigrationId") AND count(*) > 0 FROM "__EFMigrationsHistory" """, connection);
        Assert.Equal(true, await command.ExecuteScalarAsync());
    }
}
