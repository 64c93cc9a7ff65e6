using System.Text.RegularExpressions;
using Cesuur.Testing;

namespace Cesuur.Api.Tests.Invitations;

[Collection(ApiCollection.Name)]
public sealed class InvitationListTests(ApiFixture fixture)
{
    private const int Many = 20_000;

    private readonly TestApi _api = fixture.Api;

    [Fact]
    public async Task The_list_shows_who_and_what_and_is_filtered_searched_and_sorted()
    {
        var school = await _api.OrganisationAsync(credits: 9);
        var (anna, bas) = (await school.CandidateAsync("Anna Bos"), (await school.Admin.PostAsync("/v1/candidates", new { name = "Bas Kok", number = "Q77" })).Get("id"));
        var (reading, writing) = (await school.TestAsync("reading"), await school.TestAsync("writing"));
        var group = await school.GroupAsync();
        await school.Admin.PutAsync($"/v1/groups/{group}/candidates/{bas}");
        var soon = TimeProvider.System.GetUtcNow().AddDays(1);
        await school.InviteAsync(anna, reading, new { closesAt = soon });
        await school.InviteAsync(bas, writing, new { opensAt = soon.AddDays(2), closesAt = soon.AddDays(3) });

        var item = (await school.Admin.GetAsync("/v1/invitations?search=q7")).Node("data[0]")!;
        Assert.Equal(("Bas Kok", "Q77", "True"), (item["candidateName"]!.ToString(), item["candidateNumber"]!.ToString(), (item["testTitle"]!.ToString().Length > 0).ToString()));
        foreach (var (query, expected) in new (string, string[])[]
        {
            ("search=anna", [anna]), ($"testId={writing}", [bas]), ($"groupId={group}", [bas]), ($"candidateId={anna}&state=invited", [anna]), ("state=used", []),
            ($"from={Uri.EscapeDataString(soon.AddDays(1).ToString("O"))}", [bas]), ($"to={Uri.EscapeDataString(soon.ToString("O"))}", [anna]),
            ("sort=candidateName", [anna, bas]), ("sort=-candidateName", [bas, anna]), ("sort=-opensAt", [bas, anna]), ("sort=closesAt", [anna, bas]), ("search=bos&sort=state", []),
        })
        {
            Assert.Equal(expected, (await school.Admin.GetAsync($"/v1/invitations?{query}")).Array("data").Strings("candidateId"));
        }

        await school.Admin.SendAsync(HttpMethod.Patch, $"/v1/candidates/{anna}", new { name = "Zoë Bos" });
        Assert.Equal([bas, anna], (await school.Admin.GetAsync("/v1/invitations?sort=candidateName")).Array("data").Strings("candidateId"));
    }

    [Fact]
    public async Task Every_order_of_invitations_is_read_from_its_index()
    {
        var school = await _api.OrganisationAsync();
        await school.SqlAsync($"""
            SET session_replication_role = replica;
            INSERT INTO invitations (tenant_id, id, candidate_id, candidate_key, publisher_id, test_id, code, state, confirmation_id, from_allocation, opens_at, closes_at, created_at, ended_at)
            SELECT @tenant, uuidv7(), uuidv7(), 'naam ' || n, @tenant, uuidv7(), 'CODE' || to_char(n, 'FM000000'), CASE WHEN n % 3 = 0 THEN 'used' WHEN n % 3 = 1 THEN 'invited' ELSE 'expired' END,
                uuidv7(), false, moment, CASE WHEN n % 2 = 0 THEN moment + interval '1 day' END, moment, CASE WHEN n % 3 = 2 THEN moment END
            FROM generate_series(1, {Many}) AS n, LATERAL (SELECT timestamptz '2025-06-01 00:00Z' + n * interval '1 minute' AS moment) AS t;
            SET session_replication_role = origin;
            ANALYZE invitations
            """);
        foreach (var (query, index) in new[]
        {
            ("sort=createdAt", "invitations_by_creation"), ("sort=opensAt", "invitations_by_opening"), ("sort=closesAt", "invitations_by_closing"),
            ("sort=candidateName", "invitations_by_candidate_name"), ("sort=state", "invitations_by_state"), ("state=invited&sort=createdAt", "invitations_of_state"),
        })
        {
            foreach (var order in new[] { query, query.Replace("sort=", "sort=-", StringComparison.Ordinal) })
            {
                var plans = await school.PlansAsync("invitations", async () =>
                {
                    var first = await school.Admin.GetAsync($"/v1/invitations?{order}");
                    await school.Admin.GetAsync($"/v1/invitations?{order}&cursor={first.Get("nextCursor")}");
                });
                Assert.Equal(2, plans.Count);
                Assert.All(plans, plan => Assert.True(
                    Regex.IsMatch(plan, $"Index (Only )?Scan( Backward)? using {index} on invitations") && !plan.Contains("Sort", StringComparison.Ordinal), plan));
            }
        }
    }
}
