using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Cesuur.Testing;
using static Cesuur.Testing.TestAuthoring;

namespace Cesuur.Api.Tests.Results;

[Collection(ApiCollection.Name)]
public sealed class AnalysisTests(ApiFixture fixture)
{
    private const double Tolerance = 1e-9;

    private readonly TestApi _api = fixture.Api;

    /// <summary>
    /// Five groups of eight, of which the first has nothing right and the last all four. What is wrong is a, or c at every
    /// other candidate; the first group leaves the last question open. The figures are worked out in the domain's tests.
    /// </summary>
    [Fact]
    public async Task Known_answers_of_two_organisations_come_to_known_figures_as_JSON_and_as_CSV()
    {
        var (publisher, test) = await PublishedAsync(4);
        await TakeAsync(await EntitledAsync(publisher), test, Enumerable.Range(0, 25));
        await TakeAsync(publisher, test, Enumerable.Range(25, 15));

        var answer = await publisher.Admin.GetAsync($"{test.Path}/analysis?cutScore=3&cutScore=2&cutScore=3");

        var (figures, whole) = (answer.Json, answer.Json["test"]!);
        Assert.Equal(("40", "40", null), (answer.Get("sittings"), answer.Get("sittingsWithAnswers"), figures["absentBecause"]));
        Assert.Equal(2, Number(whole["mean"]), Tolerance);
        Assert.Equal(Math.Sqrt(80d / 39), Number(whole["standardDeviation"]), Tolerance);
        Assert.Equal(0.8, Number(whole["cronbachAlpha"]), Tolerance);
        Assert.Equal(Math.Sqrt(16d / 39), Number(whole["standardErrorOfMeasurement"]), Tolerance);
        Assert.Equal(("1", "2", "3"), (answer.Get("test.lowerQuartile"), answer.Get("test.median"), answer.Get("test.upperQuartile")));
        Assert.Equal([0.8, 0.6, 0.4, 0.2], figures["items"]!.AsArray().Select(item => Math.Round(Number(item!["pValue"]), 9)));
        Assert.Equal(0.24 / Math.Sqrt(0.16 * 1.36), Number(figures["items"]![0]!["itemRestCorrelation"]), Tolerance);
        Assert.Equal(["0", "0", "0", "8"], figures["items"]!.AsArray().Select(item => item!["omitted"]!.ToString()));
        Assert.Equal(["a false 4 -", "b true 32 1.5", "c false 4 -"], Options(0));
        Assert.Equal(["a false 12 2", "b true 8 -", "c false 12 2"], Options(3));
        Assert.Equal(["0 8", "1 8", "2 8", "3 8", "4 8"], figures["distribution"]!.AsArray().Select(score => $"{score!["points"]} {score["count"]}"));
        Assert.Equal(["2 24 0.6", "3 16 0.4"], figures["cutScores"]!.AsArray().Select(cut => $"{cut!["cutScore"]} {cut["passed"]} {cut["passRate"]}"));
        Assert.InRange(Number(figures["cutScores"]![0]!["decisionConsistency"]), 0.75, 0.85);
        Assert.InRange(Number(figures["cutScores"]![0]!["kappa"]), 0.5, 0.7);
        Assert.DoesNotContain("cand_", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("sit_", answer.Text, StringComparison.Ordinal);

        foreach (var (table, expected) in new (string, IEnumerable<JsonNode>)[]
        {
            ("items", figures["items"]!.AsArray()!), ("distribution", figures["distribution"]!.AsArray()!), ("cut_scores", figures["cutScores"]!.AsArray()!),
            ("options", figures["items"]!.AsArray().SelectMany(item => item!["options"]!.AsArray().Select(option => With(option!, item, "itemId", "identifier")))),
            ("test", [With(whole, figures, "sittings", "sittingsWithAnswers")]),
        })
        {
            var file = await publisher.Admin.GetAsync($"{test.Path}/analysis?cutScore=2&cutScore=3&format=csv&table={table}");
            Assert.Equal("text/csv", file.ContentType);
            var lines = Encoding.UTF8.GetString(file.Bytes).TrimStart('\uFEFF').TrimEnd().Split('\n').Select(line => line.TrimEnd('\r').Split(',')).ToList();
            Assert.Equal(
                expected.Select(row => lines[0].Select(name => Text(row[name]))),
                lines.Skip(1).Select(line => line.Select(cell => cell.ToLowerInvariant())));
        }

        IEnumerable<string> Options(int item) => figures["items"]![item]!["options"]!.AsArray()
            .Select(option => $"{option!["option"]} {option["inKey"]} {option["count"]} {option["meanRestScore"]?.ToString() ?? "-"}");
    }

    [Fact]
    public async Task A_stranger_and_a_school_that_uses_the_test_get_no_analysis()
    {
        var (publisher, test) = await PublishedAsync(1);
        var school = await EntitledAsync(publisher);
        var stranger = await _api.BareSchoolAsync();
        foreach (var other in new[] { school, stranger })
        {
            (await other.Admin.SendAsync(HttpMethod.Get, $"{test.Path}/analysis")).Expect(HttpStatusCode.NotFound, "not_found");
        }

        var teacher = await publisher.UserAsync(["teacher"]);
        (await teacher.Client.SendAsync(HttpMethod.Get, $"{test.Path}/analysis")).Expect(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Of_few_sittings_nothing_is_told_but_how_many_they_are()
    {
        var (publisher, test) = await PublishedAsync(2);
        await TakeAsync(publisher, test, Enumerable.Range(0, 3));

        var few = await publisher.Admin.GetAsync($"{test.Path}/analysis");

        Assert.Equal(
            """{"sittings":3,"sittingsWithAnswers":3,"absentBecause":"too_few_sittings","test":null,"items":[],"distribution":[],"cutScores":[]}""", few.Text);
        var file = await publisher.Admin.GetAsync($"{test.Path}/analysis?format=csv");
        Assert.Single(file.Text.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task What_is_asked_for_narrows_which_sittings_count()
    {
        var (publisher, test) = await PublishedAsync(1);
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(TimeProvider.System.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById("Europe/Amsterdam")).DateTime);
        var moment = await publisher.ExamMomentAsync();
        var session = await publisher.ExamSessionAsync(new { examMomentId = moment, testIds = new[] { test.TestId } });
        var invited = await publisher.InvitedAsync(test.TestId);
        await publisher.RegisterAsync(session, invited.Id);
        await AnswerAsync(invited.Code, 1);
        await TakeAsync(publisher, test, [1]);
        await TakeAsync(await EntitledAsync(publisher), test, [1]);

        Assert.Equal(3, await SittingsAsync(""));
        Assert.Equal(1, await SittingsAsync($"?examMomentId={moment}"));
        Assert.Equal(3, await SittingsAsync(FormattableString.Invariant($"?from={today.AddDays(-1):yyyy-MM-dd}&to={today.AddDays(1):yyyy-MM-dd}")));
        Assert.Equal(0, await SittingsAsync(FormattableString.Invariant($"?from={today.AddDays(2):yyyy-MM-dd}")));
        Assert.Equal(0, await SittingsAsync(FormattableString.Invariant($"?to={today.AddDays(-2):yyyy-MM-dd}")));

        var foreign = await (await _api.BareSchoolAsync()).ExamMomentAsync();
        foreach (var (query, pointer) in new[]
        {
            ($"examMomentId={foreign}", "examMomentId"), ("cutScore=0", "cutScore"), ("cutScore=2", "cutScore"), ("format=xml", "format"), ("table=people", "table"),
        })
        {
            var refused = await publisher.Admin.SendAsync(HttpMethod.Get, $"{test.Path}/analysis?{query}");
            refused.Expect(HttpStatusCode.UnprocessableEntity, "invalid_request");
            Assert.Contains(pointer, refused.Get("errors[0].pointer"), StringComparison.Ordinal);
        }

        async Task<int> SittingsAsync(string query) => int.Parse((await publisher.Admin.GetAsync($"{test.Path}/analysis{query}")).Get("sittings"), CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task What_is_tried_out_in_a_sandbox_counts_for_a_publisher_in_a_sandbox_only()
    {
        foreach (var (sandbox, counted) in new[] { (false, "1"), (true, "2") })
        {
            var publisher = await _api.OrganisationAsync(credits: 2, sandbox: sandbox);
            var test = await PublishAsync(publisher, 1);
            var trying = await _api.OrganisationAsync(credits: 1, sandbox: true);
            await trying.EntitleAsync(publisher);
            await TakeAsync(trying, test, [1]);
            await TakeAsync(publisher, test, [1]);

            Assert.Equal(counted, (await publisher.Admin.GetAsync($"{test.Path}/analysis")).Get("sittings"));
        }
    }

    [Fact]
    public async Task Whoever_was_erased_still_counts_but_not_what_they_answered()
    {
        var (publisher, test) = await PublishedAsync(1);
        await TakeAsync(publisher, test, [1, 1]);
        var candidate = (await publisher.Admin.GetAsync("/v1/results?limit=1")).Get("data[0].candidateId");
        await publisher.Admin.PostAsync($"/v1/candidates/{candidate}/erasure");

        var figures = await publisher.Admin.GetAsync($"{test.Path}/analysis");

        Assert.Equal(("2", "1"), (figures.Get("sittings"), figures.Get("sittingsWithAnswers")));
    }

    private async Task<(TestOrganisation Publisher, TestDraft Test)> PublishedAsync(int questions)
    {
        var publisher = await _api.BareSchoolAsync(credits: 100);
        return (publisher, await PublishAsync(publisher, questions));
    }

    private static async Task<TestDraft> PublishAsync(TestOrganisation publisher, int questions) => await (await publisher.WriteTestAsync(Content(
        [.. Enumerable.Range(1, questions).Select(number => new
        {
            identifier = $"q{number}",
            type = "single_choice",
            prompt = "Welk woord is een dag?",
            choices = new[] { new { id = "a", text = "stoel" }, new { id = "b", text = "maandag" }, new { id = "c", text = "lamp" } },
            key = new { correct = new[] { "b" } },
        })]))).PublishAsync();

    private async Task<TestOrganisation> EntitledAsync(TestOrganisation publisher)
    {
        var school = await _api.BareSchoolAsync(credits: 100);
        await school.EntitleAsync(publisher);
        return school;
    }

    /// <summary>Has new candidates of a school take the test, each by their number.</summary>
    private async Task TakeAsync(TestOrganisation school, TestDraft test, IEnumerable<int> numbers)
    {
        await Parallel.ForEachAsync(numbers, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (number, _) =>
            await AnswerAsync(await school.CodeForAsync(test.TestId), number));
    }

    /// <summary>By the number modulo 5 as many of the first questions are right; what is wrong is a, of odd numbers c; the fourth is left open by whoever knows nothing.</summary>
    private async Task AnswerAsync(string code, int number)
    {
        var sitting = await TestSitting.CheckInAsync(_api, code);
        await sitting.Candidate.PostAsync("/v1/delivery/start");
        foreach (var (place, item) in (await sitting.ItemsAsync()).Index())
        {
            if (place < 3 || number % 5 > 0)
            {
                var choice = place < number % 5 ? "b" : number % 2 == 0 ? "a" : "c";
                await sitting.Candidate.PutAsync($"/v1/delivery/responses/{item}", new { revision = 1, answer = new { choice } });
            }
        }

        await sitting.Candidate.PostAsync("/v1/delivery/finish");
    }

    private static JsonNode With(JsonNode row, JsonNode whole, params string[] names)
    {
        var copy = row.DeepClone();
        foreach (var name in names)
        {
            copy[name] = whole[name]!.DeepClone();
        }

        return copy;
    }

    private static string Text(JsonNode? cell) => cell?.ToString() ?? "";

    private static double Number(JsonNode? number) => number!.GetValue<double>();
}
