using System.Net;
using Cesuur.Api.Http;
using Cesuur.Api.Tests.Contract;
using Cesuur.Domain.Organisations;
using Cesuur.Testing;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using static Cesuur.Testing.TestAuthoring;

namespace Cesuur.Api.Tests.Catalogue;

/// <summary>
/// Keys, rubrics and correct answers are in no answer to a candidate or to anybody without the right (N art. 2.3,
/// annex 5). A test is written in which each secret is a word that stands nowhere else, a school holds it from invitation
/// to report, and every answer of every route on the way is searched, whole.
/// </summary>
[Collection(ApiCollection.Name)]
public sealed class SecrecyTests(ApiFixture fixture)
{
    private static readonly string[] RatersRoutes = ["GetRating", "ListRatingVersions"];

    private readonly TestApi _api = fixture.Api;
    private readonly List<string> _leaks = [];

    /// <summary>What only the author ever sees.</summary>
    private readonly Dictionary<string, string> _keys = Words(
        "key", "alternative", "mapping", "part", "item title", "kept with the item", "kept with the section", "kept with the content");

    /// <summary>What those who rate see after the administration.</summary>
    private readonly Dictionary<string, string> _rubrics = Words("rubric guidance", "criterion", "criterion title", "criterion guidance", "cap flag", "cap description");

    [Fact]
    public async Task No_answer_holds_a_key_or_a_rubric_for_whoever_has_no_right_to_it()
    {
        var publisher = await _api.BareSchoolAsync(licence: "departments");
        var test = await (await publisher.WriteTestAsync(await SecretContentAsync(publisher), skill: "writing")).PublishAsync();
        var content = await publisher.Admin.GetAsync($"{test.Path}/content");
        Assert.All([.. _keys, .. _rubrics], secret => Assert.Contains(secret.Value, content.Text, StringComparison.Ordinal)); // the search can find

        var school = await _api.OrganisationAsync(credits: 10, licence: "departments");
        var examples = await RouteExamples.CreateAsync(_api, school);
        await school.EntitleAsync(publisher, test.TestId);
        var candidate = await school.CandidateAsync();
        var teacher = await school.TeacherOfAsync(candidate);
        var invited = Search("invitation", await school.Admin.PostAsync("/v1/invitations", new { candidateIds = new[] { candidate }, testIds = new[] { test.TestId } }));
        var checkedIn = Search("check-in", await _api.Client(null).PostAsync("/v1/delivery/check-in", new { code = invited.Get("invitations[0].code") }));
        var sitting = new TestSitting(checkedIn.Get("sittingId"), invited.Get("invitations[0].code"), _api.Client(checkedIn.Get("token")));
        var ids = new Dictionary<string, string>
        {
            ["testId"] = test.TestId,
            ["versionId"] = test.Id,
            ["candidateId"] = candidate,
            ["sittingId"] = sitting.Id,
            ["invitationId"] = invited.Get("invitations[0].id"),
        };
        var everybody = new Dictionary<string, TestClient>
        {
            ["the school's key"] = school.Admin,
            ["a key that neither writes tests nor rates"] = await KeyAsync(school, Permission.TestsWrite, Permission.RatingsWrite),
            ["an admin"] = (await school.UserAsync(["admin"])).Client,
            ["the teacher"] = teacher.Client,
            ["a rater"] = (await school.UserAsync(["rater"])).Client,
            ["an invigilator"] = (await school.UserAsync(["invigilator"])).Client,
        };

        await TakeAsync(sitting, async () => await ReadAllAsync("during the test", everybody, examples, ids));
        await ReadAllAsync("by the candidate", new() { ["the candidate"] = sitting.Candidate }, examples, ids, AccessKind.Candidate);
        var read = await ReadAllAsync("before rating", everybody, examples, ids, AccessKind.Organisation, RatersRoutes);

        // Only those who rate see the rubrics, and still no key.
        var rating = Search("rating", await teacher.Client.GetAsync($"/v1/sittings/{sitting.Id}/rating"), _keys);
        Assert.All(_rubrics.Values, secret => Assert.Contains(secret, rating.Text, StringComparison.Ordinal));
        Search("rating of nobody's", await everybody["a key that neither writes tests nor rates"].SendAsync(HttpMethod.Get, $"/v1/sittings/{sitting.Id}/rating"));
        var scores = new Dictionary<string, int> { [_rubrics["criterion"]] = 1 };
        foreach (var task in rating.Json["tasks"]!.AsArray())
        {
            Search("rated", await teacher.Client.PutAsync($"/v1/sittings/{sitting.Id}/rating/tasks/{task!["itemId"]}", new { scores }), _keys);
        }

        Search("history", await teacher.Client.GetAsync($"/v1/sittings/{sitting.Id}/rating/versions"), _keys);
        Search("history of nobody's", await everybody["a key that neither writes tests nor rates"].SendAsync(HttpMethod.Get, $"/v1/sittings/{sitting.Id}/rating/versions"));
        ids["resultId"] = Search("finalised", await teacher.Client.PostAsync($"/v1/sittings/{sitting.Id}/rating/finalisation")).Get("id");
        var report = Search("report", await teacher.Client.PostAsync("/v1/reports", new { kind = "candidate", resultIds = new[] { ids["resultId"] } }));
        ids["reportId"] = report.Get("report.id");
        ids["jobId"] = report.Get("job.id");
        Assert.Equal("succeeded", (await school.JobAsync(ids["jobId"])).Get("status"));
        await ReadAllAsync("after rating", everybody, examples, ids, AccessKind.Organisation, RatersRoutes);

        // Of the publisher's own people those who do not write tests see none of it either.
        var reader = new Dictionary<string, TestClient> { ["the publisher's reader"] = await KeyAsync(publisher, Permission.TestsWrite) };
        await ReadAllAsync("at the publisher", reader, examples, ids);

        Assert.Empty(_leaks);
        Assert.True(read > 100, $"Only {read} answers were there to be searched.");
    }

