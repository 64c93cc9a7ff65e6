using Cesuur.Domain;
using Cesuur.Domain.Licensing;
using Cesuur.Infrastructure.Database;
using Cesuur.Infrastructure.Database.Embedded;
using Cesuur.Testing;
using Npgsql;

namespace Cesuur.Load;

/// <summary>An empty database on a durable PostgreSQL, and the API as a process on it.</summary>
internal sealed class LoadServer : IAsyncDisposable
{
    private readonly EmbeddedPostgres _postgres;
    private readonly string _database;
    private readonly string _keys;
    private readonly TestClient _operator;

    private LoadServer(EmbeddedPostgres postgres, string database, string keys, ApiProcess api, string operatorKey)
    {
        _postgres = postgres;
        _database = database;
        _keys = keys;
        Api = api;
        _operator = api.Client(operatorKey);
    }

    public ApiProcess Api { get; }

    /// <summary>The connection string of the role that owns everything.</summary>
    public string Owner => _postgres.ConnectionString(_database);

    /// <param name="environment">For what is no setting of ours.</param>
    public static async Task<LoadServer> StartAsync(Dictionary<string, string>? environment = null)
    {
        var postgres = await EmbeddedPostgres.StartAsync(
            new EmbeddedPostgresOptions { DataFolder = Path.Combine(Path.GetTempPath(), $"cesuur-load-{Environment.UserName}"), MaxConnections = 1300 }, CancellationToken.None);
        var database = $"load_{Guid.CreateVersion7():N}";
        await ExecuteAsync(postgres.ConnectionString("postgres"), $"CREATE DATABASE {database}");
        var keys = Path.Combine(Path.GetTempPath(), $"{database}.env");
        var api = await ApiProcess.StartAsync(
            postgres.ConnectionString(database), environment ?? [], $"--KeysFile={keys}",
            "--Logging:LogLevel:Default=Warning", "--Logging:LogLevel:Microsoft.Hosting.Lifetime=Information");
        return new LoadServer(postgres, database, keys, api, await KeysFile.ReadAsync(keys, "OPERATOR_KEY"));
    }

    /// <summary>A new organisation: its id in the database, and a client with all its permissions.</summary>
    public async Task<(Guid Id, TestClient Client)> OrganisationAsync()
    {
        var created = await _operator.PostAsync("/v1/platform/organisations", new { name = "Meetschool", licence = "organisation" });
        return (Id<Organisation>.Parse(created.Get("organisation.id"), null).Value, Api.Client(created.Get("apiKey")));
    }

    /// <summary>A user of an organisation who has signed in.</summary>
    public async Task<(TestClient Client, string Id)> UserAsync(Guid organisation, TestClient school, string role)
    {
        const string Password = "een-lang-wachtwoord";
        var email = $"{Guid.CreateVersion7():N}@example.org";
        var id = (await school.PostAsync("/v1/users", new { name = "Noor de Vries", email, roles = new[] { role } })).Get("id");
        var mail = (await _operator.GetAsync("/v1/platform/mails")).Json["data"]!.AsArray().First(mail => mail!["recipient"]!.ToString() == email)!;
        var token = mail["body"]!.ToString().Split('\n').First(line => line.StartsWith("cat_activate_", StringComparison.Ordinal));
        await Api.Client(null).PostAsync("/v1/auth/activation", new { token, password = Password });
        var client = Api.Client((await Api.Client(null).PostAsync(
            "/v1/auth/login", new { organisation = new Id<Organisation>(organisation).ToString(), email, password = Password })).Get("accessToken"));
        return (client, id);
    }

    /// <summary>Lets an organisation use the sample tests.</summary>
    public async Task EntitleAsync(Guid organisation) => await _operator.PostAsync(
        $"/v1/platform/organisations/{new Id<Organisation>(organisation)}/entitlements",
        new { publisherId = await KeysFile.ReadAsync(_keys, "PUBLISHER_ID") });

    public async Task GiveCreditsAsync(TestClient school, int credits) => await school.PostAsync(
        "/v1/credits/redemptions", new { token = (await _operator.PostAsync("/v1/platform/credit-tokens", new { credits })).Get("tokens[0].token") });

    /// <summary>As the owner, to whom row-level security does not apply.</summary>
    public Task ExecuteAsync(string sql) => ExecuteAsync(Owner, sql);

    public async Task<NpgsqlConnection> OpenOwnerAsync()
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Owner) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    /// <summary>A connection of the app's role that works for one organisation, as the API's do.</summary>
    public async Task<NpgsqlConnection> OpenAppAsync(Guid organisation)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Databases.As(Owner, "cesuur_app")) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("SELECT set_config('cesuur.tenant', @tenant, false)", connection);
        command.Parameters.AddWithValue("tenant", organisation.ToString());
        await command.ExecuteNonQueryAsync();
        return connection;
    }

    public async ValueTask DisposeAsync()
    {
        await Api.DisposeAsync();
        File.Delete(_keys);
        await ExecuteAsync(_postgres.ConnectionString("postgres"), $"DROP DATABASE {_database} WITH (FORCE)");
        await _postgres.DisposeAsync();
    }

    private static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
#pragma warning disable CA2100 // Texts and names of our own
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }
}
