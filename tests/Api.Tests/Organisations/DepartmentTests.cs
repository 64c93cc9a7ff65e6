using System.Net;
using Cesuur.Testing;

namespace Cesuur.Api.Tests.Organisations;

[Collection(ApiCollection.Name)]
public sealed class DepartmentTests(ApiFixture fixture)
{
    private readonly TestApi _api = fixture.Api;

    [Fact]
    public async Task Departments_need_a_licence_that_has_them()
    {
        var school = await _api.OrganisationAsync(licence: "organisation");
        (await school.Admin.SendAsync(HttpMethod.Post, "/v1/departments", new { name = "A" })).Expect(HttpStatusCode.Conflict, "departments_not_licensed");
    }

    [Fact]
    public async Task A_name_is_taken_whatever_its_case_and_accents()
    {
        var school = await _api.OrganisationAsync(licence: "departments");
        await school.DepartmentAsync("Économie");
        (await school.Admin.SendAsync(HttpMethod.Post, "/v1/departments", new { name = "economie " })).Expect(HttpStatusCode.Conflict, "department_name_taken");
    }

    [Fact]
    public async Task A_department_with_something_in_it_is_not_deleted_and_the_problem_says_what_is()
    {
        var school = await _api.OrganisationAsync(licence: "departments");
        var department = await school.DepartmentAsync();
        var candidate = (await school.Admin.PostAsync("/v1/candidates", new { name = "A", departmentId = department })).Get("id");
        var refused = await school.Admin.SendAsync(HttpMethod.Delete, $"/v1/departments/{department}");
        Assert.Equal("In it are 1 candidates.", refused.Expect(HttpStatusCode.Conflict, "department_in_use").Get("detail"));
        await school.Admin.SendAsync(HttpMethod.Delete, $"/v1/candidates/{candidate}");
        (await school.Admin.SendAsync(HttpMethod.Delete, $"/v1/departments/{department}")).Expect(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Whoever_moves_takes_their_work_along_and_leaves_the_groups_of_the_old_department()
    {
        var school = await _api.OrganisationAsync(credits: 1, licence: "departments");
        var from = await school.DepartmentAsync("From");
        var to = await school.DepartmentAsync("To");
        var candidate = (await school.Admin.PostAsync("/v1/candidates", new { name = "A", departmentId = from })).Get("id");
        var group = await school.GroupAsync(from);
        var common = await school.GroupAsync();
        await school.Admin.PutAsync($"/v1/groups/{group}/candidates/{candidate}");
        await school.Admin.PutAsync($"/v1/groups/{common}/candidates/{candidate}");
        var invited = await school.Admin.PostAsync("/v1/invitations", new { candidateIds = new[] { candidate }, testIds = new[] { await school.TestAsync("reading") } });
        var sitting = await TestSitting.CheckInAsync(_api, invited.Get("invitations[0].code"));
        await sitting.Candidate.PostAsync("/v1/delivery/start");
        await sitting.Candidate.PostAsync("/v1/delivery/finish");
        var keys = (From: await school.DepartmentKeyAsync(from), To: await school.DepartmentKeyAsync(to));
        foreach (var list in new[] { "candidates", "invitations", "sittings", "results" })
        {
            Assert.Equal((1, 0), (await CountAsync(keys.From, list), await CountAsync(keys.To, list)));
        }

        (await school.Admin.SendAsync(HttpMethod.Patch, $"/v1/candidates/{candidate}", new { departmentId = to })).Expect(HttpStatusCode.OK);
        foreach (var list in new[] { "candidates", "invitations", "sittings", "results" })
        {
            Assert.Equal((0, 1), (await CountAsync(keys.From, list), await CountAsync(keys.To, list)));
        }

        Assert.Equal(common, (await school.Admin.GetAsync($"/v1/groups?candidateId={candidate}")).Get("data[0].id"));
        Assert.Equal(1, await CountAsync(school.Admin, $"groups?candidateId={candidate}"));
    }

    [Fact]
    public async Task A_departments_group_holds_candidates_and_teachers_of_that_department_only()
    {
        var school = await _api.OrganisationAsync(licence: "departments");
        var one = await school.DepartmentAsync("One");
        var two = await school.DepartmentAsync("Two");
        var group = await school.GroupAsync(one);
        var stranger = (await school.Admin.PostAsync("/v1/candidates", new { name = "A", departmentId = two })).Get("id");
        var teacher = await school.UserAsync(["teacher"], two);
        (await school.Admin.SendAsync(HttpMethod.Put, $"/v1/groups/{group}/candidates/{stranger}")).Expect(HttpStatusCode.Conflict, "other_department");
        (await school.Admin.SendAsync(HttpMethod.Put, $"/v1/groups/{group}/teachers/{teacher.Id}")).Expect(HttpStatusCode.Conflict, "other_department");

        var common = await school.GroupAsync();
        await school.Admin.PutAsync($"/v1/groups/{common}/candidates/{stranger}");
        (await school.Admin.SendAsync(HttpMethod.Patch, $"/v1/groups/{common}", new { departmentId = one })).Expect(HttpStatusCode.Conflict, "other_department");
        (await school.Admin.SendAsync(HttpMethod.Patch, $"/v1/groups/{common}", new { departmentId = two })).Expect(HttpStatusCode.OK);
    }

    private static async Task<int> CountAsync(TestClient client, string list) => (await client.GetAsync($"/v1/{list}")).Json["data"]!.AsArray().Count;
}
