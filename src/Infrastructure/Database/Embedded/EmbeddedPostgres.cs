using System.ComponentModel;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Npgsql;

namespace Cesuur.Infrastructure.Database.Embedded;

/// <summary>
/// A private PostgreSQL server, for development and tests. It belongs to a data folder and runs as long as any
/// process uses it: whoever starts it first starts the server, the others join. Keep the instance: the server may
/// stop when it is disposed, or collected, or when its process ends, even by a kill.
/// </summary>
/// <remarks>
/// The server listens on 127.0.0.1 only, on a port that was free, and knows one password, which is random and
/// which only the owner of the data folder can read. There is no Unix socket: its path may be no longer than 107
/// bytes, and under root the server runs as another user than its clients.
/// <para>
/// Two locks keep the processes apart. <c>start.lock</c> is held by the one that starts or joins. <c>users.lock</c>
/// is shared by all users; whoever gets it exclusively knows that nobody is left, and stops the server. On Linux
/// that is the server's parent, a shell that waits in flock(1), so it works for killed users too; elsewhere it is
/// the last user to dispose, and a server whose users were all killed runs on until the next one comes and goes.
/// </para>
/// </remarks>
public sealed class EmbeddedPostgres : IAsyncDisposable
{
    public const int MajorVersion = 18;

    private const string Superuser = "postgres";
    private const string UnfinishedCluster = "unfinished-";

    // Room for a new cluster and some days of development; less fails later, and less clearly.
    private const long BytesNeeded = 128 * 1024 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly EmbeddedPostgresOptions _options;
    private readonly string _folder;
    private FileStream? _use;
    private string _password = "";
    private int _port;

    private EmbeddedPostgres(EmbeddedPostgresOptions options)
    {
        _options = options;
        _folder = Path.GetFullPath(options.DataFolder);
    }

    private string Cluster => Path.Combine(_folder, "data");

    private string StartLock => Path.Combine(_folder, "start.lock");

    private string UsersLock => Path.Combine(_folder, "users.lock");

    private string PasswordFile => Path.Combine(_folder, "password");

    private string Log => Path.Combine(_folder, "server.log");

    /// <exception cref="EmbeddedPostgresException">It cannot run here; the message says why, and what to do.</exception>
    public static async Task<EmbeddedPostgres> StartAsync(EmbeddedPostgresOptions options, CancellationToken cancel)
    {
        var server = new EmbeddedPostgres(options);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(Patience);
        try
        {
            await server.StartOrJoinAsync(patience.Token);
            return server;
        }
        catch (Exception error)
        {
            server._use?.Dispose();
            switch (error)
            {
                case IOException or UnauthorizedAccessException or Win32Exception:
                    throw new EmbeddedPostgresException(
                        $"The data folder {server._folder} cannot be used: {Sentence(error.Message)} Mend that, or name another folder.", error);
                case OperationCanceledException when !cancel.IsCancellationRequested:
                    throw new EmbeddedPostgresException(
                        $"The server of the data folder {server._folder} neither started nor answered within {Patience.TotalSeconds} seconds; see {server.Log}.", error);
                default:
                    throw;
            }
        }
    }

    /// <summary>Connects the superuser, who owns everything and may create databases and roles.</summary>
    public string ConnectionString(string database) => new NpgsqlConnectionStringBuilder
    {
        Host = IPAddress.Loopback.ToString(),
        Port = _port,
        Username = Superuser,
        Password = _password,
        Database = database,
    }.ConnectionString;

    public async ValueTask DisposeAsync()
    {
        if (_use is null)
        {
            return;
        }

        await _use.DisposeAsync();
        _use = null;
        if (!OperatingSystem.IsLinux())
        {
            await using var last = FileLock.TryExclusive(UsersLock);
            if (last is not null)
            {
                var programs = await FindProgramsAsync(CancellationToken.None);
                await PostgresPrograms.RunAsync(
                    programs.PathOf("pg_ctl"), ["stop", "-s", "-m", "fast", "-D", Cluster], CancellationToken.None);
            }
        }
    }

