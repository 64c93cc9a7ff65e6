using System.Diagnostics;
using System.Globalization;
using System.Text;
using Cesuur.Domain;
using Cesuur.Testing;
using Npgsql;

namespace Cesuur.Load;

/// <summary>
/// Imports through HTTP, from the upload to the end of the job, beside a bare INSERT … SELECT FROM unnest of the same
/// rows as the same role in the same run.
/// </summary>
internal static class ImportBenchmark
{
    private const int Candidates = 50_000;
    private const int BatchSize = 5_000;
    private const int Megabyte = 1024 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public static async Task RunAsync(LoadServer server, Report report)
    {
        var people = Enumerable.Range(0, Candidates).Select(Person.Of).ToList();
        var (_, warmUp) = await server.OrganisationAsync();
        await ImportAsync(warmUp, FileOf(people.Take(2_000)));
        var before = server.Api.WorkingSet;

        var (_, school) = await server.OrganisationAsync();
        var file = FileOf(people);
        var (seconds, job) = await ImportAsync(school, file);
        Require(job, "created", Candidates);
        var peak = server.Api.PeakWorkingSet;

        var (again, repeated) = await ImportAsync(school, file);
        Require(repeated, "unchanged", Candidates);

        var (bareId, _) = await server.OrganisationAsync();
        var bare = await InsertBareAsync(server, bareId, people);

        var (_, large) = await server.OrganisationAsync();
        var (fourfold, _) = await ImportAsync(large, FileOf(Enumerable.Range(0, 4 * Candidates).Select(Person.Of)));

        report.Add($"import of {Candidates:N0} candidates", seconds, "s", atMost: 30);
        report.Add("the same file again, which changes nothing", again, "s");
        report.Add("bare INSERT … SELECT FROM unnest of the same rows", bare, "s");
        report.Add("ratio of the import to it", seconds / bare, "×");
        report.Add($"import of {4 * Candidates:N0} candidates", fourfold, "s");
        report.Add($"memory that {Candidates:N0} took over what the process had", (peak - before) / (double)Megabyte, "MB", atMost: 150);
        report.Add($"memory that {4 * Candidates:N0} took over that", (server.Api.PeakWorkingSet - peak) / (double)Megabyte, "MB", atMost: 100);
    }

    private static async Task<(double Seconds, Answer Job)> ImportAsync(TestClient school, byte[] file)
    {
        var start = Stopwatch.GetTimestamp();
        var id = (await school.UploadAsync(file)).Get("id");
        while (Stopwatch.GetElapsedTime(start) < Patience)
        {
            var job = await school.GetAsync($"/v1/jobs/{id}");
            if (job.Get("status") is "succeeded" or "failed")
            {
                return (Stopwatch.GetElapsedTime(start).TotalSeconds, job);
            }

            await Task.Delay(50);
        }

        throw new TimeoutException($"The import has not ended in {Patience}.");
    }

    private static void Require(Answer job, string count, int expected)
    {
        if (job.Node($"result.{count}")?.GetValue<int>() != expected)
        {
            throw new InvalidOperationException($"{expected} {count} were expected: {job}");
        }
    }

    private static byte[] FileOf(IEnumerable<Person> people)
    {
        var text = new StringBuilder("name,number,email,dateOfBirth,nativeLanguage,nationality,education\n");
        foreach (var person in people)
        {
            text.Append(CultureInfo.InvariantCulture, $"{person.Name},{person.Number},{person.Email},{person.DateOfBirth:yyyy-MM-dd},{person.Language},{person.Nationality},{person.Education}\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static async Task<double> InsertBareAsync(LoadServer server, Guid organisation, IReadOnlyList<Person> people)
    {
        await using var connection = await server.OpenAppAsync(organisation);
        var start = Stopwatch.GetTimestamp();
        await using var transaction = await connection.BeginTransactionAsync();
        foreach (var batch in people.Chunk(BatchSize))
        {
            await using var command = new NpgsqlCommand(
                """
                INSERT INTO candidates (tenant_id, id, name, search_key, number, email, date_of_birth, native_language, nationality, education, created_at)
                SELECT @tenant, uuidv7(), row.*, now() FROM unnest(@names, @keys, @numbers, @emails, @dates, @languages, @nationalities, @educations) AS row
                """,
                connection,
                transaction);
            command.Parameters.AddWithValue("tenant", organisation);
            command.Parameters.AddWithValue("names", batch.Select(person => person.Name).ToArray());
            command.Parameters.AddWithValue("keys", batch.Select(person => SearchKey.Of(person.Name)).ToArray());
            command.Parameters.AddWithValue("numbers", batch.Select(person => person.Number).ToArray());
            command.Parameters.AddWithValue("emails", batch.Select(person => person.Email).ToArray());
            command.Parameters.AddWithValue("dates", batch.Select(person => person.DateOfBirth).ToArray());
            command.Parameters.AddWithValue("languages", batch.Select(person => person.Language).ToArray());
            command.Parameters.AddWithValue("nationalities", batch.Select(person => person.Nationality).ToArray());
            command.Parameters.AddWithValue("educations", batch.Select(person => person.Education).ToArray());
            await command.ExecuteNonQueryAsync();
        }

        await transaction.CommitAsync();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private sealed record Person(string Name, string Number, string Email, DateOnly DateOfBirth, string Language, string Nationality, string Education)
    {
        private static readonly string[] FirstNames = ["Amira", "Zoë", "Jan", "Noor", "Karel", "Çelik", "Fatima", "Łukasz", "Mei", "Oleksandr"];
        private static readonly string[] LastNames = ["Haddad", "de Vries", "van den Berg", "Jansen", "Öztürk", "Kowalski", "Nguyen", "Shevchenko"];
        private static readonly string[] Languages = ["Arabisch", "Turks", "Pools", "Oekraïens", "Tigrinya", "Dari"];

        public static Person Of(int index) => new(
            $"{FirstNames[index % FirstNames.Length]} {LastNames[index / 7 % LastNames.Length]} {index:000000}",
            $"L{index:000000}",
            $"kandidaat{index}@example.org",
            new DateOnly(1970, 1, 1).AddDays(index * 37 % 13_000),
            Languages[index % Languages.Length],
            $"Land {index % 60}",
            $"MBO {index % 4 + 1}");
    }
}
