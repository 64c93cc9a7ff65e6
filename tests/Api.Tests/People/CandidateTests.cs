using System.Net;
using Cesuur.Testing;

namespace Cesuur.Api.Tests.People;

[Collection(ApiCollection.Name)]
public sealed class CandidateTests(ApiFixture fixture)
{
    private readonly TestApi _api = fixture.Api;

    [Theory]
    [InlineData("number", new[] { "B", "A", "C" })]
    [InlineData("-number", new[] { "C", "A", "B" })]
    [InlineData("nativeLanguage", new[] { "C", "B", "A" })]
    [InlineData("dateOfBirth", new[] { "B", "A", "C" })]
    [InlineData("education", new[] { "A", "B", "C" })]
    public async Task What_is_absent_is_sorted_last_and_case_and_accents_do_not_count(string sort, string[] expected)
    {
        var school = await _api.OrganisationAsync();
        await school.Admin.PostAsync("/v1/candidates", new { name = "A", number = "b2", nativeLanguage = "Turks", dateOfBirth = "1990-02-01", education = "Économie" });
        await school.Admin.PostAsync("/v1/candidates", new { name = "B", number = "A1", nativeLanguage = "ÉNGELS", dateOfBirth = "1990-01-31", education = "handel" });
        await school.Admin.PostAsync("/v1/candidates", new { name = "C", nativeLanguage = "arabisch" });
        var names = new List<string>();
        string? cursor = null;
        do
        {
            var page = await school.Admin.GetAsync($"/v1/candidates?limit=1&sort={sort}{(cursor is null ? "" : $"&cursor={cursor}")}");
            names.Add(page.Get("data[0].name"));
            cursor = page.Node("nextCursor")?.ToString();
        }
        while (cursor is not null);
        Assert.Equal(expected, names);
    }

    [Fact]
    public async Task Candidates_move_from_one_group_to_another_all_of_them_or_none()
    {
        var school = await _api.OrganisationAsync();
        var (from, to) = (await school.GroupAsync(), await school.GroupAsync());
        var candidates = new[] { await school.CandidateAsync("A"), await school.CandidateAsync("B") };
        await school.Admin.PostAsync("/v1/candidates/moves", new { candidateIds = candidates, toGroupId = from });
        var refused = await school.Admin.SendAsync(HttpMethod.Post, "/v1/candidates/moves", new { candidateIds = new[] { candidates[0], "cand_none" }, fromGroupId = from, toGroupId = to });
        Assert.Equal("/candidateIds/1", refused.Expect(HttpStatusCode.UnprocessableEntity).Get("errors[0].pointer"));
        Assert.Equal(2, await CountAsync(school.Admin, $"candidates?groupId={from}"));

        Assert.Equal("2", (await school.Admin.PostAsync("/v1/candidates/moves", new { candidateIds = candidates, fromGroupId = from, toGroupId = to })).Get("candidates"));
        Assert.Equal((0, 2), (await CountAsync(school.Admin, $"candidates?groupId={from}"), await CountAsync(school.Admin, $"candidates?groupId={to}")));
    }

    [Fact]
    public async Task Candidates_move_to_another_department_and_into_a_group_there_at_once()
    {
        var school = await _api.OrganisationAsync(licence: "departments");
        var department = await school.DepartmentAsync();
        var group = await school.GroupAsync(department);
        var candidate = await school.CandidateAsync();
        (await school.Admin.SendAsync(HttpMethod.Post, "/v1/candidates/moves", new { candidateIds = new[] { candidate }, toGroupId = group }))
            .Expect(HttpStatusCode.Conflict, "other_department");
        await school.Admin.PostAsync("/v1/candidates/moves", new { candidateIds = new[] { candidate }, toGroupId = group, toDepartmentId = department });
        var key = await school.DepartmentKeyAsync(department);
        Assert.Equal(1, await CountAsync(key, $"candidates?groupId={group}"));
    }

