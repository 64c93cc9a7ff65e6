using Cesuur.Testing;
using Npgsql;

namespace Cesuur.Api.Tests.Webhooks;

/// <summary>A server that retries after half a second, three times, and an outbox that nobody else works on.</summary>
public sealed class WebhookFixture : IAsyncLifetime
{
    public TestApi Api { get; private set; } = null!;

    public async Task InitializeAsync() => Api = await TestApi.StartAsync(
        "--Webhooks:RetryDelays:0=0.5", "--Webhooks:RetryDelays:1=0.5", "--Webhooks:RetryDelays:2=0.5");

    public async Task DisposeAsync() => await Api.DisposeAsync();

    /// <summary>As the owner of the database, for what no request can bring about.</summary>
    internal Task ExecuteAsync(string sql, params (string Name, object Value)[] parameters) => CountAsync(sql, parameters);

    /// <summary>The number that a query finds.</summary>
    internal async Task<long> CountAsync(string sql, params (string Name, object Value)[] parameters)
    {
        await using var connection = new NpgsqlConnection(Api.ConnectionString);
        await connection.OpenAsync();
#pragma warning disable CA2100 // The tests' own text
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return await command.ExecuteScalarAsync() is long count ? count : 0;
    }
}
