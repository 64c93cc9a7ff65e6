using System.Net;
using Cesuur.Testing;

namespace Cesuur.Api.Tests.Credits;

[Collection(ApiCollection.Name)]
public sealed class PriceTests(ApiFixture fixture)
{
    private readonly TestApi _api = fixture.Api;

    [Fact]
    public async Task An_invitation_keeps_the_price_of_the_day_on_which_it_was_made()
    {
        var school = await _api.OrganisationAsync(licence: "departments", sandbox: true);
        var department = await school.DepartmentAsync();
        var unpriced = (await school.InviteAsync(department)).Expect(HttpStatusCode.Created);
        Assert.Null(unpriced.Node("invitations[0].price"));

        await SetAsync(school, Today, 1250);
        await SetAsync(school, Today.AddDays(30), 1500, (await school.TestAsync("reading"), 900));
        var first = (await school.InviteAsync(department, null)).Expect(HttpStatusCode.Created).Json["invitations"]!.AsArray();
        var priced = Assert.Single(first, invitation => invitation!["chargedDepartmentId"] is not null);
        Assert.Equal("""{"amount":1250,"currency":"EUR"}""", priced!["price"]!.ToJsonString());
        Assert.Null(Assert.Single(first, invitation => invitation!["chargedDepartmentId"] is null)!["price"]);

        await school.Admin.PostAsync("/v1/sandbox/clock", new { advance = "P31D" });
        var later = (await school.InviteAsync(department)).Expect(HttpStatusCode.Created);
        Assert.Equal("900", later.Get("invitations[0].price.amount"));
        Assert.Equal("1250", (await school.Admin.GetAsync($"/v1/invitations/{priced["id"]}")).Get("price.amount"));
    }

    [Fact]
    public async Task Versions_are_listed_by_their_day_and_the_current_one_is_marked()
    {
        var school = await _api.OrganisationAsync(licence: "departments");
        Assert.Empty((await school.Admin.GetAsync("/v1/prices")).Json["versions"]!.AsArray());
        await SetAsync(school, Today.AddDays(10), 1500);
        await SetAsync(school, Today, 1000);
        var test = await school.TestAsync("writing");

        var set = await SetAsync(school, Today, 1250, (test, 2000));

        Assert.Equal(set.Text, (await school.Admin.GetAsync("/v1/prices")).Text);
        Assert.Equal(2, set.Json["versions"]!.AsArray().Count);
        Assert.Equal(($"{Today:yyyy-MM-dd}", "1250", "true"), (set.Get("versions[0].validFrom"), set.Get("versions[0].default"), set.Get("versions[0].current")));
        Assert.Equal((test, "2000"), (set.Get("versions[0].tests[0].testId"), set.Get("versions[0].tests[0].amount")));
        Assert.Equal(("1500", "false"), (set.Get("versions[1].default"), set.Get("versions[1].current")));
    }

    [Fact]
    public async Task Prices_begin_today_at_the_earliest_for_known_tests_each_once()
    {
        var school = await _api.OrganisationAsync(licence: "departments");
        var test = await school.TestAsync("reading");
        var foreign = await (await _api.OrganisationAsync()).OwnTestAsync();
        foreach (var (body, code, pointer) in new (object Body, string Code, string Pointer)[]
        {
            (Body(Today.AddDays(-1), 1), "prices_in_the_past", "/validFrom"),
            (Body(Today, 1, (test, 1), (foreign, 1)), "invalid_request", "/tests/1/testId"),
            (Body(Today, 1, (test, 1), (test, 1)), "invalid_request", "/tests/1/testId"),
            (Body(Today, 1, (test, -1)), "invalid_request", "/tests/0/amount"),
            (Body(Today, -1), "invalid_request", "/default"),
            (new { validFrom = $"{Today:yyyy-MM-dd}", currency = "NLG", @default = 1 }, "invalid_request", "/currency"),
        })
        {
            var refused = await school.Admin.SendAsync(HttpMethod.Put, "/v1/prices", body);
            Assert.Equal(pointer, refused.Expect(HttpStatusCode.UnprocessableEntity, code).Get("errors[0].pointer"));
        }

        Assert.Empty((await school.Admin.GetAsync("/v1/prices")).Json["versions"]!.AsArray());
    }

    [Fact]
    public async Task Prices_that_somebody_else_has_set_meanwhile_are_not_overwritten()
    {
        var school = await _api.OrganisationAsync(licence: "departments");
        var seen = (await school.Admin.GetAsync("/v1/prices")).Headers.ETag!.ToString();
        var answers = await Task.WhenAll(Enumerable.Range(1, 5).Select(price =>
            school.Admin.SendAsync(HttpMethod.Put, "/v1/prices", Body(Today, price), ("If-Match", seen))));
        var accepted = Assert.Single(answers, answer => answer.IsSuccess);
        Assert.Equal(4, answers.Count(answer => answer is { Status: HttpStatusCode.PreconditionFailed, Code: "stale" }));
        (await school.Admin.SendAsync(HttpMethod.Put, "/v1/prices", Body(Today, 9), ("If-Match", accepted.Headers.ETag!.ToString()))).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Prices_need_a_licence_with_departments_and_are_an_admins_to_set_and_a_department_admins_to_read()
    {
        var small = await _api.OrganisationAsync();
        (await small.Admin.SendAsync(HttpMethod.Put, "/v1/prices", Body(Today, 1))).Expect(HttpStatusCode.Conflict, "departments_not_licensed");
        var school = await _api.OrganisationAsync(licence: "departments");
        await SetAsync(school, Today, 5);
        var admin = (await school.UserAsync(["department_admin"], await school.DepartmentAsync())).Client;
        Assert.Equal("5", (await admin.GetAsync("/v1/prices")).Get("versions[0].default"));
        (await admin.SendAsync(HttpMethod.Put, "/v1/prices", Body(Today, 1))).Expect(HttpStatusCode.Forbidden);
        Assert.Equal("prices.changed", (await school.Admin.GetAsync("/v1/audit-log?action=prices.")).Get("data[0].action"));
    }

    private static DateOnly Today => DateOnly.FromDateTime(
        TimeZoneInfo.ConvertTime(TimeProvider.System.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById("Europe/Amsterdam")).DateTime);

    private static Task<Answer> SetAsync(TestOrganisation school, DateOnly from, long amount, params (string Test, long Amount)[] tests) =>
        school.Admin.PutAsync("/v1/prices", Body(from, amount, tests));

    private static object Body(DateOnly from, long amount, params (string Test, long Amount)[] tests) => new
    {
        validFrom = $"{from:yyyy-MM-dd}",
        currency = "EUR",
        @default = amount,
        tests = tests.Select(test => new { testId = test.Test, amount = test.Amount }),
    };
}