    private async Task StartOrJoinAsync(CancellationToken cancel)
    {
        ServerUser.CreateFolder(_folder);
        await using var start = await FileLock.ExclusiveAsync(StartLock, cancel);
        // Waits while the last server of this folder is being stopped.
        _use = await FileLock.SharedAsync(UsersLock, cancel);
        if (await JoinAsync(cancel))
        {
            return;
        }

        if (new DriveInfo(_folder).AvailableFreeSpace is var free and < BytesNeeded)
        {
            throw new IOException($"its disk is full ({free >> 20} MB free, {BytesNeeded >> 20} MB needed)");
        }

        await ServerUser.TakeAsync(_folder, [UsersLock], cancel);
        var programs = await FindProgramsAsync(cancel);
        await CreateClusterAsync(programs, cancel);
        await StartServerAsync(programs, cancel);
    }

    private Task<PostgresPrograms> FindProgramsAsync(CancellationToken cancel) =>
        PostgresPrograms.FindAsync(Path.Combine(_folder, "programs"), cancel);

    private async Task<bool> JoinAsync(CancellationToken cancel)
    {
        while (PostmasterFile.Read(Cluster) is { } postmaster)
        {
            if (!postmaster.IsAlive())
            {
                postmaster.DisownProcess();
                return false;
            }

            _password = await File.ReadAllTextAsync(PasswordFile, cancel);
            _port = postmaster.Port;
            if (await AnswersAsync(cancel))
            {
                return true;
            }

            await Task.Delay(50, cancel); // Its starter was killed before it was ready
        }

        return false;
    }

