using System.Net;
using Cesuur.Testing;

namespace Cesuur.Api.Tests.Credits;

[Collection(ApiCollection.Name)]
public sealed class AllocationTests(ApiFixture fixture)
{
    private readonly TestApi _api = fixture.Api;

    [Fact]
    public async Task Credits_go_to_a_department_and_back_and_never_below_zero()
    {
        var school = await _api.OrganisationAsync(credits: 10, licence: "departments");
        var department = await school.DepartmentAsync();
        var given = (await school.AllocateAsync(department, 7)).Expect(HttpStatusCode.Created);
        Assert.Equal(("7", "3"), (given.Get("departmentBalance"), given.Get("balance")));
        var taken = (await school.AllocateAsync(department, -2)).Expect(HttpStatusCode.Created);
        Assert.Equal(("5", "5"), (taken.Get("departmentBalance"), taken.Get("balance")));

        var tooMuch = (await school.AllocateAsync(department, 6)).Expect(HttpStatusCode.Conflict, "insufficient_credits");
        Assert.Equal("The organisation's balance is 5; 6 are needed.", tooMuch.Get("detail"));
        var tooMuchBack = (await school.AllocateAsync(department, -6)).Expect(HttpStatusCode.Conflict, "insufficient_credits");
        Assert.Equal($"The allocation of {department} is 5; 6 are needed.", tooMuchBack.Get("detail"));
        (await school.AllocateAsync(department, 0)).Expect(HttpStatusCode.UnprocessableEntity);

        var history = await school.Admin.GetAsync($"/v1/credits/transactions?kind=allocation&source={department}");
        Assert.Equal(
            ["-7 3", "7 7", "2 5", "-2 5"],
            history.Json["data"]!.AsArray().OrderBy(row => row!["createdAt"]!.ToString()).ThenBy(row => row!["departmentId"] is not null)
                .Select(row => $"{row!["amount"]} {row["balanceAfter"]}"));
        Assert.Equal("credits.allocated", (await school.Admin.GetAsync($"/v1/audit-log?resource={department}")).Get("data[0].action"));
    }

    [Fact]
    public async Task An_allocation_needs_a_licence_that_has_departments_and_is_valid()
    {
        var school = await _api.OrganisationAsync(credits: 5, licence: "departments");
        var department = await school.DepartmentAsync();
        await school.SqlAsync("UPDATE licences SET kind = 'organisation' WHERE tenant_id = @tenant");
        (await school.AllocateAsync(department, 1)).Expect(HttpStatusCode.Conflict, "departments_not_licensed");
        await school.SqlAsync("UPDATE licences SET kind = 'departments', starts_at = now() - interval '2 years', ends_at = now() - interval '1 year' WHERE tenant_id = @tenant");
        (await school.AllocateAsync(department, 1)).Expect(HttpStatusCode.Conflict, "licence_expired");
    }

    [Fact]
    public async Task A_foreign_a_malformed_and_no_department_are_refused_by_their_place()
    {
        var school = await _api.OrganisationAsync(credits: 5, licence: "departments");
        var other = await _api.OrganisationAsync(licence: "departments");
        foreach (var department in new[] { await other.DepartmentAsync(), "nonsense", "dep_00000000000000000000000000" })
        {
            var refused = (await school.AllocateAsync(department, 1)).Expect(HttpStatusCode.UnprocessableEntity);
            Assert.Equal(("/departmentId", "reference_not_found"), (refused.Get("errors[0].pointer"), refused.Get("errors[0].code")));
        }
    }

    [Fact]
    public async Task Where_credits_are_shared_a_departments_allocation_is_not_touched()
    {
        var school = await _api.OrganisationAsync(credits: 10, licence: "departments");
        var department = await school.DepartmentAsync();
        await school.AllocateAsync(department, 4);

        var invited = (await school.InviteAsync(department)).Expect(HttpStatusCode.Created);

        Assert.Equal("5", invited.Get("balance"));
        Assert.Equal(department, invited.Get("invitations[0].chargedDepartmentId"));
        Assert.Null(Assert.Single(invited.Json["charges"]!.AsArray())!["departmentId"]);
        Assert.Equal("4", (await school.Admin.GetAsync("/v1/credits")).Get("departments[0].balance"));
    }

    [Fact]
    public async Task Where_they_are_allocated_each_department_pays_for_its_own_candidates_all_of_them_or_none()
    {
        var school = await _api.OrganisationAsync(credits: 10, licence: "departments");
        var (one, two) = (await school.DepartmentAsync("One"), await school.DepartmentAsync("Two"));
        await school.AllocateAsync(one, 2);
        await school.AllocateAsync(two, 1);
        (await school.ChangeAsync(new { creditMode = "allocated" })).Expect(HttpStatusCode.OK);

        var refused = (await school.InviteAsync(one, two, two, null)).Expect(HttpStatusCode.Conflict, "insufficient_credits");
        Assert.Equal($"The allocation of {two} is 1; 2 are needed.", refused.Get("detail"));
        Assert.Empty((await school.Admin.GetAsync("/v1/invitations")).Json["data"]!.AsArray());

        var invited = (await school.InviteAsync(one, one, two, null)).Expect(HttpStatusCode.Created);
        Assert.Equal("6", invited.Get("balance"));
        var charges = invited.Json["charges"]!.AsArray().Select(charge => (charge!["departmentId"]?.ToString(), charge["credits"]!.ToString(), charge["balance"]!.ToString()));
        Assert.Equal(new[] { (one, "2", "0"), (two, "1", "0"), ((string?)null, "1", "6") }.Order(), charges.Order());
        Assert.Equal("1", await school.SqlAsync(
            "SELECT count(DISTINCT transaction_id)::text FROM ledger_entries WHERE tenant_id = @tenant AND kind = 'spending'"));

        var spent = (await school.Admin.GetAsync("/v1/events?type=credits.spent")).Json["data"]!.AsArray();
        Assert.Equal(["1", "1", "2"], spent.Select(raised => raised!["data"]!["credits"]!.ToString()).Order());
    }

