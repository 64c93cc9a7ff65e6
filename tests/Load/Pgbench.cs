using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Cesuur.Infrastructure.Database;
using Npgsql;

namespace Cesuur.Load;

/// <summary>
/// The yardstick of saving answers: the same guarded upsert as one transaction each, on the same tables by the same
/// role, by PostgreSQL's own pgbench where it is installed and otherwise by a loop over the driver.
/// </summary>
internal static partial class Pgbench
{
    // The sittings are numbered in their ids, so that no look-up of one is measured.
    private static string Statement(Guid organisation, string sitting, string item, string revision) => $$"""
        WITH guard AS MATERIALIZED (
            SELECT tenant_id, id FROM sittings
            WHERE tenant_id = '{{organisation}}' AND id = ('{{SyntheticSittings.Prefix}}' || lpad(to_hex(cast({{sitting}} AS integer)), 12, '0'))::uuid
              AND state = 'started' AND due_at > clock_timestamp() AND device_epoch = 1 FOR SHARE
        )
        INSERT INTO responses AS r (tenant_id, sitting_id, item_id, revision, answer, checksum, saved_at)
        SELECT tenant_id, id, ('{{SyntheticSittings.Prefix}}' || lpad(to_hex(cast({{item}} AS integer)), 12, '0'))::uuid, {{revision}}, '{"choice": "a"}'::jsonb,
               'ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb', clock_timestamp() FROM guard
        ON CONFLICT (tenant_id, sitting_id, item_id) DO UPDATE
            SET revision = excluded.revision, answer = excluded.answer, checksum = excluded.checksum, saved_at = excluded.saved_at
            WHERE r.revision < excluded.revision;
        """;

    public static bool IsInstalled { get; } = Find() is not null;

    /// <summary>Saves a second, by so many connections.</summary>
    public static Task<double> RunAsync(LoadServer server, Guid organisation, int sittings, int connections, int seconds) =>
        Find() is { } program
            ? RunAsync(program, server, organisation, sittings, connections, seconds)
            : LoopAsync(server, organisation, sittings, connections, seconds);

    private static async Task<double> RunAsync(string program, LoadServer server, Guid organisation, int sittings, int connections, int seconds)
    {
        var script = Path.GetTempFileName();
        var text = Statement(organisation, ":s", ":i", "(extract(epoch FROM clock_timestamp()) * 1e6)::bigint");
        await File.WriteAllTextAsync(script, $"\\set s random(1, {sittings})\n\\set i random(1, 10)\n{text.ReplaceLineEndings(" ")}\n");
        var database = new NpgsqlConnectionStringBuilder(Databases.As(server.Owner, "cesuur_writer"));
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList =
            {
                "-n", "-M", "prepared", "-f", script, "-c", $"{connections}", "-j", "2", "-T", $"{seconds}",
                "-h", database.Host!, "-p", $"{database.Port}", "-U", database.Username!, database.Database!,
            },
        };
        start.Environment["PGPASSWORD"] = database.Password;
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        File.Delete(script);
        return Tps().Match(await output) is { Success: true } found
            ? double.Parse(found.Groups[1].Value, CultureInfo.InvariantCulture)
            : throw new InvalidOperationException($"pgbench: {await output} {await errors}");
    }

    private static async Task<double> LoopAsync(LoadServer server, Guid organisation, int sittings, int connections, int seconds)
    {
        var text = Statement(organisation, "$1", "$2", "$3");
        var (saved, clock) = (0, Stopwatch.StartNew());
        await Task.WhenAll(Enumerable.Range(0, connections).Select(async _ =>
        {
            await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Databases.As(server.Owner, "cesuur_writer")) { Pooling = false }.ConnectionString);
            await connection.OpenAsync();
#pragma warning disable CA2100 // A text of our own
            await using var command = new NpgsqlCommand(text, connection);
#pragma warning restore CA2100
            NpgsqlParameter<int> sitting = new(), item = new();
            var revision = new NpgsqlParameter<long>();
            command.Parameters.AddRange(new NpgsqlParameter[] { sitting, item, revision });
            await command.PrepareAsync();
            while (clock.Elapsed.TotalSeconds < seconds)
            {
                (sitting.TypedValue, item.TypedValue, revision.TypedValue) = (Random.Shared.Next(1, sittings + 1), Random.Shared.Next(1, 11), Stopwatch.GetTimestamp());
                await command.ExecuteNonQueryAsync();
                Interlocked.Increment(ref saved);
            }
        }));
        return saved / clock.Elapsed.TotalSeconds;
    }

    private static string? Find() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, "pgbench")).FirstOrDefault(File.Exists);

    [GeneratedRegex(@"tps = ([0-9.]+) \(without initial")]
    private static partial Regex Tps();
}