    private async Task<bool> AnswersAsync(CancellationToken cancel)
    {
        try
        {
            var connectionString = new NpgsqlConnectionStringBuilder(ConnectionString(Superuser)) { Pooling = false, Timeout = 5 };
            await using var connection = new NpgsqlConnection(connectionString.ConnectionString);
            await connection.OpenAsync(cancel);
            await using var command = new NpgsqlCommand("show data_directory", connection);
            return await command.ExecuteScalarAsync(cancel) is string folder && Path.GetFullPath(folder) == Cluster;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    private async Task CreateClusterAsync(PostgresPrograms programs, CancellationToken cancel)
    {
        foreach (var leftover in Directory.EnumerateDirectories(_folder, UnfinishedCluster + "*"))
        {
            TryDelete(leftover);
        }

        var version = Path.Combine(Cluster, "PG_VERSION");
        if (File.Exists(version))
        {
            var found = (await File.ReadAllTextAsync(version, cancel)).Trim();
            if (found != MajorVersion.ToString(CultureInfo.InvariantCulture))
            {
                throw new EmbeddedPostgresException(
                    $"The data folder {_folder} was made by PostgreSQL {found}, and this is PostgreSQL {MajorVersion}: move it away, or name another folder.");
            }

            _password = await File.ReadAllTextAsync(PasswordFile, cancel);
            return;
        }

        // Made aside, so that one that was interrupted is never taken for a cluster; under a name of its own, for
        // the initdb of a starter that was killed may still be at work.
        var unfinished = Path.Combine(_folder, $"{UnfinishedCluster}{Environment.ProcessId}");
        _password = RandomNumberGenerator.GetHexString(32, lowercase: true);
        await WritePasswordAsync(cancel);
        await ServerUser.TakeAsync(_folder, [PasswordFile], cancel);

        // The builtin locale sorts alike on every machine, and in byte order, which the search keys count on.
        List<string> arguments =
        [
            "-D", unfinished, "-U", Superuser, "--auth=scram-sha-256", $"--pwfile={PasswordFile}",
            "--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8",
            "--data-checksums",
        ];
        if (!_options.Durable)
        {
            arguments.Add("--no-sync");
        }

        var (exitCode, output) = await PostgresPrograms.RunAsync(programs.PathOf("initdb"), arguments, cancel);
        if (exitCode != 0)
        {
            throw new IOException(Reason(output));
        }

        Directory.Move(unfinished, Cluster);
    }

    private async Task StartServerAsync(PostgresPrograms programs, CancellationToken cancel)
    {
        while (true)
        {
            _port = _options.Port ?? FreePort();
            if (File.Exists(Log))
            {
                File.Move(Log, Log + ".previous", overwrite: true);
            }

            var (started, output) = OperatingSystem.IsLinux()
                ? (await StartSupervisedAsync(programs, cancel), "")
                : await StartDetachedAsync(programs, cancel);
            if (started)
            {
                return;
            }

            var log = File.Exists(Log) ? await File.ReadAllTextAsync(Log, cancel) : "";
            // Somebody took the port, or the last sessions of a killed server are still ending: both pass.
            if (!log.Contains("could not bind", StringComparison.Ordinal) && !log.Contains("still in use", StringComparison.Ordinal))
            {
                throw new IOException(Reason($"{output}\n{log}"));
            }

            await Task.Delay(100, cancel);
        }
    }

    /// <summary>Starts the server under a shell that stops it when the last user is gone; false when it ended at once.</summary>
    private async Task<bool> StartSupervisedAsync(PostgresPrograms programs, CancellationToken cancel)
    {
        // In a session of its own, so that neither Ctrl+C nor the end of the starter reaches it. The users' lock is
        // kept until the server is gone: the next start cannot meet one that is about to stop.
        const string script = """
            log=$1 users=$2
            shift 2
            exec > "$log" 2>&1 < /dev/null
            "$@" &
            server=$!
            flock -x "$users" sh -c 'kill -INT $1; while kill -0 $1; do sleep 0.02; done' sh $server 2> /dev/null &
            watch=$!
            wait $server
            kill $watch
            """;
        using var supervisor = PostgresPrograms.Start(
            "setsid",
            ["sh", "-c", script, "sh", Log, UsersLock, programs.PathOf("postgres"), "-D", Cluster, .. Settings()],
            capture: false);
        try
        {
            while (!await AnswersAsync(cancel))
            {
                if (supervisor.HasExited)
                {
                    return false;
                }

                await Task.Delay(20, cancel);
            }

            return true;
        }
        catch (OperationCanceledException)
        {
            supervisor.Kill(entireProcessTree: true);
            throw;
        }
    }

    private async Task<(bool Started, string Output)> StartDetachedAsync(PostgresPrograms programs, CancellationToken cancel)
    {
        // On Windows the server would inherit the pipes, and reading them would end when it does.
        var (exitCode, output) = await PostgresPrograms.RunAsync(
            programs.PathOf("pg_ctl"),
            ["start", "-s", "-w", "-D", Cluster, "-l", Log, "-o", string.Join(' ', Settings())],
            cancel,
            capture: !OperatingSystem.IsWindows());
        return (exitCode == 0, output);
    }

    private IEnumerable<string> Settings()
    {
        List<string> settings =
        [
            $"port={_port}", "listen_addresses=127.0.0.1", "unix_socket_directories=", $"max_connections={_options.MaxConnections}",
            "shared_buffers=128MB", "timezone=UTC", "log_timezone=UTC",
            // Nobody replicates from it.
            "wal_level=minimal", "max_wal_senders=0",
        ];
        if (!_options.Durable)
        {
            settings.AddRange(["fsync=off", "synchronous_commit=off", "full_page_writes=off"]);
        }

        return settings.SelectMany(setting => new[] { "-c", setting });
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static void TryDelete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (IOException)
        {
            // Somebody still writes there; a later start deletes it
        }
    }

    private async Task WritePasswordAsync(CancellationToken cancel)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        await using var writer = new StreamWriter(PasswordFile, options);
        await writer.WriteAsync(_password.AsMemory(), cancel);
    }

    /// <summary>The line of the programs' output that says most.</summary>
    private static string Reason(string output)
    {
        var lines = output.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        string[] marks = ["FATAL:", "PANIC:", "error:", ""];
        return marks
            .Select(mark => lines.FirstOrDefault(line => line.Contains(mark, StringComparison.Ordinal)))
            .FirstOrDefault(line => line is not null) ?? "the server gave no reason";
    }

    private static string Sentence(string text) => text.ReplaceLineEndings(" ").TrimEnd(' ', '.') + '.';
}
