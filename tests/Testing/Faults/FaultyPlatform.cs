using Cesuur.Api.Host;
using Cesuur.Infrastructure.Database;
using Microsoft.AspNetCore.Builder;
using Npgsql;

namespace Cesuur.Testing.Faults;

/// <summary>Two nodes of the API, each a process, on a PostgreSQL of their own: all that can fail, and comes back.</summary>
public sealed class FaultyPlatform : IAsyncDisposable
{
    private const string Database = "cesuur";

    private readonly string _folder;
    private readonly ApiProcess[] _nodes = new ApiProcess[2];
    private readonly List<WebApplication> _guests = [];
    private volatile Uri[] _addresses = [];

    private FaultyPlatform(string folder, FaultyPostgres postgres)
    {
        _folder = folder;
        Postgres = postgres;
    }

    public FaultyPostgres Postgres { get; }

    /// <summary>The connection string of the role that owns everything.</summary>
    public string Owner => Postgres.ConnectionString(Database);

    /// <summary>Where nodes listen, or did until they were killed.</summary>
    public IReadOnlyList<Uri> Addresses => _addresses;

    /// <summary>Nodes that ended though nobody killed them.</summary>
    public int Ended => _nodes.Count(node => node.HasEnded);

    /// <param name="folder">Gets all of it, and is not deleted at the end. Where it is not there it is made so that the user of PostgreSQL can enter it.</param>
    public static async Task<FaultyPlatform> StartAsync(string folder)
    {
        var platform = new FaultyPlatform(folder, await FaultyPostgres.StartAsync(Path.Combine(folder, "postgres")));
        await using (var connection = await OpenAsync(platform.Postgres.ConnectionString("postgres")))
        await using (var command = new NpgsqlCommand($"CREATE DATABASE {Database}", connection))
        {
            await command.ExecuteNonQueryAsync();
        }

        await platform.StartNodeAsync(0);
        await platform.StartNodeAsync(1);
        return platform;
    }

    public Task KillNodeAsync(int node) => _nodes[node].KillAsync();

    public async Task StartNodeAsync(int node)
    {
        _nodes[node] = await ApiProcess.StartAsync(
            Owner, $"--KeysFile={Path.Combine(_folder, "keys.env")}", $"--Files:Folder={Path.Combine(_folder, "files")}",
            "--Logging:LogLevel:Default=Critical", "--Logging:LogLevel:Microsoft.Hosting.Lifetime=Information");
        Listen();
    }

    /// <summary>One more node, in this process, whose clock is wrong by so much.</summary>
    public async Task AddNodeAsync(TimeSpan clock)
    {
        var node = await CesuurHost.BuildAsync(
            [
                "--environment", "Development", "--urls", "http://127.0.0.1:0", $"--ConnectionStrings:Cesuur={Owner}",
                $"--Files:Folder={Path.Combine(_folder, "files")}", "--KeysFile=", "--Logging:LogLevel:Default=Critical",
            ],
            new ShiftedTime(clock));
        await node.StartAsync();
        _guests.Add(node);
        Listen();
    }

    /// <summary>The operator, at the first node.</summary>
    public async Task<TestClient> OperatorAsync() => _nodes[0].Client(await KeysFile.ReadAsync(Path.Combine(_folder, "keys.env"), "OPERATOR_KEY"));

    public Task<NpgsqlConnection> OpenOwnerAsync() => OpenAsync(Owner);

    public async ValueTask DisposeAsync()
    {
        foreach (var guest in _guests)
        {
            await guest.StopAsync();
            await guest.DisposeAsync();
        }

        foreach (var node in _nodes)
        {
            await node.DisposeAsync();
        }

        await Postgres.DisposeAsync();
    }

    private void Listen() => _addresses =
        [.. _nodes.Where(node => node is not null).Select(node => node.Address), .. _guests.Select(guest => new Uri(guest.Urls.First()))];

    private static async Task<NpgsqlConnection> OpenAsync(string connectionString)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }
}