    /// <summary>Everything that a candidate does, a wrong answer among it; and in the middle what others do.</summary>
    private async Task TakeAsync(TestSitting sitting, Func<Task> meanwhile)
    {
        Search("start", await sitting.Candidate.PostAsync("/v1/delivery/start"));
        await meanwhile();
        var steps = 0;
        for (var more = true; more; steps++)
        {
            var state = Search("state", await sitting.Candidate.GetAsync("/v1/delivery/sitting"));
            var sections = state.Json["sections"]!.AsArray();
            foreach (var item in sections.SelectMany(section => section!["items"]!.AsArray()))
            {
                foreach (var answer in new object[] { new { text = "fout" }, new { choice = "a" }, new { parts = new { R1 = new { text = "fout" } } } })
                {
                    Search("save", await sitting.Candidate.SendAsync(HttpMethod.Put, $"/v1/delivery/responses/{item!["id"]}", new { revision = 1, answer }));
                    Search("saves", await sitting.Candidate.SendAsync(HttpMethod.Post, "/v1/delivery/responses", new { responses = new[] { new { itemId = item["id"], revision = 2, answer } } }));
                }
            }

            foreach (var stimulus in sections.SelectMany(section => section!["stimuli"]!.AsArray()).Where(stimulus => stimulus!["mediaId"] is not null))
            {
                var play = Search("play", await sitting.Candidate.PostAsync("/v1/delivery/plays", new { mediaId = stimulus!["mediaId"]!.ToString() }));
                Search("played", await _api.Client(null).GetAsync(play.Get("url")));
            }

            more = Search("advance", await sitting.Candidate.SendAsync(HttpMethod.Post, "/v1/delivery/advance", new { fromStep = steps })).IsSuccess;
        }

        Assert.Equal(3, steps);

        Assert.Equal("to_rate", Search("finish", await sitting.Candidate.PostAsync("/v1/delivery/finish")).Get("state"));
    }

