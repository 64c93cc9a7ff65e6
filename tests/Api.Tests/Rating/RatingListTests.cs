using System.Net;
using System.Text.RegularExpressions;
using Cesuur.Api.Tests.Invitations;
using Cesuur.Testing;
using static Cesuur.Testing.TestAuthoring;

namespace Cesuur.Api.Tests.Rating;

/// <summary>What a teacher has to rate.</summary>
[Collection(ApiCollection.Name)]
public sealed class RatingListTests(ApiFixture fixture)
{
    private const int Many = 20_000;

    private readonly TestApi _api = fixture.Api;

    [Fact]
    public async Task A_teacher_finds_what_there_is_to_rate_of_their_candidates_the_oldest_first()
    {
        var school = await _api.OrganisationAsync(credits: 3);
        var (test, other) = (await school.PublishedTestAsync(Content(RatedSittings.Task("t1"), RatedSittings.Task("t2"), Question("q1"))), await school.PublishedTestAsync(Content(RatedSittings.Task("t1"))));
        var (first, second, unseen) = (await school.FinishedAsync(test), await school.FinishedAsync(other), await school.FinishedAsync(test));
        var teacher = await school.TeacherOfAsync(first.Candidate);
        var group = (await teacher.Client.GetAsync("/v1/groups")).Get("data[0].id");
        var added = await school.TeacherOfAsync(second.Candidate);
        await school.Admin.PutAsync($"/v1/groups/{(await added.Client.GetAsync("/v1/groups")).Get("data[0].id")}/teachers/{teacher.Id}");
        await school.Admin.SendAsync(HttpMethod.Patch, $"/v1/candidates/{second.Candidate}", new { name = "Zoë Bos", number = "S-17" });
        await teacher.Client.RateAsync(first.Id, first.Items[0], adequacy: 1, grammar: 1);
        async Task<string[]> Listed(TestClient client, string query) => (await client.GetAsync($"/v1/ratings{query}")).Array("data").Strings("sittingId");

        Assert.Equal([first.Id, second.Id], await Listed(teacher.Client, ""));
        Assert.Equal([unseen.Id, second.Id, first.Id], await Listed(school.Admin, "?sort=-submittedAt"));
        foreach (var (query, expected) in new (string, string[])[]
        {
            ($"?testId={test}", [first.Id]), ($"?testId={other}", [second.Id]), ($"?groupId={group}", [first.Id]), ("?search=zoe b", [second.Id]), ("?search=s-1", [second.Id]),
            ("?search=zoe&groupId=" + group, []), ("?state=finalised", []),
        })
        {
            Assert.Equal(expected, await Listed(teacher.Client, query));
        }

        var page = await teacher.Client.GetAsync("/v1/ratings?limit=1");
        Assert.Equal(("2", "1", teacher.Id), (page.Get("data[0].tasks"), page.Get("data[0].tasksRated"), page.Get("data[0].lastRatedBy")));
        Assert.Equal("Amira Haddad", page.Get("data[0].candidateName"));
        Assert.Equal([second.Id], await Listed(teacher.Client, $"?limit=1&cursor={page.Get("nextCursor")}"));

        await teacher.Client.RateAsync(first.Id, first.Items[1], adequacy: 1, grammar: 1);
        await teacher.Client.FinaliseAsync(first.Id);
        Assert.Equal([second.Id], await Listed(teacher.Client, ""));
        Assert.Equal([first.Id], await Listed(teacher.Client, "?state=finalised"));
        (await teacher.Client.SendAsync(HttpMethod.Get, "/v1/ratings?state=rated")).Expect(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task The_list_is_read_from_its_index_whoever_asks()
    {
        var school = await _api.OrganisationAsync();
        var teacher = await school.TeacherOfAsync(await school.CandidateAsync());
        await school.SqlAsync($"""
            SET session_replication_role = replica;
            INSERT INTO sittings (tenant_id, id, invitation_id, candidate_id, publisher_id, test_id, version_id, state, device_epoch, shuffle_seed, time_factor, extra_seconds,
                breaks_taken, on_paper, checked_in_at, started_at, deadline, submitted_at, submitted_by)
            SELECT @tenant, uuidv7(), uuidv7(), CASE WHEN n % 100 = 0 THEN (SELECT id FROM candidates WHERE tenant_id = @tenant) ELSE uuidv7() END, @tenant, uuidv7(), uuidv7(),
                'to_rate', 1, 0, 1, 0, 0, false, moment, moment, moment, moment, 'candidate'
            FROM generate_series(1, {Many}) AS n, LATERAL (SELECT timestamptz '2025-06-01 00:00Z' + n * interval '1 minute' AS moment) AS t;
            INSERT INTO ratings (tenant_id, id, sitting_id, number, state, created_at, submitted_at, finalised_at)
            SELECT tenant_id, uuidv7(), id, 1, 'open', submitted_at, submitted_at, NULL FROM sittings WHERE tenant_id = @tenant;
            SET session_replication_role = origin;
            ANALYZE sittings; ANALYZE ratings
            """);
        foreach (var order in new[] { "submittedAt", "-submittedAt" })
        {
            // Without showing what was found: its tests are made up.
            Assert.All(await PlansAsync(school, school.Admin, $"/v1/ratings?sort={order}&limit=1"), plan => AssertReadInOrder(plan));
        }

        var plan = Assert.Single(await PlansAsync(school, teacher.Client, "/v1/ratings?limit=1"));
        Assert.DoesNotContain("Seq Scan on sittings", plan, StringComparison.Ordinal);
    }

    private static async Task<IReadOnlyList<string>> PlansAsync(TestOrganisation school, TestClient client, string path) =>
        await school.PlansAsync("ratings", () => client.SendAsync(HttpMethod.Get, path));

    private static void AssertReadInOrder(string plan) => Assert.True(
        Regex.IsMatch(plan, "Index Scan( Backward)? using ratings_by_submission on ratings") && !plan.Contains("Sort", StringComparison.Ordinal), plan);
}
