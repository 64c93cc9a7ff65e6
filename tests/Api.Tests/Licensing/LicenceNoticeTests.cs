using System.Net;
using Cesuur.Api.Licensing;
using Cesuur.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Cesuur.Api.Tests.Licensing;

[Collection(ApiCollection.Name)]
public sealed class LicenceNoticeTests(ApiFixture fixture)
{
    private readonly TestApi _api = fixture.Api;

    [Fact]
    public async Task A_sandbox_sees_each_notice_as_soon_as_its_clock_passes_the_time()
    {
        var school = await _api.OrganisationAsync(sandbox: true);
        Assert.Equal(["licence.activated"], await EventsAsync(school));

        var told = new List<int>();
        foreach (var advance in new[] { "P304D", "P2D", "P29D", "P24D", "P7D", "P300D" }) // day 304, 306, 335, 359, 366, 666
        {
            await school.Admin.PostAsync("/v1/sandbox/clock", new { advance });
            told.Add((await EventsAsync(school)).Count);
        }

        Assert.Equal([1, 2, 3, 4, 5, 5], told);
        Assert.Equal(
            ["licence.activated", "licence.expiring", "licence.expiring", "licence.expiring", "licence.expired"], await EventsAsync(school));
    }

    [Fact]
    public async Task Only_active_admins_are_mailed_and_each_is_in_their_language()
    {
        var school = await _api.OrganisationAsync(sandbox: true);
        var admin = await ActiveAsync(school, "admin");
        var both = await ActiveAsync(school, "admin", "teacher");
        await ActiveAsync(school, "teacher");
        await school.Admin.PostAsync("/v1/users", new { name = "Nog niet", email = $"{Guid.CreateVersion7():N}@example.org", roles = new[] { "admin" } });

        await ReadAsync($"UPDATE users SET language = 'en' WHERE tenant_id = '{school.Uuid}' AND email = '{both}'");
        await school.Admin.PostAsync("/v1/sandbox/clock", new { advance = "P360D" });

        Assert.Equal(
            new[] { (admin, "De licentie van Proefschool loopt af"), (both, "The licence of Proefschool is about to expire") }.Order(),
            (await MailsAsync(school)).Order());
    }

    [Fact]
    public async Task A_renewed_licence_ends_without_notice_and_the_next_one_begins_with_its_event()
    {
        var school = await _api.OrganisationAsync(sandbox: true);
        var renewal = await _api.Operator.PostAsync($"/v1/platform/organisations/{school.Id}/licences", new { kind = "departments" });

        await school.Admin.PostAsync("/v1/sandbox/clock", new { advance = "P340D" });
        Assert.Equal(["licence.activated"], await EventsAsync(school));
        await school.Admin.PostAsync("/v1/sandbox/clock", new { advance = "P30D" });

        Assert.Equal(["licence.activated", "licence.activated"], await EventsAsync(school));
        var last = (await school.Admin.GetAsync("/v1/events?type=licence.activated")).Json["data"]!.AsArray()[^1]!["data"]!;
        Assert.Equal((renewal.Get("id"), "active"), (last["id"]!.ToString(), last["status"]!.ToString()));
    }

    [Fact]
    public async Task A_licence_that_is_entered_near_its_end_tells_the_most_urgent_alone()
    {
        var school = await _api.OrganisationAsync(licence: null);

        await _api.Operator.PostAsync(
            $"/v1/platform/organisations/{school.Id}/licences", new { kind = "organisation", startsAt = TimeProvider.System.GetUtcNow().AddDays(-362) });

        Assert.Equal(["licence.activated", "licence.expiring"], (await EventsAsync(school)).Order()); // of one moment, in no order
        Assert.Equal("sixty_days,thirty_days,seven_days", await ReadAsync($"""
            SELECT string_agg(notice, ',' ORDER BY array_position(ARRAY['sixty_days', 'thirty_days', 'seven_days'], notice))
            FROM licence_notices WHERE tenant_id = '{school.Uuid}' AND notice <> 'activated'
            """));
    }