    [Fact]
    public async Task Two_candidates_who_are_one_person_become_one_with_all_they_did()
    {
        var school = await _api.OrganisationAsync(credits: 1);
        var kept = (await school.Admin.PostAsync("/v1/candidates", new { name = "Amira Haddad", email = "amira@example.org" })).Get("id");
        var sitting = await school.SittingAsync("reading");
        await sitting.Candidate.PostAsync("/v1/delivery/finish");
        var duplicate = (await school.Admin.GetAsync($"/v1/sittings/{sitting.Id}")).Get("candidateId");
        await school.Admin.SendAsync(HttpMethod.Patch, $"/v1/candidates/{duplicate}", new { number = "42", email = "other@example.org" });
        var group = await school.GroupAsync();
        await school.Admin.PutAsync($"/v1/groups/{group}/candidates/{duplicate}");

        var merged = await school.Admin.PostAsync($"/v1/candidates/{kept}/merge", new { duplicateId = duplicate });
        Assert.Equal(("42", "amira@example.org"), (merged.Get("number"), merged.Get("email")));
        foreach (var list in new[] { "invitations", "sittings", "results" })
        {
            Assert.Equal(1, await CountAsync(school.Admin, $"{list}?candidateId={kept}"));
        }

        Assert.Equal(1, await CountAsync(school.Admin, $"candidates?groupId={group}"));
        (await school.Admin.SendAsync(HttpMethod.Get, $"/v1/candidates/{duplicate}")).Expect(HttpStatusCode.NotFound);
        (await school.Admin.SendAsync(HttpMethod.Post, $"/v1/candidates/{kept}/merge", new { duplicateId = kept })).Expect(HttpStatusCode.UnprocessableEntity, "same_candidate");
    }

    [Fact]
    public async Task Two_merges_of_the_same_pair_in_opposite_directions_leave_one_candidate()
    {
        var school = await _api.OrganisationAsync();
        for (var round = 0; round < 5; round++)
        {
            var (one, two) = (await school.CandidateAsync($"Een {round}"), await school.CandidateAsync($"Twee {round}"));
            var answers = await Task.WhenAll(
                school.Admin.SendAsync(HttpMethod.Post, $"/v1/candidates/{one}/merge", new { duplicateId = two }),
                school.Admin.SendAsync(HttpMethod.Post, $"/v1/candidates/{two}/merge", new { duplicateId = one }));
            Assert.Single(answers, answer => answer.IsSuccess);
            Assert.Equal(round + 1, await CountAsync(school.Admin, "candidates"));
        }
    }

    [Fact]
    public async Task An_export_holds_all_that_is_known_of_a_candidate()
    {
        var school = await _api.OrganisationAsync(sandbox: true);
        var sitting = await school.SittingAsync("speaking");
        var item = (await sitting.ItemsAsync())[0];
        var recording = (await sitting.RecordAsync(item)).Get("id");
        await sitting.Candidate.PutAsync($"/v1/delivery/responses/{item}", new { revision = 1, answer = new { recordingId = recording } });
        await TimeOutAsync(school, sitting);
        var candidate = (await school.Admin.GetAsync($"/v1/sittings/{sitting.Id}")).Get("candidateId");
        await school.TeacherOfAsync(candidate);

        var export = await school.Admin.GetAsync($"/v1/candidates/{candidate}/data-export");
        Assert.Equal("Amira Haddad", export.Get("candidate.name"));
        Assert.Equal(sitting.Id, export.Get("sittings[0].sitting.id"));
        Assert.Equal(recording, export.Get("sittings[0].responses[0].answer.recordingId"));
        Assert.True((await school.Admin.GetAsync(export.Get("sittings[0].recordings[0].file"))).IsSuccess);
        Assert.Equal("Groep A2", export.Get("groups[0].name"));
        Assert.Single(export.Json["invitations"]!.AsArray());
    }

