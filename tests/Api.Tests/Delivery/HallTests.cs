using System.Net;
using Cesuur.Domain.Delivery;
using Cesuur.Testing;
using Npgsql;

namespace Cesuur.Api.Tests.Delivery;

/// <summary>Many who do the same at the same moment, and so are served together.</summary>
[Collection(ApiCollection.Name)]
public sealed class HallTests(ApiFixture fixture)
{
    private readonly TestApi _api = fixture.Api;

    [Fact]
    public async Task Of_many_who_start_at_once_each_gets_their_own_test_and_nothing_of_others()
    {
        var school = await _api.OrganisationAsync(credits: 40);
        var invited = await InvitedAsync(school, 40);

        var seen = await Task.WhenAll(invited.Select(async one =>
        {
            var checkedIn = await _api.Client(null).PostAsync("/v1/delivery/check-in", new { code = one.Code });
            var candidate = _api.Client(checkedIn.Get("token"));
            var started = await candidate.PostAsync("/v1/delivery/start");
            var (item, choice) = (started.Get("sections[0].items[0].id"), one.Name[^1] % 2 == 0 ? "a" : "b");
            await candidate.PutAsync($"/v1/delivery/responses/{item}", new { revision = 1, answer = new { choice } });
            var read = await candidate.GetAsync("/v1/delivery/sitting");
            var finished = await candidate.PostAsync("/v1/delivery/finish");
            Assert.Equal((one.Name, choice), (checkedIn.Get("candidate.name"), read.Get("responses[0].answer.choice")));
            Assert.Single(read.Json["responses"]!.AsArray());
            Assert.Equal(
                [checkedIn.Get("sittingId"), checkedIn.Get("sittingId"), checkedIn.Get("sittingId")],
                [started.Get("sittingId"), read.Get("sittingId"), finished.Get("id")]);
            return (Sitting: checkedIn.Get("sittingId"), Invitation: one.Id, State: finished.Get("state"));
        }));

        Assert.All(seen, one => Assert.Equal("rated", one.State));
        var sittings = (await school.Admin.GetAsync("/v1/sittings?limit=100")).Json["data"]!.AsArray();
        Assert.Equal(
            seen.Select(one => (one.Sitting, one.Invitation)).Order(), sittings.Select(one => (one!["id"]!.ToString(), one["invitationId"]!.ToString())).Order());
        Assert.Equal(40, (await school.Admin.GetAsync("/v1/results?limit=100")).Json["data"]!.AsArray().Count);
        foreach (var type in new[] { "sitting.started", "sitting.submitted", "result.graded" })
        {
            var told = (await school.Admin.GetAsync($"/v1/events?type={type}&limit=100")).Json["data"]!.AsArray();
            Assert.Equal(40, told.Count);
        }
    }

    [Fact]
    public async Task One_who_cannot_start_does_not_keep_the_others_from_it()
    {
        var school = await _api.OrganisationAsync(credits: 20);
        var invited = await InvitedAsync(school, 20);
        var waiting = await Task.WhenAll(invited.Select(one => TestSitting.CheckInAsync(_api, one.Code)));
        var session = await school.ExamSessionAsync();
        await school.RegisterAsync(session, invited[7].Id);
        await school.AttendAsync(session, new TestInvited(invited[7].Id, invited[7].Candidate, invited[7].Code), "absent");

        var starts = await Task.WhenAll(waiting.Select(sitting => sitting.Candidate.SendAsync(HttpMethod.Post, "/v1/delivery/start")));

        starts[7].Expect(HttpStatusCode.Conflict, "marked_absent");
        Assert.Equal(19, starts.Count(answer => answer.IsSuccess));
    }

    [Fact]
    public async Task Who_is_held_waits_and_the_others_do_not()
    {
        var school = await _api.OrganisationAsync(credits: 2);
        var (held, free) = (await school.SittingAsync("reading", start: false), await school.SittingAsync("reading", start: false));
        await using var connection = new NpgsqlConnection(_api.ConnectionString);
        await connection.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var hold = new NpgsqlCommand("SELECT FROM sittings WHERE id = @id FOR UPDATE", connection, transaction);
        hold.Parameters.AddWithValue("id", Domain.Id<Sitting>.Parse(held.Id, null).Value);
        await hold.ExecuteNonQueryAsync();

        var waits = held.Candidate.SendAsync(HttpMethod.Post, "/v1/delivery/start");
        (await free.Candidate.SendAsync(HttpMethod.Post, "/v1/delivery/start")).Expect(HttpStatusCode.OK);
        Assert.False(waits.IsCompleted);

        await transaction.CommitAsync();
        Assert.Equal("started", (await waits).Expect(HttpStatusCode.OK).Get("state"));
    }

    private static async Task<IReadOnlyList<(string Id, string Candidate, string Name, string Code)>> InvitedAsync(TestOrganisation school, int count)
    {
        var names = new Dictionary<string, string>();
        for (var i = 0; i < count; i++)
        {
            names[await school.CandidateAsync($"Kandidaat {i}")] = $"Kandidaat {i}";
        }

        var invited = await school.Admin.PostAsync("/v1/invitations", new { candidateIds = names.Keys, testIds = new[] { await school.TestAsync("reading") } });
        return
        [
            .. from one in invited.Json["invitations"]!.AsArray()
               let candidate = one!["candidateId"]!.ToString()
               select (one["id"]!.ToString(), candidate, names[candidate], one["code"]!.ToString()),
        ];
    }
}
