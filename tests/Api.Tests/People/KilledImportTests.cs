using System.Globalization;
using System.Text;
using Cesuur.Testing;
using Npgsql;

namespace Cesuur.Api.Tests.People;

/// <summary>A process that dies in the middle of an import, on a database that no other takes jobs from.</summary>
public sealed class KilledImportTests : IAsyncLifetime
{
    private const int Rows = 12_000;

    private readonly string _keys = Path.Combine(Path.GetTempPath(), $"cesuur-{Guid.CreateVersion7():N}.env");
    private TestDatabase _database = null!;

    public async Task InitializeAsync() => _database = await TestDatabase.CreateAsync();

    public async Task DisposeAsync()
    {
        File.Delete(_keys);
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Killing_the_process_in_the_middle_leaves_nothing_and_the_next_one_does_it_once()
    {
        var file = new StringBuilder("naam;nummer\n");
        for (var i = 0; i < Rows; i++)
        {
            file.Append(CultureInfo.InvariantCulture, $"Kandidaat {i};K{i}\n");
        }

        string job;
        await using (var doomed = await ApiProcess.StartAsync(_database.ConnectionString, $"--KeysFile={_keys}"))
        {
            // Somebody is just entering a candidate with the number of a late row, so the import gets no further.
            await using var connection = new NpgsqlConnection(_database.ConnectionString);
            await connection.OpenAsync();
            await using var entering = await connection.BeginTransactionAsync();
            await using var insert = new NpgsqlCommand(
                "INSERT INTO candidates (tenant_id, id, name, search_key, number, created_at) VALUES (@tenant, uuidv7(), 'x', 'x', 'K11000', now())", connection, entering);
            insert.Parameters.AddWithValue("tenant", Domain.Id<Domain.Licensing.Organisation>.Parse(await KeysFile.ReadAsync(_keys, "ORGANISATION_ID"), null).Value);
            await insert.ExecuteNonQueryAsync();

            var school = doomed.Client(await KeysFile.ReadAsync(_keys, "ORGANISATION_KEY"));
            job = (await school.UploadAsync(Encoding.UTF8.GetBytes(file.ToString()))).Get("id");
            await TestJobs.EventuallyAsync(() => school.GetAsync($"/v1/jobs/{job}"), seen => seen.Get("progress.done") == "10000");
            await doomed.KillAsync();
            await entering.RollbackAsync();
        }

        await ExecuteAsync("UPDATE jobs SET due_at = now() WHERE status = 'running'"); // as its lease does in half a minute
        await using var next = await ApiProcess.StartAsync(_database.ConnectionString, $"--KeysFile={_keys}");
        var after = next.Client(await KeysFile.ReadAsync(_keys, "ORGANISATION_KEY"));
        var ended = await TestJobs.EventuallyAsync(() => after.GetAsync($"/v1/jobs/{job}"), seen => seen.Get("status") is "succeeded" or "failed");

        Assert.Equal(("succeeded", Rows.ToString(CultureInfo.InvariantCulture)), (ended.Get("status"), ended.Get("result.created")));
        Assert.Equal((long)Rows, await ExecuteAsync("SELECT count(*) FROM candidates WHERE number LIKE 'K%'"));
        Assert.Equal(1L, await ExecuteAsync("SELECT count(*) FROM events WHERE type = 'import.finished'"));
    }

    private async Task<object?> ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_database.ConnectionString);
        await connection.OpenAsync();
#pragma warning disable CA2100 // The texts above
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync();
    }
}
