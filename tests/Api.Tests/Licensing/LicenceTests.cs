using System.Globalization;
using System.Net;
using Cesuur.Domain.Organisations;
using Cesuur.Testing;

namespace Cesuur.Api.Tests.Licensing;

[Collection(ApiCollection.Name)]
public sealed class LicenceTests(ApiFixture fixture)
{
    private readonly TestApi _api = fixture.Api;

    [Fact]
    public async Task A_renewal_extends_from_the_present_end_and_is_listed_first()
    {
        var school = await _api.OrganisationAsync();
        var present = await school.Admin.GetAsync("/v1/licence");

        var renewal = await AddAsync(school, new { kind = "departments" });

        Assert.Equal(("upcoming", present.Get("endsAt")), (renewal.Get("status"), renewal.Get("startsAt")));
        Assert.Equal(
            [(renewal.Get("id"), "departments", "upcoming"), (present.Get("id"), "organisation", "active")],
            (await school.Admin.GetAsync("/v1/licences")).Json["data"]!.AsArray()
                .Select(licence => (licence!["id"]!.ToString(), licence["kind"]!.ToString(), licence["status"]!.ToString())));
        Assert.Equal(
            DateTimeOffset.Parse(present.Get("endsAt"), CultureInfo.InvariantCulture).AddDays(30),
            DateTimeOffset.Parse(present.Get("gracePeriodEndsAt"), CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task Of_renewals_at_once_each_gets_a_year_of_its_own()
    {
        var school = await _api.OrganisationAsync();

        var renewals = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => AddAsync(school, new { kind = "organisation" })));

        var first = DateTimeOffset.Parse((await school.Admin.GetAsync("/v1/licence")).Get("startsAt"), CultureInfo.InvariantCulture);
        Assert.Equal(
            Enumerable.Range(1, 6).Select(year => first.AddYears(year)),
            renewals.Select(renewal => DateTimeOffset.Parse(renewal.Get("startsAt"), CultureInfo.InvariantCulture)).Order());
    }

    [Fact]
    public async Task Of_overlapping_years_asked_for_at_once_one_is_given()
    {
        var school = await _api.OrganisationAsync(licence: null);

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => _api.Operator.SendAsync(
            HttpMethod.Post, Path(school), new { kind = "organisation", startsAt = TimeProvider.System.GetUtcNow().AddDays(i) })));

        Assert.Single(answers, answer => answer.Status == HttpStatusCode.Created);
        Assert.Equal(5, answers.Count(answer => answer is { Status: HttpStatusCode.Conflict, Code: "licence_overlap" }));
    }

    [Fact]
    public async Task A_year_that_begins_in_another_age_is_refused_with_its_place()
    {
        var school = await _api.OrganisationAsync(licence: null);

        var answer = await _api.Operator.SendAsync(HttpMethod.Post, Path(school), new { kind = "organisation", startsAt = "9999-12-31T00:00:00Z" });

        Assert.Equal("/startsAt", answer.Expect(HttpStatusCode.UnprocessableEntity, "licence_start_out_of_range").Get("errors[0].pointer"));
    }

    [Fact]
    public async Task An_upgrade_keeps_everything_and_lifts_the_limits_of_the_present_and_the_coming_year()
    {
        var school = await _api.OrganisationAsync(licence: "teacher");
        await AddAsync(school, new { kind = "teacher" });
        await InviteAsync(school, "een", "admin", "teacher");
        var candidate = await school.CandidateAsync();

        var changed = await ChangeAsync(school, "departments");

        Assert.Equal(["departments", "departments"], changed.Json["licences"]!.AsArray().Select(licence => licence!["kind"]!.ToString()));
        await school.Admin.GetAsync($"/v1/candidates/{candidate}");
        (await InviteAsync(school, "twee", "teacher")).Expect(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_downgrade_is_refused_with_all_that_is_in_the_way()
    {
        var school = await _api.OrganisationAsync(licence: "departments");
        await InviteAsync(school, "een", "admin", "teacher");
        await InviteAsync(school, "twee", "teacher");
        await DepartmentAsync(school);

        var refused = await ChangeAsync(school, "teacher");
        var renewal = await _api.Operator.SendAsync(HttpMethod.Post, Path(school), new { kind = "organisation" });

        Assert.Equal(
            ["departments_in_use", "users_above_limit", "roles_not_available"],
            refused.Expect(HttpStatusCode.Conflict, "licence_downgrade_refused").Json["errors"]!.AsArray().Select(error => error!["code"]!.ToString()));
        Assert.All(refused.Json["errors"]!.AsArray(), error => Assert.Equal("/kind", error!["pointer"]!.ToString()));
        Assert.Equal("departments_in_use", renewal.Expect(HttpStatusCode.Conflict, "licence_downgrade_refused").Get("errors[0].code"));
        Assert.Equal("departments", (await school.Admin.GetAsync("/v1/licence")).Get("kind"));
    }

    [Fact]
    public async Task The_limits_are_those_of_the_narrowest_year_that_has_not_ended()
    {
        var school = await _api.OrganisationAsync(licence: "organisation");
        await AddAsync(school, new { kind = "teacher" });

        (await InviteAsync(school, "een", "teacher")).Expect(HttpStatusCode.Conflict, "roles_not_available");
        (await InviteAsync(school, "een", "admin", "teacher")).Expect(HttpStatusCode.Created);
        (await InviteAsync(school, "twee", "admin", "teacher")).Expect(HttpStatusCode.Conflict, "teacher_licence_full");
    }

    [Fact]
    public async Task A_change_of_kind_needs_a_licence_to_change()
    {
        var school = await _api.OrganisationAsync(licence: null);

        (await ChangeAsync(school, "departments")).Expect(HttpStatusCode.Conflict, "licence_expired");
    }

    [Fact]
    public async Task The_operator_goes_by_the_clock_of_the_sandbox()
    {
        var school = await _api.OrganisationAsync(sandbox: true);
        var moved = await school.Admin.PostAsync("/v1/sandbox/clock", new { advance = "P400D" });

        var added = await AddAsync(school, new { kind = "organisation" });

        Assert.Equal("active", added.Get("status"));
        Assert.InRange(
            DateTimeOffset.Parse(added.Get("startsAt"), CultureInfo.InvariantCulture) - DateTimeOffset.Parse(moved.Get("now"), CultureInfo.InvariantCulture),
            TimeSpan.Zero, TimeSpan.FromMinutes(1));
    }

    private static string Path(TestOrganisation school) => $"/v1/platform/organisations/{school.Id}/licences";

    private Task<Answer> AddAsync(TestOrganisation school, object licence) => _api.Operator.PostAsync(Path(school), licence);

    private Task<Answer> ChangeAsync(TestOrganisation school, string kind) =>
        _api.Operator.SendAsync(HttpMethod.Post, $"/v1/platform/organisations/{school.Id}/licence-changes", new { kind });

    private static Task<Answer> InviteAsync(TestOrganisation school, string name, params string[] roles) =>
        school.Admin.SendAsync(HttpMethod.Post, "/v1/users", new { name, email = $"{name}@example.org", roles });

    private static Task<int> DepartmentAsync(TestOrganisation school) => school.Api.AsAsync(school, async db =>
    {
        db.Departments.Add(Department.Create("Zuid", TimeProvider.System.GetUtcNow()));
        return await db.SaveChangesAsync();
    });
}
