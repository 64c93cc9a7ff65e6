using System.Net;
using Cesuur.Testing;

namespace Cesuur.Api.Tests.Organisations;

/// <summary>What a department admin and a teacher see, and what they never learn.</summary>
[Collection(ApiCollection.Name)]
public sealed class ReachTests(ApiFixture fixture)
{
    private readonly TestApi _api = fixture.Api;

    [Fact]
    public async Task A_department_admin_sees_the_department_and_an_admin_all()
    {
        var school = await _api.OrganisationAsync(credits: 3, licence: "departments");
        var mine = await school.DepartmentAsync("Mine");
        var theirs = await school.DepartmentAsync("Theirs");
        var admin = await school.UserAsync(["department_admin"], mine);
        foreach (var (name, department) in new[] { ("Mijn", mine), ("Hun", theirs), ("Niemands", null) })
        {
            var candidate = await school.Admin.PostAsync("/v1/candidates", new { name, departmentId = department });
            var invited = await school.Admin.PostAsync("/v1/invitations", new { candidateIds = new[] { candidate.Get("id") }, testIds = new[] { await school.TestAsync("reading") } });
            var sitting = await TestSitting.CheckInAsync(_api, invited.Get("invitations[0].code"));
            await sitting.Candidate.PostAsync("/v1/delivery/start");
            await sitting.Candidate.PostAsync("/v1/delivery/finish");
        }

        await school.GroupAsync(mine);
        await school.GroupAsync(theirs);
        await school.GroupAsync();
        foreach (var list in new[] { "candidates", "invitations", "sittings", "results", "groups", "departments", "candidates?search=m", "candidates?sort=-createdAt" })
        {
            Assert.Single(await IdsAsync(admin.Client, list));
        }

        Assert.Equal([admin.Id], await IdsAsync(admin.Client, "users"));
        Assert.Equal(3, (await IdsAsync(school.Admin, "results")).Count);
        Assert.Single(await IdsAsync(school.Admin, $"candidates?departmentId={theirs}"));
        Assert.Empty(await IdsAsync(admin.Client, $"candidates?departmentId={theirs}"));
        Assert.Empty(await IdsAsync(admin.Client, "candidates?search=hun"));
    }