    [Fact]
    public async Task A_refund_goes_back_to_the_account_that_paid_whatever_has_changed_since()
    {
        var school = await _api.OrganisationAsync(credits: 10, licence: "departments");
        var (one, two) = (await school.DepartmentAsync("One"), await school.DepartmentAsync("Two"));
        await school.AllocateAsync(one, 2);
        var shared = (await school.InviteAsync(one)).Get("invitations[0].id");
        await school.ChangeAsync(new { creditMode = "allocated" });
        var allocated = await school.InviteAsync(one);
        await school.Admin.SendAsync(HttpMethod.Patch, $"/v1/candidates/{allocated.Get("invitations[0].candidateId")}", new { departmentId = two });
        await school.ChangeAsync(new { creditMode = "shared" });

        var back = (await school.DeactivateAsync(shared, allocated.Get("invitations[0].id"))).Expect(HttpStatusCode.OK);

        Assert.Equal(("2", "8"), (back.Get("credits"), back.Get("balance")));
        Assert.Equal(2, back.Json["refunds"]!.AsArray().Count);
        var credits = await school.Admin.GetAsync("/v1/credits");
        Assert.Equal(("8", "2", "0"), (credits.Get("balance"), credits.Get("departments[0].balance"), credits.Get("departments[1].balance")));
        Assert.Equal(one, (await school.Admin.GetAsync($"/v1/invitations/{allocated.Get("invitations[0].id")}")).Get("chargedDepartmentId"));
    }

    [Fact]
    public async Task The_balance_is_what_the_callers_own_invitations_draw_on()
    {
        var school = await _api.OrganisationAsync(credits: 10, licence: "departments");
        var (mine, theirs) = (await school.DepartmentAsync("Mine"), await school.DepartmentAsync("Theirs"));
        await school.AllocateAsync(mine, 3);
        await school.AllocateAsync(theirs, 1);
        TestClient[] department = [await school.DepartmentKeyAsync(mine), (await school.UserAsync(["department_admin"], mine)).Client, (await school.UserAsync(["teacher"], mine)).Client];
        var nowhere = (await school.UserAsync(["teacher"])).Client;
        await AssertBalancesAsync("6", [.. department, nowhere, school.Admin]);

        await school.ChangeAsync(new { creditMode = "allocated" });
        await AssertBalancesAsync("3", department);
        await AssertBalancesAsync("6", [nowhere, school.Admin]);
        foreach (var client in department)
        {
            Assert.Equal([mine], (await client.GetAsync("/v1/credits")).Json["departments"]!.AsArray().Select(seen => seen!["departmentId"]!.ToString()));
        }

        Assert.Equal(2, (await school.Admin.GetAsync("/v1/credits")).Json["departments"]!.AsArray().Count);
        var preview = await department[0].PostAsync("/v1/invitations/preview", new
        {
            candidateIds = new[] { await school.CandidateOfAsync(mine) },
            testIds = new[] { await school.TestAsync("reading"), await school.TestAsync("writing"), await school.TestAsync("speaking"), await school.TestAsync("listening") },
        });
        Assert.Equal(("3", "4", "3"), (preview.Get("balance"), preview.Get("charges[0].credits"), preview.Get("charges[0].balance")));
        Assert.Equal($"The allocation of {mine} is 3; 4 are needed.", preview.Get("obstacles[0].detail"));
    }

    [Fact]
    public async Task A_department_with_credits_or_a_history_stays()
    {
        var school = await _api.OrganisationAsync(credits: 5, licence: "departments");
        var (used, charged, unused) = (await school.DepartmentAsync("Used"), await school.DepartmentAsync("Charged"), await school.DepartmentAsync("Unused"));
        await school.AllocateAsync(used, 2);
        var refused = await school.Admin.SendAsync(HttpMethod.Delete, $"/v1/departments/{used}");
        Assert.Equal("In it are 2 credits, 1 credit transactions.", refused.Expect(HttpStatusCode.Conflict, "department_in_use").Get("detail"));
        await school.AllocateAsync(used, -2);
        (await school.Admin.SendAsync(HttpMethod.Delete, $"/v1/departments/{used}")).Expect(HttpStatusCode.Conflict, "department_in_use");

        var invited = await school.InviteAsync(charged);
        await school.Admin.SendAsync(HttpMethod.Patch, $"/v1/candidates/{invited.Get("invitations[0].candidateId")}", new { departmentId = unused });
        refused = await school.Admin.SendAsync(HttpMethod.Delete, $"/v1/departments/{charged}");
        Assert.Equal("In it are 1 charged invitations.", refused.Expect(HttpStatusCode.Conflict, "department_in_use").Get("detail"));
        await school.Admin.SendAsync(HttpMethod.Patch, $"/v1/candidates/{invited.Get("invitations[0].candidateId")}", new { departmentId = charged });
        (await school.Admin.SendAsync(HttpMethod.Delete, $"/v1/departments/{unused}")).Expect(HttpStatusCode.NoContent);
    }

    private static async Task AssertBalancesAsync(string balance, IEnumerable<TestClient> clients)
    {
        foreach (var client in clients)
        {
            Assert.Equal(balance, (await client.GetAsync("/v1/credits")).Get("balance"));
        }
    }
}