    [Fact]
    public async Task The_job_finds_what_is_due_and_many_at_once_tell_it_once()
    {
        var school = await _api.OrganisationAsync();
        var admin = await ActiveAsync(school, "admin");
        var idle = await _api.OrganisationAsync();

        // The year has so far passed that 29 days are left.
        await ReadAsync($"""
            UPDATE licences SET starts_at = now() - interval '336 days', ends_at = now() + interval '29 days', notice_due_at = now() - interval '31 days'
            WHERE tenant_id = '{school.Uuid}'
            """);
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => RunAsync()));
        await RunAsync();

        Assert.Equal(["licence.activated", "licence.expiring"], await EventsAsync(school));
        Assert.Equal([admin], (await MailsAsync(school)).Select(mail => mail.Recipient));
        Assert.Equal(["licence.activated"], await EventsAsync(idle));
    }

    [Fact]
    public async Task The_job_goes_by_the_clock_of_each_organisation()
    {
        var school = await _api.OrganisationAsync(sandbox: true);
        await school.Admin.PostAsync("/v1/sandbox/clock", new { advance = "P300D" });
        await ReadAsync($"UPDATE organisations SET clock_offset = clock_offset + interval '10 days' WHERE id = '{school.Uuid}'"); // and no one told it

        await RunAsync();

        Assert.Equal(["licence.activated", "licence.expiring"], await EventsAsync(school));
    }

    [Fact]
    public async Task A_suspended_organisation_hears_nothing_until_it_is_let_in_again()
    {
        var school = await _api.OrganisationAsync();
        await _api.Operator.PostAsync($"/v1/platform/organisations/{school.Id}/suspension", new { reason = "Niet betaald" });
        await ReadAsync($"""
            UPDATE licences SET starts_at = now() - interval '400 days', ends_at = now() - interval '35 days', notice_due_at = now() - interval '95 days'
            WHERE tenant_id = '{school.Uuid}'
            """);

        await RunAsync();
        Assert.Equal("0", await ReadAsync($"SELECT count(*) FROM events WHERE tenant_id = '{school.Uuid}' AND type <> 'licence.activated'"));

        (await _api.Operator.SendAsync(HttpMethod.Delete, $"/v1/platform/organisations/{school.Id}/suspension")).Expect(HttpStatusCode.NoContent);
        await RunAsync();
        Assert.Equal(["licence.activated", "licence.expired"], await EventsAsync(school));
    }

    [Fact]
    public async Task What_is_due_is_found_by_an_index_among_many_licences()
    {
        await using var connection = new NpgsqlConnection(_api.ConnectionString);
        await connection.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await ExecuteAsync(connection, """
            INSERT INTO organisations (id, name, search_key, created_at) SELECT uuidv7(), 'x', 'x', now() FROM generate_series(1, 20000);
            INSERT INTO licences (tenant_id, id, kind, starts_at, ends_at, notice_due_at, created_at)
            SELECT id, uuidv7(), 'organisation', now(), now() + interval '1 year', now() + interval '300 days', now() FROM organisations WHERE name = 'x';
            ANALYZE organisations, licences;
            """);
        await ExecuteAsync(connection, "SET LOCAL ROLE cesuur_worker");

        await using var command = new NpgsqlCommand("EXPLAIN " + LicenceNoticesJob.DueSql, connection);
        command.Parameters.AddWithValue("now", TimeProvider.System.GetUtcNow());
        var plan = new List<string>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            plan.Add(reader.GetString(0));
        }

        Assert.Contains(plan, line => line.Contains("licences_by_notice", StringComparison.Ordinal));
        Assert.Contains(plan, line => line.Contains("organisations_ahead", StringComparison.Ordinal));
        Assert.DoesNotContain(plan, line => line.Contains("Seq Scan", StringComparison.Ordinal));
    }

    private Task RunAsync() => new LicenceNoticesJob(
        _api.Databases, _api.Services.GetRequiredService<IServiceScopeFactory>(), TimeProvider.System, NullLogger<LicenceNoticesJob>.Instance)
        .RunAsync(CancellationToken.None);

    private static async Task<List<string>> EventsAsync(TestOrganisation school) =>
    [
        .. (await school.Admin.GetAsync("/v1/events?limit=200")).Json["data"]!.AsArray()
            .Select(raised => raised!["type"]!.ToString()).Where(type => type.StartsWith("licence.", StringComparison.Ordinal)),
    ];

    private async Task<List<(string Recipient, string Subject)>> MailsAsync(TestOrganisation school) =>
        await _api.AsAsync(school, db => Task.FromResult(
            db.Mails.Where(mail => mail.Subject.Contains("licen")).AsEnumerable().Select(mail => (mail.Recipient, mail.Subject)).ToList()));

    private static async Task<string> ActiveAsync(TestOrganisation school, params string[] roles)
    {
        var user = await school.UserAsync(roles);
        return (await school.Admin.GetAsync($"/v1/users/{user.Id}")).Get("email");
    }

    private async Task<string> ReadAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_api.ConnectionString);
        await connection.OpenAsync();
        return await ExecuteAsync(connection, sql);
    }

    private static async Task<string> ExecuteAsync(NpgsqlConnection connection, string sql)
    {
#pragma warning disable CA2100 // The texts above
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        return (await command.ExecuteScalarAsync())?.ToString() ?? "";
    }
}