    [Fact]
    public async Task Who_also_invigilates_others_does_to_them_what_an_invigilator_may_and_no_more()
    {
        var school = await _api.OrganisationAsync(credits: 2, licence: "departments");
        var (mine, theirs) = (await school.DepartmentAsync("Mine"), await school.DepartmentAsync("Theirs"));
        var both = await school.UserAsync(["department_admin", "invigilator"], mine);
        var session = await TestExamSession.CreateAsync(school, candidates: 2);
        await school.Admin.SendAsync(HttpMethod.Patch, $"/v1/sessions/{session.Id}", new { invigilatorIds = new[] { both.Id } });
        var (own, others) = (session.Registered[0].Candidate, session.Registered[1].Candidate);
        await school.Admin.SendAsync(HttpMethod.Patch, $"/v1/candidates/{own}", new { departmentId = mine });
        await school.Admin.SendAsync(HttpMethod.Patch, $"/v1/candidates/{others}", new { departmentId = theirs });

        Assert.Equal(2, (await both.Client.GetAsync($"/v1/sessions/{session.Id}/monitor")).Json["rows"]!.AsArray().Count);
        (await both.Client.SendAsync(HttpMethod.Put, $"/v1/sessions/{session.Id}/attendance/{others}", new { presence = "present", identityChecked = true })).Expect(HttpStatusCode.OK);
        (await both.Client.SendAsync(HttpMethod.Patch, $"/v1/candidates/{others}", new { name = "Iemand anders" })).Expect(HttpStatusCode.NotFound);
        (await both.Client.SendAsync(HttpMethod.Post, $"/v1/candidates/{others}/erasure")).Expect(HttpStatusCode.NotFound);
        (await both.Client.SendAsync(HttpMethod.Post, $"/v1/candidates/{own}/erasure")).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_teacher_sees_the_candidates_of_their_groups_and_those_they_entered()
    {
        var school = await _api.OrganisationAsync(credits: 2);
        var taught = await school.CandidateAsync("In de groep");
        await school.CandidateAsync("Van een ander");
        var teacher = await school.TeacherOfAsync(taught);
        var entered = (await teacher.Client.PostAsync("/v1/candidates", new { name = "Zelf ingevoerd" })).Get("id");
        Assert.Equal([taught, entered], await IdsAsync(teacher.Client, "candidates"));

        var own = (await teacher.Client.PostAsync("/v1/groups", new { name = "Nieuw" })).Get("id");
        await teacher.Client.PutAsync($"/v1/groups/{own}/candidates/{taught}");
        Assert.Equal([taught], await IdsAsync(teacher.Client, $"candidates?groupId={own}"));
        Assert.Equal(2, (await IdsAsync(teacher.Client, "groups")).Count);
        Assert.Equal([teacher.Id], await IdsAsync(teacher.Client, "users"));
    }

    [Fact]
    public async Task An_invitation_of_whom_the_caller_does_not_see_is_refused_as_of_nobody()
    {
        var school = await _api.OrganisationAsync(credits: 2);
        var stranger = await school.CandidateAsync("Van een ander");
        var group = await school.GroupAsync();
        await school.Admin.PutAsync($"/v1/groups/{group}/candidates/{stranger}");
        var teacher = await school.UserAsync(["teacher"]);
        foreach (var path in new[] { "/v1/invitations", "/v1/invitations/preview" })
        {
            var refused = await teacher.Client.SendAsync(HttpMethod.Post, path, new
            {
                candidateIds = new[] { stranger },
                groupIds = new[] { group },
                testIds = new[] { await school.TestAsync("reading") },
            });
            refused.Expect(HttpStatusCode.UnprocessableEntity, "invalid_request");
            Assert.Equal("/candidateIds/0", refused.Get("errors[0].pointer"));
            Assert.Equal("/groupIds/0", refused.Get("errors[1].pointer"));
        }
    }

    [Fact]
    public async Task A_group_shared_by_two_teachers_shows_each_the_other_and_no_more()
    {
        var school = await _api.OrganisationAsync();
        var group = await school.GroupAsync();
        var one = await school.UserAsync(["teacher"]);
        var two = await school.UserAsync(["teacher"]);
        var three = await school.UserAsync(["teacher"]);
        await school.Admin.PutAsync($"/v1/groups/{group}/teachers/{one.Id}");
        await school.Admin.PutAsync($"/v1/groups/{group}/teachers/{two.Id}");
        Assert.Equal(new[] { one.Id, two.Id }.Order(), (await IdsAsync(one.Client, "users")).Order());
        (await one.Client.SendAsync(HttpMethod.Get, $"/v1/users/{three.Id}")).Expect(HttpStatusCode.NotFound);
        (await one.Client.SendAsync(HttpMethod.Put, $"/v1/groups/{group}/teachers/{three.Id}")).Expect(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_rater_sees_no_candidate_and_their_own_account()
    {
        var school = await _api.OrganisationAsync();
        await school.CandidateAsync();
        var user = await school.UserAsync(["rater"]);
        (await user.Client.SendAsync(HttpMethod.Get, "/v1/candidates")).Expect(HttpStatusCode.Forbidden, "insufficient_scope");
        Assert.Equal(user.Id, (await user.Client.GetAsync("/v1/me")).Get("id"));
    }

    [Fact]
    public async Task An_invigilator_sees_their_own_sessions_and_in_them_candidates_codes_and_sittings()
    {
        var school = await _api.OrganisationAsync(credits: 4);
        var (one, two) = (await school.UserAsync(["invigilator"]), await school.UserAsync(["invigilator"]));
        var ids = new List<string>();
        foreach (var invigilator in new[] { one, two })
        {
            var session = await school.ExamSessionAsync(new { invigilatorIds = new[] { invigilator.Id } });
            var invited = await school.InvitedAsync();
            await school.RegisterAsync(session, invited.Id);
            var sitting = await TestSitting.CheckInAsync(_api, invited.Code);
            await sitting.Candidate.PostAsync("/v1/delivery/start");
            await sitting.Candidate.PostAsync("/v1/delivery/finish");
            ids.AddRange([session, invited.Id, invited.CandidateId, sitting.Id]);
        }

        await school.InvitedAsync();
        foreach (var (list, index) in new[] { ("sessions", 0), ("invitations", 1), ("candidates", 2), ("sittings", 3) })
        {
            Assert.Equal([ids[index]], await IdsAsync(one.Client, list));
            Assert.Equal([ids[index + 4]], await IdsAsync(two.Client, list));
            (await one.Client.SendAsync(HttpMethod.Get, $"/v1/{list}/{ids[index + 4]}")).Expect(HttpStatusCode.NotFound);
        }

        Assert.Equal([one.Id], [(await one.Client.GetAsync("/v1/me")).Get("id")]);
        (await one.Client.SendAsync(HttpMethod.Get, "/v1/results")).Expect(HttpStatusCode.Forbidden, "insufficient_scope");
        (await one.Client.SendAsync(HttpMethod.Post, $"/v1/sessions/{ids[4]}/acts", new { type = "pause" })).Expect(HttpStatusCode.NotFound);
        (await one.Client.SendAsync(HttpMethod.Patch, $"/v1/sessions/{ids[0]}", new { title = "Anders" })).Expect(HttpStatusCode.Forbidden, "insufficient_scope");
        await one.Client.PutAsync($"/v1/sessions/{ids[0]}/attendance/{ids[2]}", new { presence = "present", identityChecked = true });
    }

    [Fact]
    public async Task A_session_is_seen_by_its_department_and_by_whoever_planned_it()
    {
        var school = await _api.OrganisationAsync(licence: "departments");
        var (mine, theirs) = (await school.DepartmentAsync("Mine"), await school.DepartmentAsync("Theirs"));
        var (admin, teacher) = (await school.UserAsync(["department_admin"], mine), await school.UserAsync(["teacher"], theirs));
        var ofDepartment = await school.ExamSessionAsync(new { departmentId = mine });
        await school.ExamSessionAsync();
        var planned = (await teacher.Client.PostAsync("/v1/sessions", await school.SessionBodyAsync())).Get("id");

        Assert.Equal([ofDepartment], await IdsAsync(admin.Client, "sessions"));
        Assert.Equal([planned], await IdsAsync(teacher.Client, "sessions"));
        Assert.Equal(theirs, (await teacher.Client.GetAsync($"/v1/sessions/{planned}")).Get("departmentId"));
    }

    [Fact]
    public async Task Somebody_with_two_roles_sees_what_either_does()
    {
        var school = await _api.OrganisationAsync(licence: "departments");
        var department = await school.DepartmentAsync();
        var inDepartment = (await school.Admin.PostAsync("/v1/candidates", new { name = "A", departmentId = department })).Get("id");
        var elsewhere = await school.CandidateAsync("B");
        await school.CandidateAsync("C");
        var user = await school.UserAsync(["department_admin", "teacher"], department);
        var group = await school.GroupAsync();
        await school.Admin.PutAsync($"/v1/groups/{group}/candidates/{elsewhere}");
        await school.Admin.PutAsync($"/v1/groups/{group}/teachers/{user.Id}");
        Assert.Equal([inDepartment, elsewhere], await IdsAsync(user.Client, "candidates"));
    }

    [Fact]
    public async Task A_report_and_its_job_are_seen_by_whoever_asked_for_it_and_by_admins()
    {
        var school = await _api.OrganisationAsync(credits: 1);
        var sitting = await school.SittingAsync("reading");
        await sitting.Candidate.PostAsync("/v1/delivery/finish");
        var result = await school.Admin.GetAsync("/v1/results");
        var teacher = await school.TeacherOfAsync(result.Get("data[0].candidateId"));
        var other = await school.UserAsync(["teacher"]);
        var ask = new { kind = "candidate", resultIds = new[] { result.Get("data[0].id") } };
        (await other.Client.SendAsync(HttpMethod.Post, "/v1/reports", ask)).Expect(HttpStatusCode.UnprocessableEntity);

        var asked = await teacher.Client.PostAsync("/v1/reports", ask);
        foreach (var path in new[] { $"/v1/reports/{asked.Get("report.id")}", $"/v1/jobs/{asked.Get("job.id")}" })
        {
            await teacher.Client.GetAsync(path);
            await school.Admin.GetAsync(path);
            (await other.Client.SendAsync(HttpMethod.Get, path)).Expect(HttpStatusCode.NotFound);
        }

        Assert.Empty(await IdsAsync(other.Client, "reports"));
    }

    [Fact]
    public async Task A_departments_key_makes_keys_users_groups_and_candidates_of_the_department_only()
    {
        var school = await _api.OrganisationAsync(licence: "departments");
        var mine = await school.DepartmentAsync("Mine");
        var theirs = await school.DepartmentAsync("Theirs");
        var key = await school.DepartmentKeyAsync(mine);
        Assert.Equal(mine, (await key.PostAsync("/v1/candidates", new { name = "A" })).Get("departmentId"));
        Assert.Equal(mine, (await key.PostAsync("/v1/groups", new { name = "A" })).Get("departmentId"));
        Assert.Equal(mine, (await key.PostAsync("/v1/users", new { name = "A", email = "a@example.org", roles = new[] { "department_admin", "teacher" } })).Get("departmentId"));
        var refused = await key.SendAsync(HttpMethod.Post, "/v1/candidates", new { name = "A", departmentId = theirs });
        Assert.Equal("reference_not_found", refused.Expect(HttpStatusCode.UnprocessableEntity).Get("errors[0].code"));
        var admin = await key.SendAsync(HttpMethod.Post, "/v1/users", new { name = "A", email = "b@example.org", roles = new[] { "admin" } });
        Assert.Equal("role_not_grantable", admin.Expect(HttpStatusCode.UnprocessableEntity).Get("errors[0].code"));
        var wide = await school.Admin.SendAsync(HttpMethod.Post, "/v1/api-keys", new { name = "Wide", departmentId = mine, scopes = new[] { "webhooks:write" } });
        Assert.Equal("scope_not_grantable", wide.Expect(HttpStatusCode.UnprocessableEntity).Get("errors[0].code"));
    }

    private static async Task<IReadOnlyList<string>> IdsAsync(TestClient client, string list) =>
        [.. (await client.GetAsync($"/v1/{list}")).Json["data"]!.AsArray().Select(row => row!["id"]!.ToString())];
}
