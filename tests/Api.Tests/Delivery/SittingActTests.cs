using System.Net;
using Cesuur.Testing;

namespace Cesuur.Api.Tests.Delivery;

/// <summary>What invigilators do to a sitting, and what time does to its steps, as candidate and school see it.</summary>
[Collection(ApiCollection.Name)]
public sealed class SittingActTests(ApiFixture fixture)
{
    private readonly TestApi _api = fixture.Api;

    [Fact]
    public async Task A_pause_stops_the_clock_and_hides_the_test_until_it_is_resumed()
    {
        var school = await _api.OrganisationAsync(sandbox: true);
        var sitting = await school.SittingAsync("reading");
        var item = (await sitting.ItemsAsync())[0];
        await ActAsync(school, sitting, "pause", new { reason = "brandalarm" });
        await school.Admin.PostAsync("/v1/sandbox/clock", new { advance = "PT5H" });

        var paused = await sitting.Candidate.GetAsync("/v1/delivery/sitting");
        Assert.Equal(("paused", "1500"), (paused.Get("state"), paused.Get("remainingSeconds")));
        Assert.Empty(paused.Json["sections"]!.AsArray());
        (await SaveAsync(sitting, item, "a")).Expect(HttpStatusCode.Conflict, "sitting_paused");
        (await sitting.Candidate.SendAsync(HttpMethod.Post, "/v1/delivery/finish")).Expect(HttpStatusCode.Conflict, "sitting_paused");

        await ActAsync(school, sitting, "resumption");
        (await SaveAsync(sitting, item, "a")).Expect(HttpStatusCode.OK);
        Assert.InRange(int.Parse((await sitting.Candidate.GetAsync("/v1/delivery/sitting")).Get("remainingSeconds"), null), 1480, 1500);
    }

    [Fact]
    public async Task Extra_time_is_added_and_taken_back_but_never_so_that_none_is_left()
    {
        var school = await _api.OrganisationAsync(credits: 1);
        var sitting = await school.SittingAsync("reading");
        var deadline = DateTimeOffset.Parse((await school.Admin.GetAsync($"/v1/sittings/{sitting.Id}")).Get("deadline"), null);

        await ActAsync(school, sitting, "extra-time", new { seconds = 600, reason = "storing" });
        var changed = await ActAsync(school, sitting, "extra-time", new { seconds = -120 });

        Assert.Equal(deadline.AddSeconds(480), DateTimeOffset.Parse(changed.Get("deadline"), null));
        (await school.Admin.SendAsync(HttpMethod.Post, $"/v1/sittings/{sitting.Id}/extra-time", new { seconds = -7200 })).Expect(HttpStatusCode.Conflict, "no_time_left");
    }

    [Fact]
    public async Task A_terminated_sitting_is_scored_unless_it_is_told_not_to_be()
    {
        var school = await _api.OrganisationAsync(credits: 2);
        var (scored, void_) = (await school.SittingAsync("reading"), await school.SittingAsync("reading"));

        var first = await ActAsync(school, scored, "termination", new { reason = "ziek geworden" });
        var second = await ActAsync(school, void_, "termination", new { reason = "spieken", scored = false });

        Assert.Equal(("rated", "invigilator", "terminated"), (first.Get("state"), first.Get("submittedBy"), second.Get("state")));
        Assert.Single((await school.Admin.GetAsync($"/v1/results?sittingId={scored.Id}")).Json["data"]!.AsArray());
        Assert.Empty((await school.Admin.GetAsync($"/v1/results?sittingId={void_.Id}")).Json["data"]!.AsArray());
        (await scored.Candidate.SendAsync(HttpMethod.Post, "/v1/delivery/advance", new { fromStep = 0 })).Expect(HttpStatusCode.Conflict, "sitting_closed");
    }

    [Fact]
    public async Task A_sitting_finished_by_mistake_goes_on_and_its_result_is_revised()
    {
        var school = await _api.OrganisationAsync(credits: 1);
        var sitting = await school.SittingAsync("reading");
        var item = (await sitting.ItemsAsync())[0];
        await sitting.Candidate.PostAsync("/v1/delivery/finish");
        var before = await school.Admin.GetAsync($"/v1/results?sittingId={sitting.Id}");

        await ActAsync(school, sitting, "reopening", new { reason = "per ongeluk ingeleverd" });
        Assert.Equal(before.Text, (await school.Admin.GetAsync($"/v1/results?sittingId={sitting.Id}")).Text);
        (await SaveAsync(sitting, item, "a")).Expect(HttpStatusCode.OK);
        await sitting.Candidate.PostAsync("/v1/delivery/finish");

        var after = await school.Admin.GetAsync($"/v1/results?sittingId={sitting.Id}");
        Assert.Equal(("0", "1", "2"), (before.Get("data[0].points"), after.Get("data[0].points"), after.Get("data[0].number")));
    }

