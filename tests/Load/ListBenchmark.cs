using System.Diagnostics;
using System.Text.Json;
using Cesuur.Api.Http;
using Cesuur.Testing;
using Npgsql;

namespace Cesuur.Load;

/// <summary>
/// The candidates of an organisation that has a million: the first page beside the ten thousandth, in every order;
/// and a search beside the range of the index that it is.
/// </summary>
internal static class ListBenchmark
{
    private const int Candidates = 1_000_000;
    private const int PageSize = 50;
    private const int FarPage = 10_000;
    private const int WarmUps = 10;
    private const int Rounds = 60;
    private const double MaxRatio = 1.5;

    /// <summary>Every order there is: its name, and the column's value as the cursor holds it.</summary>
    private static readonly (string Sort, string Column, string Value)[] Sorts =
    [
        ("name", "search_key", "search_key"),
        ("number", "number_key", "number_key"),
        ("email", "email_key", "email_key"),
        ("dateOfBirth", "date_of_birth_key", "CASE WHEN isfinite(date_of_birth_key) THEN to_char(date_of_birth_key, 'YYYY-MM-DD') ELSE '9999-12-31' END"),
        ("nativeLanguage", "native_language_key", "native_language_key"),
        ("nationality", "nationality_key", "nationality_key"),
        ("education", "education_key", "education_key"),
        ("createdAt", "created_at", """to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""),
    ];

    public static async Task RunAsync(LoadServer server, Report report)
    {
        var (id, school) = await server.OrganisationAsync();
        await RequireEverySortAsync(school);
        await FillAsync(server, id);

        foreach (var (sort, column, value) in Sorts)
        {
            foreach (var descending in new[] { false, true })
            {
                var order = descending ? "-" + sort : sort;
                var first = $"/v1/candidates?limit={PageSize}&sort={order}";
                var far = $"{first}&cursor={await CursorAsync(server, id, sort, column, value, descending)}";
                var (near, distant) = await CompareAsync(() => PageAsync(school, first), () => PageAsync(school, far));
                report.Add($"page {FarPage:N0} to page 1 by {order} ({distant:0.0} to {near:0.0} ms)", distant / near, "×", MaxRatio);
            }
        }

        await using var connection = await server.OpenAppAsync(id);
        var (page, search) = await CompareAsync(
            () => PageAsync(school, $"/v1/candidates?limit={PageSize}"), () => PageAsync(school, $"/v1/candidates?limit={PageSize}&search=ABC"));
        var (range, _) = await CompareAsync(() => RangeAsync(connection, id), () => RangeAsync(connection, id));
        report.Add("a page by name, which is a range of its index", page, "ms");
        report.Add("the bare range of the index, for a prefix", range, "ms");
        report.Add($"a prefix search to a page by name ({search:0.0} to {page:0.0} ms)", search / page, "×", MaxRatio);
    }

    // Set by set, past row-level security; a tenth of the values absent, many the same.
    private static async Task FillAsync(LoadServer server, Guid organisation)
    {
        await server.ExecuteAsync($"""
            INSERT INTO candidates (tenant_id, id, name, search_key, number, email, date_of_birth, native_language, nationality, education, created_at)
            SELECT '{organisation}', uuidv7(), initcap(key) || ' ' || i, key || ' ' || i,
                CASE WHEN i % 10 <> 0 THEN 'L' || (i::bigint * 7919 % {Candidates}) END,
                CASE WHEN i % 10 <> 1 THEN key || i || '@example.org' END,
                CASE WHEN i % 10 <> 2 THEN date '1970-01-01' + i % 13000 END,
                CASE WHEN i % 10 <> 3 THEN 'Taal ' || i % 40 END,
                CASE WHEN i % 10 <> 4 THEN 'Land ' || i % 60 END,
                CASE WHEN i % 10 <> 5 THEN 'MBO ' || i % 4 END,
                timestamptz '2026-01-01' + i % 500000 * interval '1 second'
            FROM (SELECT i, substr(md5(i::text), 1, 10) AS key FROM generate_series(1, {Candidates}) AS i)
            """);
        await server.ExecuteAsync("VACUUM ANALYZE candidates");
    }

    /// <summary>A new order that is not measured here must not go unnoticed.</summary>
    private static async Task RequireEverySortAsync(TestClient school)
    {
        var refused = await school.SendAsync(HttpMethod.Get, "/v1/candidates?sort=nothing");
        var expected = $"This list is sorted by {string.Join(", ", Sorts.Select(sort => sort.Sort))}.";
        if (refused.Get("errors[0].detail") != expected)
        {
            throw new InvalidOperationException($"Other orders are measured than there are: {refused}");
        }
    }

    // Made from the last row of the page before, instead of by turning ten thousand pages.
    private static async Task<string> CursorAsync(LoadServer server, Guid organisation, string sort, string column, string value, bool descending)
    {
        var direction = descending ? "DESC" : "ASC";
        await using var connection = await server.OpenOwnerAsync();
#pragma warning disable CA2100 // The columns above
        await using var command = new NpgsqlCommand(
            $"SELECT {value}, id FROM candidates WHERE tenant_id = @tenant ORDER BY {column} {direction}, id {direction} OFFSET @skip LIMIT 1", connection);
#pragma warning restore CA2100
        command.Parameters.AddWithValue("tenant", organisation);
        command.Parameters.AddWithValue("skip", (FarPage - 1) * PageSize - 1);
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return Position.Of(sort, descending, JsonSerializer.SerializeToElement(reader.GetString(0)), reader.GetGuid(1)).Write();
    }

    private static async Task PageAsync(TestClient school, string path)
    {
        var page = await school.GetAsync(path);
        if (page.Json["data"]!.AsArray().Count != PageSize)
        {
            throw new InvalidOperationException($"A full page was expected: {page}");
        }
    }

    private static async Task RangeAsync(NpgsqlConnection connection, Guid organisation)
    {
        await using var command = new NpgsqlCommand(
            "SELECT * FROM candidates WHERE tenant_id = @tenant AND search_key >= 'abc' AND search_key < 'abd' ORDER BY search_key, id LIMIT 51", connection);
        command.Parameters.AddWithValue("tenant", organisation);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
        }
    }

    /// <summary>The medians of both in milliseconds, measured in turns, so that what else the machine does meets both.</summary>
    private static async Task<(double First, double Second)> CompareAsync(Func<Task> first, Func<Task> second)
    {
        var (firsts, seconds) = (new List<double>(), new List<double>());
        for (var round = -WarmUps; round < Rounds; round++)
        {
            foreach (var (work, times) in new[] { (first, firsts), (second, seconds) })
            {
                var start = Stopwatch.GetTimestamp();
                await work();
                if (round >= 0)
                {
                    times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                }
            }
        }

        return (Median(firsts), Median(seconds));
    }

    private static double Median(List<double> times)
    {
        times.Sort();
        return times[times.Count / 2];
    }
}
