using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Cesuur.Infrastructure.Database;

/// <summary>
/// The connections, one per role. The app role is a tenant's; the worker role sees all tenants in the few
/// tables that background work is claimed from; the writer role saves answers and can do nothing else.
/// </summary>
public sealed class Databases : IAsyncDisposable
{
    private readonly string? _owner;

    private Databases(string? owner, string app, string worker, string writer, ILoggerFactory? logging)
    {
        _owner = owner;
        App = Build(app, "cesuur", logging);
        Worker = Build(worker, "cesuur-worker", logging);
        Writer = Build(writer, "cesuur-writer", logging);
    }

    public NpgsqlDataSource App { get; }

    public NpgsqlDataSource Worker { get; }

    public NpgsqlDataSource Writer { get; }

    /// <summary>The connection of the role that owns the schema; migrations only.</summary>
    public string Owner => _owner ?? throw new InvalidOperationException("Migrating needs ConnectionStrings:CesuurOwner.");

    /// <summary>Logins made by the deployment, one connection string each; the owner's only where it migrates.</summary>
    public static Databases From(string? owner, string app, string worker, string writer, ILoggerFactory? logging = null) =>
        new(owner, app, worker, writer, logging);

    /// <summary>
    /// Development and tests: one connection string, of an owner that may create roles; the logins of the
    /// others follow from it, so that every process that knows the owner's password agrees on theirs.
    /// </summary>
    public static Databases FromOwner(string owner, ILoggerFactory? logging = null) =>
        new(owner, As(owner, "cesuur_app"), As(owner, "cesuur_worker"), As(owner, "cesuur_writer"), logging);

    /// <summary>Brings the schema up to date. Of several processes that start at once the first one does it.</summary>
    public async Task MigrateAsync(CancellationToken cancel)
    {
        var owner = new NpgsqlConnectionStringBuilder(Owner) { Pooling = false }.ConnectionString;
        await using var turn = new NpgsqlConnection(owner);
        await turn.OpenAsync(cancel);

        // EF Core's own lock is on its history table, which at the first start is not there yet.
        await using (var command = new NpgsqlCommand("SELECT pg_advisory_lock(hashtext('cesuur migrations'))", turn) { CommandTimeout = 0 })
        {
            await command.ExecuteNonQueryAsync(cancel);
        }

        if (await IsUpToDateAsync(turn, cancel))
        {
            return;
        }

        var options = new DbContextOptionsBuilder<AppDb>()
            .UseNpgsql(owner)
            .ConfigureWarnings(warnings => warnings.Ignore(RelationalEventId.PendingModelChangesWarning))
            .Options;
        await using var db = new AppDb(options, new Tenant());
        await db.Database.MigrateAsync(cancel);
    }

    // Most starts find nothing to do; asking EF Core costs them the building of a second model, a good second.
    private static async Task<bool> IsUpToDateAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var exists = new NpgsqlCommand("""SELECT to_regclass('"__EFMigrationsHistory"') IS NOT NULL""", connection);
        if (await exists.ExecuteScalarAsync(cancel) is not true)
        {
            return false;
        }

        var known = typeof(SqlMigration).Assembly.GetTypes()
            .Select(type => type.GetCustomAttribute<MigrationAttribute>()?.Id).OfType<string>().ToArray();
        await using var missing = new NpgsqlCommand(
            """SELECT NOT EXISTS (SELECT unnest(@known) EXCEPT SELECT "MigrationId" FROM "__EFMigrationsHistory")""", connection);
        missing.Parameters.AddWithValue("known", known);
        return await missing.ExecuteScalarAsync(cancel) is true;
    }

    /// <summary>Lets the three roles sign in with the passwords of <see cref="FromOwner"/>, where they cannot yet.</summary>
    public async Task EnableLoginsAsync(CancellationToken cancel)
    {
        foreach (var role in new[] { "cesuur_app", "cesuur_worker", "cesuur_writer" })
        {
            for (var attempt = 1; !await CanSignInAsync(role, cancel); attempt++)
            {
                try
                {
                    await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Owner) { Pooling = false }.ConnectionString);
                    await connection.OpenAsync(cancel);
                    await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Our own names, and a password of hexadecimal digits
                    command.CommandText = $"ALTER ROLE {role} LOGIN PASSWORD '{PasswordOf(Owner, role)}'";
#pragma warning restore CA2100
                    await command.ExecuteNonQueryAsync(cancel);
                }
                catch (PostgresException e) when (e.SqlState is "XX000" && attempt < 10)
                {
                    // Another process alters the same role at this moment; what it sets is what we would.
                }
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await Worker.DisposeAsync();
        await Writer.DisposeAsync();
    }

    private async Task<bool> CanSignInAsync(string role, CancellationToken cancel)
    {
        try
        {
            await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(As(Owner, role)) { Pooling = false }.ConnectionString);
            await connection.OpenAsync(cancel);
            return true;
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.InvalidAuthorizationSpecification or PostgresErrorCodes.InvalidPassword)
        {
            return false;
        }
    }

    /// <summary>The connection string of a role, from its owner's.</summary>
    public static string As(string owner, string role) => new NpgsqlConnectionStringBuilder(owner)
    {
        Username = role,
        Password = PasswordOf(owner, role),
        MaxPoolSize = role == "cesuur_app" ? 60 : 10,

        // A sitting that somebody holds must not hold up the answers of all others for long.
        Options = role == "cesuur_writer" ? "-c lock_timeout=2s" : null,
    }.ConnectionString;

    private static string PasswordOf(string owner, string role) => Convert.ToHexStringLower(HMACSHA256.HashData(
        Encoding.UTF8.GetBytes(new NpgsqlConnectionStringBuilder(owner).Password ?? ""), Encoding.UTF8.GetBytes(role)));

    // Never Max Auto Prepare: it fails behind a pooler in transaction mode.
    private static NpgsqlDataSource Build(string connectionString, string name, ILoggerFactory? logging) =>
        new NpgsqlDataSourceBuilder(connectionString)
        {
            Name = name,
            ConnectionStringBuilder = { ApplicationName = name },
        }.UseLoggerFactory(logging).Build();
}
