using System.Net;
using Cesuur.Testing;

namespace Cesuur.Api.Tests.Organisations;

[Collection(ApiCollection.Name)]
public sealed class UserTests(ApiFixture fixture)
{
    private readonly TestApi _api = fixture.Api;

    [Fact]
    public async Task The_last_admin_cannot_be_demoted_deactivated_or_deleted()
    {
        var school = await _api.OrganisationAsync();
        var admin = await school.UserAsync(["admin"]);
        await school.Admin.PostAsync("/v1/users", new { name = "Never activated", email = "never@example.org", roles = new[] { "admin" } });
        (await PatchAsync(school, admin.Id, new { roles = new[] { "teacher" } })).Expect(HttpStatusCode.Conflict, "last_admin");
        (await PatchAsync(school, admin.Id, new { status = "deactivated" })).Expect(HttpStatusCode.Conflict, "last_admin");
        (await school.Admin.SendAsync(HttpMethod.Delete, $"/v1/users/{admin.Id}")).Expect(HttpStatusCode.Conflict, "last_admin");

        await school.UserAsync(["admin"]);
        (await PatchAsync(school, admin.Id, new { roles = new[] { "teacher" } })).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Two_admins_who_remove_each_other_at_once_leave_one()
    {
        var school = await _api.OrganisationAsync();
        var one = await school.UserAsync(["admin"]);
        var two = await school.UserAsync(["admin"]);
        for (var round = 0; round < 5; round++)
        {
            var answers = await Task.WhenAll(
                PatchAsync(school, one.Id, new { status = "deactivated" }), PatchAsync(school, two.Id, new { status = "deactivated" }));
            Assert.Single(answers, answer => answer.IsSuccess);
            Assert.Single(answers, answer => answer.Status == HttpStatusCode.Conflict && answer.Code == "last_admin");
            await PatchAsync(school, one.Id, new { status = "active" });
            await PatchAsync(school, two.Id, new { status = "active" });
        }
    }

    [Fact]
    public async Task A_deactivated_user_is_cut_off_at_once_and_can_come_back()
    {
        var school = await _api.OrganisationAsync();
        var teacher = await school.UserAsync(["teacher"]);
        await teacher.Client.GetAsync("/v1/me");
        await PatchAsync(school, teacher.Id, new { status = "deactivated" });
        (await teacher.Client.SendAsync(HttpMethod.Get, "/v1/me")).Expect(HttpStatusCode.Unauthorized);
        Assert.Equal("active", (await PatchAsync(school, teacher.Id, new { status = "active" })).Get("status"));
    }

    [Fact]
    public async Task The_groups_of_a_teacher_who_leaves_go_to_another_with_the_candidates_they_entered()
    {
        var school = await _api.OrganisationAsync();
        var candidate = await school.CandidateAsync();
        var leaving = await school.TeacherOfAsync(candidate);
        await leaving.Client.PostAsync("/v1/candidates", new { name = "Zelf ingevoerd" });
        var staying = await school.UserAsync(["teacher"]);
        var admin = await school.UserAsync(["admin"]);
        (await school.Admin.SendAsync(HttpMethod.Post, $"/v1/users/{leaving.Id}/handover", new { toUserId = admin.Id })).Expect(HttpStatusCode.Conflict, "not_a_teacher");
        (await school.Admin.SendAsync(HttpMethod.Post, $"/v1/users/{leaving.Id}/handover", new { toUserId = leaving.Id })).Expect(HttpStatusCode.UnprocessableEntity);

        var moved = await school.Admin.PostAsync($"/v1/users/{leaving.Id}/handover", new { toUserId = staying.Id });
        Assert.Equal(("1", "1"), (moved.Get("groups"), moved.Get("candidates")));
        Assert.Equal(2, (await staying.Client.GetAsync("/v1/candidates")).Json["data"]!.AsArray().Count);
        Assert.Empty((await leaving.Client.GetAsync("/v1/candidates")).Json["data"]!.AsArray());
    }

    [Fact]
    public async Task A_department_admin_manages_users_of_the_department_only()
    {
        var school = await _api.OrganisationAsync(licence: "departments");
        var department = await school.DepartmentAsync();
        var admin = await school.UserAsync(["department_admin", "teacher"], department);
        var colleague = await school.UserAsync(["teacher"]);
        var group = await school.GroupAsync();
        await school.Admin.PutAsync($"/v1/groups/{group}/teachers/{admin.Id}");
        await school.Admin.PutAsync($"/v1/groups/{group}/teachers/{colleague.Id}");

        // Seen as by a teacher, since they teach the same group; not there for what a teacher may not do.
        await admin.Client.GetAsync($"/v1/users/{colleague.Id}");
        (await admin.Client.SendAsync(HttpMethod.Patch, $"/v1/users/{colleague.Id}", new { status = "deactivated" })).Expect(HttpStatusCode.NotFound);
        (await admin.Client.SendAsync(HttpMethod.Delete, $"/v1/users/{colleague.Id}")).Expect(HttpStatusCode.NotFound);

        var own = await admin.Client.PostAsync("/v1/users", new { name = "Jan", email = "jan@example.org", roles = new[] { "teacher" } });
        Assert.Equal(department, own.Get("departmentId"));
        (await admin.Client.SendAsync(HttpMethod.Patch, $"/v1/users/{own.Get("id")}", new { roles = new[] { "admin" } })).Expect(HttpStatusCode.UnprocessableEntity);
        (await admin.Client.SendAsync(HttpMethod.Delete, $"/v1/users/{own.Get("id")}")).Expect(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task A_department_admin_has_a_department_and_an_admin_none()
    {
        var school = await _api.OrganisationAsync(licence: "departments");
        var department = await school.DepartmentAsync();
        (await school.Admin.SendAsync(HttpMethod.Post, "/v1/users", new { name = "A", email = "a@example.org", roles = new[] { "department_admin" } }))
            .Expect(HttpStatusCode.UnprocessableEntity, "roles_and_department");
        (await school.Admin.SendAsync(HttpMethod.Post, "/v1/users", new { name = "A", email = "a@example.org", roles = new[] { "admin" }, departmentId = department }))
            .Expect(HttpStatusCode.UnprocessableEntity, "roles_and_department");
    }

    [Fact]
    public async Task Who_invited_somebody_is_deactivated_and_not_deleted()
    {
        var school = await _api.OrganisationAsync(credits: 1);
        var teacher = await school.TeacherOfAsync(await school.CandidateAsync());
        var candidate = (await teacher.Client.GetAsync("/v1/candidates")).Get("data[0].id");
        await teacher.Client.PostAsync("/v1/invitations", new { candidateIds = new[] { candidate }, testIds = new[] { await school.TestAsync("reading") } });
        (await school.Admin.SendAsync(HttpMethod.Delete, $"/v1/users/{teacher.Id}")).Expect(HttpStatusCode.Conflict, "user_in_use");
        (await PatchAsync(school, teacher.Id, new { status = "deactivated" })).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_change_of_what_was_not_seen_is_refused()
    {
        var school = await _api.OrganisationAsync();
        var user = await school.UserAsync(["teacher"]);
        var seen = (await school.Admin.GetAsync($"/v1/users/{user.Id}")).Headers.ETag!.Tag;
        (await PatchAsync(school, user.Id, new { name = "Anders" })).Expect(HttpStatusCode.OK);
        (await school.Admin.SendAsync(HttpMethod.Patch, $"/v1/users/{user.Id}", new { name = "Nog anders" }, ("If-Match", seen))).Expect(HttpStatusCode.PreconditionFailed, "stale");
    }

    private static Task<Answer> PatchAsync(TestOrganisation school, string user, object patch) =>
        school.Admin.SendAsync(HttpMethod.Patch, $"/v1/users/{user}", patch);
}
