using System.Diagnostics;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Testing;
using Npgsql;

namespace Cesuur.Load;

/// <summary>The analysis of a version that many have taken, through HTTP, beside copying the same rows out of the database.</summary>
internal static class AnalysisBenchmark
{
    private const int Sittings = 100_000;
    private const int Items = 40;
    private const int Megabyte = 1024 * 1024;

    // What the product reads, by the role that owns everything, written to nowhere.
    private const string CopySql = """
        COPY (
            SELECT v.points, jsonb_path_query_array(v.items, '$[*].itemId')::text, jsonb_path_query_array(v.items, '$[*].points')::text, given.items, given.answers
            FROM results r
            JOIN result_versions v ON v.tenant_id = r.tenant_id AND v.result_id = r.id AND v.number = r.current_number
            CROSS JOIN LATERAL (
                SELECT array_agg(a.item_id) AS items, array_agg(a.answer::text) AS answers
                FROM responses a WHERE a.tenant_id = r.tenant_id AND a.sitting_id = r.sitting_id
            ) given
        ) TO STDOUT (FORMAT binary)
        """;

    public static async Task RunAsync(LoadServer server, Report report)
    {
        var (organisation, publisher) = await server.OrganisationAsync();
        var path = await PublishAsync(server, publisher, Items);
        var items = (await publisher.GetAsync($"{path}/content")).Json["sections"]![0]!["items"]!.AsArray()
            .Select(item => Id<Item>.Parse(item!["id"]!.ToString(), null)).ToList();
        await SyntheticSittings.AddAsync(server, organisation, Sittings);
        await SyntheticSittings.AddResultsAsync(server, organisation, items);

        var tenth = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().Date).AddDays(-9);
        var (_, few) = await AnalyseAsync(publisher, $"{path}/analysis?to={tenth:yyyy-MM-dd}"); // so that all of it has been compiled
        var peak = server.Api.PeakWorkingSet;
        var worked = server.Api.ProcessorTime;
        var (seconds, all) = await AnalyseAsync(publisher, $"{path}/analysis");
        if (all != Sittings || few is 0 or > Sittings / 4)
        {
            throw new InvalidOperationException($"{Sittings} sittings were expected, and some tenth of them: {all} and {few}.");
        }

        report.Add($"analysis of {Sittings:N0} sittings of {Items} items", seconds, "s");
        report.Add("processor time of the API for it", (server.Api.ProcessorTime - worked).TotalSeconds, "s");
        report.Add($"memory that it took over that of {few:N0} sittings", (server.Api.PeakWorkingSet - peak) / (double)Megabyte, "MB", atMost: 50);
        var copied = await CopyAsync(server);
        report.Add("COPY of the same rows out of the database", copied, "s");
        report.Add("ratio of the analysis to it", seconds / copied, "×", atMost: 2);
    }

    private static async Task<(double Seconds, int Sittings)> AnalyseAsync(TestClient publisher, string path)
    {
        var start = Stopwatch.GetTimestamp();
        var found = await publisher.GetAsync(path);
        return (Stopwatch.GetElapsedTime(start).TotalSeconds, found.Json["sittings"]!.GetValue<int>());
    }

    /// <summary>A published test of its own, and one who has checked in, to be copied.</summary>
    public static async Task<string> PublishAsync(LoadServer server, TestClient publisher, int items)
    {
        var test = (await publisher.PostAsync("/v1/tests", new { title = "Meettoets", skill = "reading", level = "A2" })).Get("id");
        var path = $"/v1/tests/{test}/versions/{(await publisher.PostAsync($"/v1/tests/{test}/versions", new { })).Get("id")}";
        var questions = Enumerable.Range(1, items).Select(number => new
        {
            identifier = $"q{number}",
            type = "single_choice",
            prompt = "Welk woord is een dag?",
            choices = new[] { new { id = "a", text = "stoel" }, new { id = "b", text = "maandag" }, new { id = "c", text = "lamp" }, new { id = "d", text = "deur" } },
            key = new { correct = new[] { "b" } },
        });
        await publisher.PutAsync($"{path}/content", new { sections = new[] { new { identifier = "s1", title = "Deel 1", navigation = "free", items = questions } } });
        await publisher.SendAsync(HttpMethod.Patch, path, new { durationSeconds = 3600 });
        await publisher.PutAsync($"{path}/cut-score", new { cutScore = items / 2 });
        await publisher.PostAsync($"{path}/publication");

        await server.GiveCreditsAsync(publisher, 1);
        var candidate = (await publisher.PostAsync("/v1/candidates", new { name = "Amira Haddad" })).Get("id");
        var invited = await publisher.PostAsync("/v1/invitations", new { candidateIds = new[] { candidate }, testIds = new[] { test } });
        await server.Api.Client(null).PostAsync("/v1/delivery/check-in", new { code = invited.Get("invitations[0].code") });
        return path;
    }

    private static async Task<double> CopyAsync(LoadServer server)
    {
        await using var connection = await server.OpenOwnerAsync();
        var start = Stopwatch.GetTimestamp();
        await using var rows = await connection.BeginRawBinaryCopyAsync(CopySql);
        await rows.CopyToAsync(Stream.Null);
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
