using System.Text.Json.Nodes;
using Cesuur.Domain;
using Cesuur.Domain.Invitations;
using Cesuur.Testing;

namespace Cesuur.Api.Tests.Credits;

/// <summary>From what credits were spent on, or came back for, a caller gets to the invitations.</summary>
[Collection(ApiCollection.Name)]
public sealed class TransactionSourceTests(ApiFixture fixture)
{
    private readonly TestApi _api = fixture.Api;

    [Fact]
    public async Task The_source_of_credits_spent_or_refunded_leads_to_the_invitations()
    {
        var school = await _api.OrganisationAsync(credits: 9, licence: "departments");
        var department = await school.DepartmentAsync();
        await school.AllocateAsync(department, 4);
        await school.ChangeAsync(new { creditMode = "allocated" });
        var invited = (await school.InviteAsync(department, department, null)).Json["invitations"]!.AsArray();
        var (first, second, third) = (invited[0]!["id"]!.ToString(), invited[1]!["id"]!.ToString(), invited[2]!["id"]!.ToString());
        await school.DeactivateAsync(first, second);
        await school.Admin.PostAsync($"/v1/candidates/{invited[2]!["candidateId"]}/erasure");
        await school.InviteAsync(department);

        var spending = await HistoryAsync(school, "spending");
        Assert.Equal(["3 invitations", "3 invitations", "1 invitation"], spending.Select(entry => entry["reason"]!.ToString()));
        var confirmation = Assert.Single(spending.Take(2).Select(entry => entry["source"]!.ToString()).Distinct());
        Assert.Equal(new[] { first, second, third }.Order(StringComparer.Ordinal), await InvitationsAsync(school.Admin, $"confirmationId={confirmation}"));

        var refunds = await HistoryAsync(school, "refund");
        Assert.Equal(["2 invitations deactivated", "1 invitation deactivated"], refunds.Select(entry => entry["reason"]!.ToString()));
        Assert.Equal(new[] { first, second }.Order(StringComparer.Ordinal), await InvitationsAsync(school.Admin, $"deactivationId={refunds[0]["source"]}"));
        Assert.Equal([third], await InvitationsAsync(school.Admin, $"deactivationId={refunds[1]["source"]}"));

        // Who sees some of the invitations gets to those alone.
        Assert.Equal(2, (await InvitationsAsync(await school.DepartmentKeyAsync(department), $"confirmationId={confirmation}")).Length);
        Assert.Empty(await InvitationsAsync(school.Admin, "confirmationId=nonsense"));
        Assert.Empty(await InvitationsAsync((await _api.OrganisationAsync()).Admin, $"confirmationId={confirmation}"));
    }

    [Fact]
    public async Task What_was_confirmed_or_deactivated_together_is_read_from_its_index_among_many()
    {
        var school = await _api.OrganisationAsync();
        var id = new Guid("11111111-1111-1111-1111-111111111111");
        await school.SqlAsync($"""
            SET session_replication_role = replica;
            INSERT INTO invitations (tenant_id, id, candidate_id, publisher_id, test_id, code, state, confirmation_id, deactivation_id, from_allocation, created_at, ended_at, candidate_key)
            SELECT @tenant, uuidv7(), uuidv7(), @tenant, uuidv7(), '{AccessCode.Create()[..^5]}' || to_char(n, 'FM00000'), 'deactivated',
                CASE WHEN n % 500 = 0 THEN '{id}' ELSE uuidv7() END, CASE WHEN n % 500 = 0 THEN '{id}' ELSE uuidv7() END, false, moment, moment, 'naam'
            FROM generate_series(1, 40000) AS n, LATERAL (SELECT timestamptz '2025-06-01 00:00Z' + n * interval '1 minute' AS moment) AS t;
            SET session_replication_role = origin;
            ANALYZE invitations
            """);
        foreach (var (query, index) in new[]
        {
            ($"confirmationId={new Id<Confirmation>(id)}", "by_confirmation"), ($"deactivationId={new Id<Deactivation>(id)}", "by_deactivation"),
        })
        {
            var plans = await school.PlansAsync("invitations", async () =>
            {
                var first = await school.Admin.GetAsync($"/v1/invitations?limit=20&{query}");
                await school.Admin.GetAsync($"/v1/invitations?limit=20&{query}&cursor={first.Get("nextCursor")}");
            });
            Assert.Equal(2, plans.Count);
            Assert.All(plans, plan => Assert.True(
                plan.Contains($" using invitations_{index} on invitations", StringComparison.Ordinal)
                && !plan.Contains("Sort", StringComparison.Ordinal) && !plan.Contains("Seq Scan", StringComparison.Ordinal),
                $"{query}\n{plan}"));
        }
    }

    private static async Task<IReadOnlyList<JsonNode>> HistoryAsync(TestOrganisation school, string kind) =>
        [.. (await school.Admin.GetAsync($"/v1/credits/transactions?kind={kind}")).Json["data"]!.AsArray().Select(entry => entry!)];

    private static async Task<string[]> InvitationsAsync(TestClient client, string query) =>
        [.. (await client.GetAsync($"/v1/invitations?{query}")).Json["data"]!.AsArray().Select(invitation => invitation!["id"]!.ToString()).Order(StringComparer.Ordinal)];
}
