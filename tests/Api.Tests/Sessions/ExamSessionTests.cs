using System.Net;
using Cesuur.Testing;

namespace Cesuur.Api.Tests.Sessions;

[Collection(ApiCollection.Name)]
public sealed class ExamSessionTests(ApiFixture fixture)
{
    private static readonly DateTimeOffset Start = new(2031, 6, 2, 7, 0, 0, TimeSpan.Zero);

    private readonly TestApi _api = fixture.Api;

    [Fact]
    public async Task A_session_shows_its_nominal_and_its_total_duration_and_is_changed_by_whoever_saw_it_last()
    {
        var school = await _api.OrganisationAsync();
        var invigilator = await school.UserAsync(["invigilator"]);
        var id = await school.ExamSessionAsync(new { startsAt = Start, endsAt = Start.AddMinutes(135), room = "Zaal 3", notes = "Neem een legitimatiebewijs mee." });
        var seen = await school.Admin.GetAsync($"/v1/sessions/{id}");
        Assert.Equal(("planned", "8100", "1500", "0"), (seen.Get("state"), seen.Get("totalDurationSeconds"), seen.Get("tests[0].durationSeconds"), seen.Get("registered")));

        var changed = (await ChangeAsync(school, id, new { invigilatorIds = new[] { invigilator.Id }, room = (string?)null }, seen)).Expect(HttpStatusCode.OK);
        Assert.Equal(invigilator.Id, changed.Get("invigilatorIds[0]"));
        Assert.Null(changed.Node("room"));
        (await ChangeAsync(school, id, new { title = "Anders" }, seen)).Expect(HttpStatusCode.PreconditionFailed, "stale"); // its invigilators are part of it
        (await school.Admin.SendAsync(HttpMethod.Delete, $"/v1/sessions/{id}", null, ("If-Match", changed.Headers.ETag!.Tag))).Expect(HttpStatusCode.NoContent);
        (await school.Admin.SendAsync(HttpMethod.Get, $"/v1/sessions/{id}")).Expect(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("endsAt", 0)]
    [InlineData("endsAt", 20)] // the test takes 25 minutes (R art. 4)
    [InlineData("lateUntil", 0)]
    [InlineData("lateUntil", 181)]
    [InlineData("registrationEndsAt", 1)]
    [InlineData("paymentDueAt", 1)]
    public async Task Times_that_do_not_agree_are_refused(string member, int minutesAfterStart)
    {
        var school = await _api.OrganisationAsync();
        var body = await school.SessionBodyAsync(new { startsAt = Start, endsAt = Start.AddHours(3) });
        body[member] = Start.AddMinutes(minutesAfterStart);
        (await school.Admin.SendAsync(HttpMethod.Post, "/v1/sessions", body)).Expect(HttpStatusCode.UnprocessableEntity, "exam_session_times");
    }

    [Fact]
    public async Task A_session_is_within_the_days_of_its_moment_which_goes_on_including_it()
    {
        var school = await _api.OrganisationAsync();
        var moment = (await school.Admin.PostAsync("/v1/exam-moments", new { name = "Juni", from = "2031-06-02", to = "2031-06-06" })).Get("id");
        await school.ExamSessionAsync(new { examMomentId = moment, startsAt = Start, endsAt = Start.AddHours(3) });

        var outside = await school.SessionBodyAsync(new { examMomentId = moment, startsAt = Start.AddDays(5), endsAt = Start.AddDays(5).AddHours(3) });
        (await school.Admin.SendAsync(HttpMethod.Post, "/v1/sessions", outside)).Expect(HttpStatusCode.UnprocessableEntity, "outside_exam_moment");
        (await ChangeMomentAsync(school, moment, new { from = "2031-06-03" })).Expect(HttpStatusCode.Conflict, "exam_moment_in_use");
        (await ChangeMomentAsync(school, moment, new { to = "2031-06-01" })).Expect(HttpStatusCode.UnprocessableEntity, "exam_session_times");
        Assert.Equal("Juni, eerste week", (await ChangeMomentAsync(school, moment, new { name = "Juni, eerste week" })).Expect(HttpStatusCode.OK).Get("name"));
        Assert.Equal(moment, (await school.Admin.GetAsync("/v1/exam-moments?search=juni&sort=-from")).Get("data[0].id"));
    }

    [Fact]
    public async Task Sessions_are_found_by_moment_day_room_state_and_title_and_sorted_by_their_columns()
    {
        var school = await _api.OrganisationAsync();
        var moment = await school.ExamMomentAsync();
        var running = await school.ExamSessionAsync(new { title = "Bé", room = "Zaal 10", examMomentId = moment });
        var planned = await school.ExamSessionAsync(new { title = "Aa", room = "zaal É", startsAt = Start, endsAt = Start.AddHours(3) });

        foreach (var (query, found) in new[]
        {
            ("", new[] { planned, running }), ("sort=startsAt", [running, planned]), ("sort=-room", [planned, running]), ("search=be", [running]),
            ($"examMomentId={moment}", [running]), ("from=2031-06-02&to=2031-06-02", [planned]), ("to=2031-06-01", [running]),
            ("room=ZAAL%20e", [planned]), ("state=under_way", [running]), ("state=planned", [planned]), ("state=over", []),
        })
        {
            var list = await school.Admin.GetAsync($"/v1/sessions?{query}");
            Assert.Equal((query, string.Join(',', found)), (query, string.Join(',', list.Json["data"]!.AsArray().Select(session => session!["id"]!.ToString()))));
        }
    }

    [Fact]
    public async Task An_invigilator_is_a_user_with_the_role_and_a_test_one_that_the_organisation_can_use()
    {
        var school = await _api.OrganisationAsync();
        var teacher = await school.UserAsync(["teacher"]);
        var refused = await school.Admin.SendAsync(
            HttpMethod.Post, "/v1/sessions", await school.SessionBodyAsync(new { invigilatorIds = new[] { teacher.Id }, testIds = new[] { "test_none" }, examMomentId = "mom_none" }));
        refused.Expect(HttpStatusCode.UnprocessableEntity, "invalid_request");
        Assert.Equal(["/testIds/0", "/invigilatorIds/0"], refused.Json["errors"]!.AsArray().Select(error => error!["pointer"]!.ToString()));
    }

    [Fact]
    public async Task A_session_that_is_moved_takes_the_codes_of_its_candidates_along()
    {
        var school = await _api.OrganisationAsync(credits: 1);
        var session = await school.ExamSessionAsync();
        var invited = await school.InvitedAsync();
        await school.RegisterAsync(session, invited.Id);
        await ChangeAsync(school, session, new { startsAt = Start, endsAt = Start.AddHours(3), lateUntil = Start.AddMinutes(30) });

        var moved = await school.Admin.GetAsync($"/v1/invitations/{invited.Id}");
        Assert.Equal(
            (session, Start, Start.AddMinutes(30)),
            (moved.Get("sessionId"), DateTimeOffset.Parse(moved.Get("opensAt"), null), DateTimeOffset.Parse(moved.Get("closesAt"), null)));
        (await school.Admin.SendAsync(HttpMethod.Delete, $"/v1/sessions/{session}")).Expect(HttpStatusCode.Conflict, "exam_session_in_use");
        (await ChangeAsync(school, session, new { testIds = new[] { await school.TestAsync("writing") }, endsAt = Start.AddHours(9) })).Expect(HttpStatusCode.Conflict, "exam_session_in_use");
    }

    private static Task<Answer> ChangeAsync(TestOrganisation school, string session, object change, Answer? seen = null) =>
        school.Admin.SendAsync(HttpMethod.Patch, $"/v1/sessions/{session}", change, seen is null ? [] : [("If-Match", seen.Headers.ETag!.Tag)]);

    private static Task<Answer> ChangeMomentAsync(TestOrganisation school, string moment, object change) =>
        school.Admin.SendAsync(HttpMethod.Patch, $"/v1/exam-moments/{moment}", change);
}
