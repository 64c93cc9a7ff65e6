using System.Net;
using System.Text.Json.Nodes;
using Cesuur.Domain;
using Cesuur.Domain.Delivery;
using Cesuur.Infrastructure.Database;
using Cesuur.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Cesuur.Api.Tests.Sessions;

/// <summary>What an invigilator follows a session by.</summary>
[Collection(ApiCollection.Name)]
public sealed class MonitorTests(ApiFixture fixture)
{
    private readonly TestApi _api = fixture.Api;

    [Fact]
    public async Task A_candidate_is_followed_from_the_seat_to_the_end_and_only_what_changes_is_sent()
    {
        var school = await _api.OrganisationAsync(credits: 3);
        var session = await TestExamSession.CreateAsync(school, candidates: 3);
        var (candidate, invitation, code) = session.Registered[1];
        using var stream = await WatchAsync(school, session);
        var snapshot = (await stream.NextAsync())!;
        Assert.Equal(("snapshot", 3), (snapshot.Type, snapshot.Data["rows"]!.AsArray().Count));
        Assert.All(snapshot.Data["rows"]!.AsArray(), row => Assert.Equal((null, "0"), (row!["sittingId"]?.ToString(), row["answered"]!.ToString())));

        await school.Admin.PutAsync($"/v1/sessions/{session.Id}/attendance/{candidate}", new { presence = "present", identityChecked = true });
        var row = await ChangeAsync(stream, row => row["presence"]?.ToString() == "present");
        Assert.Equal((invitation, "Kandidaat 1"), (row["invitationId"]!.ToString(), row["name"]!.ToString()));
        Assert.NotNull(row["identityCheckedAt"]);

        var sitting = await TestSitting.CheckInAsync(_api, code);
        row = await ChangeAsync(stream, row => row["state"]?.ToString() == "checked_in");
        Assert.Equal((sitting.Id, "10"), (row["sittingId"]!.ToString(), row["items"]!.ToString()));
        await sitting.Candidate.PostAsync("/v1/delivery/start");
        row = await ChangeAsync(stream, row => row["state"]?.ToString() == "started");
        Assert.InRange((int)row["remainingSeconds"]!, 1400, 1500);
        await sitting.Candidate.PutAsync($"/v1/delivery/responses/{(await sitting.ItemsAsync())[0]}", new { revision = 1, answer = new { choice = "a" } });
        row = await ChangeAsync(stream, row => row["answered"]!.ToString() == "1");
        Assert.NotNull(row["savedAt"]);

        await school.Admin.PostAsync($"/v1/sittings/{sitting.Id}/pause");
        row = await ChangeAsync(stream, row => row["state"]?.ToString() == "paused");
        Assert.NotNull(row["pausedAt"]);
        await school.Admin.PostAsync($"/v1/sittings/{sitting.Id}/resumption");
        await sitting.Candidate.PostAsync("/v1/delivery/finish");
        row = await ChangeAsync(stream, row => row["state"]?.ToString() == "rated");
        Assert.NotNull(row["submittedAt"]);

        var once = (await school.Admin.GetAsync($"/v1/sessions/{session.Id}/monitor")).Json["rows"]!.AsArray();
        Assert.Equal(3, once.Count);
        Assert.Equal("rated", once[1]!["state"]!.ToString());
    }

    [Fact]
    public async Task Who_leaves_the_session_leaves_the_monitor()
    {
        var school = await _api.OrganisationAsync(credits: 2);
        var session = await TestExamSession.CreateAsync(school, candidates: 2);
        using var stream = await WatchAsync(school, session);
        await stream.NextAsync("snapshot");

        await school.Admin.PostAsync("/v1/invitations/deactivations", new { invitationIds = new[] { session.Registered[0].Invitation } });

        var change = await stream.NextAsync("change");
        Assert.Equal([session.Registered[0].Invitation], change.Data["removed"]!.AsArray().Select(id => id!.ToString()));
        Assert.Empty(change.Data["rows"]!.AsArray());
    }

