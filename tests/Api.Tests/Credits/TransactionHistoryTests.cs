using System.Net;
using System.Text;
using Cesuur.Testing;

namespace Cesuur.Api.Tests.Credits;

[Collection(ApiCollection.Name)]
public sealed class TransactionHistoryTests(ApiFixture fixture)
{
    private readonly TestApi _api = fixture.Api;

    [Fact]
    public async Task The_history_is_filtered_by_kind_department_actor_source_and_time()
    {
        var (school, department, user) = await UsedAsync();
        async Task<string[]> AmountsAsync(string query) =>
            [.. (await school.Admin.GetAsync($"/v1/credits/transactions?{query}")).Json["data"]!.AsArray().Select(row => row!["amount"]!.ToString())];

        Assert.Equal(["9", "-4", "4", "-1", "1"], await AmountsAsync(""));
        Assert.Equal(["1", "-1", "4", "-4", "9"], await AmountsAsync("sort=-createdAt"));
        Assert.Equal(["9"], await AmountsAsync("kind=redemption"));
        Assert.Equal(["4", "-1", "1"], await AmountsAsync($"departmentId={department}"));
        Assert.Equal(["-1"], await AmountsAsync($"actor={user}"));
        Assert.Equal(["-4", "4"], await AmountsAsync($"source={department}"));
        var spent = (await school.Admin.GetAsync("/v1/credits/transactions?kind=spending")).Get("data[0].createdAt");
        Assert.Equal(["-1", "1"], await AmountsAsync($"from={spent}"));
        Assert.Equal(["9", "-4", "4"], await AmountsAsync($"to={spent}"));
        Assert.Equal(["4"], await AmountsAsync($"departmentId={department}&kind=allocation"));
        (await school.Admin.SendAsync(HttpMethod.Get, "/v1/credits/transactions?kind=theft")).Expect(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task A_department_admin_and_a_departments_key_see_the_departments_transactions_and_a_teacher_none()
    {
        var (school, department, _) = await UsedAsync();
        foreach (var client in new[] { await school.DepartmentKeyAsync(department), (await school.UserAsync(["department_admin"], department)).Client })
        {
            var seen = (await client.GetAsync("/v1/credits/transactions")).Json["data"]!.AsArray();
            Assert.Equal(["4", "-1", "1"], seen.Select(row => row!["amount"]!.ToString()));
            Assert.Equal(4, Encoding.UTF8.GetString((await client.GetAsync("/v1/credits/transactions?format=csv")).Bytes).TrimEnd().Split('\n').Length);
        }

        (await (await school.UserAsync(["teacher"], department)).Client.SendAsync(HttpMethod.Get, "/v1/credits/transactions")).Expect(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task All_that_is_asked_for_comes_as_one_file_in_which_nothing_is_a_formula()
    {
        var (school, department, _) = await UsedAsync("=cmd|' /C calc'!A0");
        var file = await school.Admin.GetAsync($"/v1/credits/transactions?format=csv&limit=1&departmentId={department}&sort=-createdAt");
        Assert.Equal("text/csv", file.ContentType);
        var rows = await ReadAsync(file.Bytes);
        Assert.Equal(["id", "createdAt", "kind", "departmentId", "department", "amount", "balanceAfter", "actor", "reason", "source"], rows[0]);
        Assert.Equal(["refund", department, "\"'=cmd|' /C calc'!A0\"", "1", "4"], rows[1][2..7]);
        Assert.Equal(["-1", "3"], rows[2][5..7]);
        Assert.Equal(4, rows.Count);
    }

    [Fact]
    public async Task Every_entry_of_an_account_follows_from_the_one_before_also_when_many_come_at_once()
    {
        var school = await _api.OrganisationAsync(credits: 40);
        var body = new { candidateIds = new[] { await school.CandidateAsync() }, testIds = new[] { await school.TestAsync("reading") }, repeat = true };
        await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => school.Admin.PostAsync("/v1/invitations", body)));
        var balances = (await school.Admin.GetAsync("/v1/credits/transactions?limit=200")).Json["data"]!.AsArray().Select(row => (int)row!["balanceAfter"]!);
        Assert.Equal(Enumerable.Range(0, 41).Select(spent => 40 - spent), balances);
    }

    [Fact]
    public async Task Every_filter_is_read_from_its_index_in_the_order_of_time_among_many()
    {
        var (school, department) = await FullHistoryAsync();
        foreach (var (query, index) in new[]
        {
            ("", "by_time"), ("sort=-createdAt", "by_time"), ("from=2025-06-01T00:00:00Z&to=2025-06-01T03:00:00Z", "by_time"),
            ($"departmentId={department}", "by_department"), ("kind=redemption", "by_kind"), ("actor=usr_7", "by_actor"), ("source=conf_7", "by_source"),
            ("actor=usr_7&from=2025-06-01T00:00:00Z", "by_actor"),
        })
        {
            await AssertReadFromAsync(school, school.Admin, query, index);
        }

        await AssertReadFromAsync(school, await school.DepartmentKeyAsync(department), "", "by_department");
    }

    private static async Task AssertReadFromAsync(TestOrganisation school, TestClient client, string query, string index)
    {
        var plans = await school.PlansAsync("ledger_entries", async () =>
        {
            var first = await client.GetAsync($"/v1/credits/transactions?limit=20&{query}");
            await client.GetAsync($"/v1/credits/transactions?limit=20&{query}&cursor={first.Get("nextCursor")}");
        });
        Assert.Equal(2, plans.Count);
        Assert.All(plans, plan => Assert.True(
            plan.Contains($" using ledger_entries_{index} on ledger_entries", StringComparison.Ordinal)
            && !plan.Contains("Sort", StringComparison.Ordinal) && !plan.Contains("Seq Scan", StringComparison.Ordinal),
            $"{query}\n{plan}"));
    }

    /// <summary>Redeemed 9, allocated 4; a user spent 1 of the department's, which came back.</summary>
    private async Task<(TestOrganisation School, string Department, string User)> UsedAsync(string name = "Inburgering")
    {
        var school = await _api.OrganisationAsync(credits: 9, licence: "departments");
        var department = await school.DepartmentAsync(name);
        await school.AllocateAsync(department, 4);
        await school.ChangeAsync(new { creditMode = "allocated" });
        var user = await school.UserAsync(["department_admin"], department);
        var invited = await user.Client.PostAsync("/v1/invitations", new { candidateIds = new[] { await school.CandidateOfAsync(department) }, testIds = new[] { await school.TestAsync("reading") } });
        await school.DeactivateAsync(invited.Get("invitations[0].id"));
        return (school, department, user.Id);
    }

    private async Task<(TestOrganisation School, string Department)> FullHistoryAsync()
    {
        var school = await _api.OrganisationAsync(licence: "departments");
        var department = await school.DepartmentAsync();
        await school.SqlAsync("""
            SET session_replication_role = replica;
            INSERT INTO ledger_entries (tenant_id, id, transaction_id, kind, account, department_id, amount, balance_after, actor, reason, source, created_at)
            SELECT @tenant, uuidv7(), uuidv7(), CASE WHEN n % 100 = 1 THEN 'redemption' ELSE 'spending' END,
                CASE WHEN n % 3 = 0 THEN 'spent' ELSE 'available' END, CASE WHEN n % 10 = 0 THEN (SELECT id FROM departments WHERE tenant_id = @tenant) END,
                1, n, 'usr_' || n % 200, 'many', 'conf_' || n % 1000, timestamptz '2025-06-01 00:00Z' + (n - 50000) * interval '1 minute'
            FROM generate_series(1, 100000) AS n;
            SET session_replication_role = origin;
            ANALYZE ledger_entries
            """);
        return (school, department);
    }

    private static async Task<List<string[]>> ReadAsync(byte[] file)
    {
        using var reader = new StreamReader(new MemoryStream(file));
        var rows = new List<string[]>();
        while (await reader.ReadLineAsync() is { } line)
        {
            rows.Add(line.Split(','));
        }

        return rows;
    }
}
