using System.Diagnostics;
using System.Globalization;
using Cesuur.Infrastructure.Database.Embedded;
using Npgsql;

namespace Cesuur.Api.Tests.Database;

public sealed class EmbeddedPostgresTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("cesuur-postgres-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Two_starts_at_once_share_one_server()
    {
        var servers = await Task.WhenAll(StartAsync(), StartAsync());

        Assert.Equal(servers[0].ConnectionString("postgres"), servers[1].ConnectionString("postgres"));
        Assert.StartsWith("18.", await AskAsync(servers[1], "show server_version"), StringComparison.Ordinal);
        await StopAsync(servers);
    }

    [Fact]
    public async Task The_server_stops_after_its_last_user()
    {
        var first = await StartAsync();
        var second = await StartAsync();
        using var postmaster = Postmaster();

        await first.DisposeAsync();
        Assert.Equal("1", await AskAsync(second, "select 1"));

        await second.DisposeAsync();
        Assert.True(postmaster.WaitForExit(TimeSpan.FromSeconds(10)));
        await WaitForEndAsync();
    }

    [Fact]
    public async Task A_killed_user_counts_as_gone()
    {
        if (!OperatingSystem.IsLinux())
        {
            return; // There the next user that comes and goes stops the server
        }

        var server = await StartAsync();
        using var postmaster = Postmaster();
        using var other = Process.Start(
            new ProcessStartInfo("sh", ["-c", "exec 9< users.lock; flock -s 9; echo in use; exec sleep 60"])
            {
                WorkingDirectory = _folder,
                RedirectStandardOutput = true,
            })!;
        await other.StandardOutput.ReadLineAsync();

        await server.DisposeAsync();
        Assert.Equal("1", await AskAsync(server, "select 1"));

        other.Kill();
        Assert.True(postmaster.WaitForExit(TimeSpan.FromSeconds(10)));
        await WaitForEndAsync();
    }

    [Fact]
    public async Task A_start_while_the_server_is_being_stopped_gets_a_new_one()
    {
        var first = await StartAsync();
        await AskAsync(first, "create table kept as select 'here' as word");
        await first.DisposeAsync();

        var second = await StartAsync();

        Assert.Equal("here", await AskAsync(second, "select word from kept"));
        await StopAsync(second);
    }

    [Fact]
    public async Task A_killed_server_starts_again_with_its_data()
    {
        var first = await StartAsync(durable: true);
        await AskAsync(first, "create table kept as select 'here' as word");
        using (var postmaster = Postmaster())
        {
            postmaster.Kill();
        }

        var second = await StartAsync(durable: true);

        Assert.Equal("here", await AskAsync(second, "select word from kept"));
        await StopAsync(first, second);
    }

    [Fact]
    public async Task A_process_id_that_another_program_has_by_now_is_no_obstacle()
    {
        await StopAsync(await StartAsync());
        await File.WriteAllTextAsync(
            Path.Combine(_folder, "data", "postmaster.pid"),
            $"{Environment.ProcessId}\n{Path.Combine(_folder, "data")}\n1\n1\n\n127.0.0.1\n\nready\n");

        var server = await StartAsync();

        Assert.Equal("1", await AskAsync(server, "select 1"));
        await StopAsync(server);
    }

    [Fact]
    public async Task The_server_never_runs_as_root()
    {
        var server = await StartAsync();

        await AskAsync(server, "create table who (id int)");
        await AskAsync(server, "copy who from program 'id -u'");

        Assert.NotEqual("0", await AskAsync(server, "select id from who"));
        await StopAsync(server);
    }

    [Fact]
    public async Task The_password_is_needed()
    {
        var server = await StartAsync();
        var other = new NpgsqlConnectionStringBuilder(server.ConnectionString("postgres")) { Password = "guessed", Pooling = false };
        await using var connection = new NpgsqlConnection(other.ConnectionString);

        var refused = await Assert.ThrowsAsync<PostgresException>(() => connection.OpenAsync());

        Assert.Equal(PostgresErrorCodes.InvalidPassword, refused.SqlState);
        await StopAsync(server);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_told_in_one_line()
    {
        var file = Path.Combine(_folder, "file");
        await File.WriteAllTextAsync(file, "");

        var refused = await Assert.ThrowsAsync<EmbeddedPostgresException>(() => StartAsync(Path.Combine(file, "postgres")));

        AssertTellsWhatToDo(refused, file);
    }

    [Fact]
    public async Task A_folder_that_may_not_be_written_is_told_in_one_line()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // Folders have no modes
        }

        // Root may write here all the same, but the user that the server runs as may not.
        File.SetUnixFileMode(_folder, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        var refused = await Assert.ThrowsAsync<EmbeddedPostgresException>(() => StartAsync());

        AssertTellsWhatToDo(refused, _folder);
        File.SetUnixFileMode(_folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [Fact]
    public async Task The_data_of_another_major_version_is_told_in_one_line()
    {
        await StopAsync(await StartAsync());
        await File.WriteAllTextAsync(Path.Combine(_folder, "data", "PG_VERSION"), "17\n");

        var refused = await Assert.ThrowsAsync<EmbeddedPostgresException>(() => StartAsync());

        AssertTellsWhatToDo(refused, "PostgreSQL 17");
    }

    private static void AssertTellsWhatToDo(EmbeddedPostgresException refused, string where)
    {
        Assert.Contains(where, refused.Message, StringComparison.Ordinal);
        Assert.Contains("ConnectionStrings__Cesuur", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
    }

    private Task<EmbeddedPostgres> StartAsync(string? folder = null, bool durable = false) =>
        EmbeddedPostgres.StartAsync(
            new EmbeddedPostgresOptions { DataFolder = folder ?? _folder, Durable = durable }, CancellationToken.None);

    private Process Postmaster() => Process.GetProcessById(
        int.Parse(File.ReadLines(Path.Combine(_folder, "data", "postmaster.pid")).First(), CultureInfo.InvariantCulture));

    private async Task StopAsync(params EmbeddedPostgres[] servers)
    {
        foreach (var server in servers)
        {
            await server.DisposeAsync();
        }

        await WaitForEndAsync();
    }

    private async Task WaitForEndAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (File.Exists(Path.Combine(_folder, "data", "postmaster.pid")))
        {
            await Task.Delay(20, patience.Token);
        }
    }

    private static async Task<string?> AskAsync(EmbeddedPostgres server, string sql)
    {
        var connectionString = new NpgsqlConnectionStringBuilder(server.ConnectionString("postgres")) { Pooling = false };
        await using var connection = new NpgsqlConnection(connectionString.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return Convert.ToString(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }
}
