using System.Net;
using Cesuur.Api.Tests.Invitations;
using Cesuur.Testing;
using static Cesuur.Testing.TestAuthoring;

namespace Cesuur.Api.Tests.Rating;

/// <summary>Several teachers at one rating: nobody overwrites unseen, and nothing that was rated is lost.</summary>
[Collection(ApiCollection.Name)]
public sealed class RatingHistoryTests(ApiFixture fixture)
{
    private readonly TestApi _api = fixture.Api;

    [Fact]
    public async Task Of_two_teachers_who_rate_a_task_at_once_the_second_is_told()
    {
        var (school, sitting, _, items) = await SubmittedAsync();
        var seen = await school.Admin.GetAsync($"/v1/sittings/{sitting}/rating");
        var (whole, task) = (ETagOf(seen), seen.Get("tasks[0].eTag"));

        var first = (await school.Admin.RateAsync(sitting, items[0], new { scores = new { adequacy = 2, grammar = 1 } }, task)).Expect(HttpStatusCode.OK);
        (await school.Admin.RateAsync(sitting, items[0], new { scores = new { adequacy = 0 } }, task)).Expect(HttpStatusCode.PreconditionFailed, "stale");

        var after = await school.Admin.GetAsync($"/v1/sittings/{sitting}/rating");
        Assert.NotEqual(whole, ETagOf(after));
        Assert.Equal((ETagOf(first), "2"), (after.Get("tasks[0].eTag"), after.Get("tasks[0].rating.scores.adequacy")));
        Assert.Equal(task, after.Get("tasks[1].eTag")); // the other task is as it was
        (await school.Admin.RateAsync(sitting, items[1], new { scores = new { adequacy = 0 } }, task)).Expect(HttpStatusCode.OK);
        (await school.Admin.RateAsync(sitting, items[0], new { scores = new { adequacy = 3, grammar = 1 } })).Expect(HttpStatusCode.OK); // who does not ask is not told
    }

    [Fact]
    public async Task What_has_changed_since_it_was_read_is_not_finalised_or_reopened()
    {
        var (school, sitting, _, items) = await SubmittedAsync();
        await school.Admin.RateAsync(sitting, items[0], adequacy: 2, grammar: 1);
        await school.Admin.RateAsync(sitting, items[1], adequacy: 2, grammar: 1);
        var seen = ETagOf(await school.Admin.GetAsync($"/v1/sittings/{sitting}/rating"));
        await school.Admin.RateAsync(sitting, items[1], adequacy: 1, grammar: 1);
        var (finalisation, reopening) = ($"/v1/sittings/{sitting}/rating/finalisation", $"/v1/sittings/{sitting}/rating/reopening");

        (await school.Admin.SendAsync(HttpMethod.Post, finalisation, null, ("If-Match", seen))).Expect(HttpStatusCode.PreconditionFailed, "stale");
        var now = ETagOf(await school.Admin.GetAsync($"/v1/sittings/{sitting}/rating"));
        (await school.Admin.SendAsync(HttpMethod.Post, finalisation, null, ("If-Match", now))).Expect(HttpStatusCode.OK);

        (await school.Admin.SendAsync(HttpMethod.Post, reopening, null, ("If-Match", now))).Expect(HttpStatusCode.PreconditionFailed, "stale");
        now = ETagOf(await school.Admin.GetAsync($"/v1/sittings/{sitting}/rating"));
        Assert.Equal("2", (await school.Admin.SendAsync(HttpMethod.Post, reopening, null, ("If-Match", now))).Expect(HttpStatusCode.OK).Get("number"));
    }

    [Fact]
    public async Task Every_rating_of_a_task_is_kept_with_who_and_when()
    {
        var (school, sitting, candidate, items) = await SubmittedAsync();
        var teacher = await school.TeacherOfAsync(candidate);
        await school.Admin.RateAsync(sitting, items[0], adequacy: 1, grammar: 1);
        await teacher.Client.RateAsync(sitting, items[0], adequacy: 2, grammar: 2);
        await school.Admin.RateAsync(sitting, items[1], adequacy: 0, grammar: 0);
        await teacher.Client.FinaliseAsync(sitting);
        await school.Admin.PostAsync($"/v1/sittings/{sitting}/rating/reopening");
        await school.Admin.RateAsync(sitting, items[0], adequacy: 3, grammar: 2);

        var history = await teacher.Client.GetAsync($"/v1/sittings/{sitting}/rating/versions");

        Assert.Equal(["2", "1"], history.Array("versions").Strings("number"));
        Assert.Equal(("open", "finalised", teacher.Id), (history.Get("versions[0].state"), history.Get("versions[1].state"), history.Get("versions[1].finalisedBy")));
        var first = history.Array("versions[1].tasks[0].ratings");
        Assert.Equal(["2", "4"], first.Strings("points"));
        Assert.StartsWith("key_", first[0]!["ratedBy"]!.ToString(), StringComparison.Ordinal);
        Assert.Equal(teacher.Id, first[1]!["ratedBy"]!.ToString());
        var second = history.Array("versions[0].tasks[0].ratings");
        Assert.Equal(["4", "5"], second.Strings("points")); // as it was taken over, then as it is
        Assert.Equal(first[1]!["ratedAt"]!.ToString(), second[0]!["ratedAt"]!.ToString());
        Assert.Equal(["0"], history.Array("versions[0].tasks[1].ratings").Strings("points"));
    }

    [Fact]
    public async Task Nobody_can_change_the_history()
    {
        var (school, sitting, _, items) = await SubmittedAsync();
        await school.Admin.RateAsync(sitting, items[0], adequacy: 1, grammar: 1);
        foreach (var table in new[] { "task_rating_entries", "overwritten_points" })
        {
            await using var connection = await _api.Databases.App.OpenConnectionAsync();
#pragma warning disable CA2100 // Written here
            await using var command = new Npgsql.NpgsqlCommand($"UPDATE {table} SET rating_id = rating_id", connection);
#pragma warning restore CA2100
            Assert.Equal("42501", (await Assert.ThrowsAsync<Npgsql.PostgresException>(() => command.ExecuteNonQueryAsync())).SqlState);
        }
    }

    private static string ETagOf(Answer answer) => answer.Headers.ETag!.ToString();

    private async Task<(TestOrganisation School, string Sitting, string Candidate, IReadOnlyList<string> Items)> SubmittedAsync()
    {
        var school = await _api.OrganisationAsync(credits: 1);
        var (sitting, candidate, items) = await school.FinishedAsync(await school.PublishedTestAsync(Content(RatedSittings.Task("t1"), RatedSittings.Task("t2"))));
        return (school, sitting, candidate, items);
    }
}