    [Fact]
    public async Task An_erasure_leaves_anonymous_results_and_a_whole_ledger()
    {
        var school = await _api.OrganisationAsync(sandbox: true);
        var reading = await school.SittingAsync("reading");
        await reading.Candidate.PutAsync($"/v1/delivery/responses/{(await reading.ItemsAsync())[0]}", new { revision = 1, answer = new { choice = "a" } });
        await reading.Candidate.PostAsync("/v1/delivery/finish");
        var candidate = (await school.Admin.GetAsync($"/v1/sittings/{reading.Id}")).Get("candidateId");
        await school.Admin.SendAsync(HttpMethod.Patch, $"/v1/candidates/{candidate}", new { number = "42", email = "amira@example.org", remarks = "Leest met een loep" });
        var invited = await school.Admin.PostAsync("/v1/invitations", new { candidateIds = new[] { candidate }, testIds = new[] { await school.TestAsync("speaking"), await school.TestAsync("writing") } });
        var test = await school.TestAsync("speaking");
        var speaking = await TestSitting.CheckInAsync(
            _api, invited.Json["invitations"]!.AsArray().Single(invitation => invitation!["testId"]!.ToString() == test)!["code"]!.ToString());
        await speaking.Candidate.PostAsync("/v1/delivery/start");
        (await school.Admin.SendAsync(HttpMethod.Post, $"/v1/candidates/{candidate}/erasure")).Expect(HttpStatusCode.Conflict, "candidate_at_test");
        var item = (await speaking.ItemsAsync())[0];
        var recording = (await speaking.RecordAsync(item)).Get("id");
        await speaking.Candidate.PutAsync($"/v1/delivery/responses/{item}", new { revision = 1, answer = new { recordingId = recording } });
        await school.Admin.PostAsync($"/v1/sittings/{speaking.Id}/message", new { text = "Amira, nog tien minuten." });
        await TimeOutAsync(school, speaking);
        var result = (await school.Admin.GetAsync($"/v1/results?sittingId={reading.Id}")).Get("data[0].id");
        var report = await school.Admin.PostAsync("/v1/reports", new { kind = "candidate", resultIds = new[] { result } });
        await school.JobAsync(report.Get("job.id"));

        var erased = await school.Admin.PostAsync($"/v1/candidates/{candidate}/erasure");
        Assert.Null(erased.Node("number"));
        Assert.NotNull(erased.Node("erasedAt"));
        Assert.Equal("10", (await school.Admin.GetAsync($"/v1/results/{result}")).Get("result.maxPoints"));
        Assert.Equal("999998", (await school.Admin.GetAsync("/v1/credits")).Get("balance")); // of three, the unused code's came back
        (await school.Admin.SendAsync(HttpMethod.Get, $"/v1/reports/{report.Get("report.id")}")).Expect(HttpStatusCode.NotFound);
        (await school.Admin.SendAsync(HttpMethod.Get, $"/v1/sittings/{speaking.Id}/recordings/{recording}/file")).Expect(HttpStatusCode.NotFound);
        Assert.Empty((await school.Admin.GetAsync("/v1/candidates")).Json["data"]!.AsArray());
        var export = await school.Admin.GetAsync($"/v1/candidates/{candidate}/data-export");
        foreach (var known in new[] { "Amira", "amira@example.org", "loep", recording })
        {
            Assert.DoesNotContain(known, export.Text, StringComparison.Ordinal);
        }

        Assert.Equal("a", export.Get("sittings[1].responses[0].answer.choice")); // tells nothing of anybody
        (await school.Admin.SendAsync(HttpMethod.Post, $"/v1/candidates/{candidate}/erasure")).Expect(HttpStatusCode.Conflict, "candidate_erased");
        (await school.Admin.SendAsync(HttpMethod.Patch, $"/v1/candidates/{candidate}", new { name = "Terug" })).Expect(HttpStatusCode.Conflict, "candidate_erased");
        (await school.Admin.SendAsync(HttpMethod.Post, "/v1/invitations", new { candidateIds = new[] { candidate }, testIds = new[] { await school.TestAsync("reading") } }))
            .Expect(HttpStatusCode.UnprocessableEntity);
        var events = await school.Admin.GetAsync("/v1/events?type=candidate.erased");
        Assert.Equal(candidate, events.Get("data[0].data.id"));
    }

    private static async Task TimeOutAsync(TestOrganisation school, TestSitting sitting)
    {
        await school.Admin.PostAsync("/v1/sandbox/clock", new { advance = "PT3H" });
        await TestJobs.EventuallyAsync(() => school.Admin.GetAsync($"/v1/sittings/{sitting.Id}"), found => found.Get("state") == "to_rate");
    }

    private static async Task<int> CountAsync(TestClient client, string list) => (await client.GetAsync($"/v1/{list}")).Json["data"]!.AsArray().Count;
}