    [Fact]
    public async Task A_recording_that_needs_attention_shows_with_its_candidate()
    {
        var school = await _api.OrganisationAsync(credits: 1);
        var session = await TestExamSession.CreateAsync(school, candidates: 1, skill: "speaking");
        var sitting = await TestSitting.CheckInAsync(_api, session.Registered[0].Code);
        await sitting.Candidate.PostAsync("/v1/delivery/start");
        await LogAsync(school, sitting, new SittingEventData { Finding = "silent" });

        var row = (await school.Admin.GetAsync($"/v1/sessions/{session.Id}/monitor")).Json["rows"]![0]!;

        Assert.Equal("silent", row["findings"]![0]!["finding"]!.ToString());
    }

    [Fact]
    public async Task Only_who_sees_the_session_watches_it()
    {
        var school = await _api.OrganisationAsync(credits: 1);
        var session = await TestExamSession.CreateAsync(school, candidates: 1);
        var stranger = await _api.OrganisationAsync();
        (await stranger.Admin.SendAsync(HttpMethod.Get, $"/v1/sessions/{session.Id}/monitor", null, ("Accept", "text/event-stream"))).Expect(HttpStatusCode.NotFound);
        var invigilator = await school.UserAsync(["invigilator"]);
        (await invigilator.Client.SendAsync(HttpMethod.Get, $"/v1/sessions/{session.Id}/monitor")).Expect(HttpStatusCode.NotFound);
        await school.Admin.SendAsync(HttpMethod.Patch, $"/v1/sessions/{session.Id}", new { invigilatorIds = new[] { invigilator.Id } });
        Assert.Single((await invigilator.Client.GetAsync($"/v1/sessions/{session.Id}/monitor")).Json["rows"]!.AsArray());
    }

    [Fact]
    public async Task Who_sees_a_department_alone_watches_its_candidates_alone()
    {
        var school = await _api.OrganisationAsync(credits: 2, licence: "departments");
        var department = await school.DepartmentAsync();
        var session = await TestExamSession.CreateAsync(school, candidates: 2);
        await school.Admin.SendAsync(HttpMethod.Patch, $"/v1/candidates/{session.Registered[0].Candidate}", new { departmentId = department });
        (await school.Admin.SendAsync(HttpMethod.Patch, $"/v1/sessions/{session.Id}", new { departmentId = department })).Expect(HttpStatusCode.OK);
        var admin = await school.UserAsync(["department_admin"], department);

        var rows = (await admin.Client.GetAsync($"/v1/sessions/{session.Id}/monitor")).Json["rows"]!.AsArray();

        Assert.Equal([session.Registered[0].Invitation], rows.Select(row => row!["invitationId"]!.ToString()));
    }

    private async Task LogAsync(TestOrganisation school, TestSitting sitting, SittingEventData data)
    {
        await using var scope = _api.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Tenant>().Enter(new(school.Uuid));
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        db.SittingEvents.Add(SittingEvent.Log(Id<Sitting>.Parse(sitting.Id, null), SittingEventType.RecordingMeasured, Actors.Server, TimeProvider.System.GetUtcNow(), data));
        await db.SaveChangesAsync();
    }

    private Task<TestStream> WatchAsync(TestOrganisation school, TestExamSession session) =>
        TestStream.OpenAsync(_api.Address, $"/v1/sessions/{session.Id}/monitor", school.Key);

    /// <summary>The row of the first change that is such; every change until then has this one candidate's row alone.</summary>
    private static async Task<JsonNode> ChangeAsync(TestStream stream, Func<JsonNode, bool> isSuch)
    {
        while (true)
        {
            var row = Assert.Single((await stream.NextAsync("change")).Data["rows"]!.AsArray())!;
            if (isSuch(row))
            {
                return row;
            }
        }
    }
}