    /// <summary>Asks for everything that can be asked for by GET; how many were there.</summary>
    private async Task<int> ReadAllAsync(
        string when, Dictionary<string, TestClient> everybody, RouteExamples examples, Dictionary<string, string> ids, AccessKind kind = AccessKind.Organisation, string[]? except = null)
    {
        var there = 0;
        foreach (var route in _api.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(route => route.Metadata.GetMetadata<Access>()?.Kind == kind && route.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods[0] == "GET"
                && except?.Contains(route.Metadata.GetMetadata<IEndpointNameMetadata>()!.EndpointName) != true))
        {
            var path = examples.Fill(ids.Aggregate(
                "/" + route.RoutePattern.RawText!.TrimStart('/'), (filled, id) => filled.Replace($"{{{id.Key}}}", id.Value, StringComparison.Ordinal)));
            foreach (var (who, client) in everybody)
            {
                there += Search($"GET {path} of {who} {when}", await client.SendAsync(HttpMethod.Get, path)).IsSuccess ? 1 : 0;
            }
        }

        return there;
    }

    private Answer Search(string where, Answer answer, IReadOnlyDictionary<string, string>? secrets = null)
    {
        var whole = answer.Text + answer.Headers;
        _leaks.AddRange(
            from secret in secrets ?? _keys.Concat(_rubrics)
            where whole.Contains(secret.Value, StringComparison.OrdinalIgnoreCase)
            select $"{where} tells the {secret.Key}");
        return answer;
    }

    private async Task<TestClient> KeyAsync(TestOrganisation organisation, params Permission[] without) => _api.Client((await organisation.Admin.PostAsync(
        "/v1/api-keys", new { name = "Reader", scopes = Permission.All.Except(without).Select(permission => permission.Name) })).Get("key"));

    private async Task<object> SecretContentAsync(TestOrganisation publisher)
    {
        var sound = (await publisher.UploadMediaAsync(TestMedia.Mp3(), "audio/mpeg", "winkel.mp3")).Expect(HttpStatusCode.Created).Get("id");
        object Kept(string secret) => new[] { new { place = "qti-assessment-item", xml = $"<qti-modal-feedback>{_keys[secret]}</qti-modal-feedback>" } };
        object TextKey(string secret) => new { correct = new[] { _keys[secret] } };
        return new
        {
            kept = Kept("kept with the content"),
            sections = new object[]
            {
                new
                {
                    identifier = "s1", title = "Deel 1", navigation = "free", kept = Kept("kept with the section"),
                    items = new object[]
                    {
                        new { identifier = "q1", type = "text_entry", prompt = "Vul in.", title = _keys["item title"], kept = Kept("kept with the item"), key = new { correct = new[] { _keys["key"], _keys["alternative"] } } },
                        new { identifier = "q2", type = "text_entry", prompt = "Vul in.", key = new { correct = Array.Empty<string>(), mapping = new[] { new { value = _keys["mapping"], points = 2 } } } },
                        new { identifier = "q3", type = "composite", prompt = "", parts = new[] { new { identifier = "R1", type = "text_entry", prompt = "Vul in.", key = TextKey("part") } } },
                    },
                },
                new
                {
                    identifier = "s2", title = "Deel 2", navigation = "forward_only",
                    stimuli = new[] { new { identifier = "f1", title = "Fragment", mediaId = sound, playLimit = 1 } },
                    items = new object[]
                    {
                        Question("q4"),
                        new
                        {
                            identifier = "t1", type = "extended_text", prompt = "Schrijf.", stimulus = "f1",
                            rubric = new
                            {
                                guidance = _rubrics["rubric guidance"],
                                criteria = new[] { new { id = _rubrics["criterion"], title = _rubrics["criterion title"], maxPoints = 2, guidance = _rubrics["criterion guidance"] } },
                                gates = new[] { new { criterion = _rubrics["criterion"] } },
                                caps = new[] { new { flag = _rubrics["cap flag"], criteria = new[] { _rubrics["criterion"] }, maxPoints = 1, description = _rubrics["cap description"] } },
                            },
                        },
                    },
                },
            },
        };
    }

    private static Dictionary<string, string> Words(params string[] secrets) => secrets.ToDictionary(secret => secret, _ => $"w{Guid.CreateVersion7():N}");
}
