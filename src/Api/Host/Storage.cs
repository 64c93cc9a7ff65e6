using System.Xml.Linq;
using Cesuur.Domain;
using Cesuur.Infrastructure.Database;
using Cesuur.Infrastructure.Database.Embedded;
using Cesuur.Infrastructure.Delivery;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Cesuur.Api.Host;

/// <summary>The database that this process works with, its own embedded one included.</summary>
internal sealed class Storage(Databases databases, EmbeddedPostgres? embedded) : IAsyncDisposable
{
    public Databases Databases => databases;

    /// <summary>
    /// With no connection string, in development: a private PostgreSQL. With one alone: an owner's, from which
    /// the rest follows. Otherwise one per role, as in production.
    /// </summary>
    public static async Task<Storage> OpenAsync(IConfiguration configuration, IHostEnvironment environment, CancellationToken cancel)
    {
        var main = configuration.GetConnectionString("Cesuur");
        if (main is null)
        {
            if (!environment.IsDevelopment())
            {
                throw new StartException("No database: set ConnectionStrings__Cesuur, ConnectionStrings__CesuurWorker and ConnectionStrings__CesuurWriter.");
            }

            var options = new EmbeddedPostgresOptions();
            if (configuration["Database:DataFolder"] is { } folder)
            {
                options = options with { DataFolder = folder };
            }

            var embedded = await EmbeddedPostgres.StartAsync(options, cancel);
            var owner = embedded.ConnectionString("cesuur");
            await CreateDatabaseAsync(embedded.ConnectionString("postgres"), "cesuur", cancel);
            return new Storage(Databases.FromOwner(owner), embedded);
        }

        var worker = configuration.GetConnectionString("CesuurWorker");
        var writer = configuration.GetConnectionString("CesuurWriter");
        if (worker is not null && writer is not null)
        {
            return new Storage(Databases.From(configuration.GetConnectionString("CesuurOwner"), main, worker, writer), embedded: null);
        }

        return environment.IsDevelopment()
            ? new Storage(Databases.FromOwner(main), embedded: null)
            : throw new StartException("In production every role has a login of its own: set ConnectionStrings__CesuurWorker and ConnectionStrings__CesuurWriter too.");
    }

    public async ValueTask DisposeAsync()
    {
        await databases.DisposeAsync();
        if (embedded is not null)
        {
            await embedded.DisposeAsync();
        }
    }

    private static async Task CreateDatabaseAsync(string server, string name, CancellationToken cancel)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(server) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(cancel);
        await using var command = new NpgsqlCommand($"CREATE DATABASE {name}", connection);
        try
        {
            await command.ExecuteNonQueryAsync(cancel);
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.DuplicateDatabase or PostgresErrorCodes.UniqueViolation)
        {
            // there already, or made by another process at this moment
        }
    }
}

/// <summary>The process cannot start; the message says in one line why and what to do.</summary>
#pragma warning disable CA1032 // A message is all there is to it
internal sealed class StartException(string message) : Exception(message);
#pragma warning restore CA1032

/// <summary>The keys of ASP.NET Core's data protection, in the database, so that all nodes share them.</summary>
internal sealed class DatabaseXmlRepository(Databases databases) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var command = databases.App.CreateCommand("SELECT xml FROM data_protection_keys");
        using var reader = command.ExecuteReader();
        var elements = new List<XElement>();
        while (reader.Read())
        {
            elements.Add(XElement.Parse(reader.GetString(0)));
        }

        return elements;
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        using var command = databases.App.CreateCommand("INSERT INTO data_protection_keys (name, xml) VALUES (@name, @xml) ON CONFLICT DO NOTHING");
        command.Parameters.AddWithValue("name", friendlyName);
        command.Parameters.AddWithValue("xml", element.ToString(SaveOptions.DisableFormatting));
        command.ExecuteNonQuery();
    }
}

internal static class SharedKeys
{
    public static IServiceCollection AddSharedKeys(this IServiceCollection services)
    {
        services.AddDataProtection().SetApplicationName("cesuur");
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(provider => new ConfigureOptions<KeyManagementOptions>(
            options => options.XmlRepository = new DatabaseXmlRepository(provider.GetRequiredService<Databases>())));
        return services.AddSingleton(provider => new SittingTickets(ReadSigningKeys(provider.GetRequiredService<Databases>())));
    }

    // The first node makes the key; the lock lets every other one wait for it and then read it.
    private static List<byte[]> ReadSigningKeys(Databases databases)
    {
        using var connection = databases.App.OpenConnection();
        using var transaction = connection.BeginTransaction();
        using var command = new NpgsqlCommand(
            """
            SELECT pg_advisory_xact_lock(hashtext('signing_keys'));
            INSERT INTO signing_keys (id, key, created_at) SELECT @id, @key, now() WHERE NOT EXISTS (SELECT FROM signing_keys);
            SELECT key FROM signing_keys ORDER BY created_at DESC;
            """,
            connection,
            transaction);
        command.Parameters.AddWithValue("id", Guid.CreateVersion7());
        command.Parameters.AddWithValue("key", System.Security.Cryptography.RandomNumberGenerator.GetBytes(32));
        var keys = new List<byte[]>();
        using (var reader = command.ExecuteReader())
        {
            reader.NextResult();
            while (reader.Read())
            {
                keys.Add(reader.GetFieldValue<byte[]>(0));
            }
        }

        transaction.Commit();
        return keys;
    }
}
