using System.Diagnostics;
using System.Globalization;
using Cesuur.Infrastructure.Database.Embedded;
using Npgsql;

namespace Cesuur.Testing.Faults;

/// <summary>
/// A durable PostgreSQL of its own in a folder, to be killed, or made to hang. It comes back on the same folder and at
/// the same port, as one does that a machine starts again.
/// </summary>
public sealed class FaultyPostgres : IAsyncDisposable
{
    private readonly EmbeddedPostgresOptions _options;
    private EmbeddedPostgres _server;

    private FaultyPostgres(EmbeddedPostgresOptions options, EmbeddedPostgres server)
    {
        _server = server;
        _options = options with { Port = new NpgsqlConnectionStringBuilder(server.ConnectionString("postgres")).Port };
    }

    public static async Task<FaultyPostgres> StartAsync(string folder)
    {
        var options = new EmbeddedPostgresOptions { DataFolder = folder };
        return new FaultyPostgres(options, await EmbeddedPostgres.StartAsync(options, CancellationToken.None));
    }

    /// <summary>The connection string of the superuser.</summary>
    public string ConnectionString(string database) => _server.ConnectionString(database);

    /// <summary>SIGKILL to the server and all its sessions.</summary>
    public async Task KillAsync()
    {
        using var postmaster = Process.GetProcessById(Postmaster());
        postmaster.Kill(entireProcessTree: true);
        await postmaster.WaitForExitAsync();
    }

    /// <summary>Starts it where it does not run.</summary>
    public async Task RestartAsync()
    {
        var previous = _server;
        _server = await EmbeddedPostgres.StartAsync(_options, CancellationToken.None);
        await previous.DisposeAsync();
    }

    /// <summary>Stops the server and its sessions where they are: connections are accepted, and nothing is answered.</summary>
    public async Task HangAsync(TimeSpan time)
    {
        var postmaster = Postmaster();
        await SignalAsync("STOP", [postmaster]); // first, so that no session is born that would be missed
        var children = await File.ReadAllTextAsync($"/proc/{postmaster}/task/{postmaster}/children");
        int[] sessions = [.. children.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(id => int.Parse(id, CultureInfo.InvariantCulture))];
        await SignalAsync("STOP", sessions);
        await Task.Delay(time);
        await SignalAsync("CONT", [.. sessions, postmaster]);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (File.Exists(PostmasterFile)) // then the folder can be deleted
        {
            await Task.Delay(20, patience.Token);
        }
    }

    private string PostmasterFile => Path.Combine(_options.DataFolder, "data", "postmaster.pid");

    private int Postmaster() => int.Parse(File.ReadLines(PostmasterFile).First(), CultureInfo.InvariantCulture);

    private static async Task SignalAsync(string signal, IEnumerable<int> processes)
    {
        using var kill = Process.Start("kill", ["-s", signal, .. processes.Select(id => id.ToString(CultureInfo.InvariantCulture))]);
        await kill.WaitForExitAsync();
    }
}