    [Fact]
    public async Task Reopening_withdraws_a_rating_that_was_under_way()
    {
        var school = await _api.OrganisationAsync(credits: 1);
        var sitting = await school.SittingAsync("writing");
        await sitting.Candidate.PostAsync("/v1/delivery/finish");

        await ActAsync(school, sitting, "reopening", new { seconds = 60, reason = "storing" });
        Assert.Equal("withdrawn", (await school.Admin.GetAsync($"/v1/sittings/{sitting.Id}/rating")).Get("state"));
        await sitting.Candidate.PostAsync("/v1/delivery/finish");

        var rating = await school.Admin.GetAsync($"/v1/sittings/{sitting.Id}/rating");
        Assert.Equal(("open", "2"), (rating.Get("state"), rating.Get("number")));
    }

    [Fact]
    public async Task A_released_device_is_dead_at_once_and_the_code_goes_on_elsewhere()
    {
        var school = await _api.OrganisationAsync(credits: 1);
        var sitting = await school.SittingAsync("reading");
        await ActAsync(school, sitting, "device-release");

        (await sitting.Candidate.SendAsync(HttpMethod.Get, "/v1/delivery/sitting")).Expect(HttpStatusCode.Conflict, "wrong_device");
        var moved = await TestSitting.CheckInAsync(_api, sitting.Code);
        Assert.Equal("started", (await moved.Candidate.GetAsync("/v1/delivery/sitting")).Get("state"));
    }

    [Fact]
    public async Task Every_act_is_in_the_log_with_who_did_it_and_why()
    {
        var school = await _api.OrganisationAsync(credits: 1);
        var sitting = await school.SittingAsync("reading");
        await ActAsync(school, sitting, "message", new { text = "Nog tien minuten." });
        await ActAsync(school, sitting, "extra-time", new { seconds = 60, reason = "storing" });
        await ActAsync(school, sitting, "termination", new { reason = "ziek" });

        var lines = (await school.Admin.GetAsync($"/v1/sittings/{sitting.Id}/events?sort=at")).Json["data"]!.AsArray();

        Assert.Equal(["checked_in", "started", "message_sent", "time_added", "terminated"], lines.Select(line => line!["type"]!.ToString()));
        Assert.Equal(
            [("Nog tien minuten.", null, null), (null, "60", "storing"), (null, null, "ziek")],
            lines.Skip(2).Select(line => (line!["data"]!["message"]?.ToString(), line["data"]!["seconds"]?.ToString(), line["data"]!["reason"]?.ToString())));
        Assert.All(lines.Skip(2), line => Assert.StartsWith("key_", line!["actor"]!.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_section_whose_time_is_over_gives_way_to_the_next_and_takes_no_more_answers()
    {
        var school = await _api.OrganisationAsync(sandbox: true);
        var draft = await school.WriteTestAsync(new
        {
            sections = new[]
            {
                new { identifier = "s1", title = "Een", navigation = "free", timeLimitSeconds = 60, items = new[] { TestAuthoring.Question("i1") } },
                new { identifier = "s2", title = "Twee", navigation = "free", timeLimitSeconds = 120, items = new[] { TestAuthoring.Question("i2") } },
            },
        });
        await draft.PublishAsync();
        var sitting = await TestSitting.CheckInAsync(_api, await school.CodeForAsync(draft.TestId));
        var state = await sitting.Candidate.PostAsync("/v1/delivery/start");
        var first = state.Get("sections[0].items[0].id");
        Assert.Equal("60", state.Get("stepRemainingSeconds"));

        await school.Admin.PostAsync("/v1/sandbox/clock", new { advance = "PT61S" });
        (await SaveAsync(sitting, first, "a")).Expect(HttpStatusCode.Conflict, "step_closed");
        state = await sitting.Candidate.GetAsync("/v1/delivery/sitting");
        Assert.Equal(("1", "s2"), (state.Get("step"), state.Get("sections[0].identifier")));
        (await SaveAsync(sitting, state.Get("sections[0].items[0].id"), "b")).Expect(HttpStatusCode.OK);

        await school.Admin.PostAsync("/v1/sandbox/clock", new { advance = "PT2M" }); // the last section's: the test is over
        var over = await TestJobs.EventuallyAsync(() => school.Admin.GetAsync($"/v1/sittings/{sitting.Id}"), shown => shown.Get("state") == "rated");
        Assert.Equal("deadline", over.Get("submittedBy"));
    }

    private static Task<Answer> ActAsync(TestOrganisation school, TestSitting sitting, string act, object? body = null) =>
        school.Admin.PostAsync($"/v1/sittings/{sitting.Id}/{act}", body);

    private static Task<Answer> SaveAsync(TestSitting sitting, string item, string choice) =>
        sitting.Candidate.SendAsync(HttpMethod.Put, $"/v1/delivery/responses/{item}", new { revision = 1, answer = new { choice } });
}
