using Cesuur.Testing;

namespace Cesuur.Api.Tests.Orders;

/// <summary>Long books are read as fast as short ones, by the buyer and by the operator, under row-level security, as the plans say.</summary>
public sealed class OrderPlanTests : IAsyncLifetime
{
    private TestApi _api = null!;

    public async Task InitializeAsync() => _api = await TestApi.StartAsync();

    public async Task DisposeAsync() => await _api.DisposeAsync();

    [Fact]
    public async Task Every_list_of_orders_and_tokens_is_read_from_its_index()
    {
        var school = await _api.OrganisationAsync();
        var platform = _api.Seeded.First(organisation => organisation.Role == "operator");
        var books = new TestOrganisation(_api, platform.Id.ToString(), platform.Key);
        await school.SqlAsync(
            $"""
            INSERT INTO orders (tenant_id, id, organisation_id, product, method, state, quantity, currency, unit_amount, vat_rate, net_amount, vat_amount,
                total_amount, email, language, placed_at, attention)
            SELECT '{books.Uuid}', uuidv7(), CASE WHEN n % 5 = 0 THEN @tenant ELSE '{_api.Seeded[3].Id.Value}'::uuid END, 'credits', 'invoice', 'open', 1,
                'EUR', n, 0, n, 0, n, 'a@example.org', 'nl', now() - n * interval '1 minute', CASE WHEN n % 1000 = 0 THEN 'take_back' END
            FROM generate_series(1, 40000) AS n;
            INSERT INTO credit_tokens (tenant_id, id, hash, hint, credits, batch_id, created_at)
            SELECT '{books.Uuid}', uuidv7(), sha256(n::text::bytea), '0000', n, md5((n % 100)::text)::uuid, now() - n * interval '1 minute'
            FROM generate_series(1, 40000) AS n;
            ANALYZE orders; ANALYZE credit_tokens;
            """);
        var batch = new Domain.Id<Domain.Credits.CreditTokenBatch>(new Guid(Convert.FromHexString("cfcd208495d565ef66e7dff9f98764da"), bigEndian: true)); // md5 of 0
        foreach (var (caller, table, path, index) in new[]
        {
            (school, "orders", "/v1/orders?", "orders_by_buyer"),
            (school, "orders", "/v1/orders?sort=placedAt", "orders_by_buyer"),
            (books, "orders", "/v1/platform/orders?", "orders_by_placing"),
            (books, "orders", "/v1/platform/orders?sort=placedAt", "orders_by_placing"),
            (books, "orders", "/v1/platform/orders?sort=-totalAmount", "orders_by_total"),
            (books, "orders", "/v1/platform/orders?attention=true", "orders_to_attend_to"),
            (books, "credit_tokens", "/v1/platform/credit-tokens?sort=-createdAt", "credit_tokens_by_creation"),
            (books, "credit_tokens", "/v1/platform/credit-tokens?sort=credits", "credit_tokens_by_credits"),
            (books, "credit_tokens", $"/v1/platform/credit-tokens?batchId={batch}", "credit_tokens_by_batch"),
        })
        {
            var plans = await caller.PlansAsync(table, async () =>
            {
                var first = await caller.Admin.GetAsync($"{path}&limit=10");
                await caller.Admin.GetAsync($"{path}&limit=10&cursor={first.Get("nextCursor")}");
            });
            Assert.Equal(2, plans.Count);
            Assert.All(plans, plan => Assert.True(
                plan.Contains($" using {index} on {table}", StringComparison.Ordinal)
                && !plan.Contains("Sort", StringComparison.Ordinal) && !plan.Contains("Seq Scan", StringComparison.Ordinal),
                $"{path}\n{plan}"));
        }
    }
}
