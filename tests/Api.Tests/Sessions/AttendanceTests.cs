using System.Net;
using Cesuur.Api.Sessions;
using Cesuur.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cesuur.Api.Tests.Sessions;

/// <summary>Who is admitted, when, and what becomes of those who did not come.</summary>
[Collection(ApiCollection.Name)]
public sealed class AttendanceTests(ApiFixture fixture)
{
    private readonly TestApi _api = fixture.Api;

    [Fact]
    public async Task A_test_that_asks_for_it_starts_only_after_the_identity_was_checked()
    {
        var school = await _api.OrganisationAsync(credits: 2);
        var test = await CheckedTestAsync(school);
        var session = await school.ExamSessionAsync(new { testIds = new[] { test } });
        var (inSession, alone) = (await school.InvitedAsync(test), await school.InvitedAsync(test));
        await school.RegisterAsync(session, inSession.Id);
        var first = await TestSitting.CheckInAsync(_api, inSession.Code);
        var second = await TestSitting.CheckInAsync(_api, alone.Code);
        (await StartAsync(first)).Expect(HttpStatusCode.Conflict, "identity_not_checked");
        (await StartAsync(second)).Expect(HttpStatusCode.Conflict, "identity_not_checked");

        var checkedBy = (await school.AttendAsync(session, inSession, "present", identityChecked: true)).Expect(HttpStatusCode.OK);
        await school.Admin.PostAsync($"/v1/sittings/{second.Id}/identity-check", new { reason = "paspoort gezien" });
        (await StartAsync(first)).Expect(HttpStatusCode.OK);
        (await StartAsync(second)).Expect(HttpStatusCode.OK);

        Assert.StartsWith("key_", checkedBy.Get("identityCheckedBy"), StringComparison.Ordinal);
        Assert.Equal(["checked_in", "presence_recorded", "identity_checked", "started"], await LogAsync(school, first));
        Assert.Equal(["checked_in", "identity_checked", "started"], await LogAsync(school, second));
        (await school.AttendAsync(session, inSession, "present", identityChecked: false)).Expect(HttpStatusCode.Conflict, "invitation_already_used");
        var audited = (await school.Admin.GetAsync("/v1/audit-log")).Json["data"]!.AsArray().Single(entry => entry!["action"]!.ToString() == "attendance.recorded")!;
        Assert.Equal(inSession.Id, audited["resource"]!.ToString());
    }

    [Fact]
    public async Task A_check_that_was_recorded_by_mistake_is_withdrawn()
    {
        var school = await _api.OrganisationAsync(credits: 1);
        var test = await CheckedTestAsync(school);
        var session = await school.ExamSessionAsync(new { testIds = new[] { test } });
        var invited = await school.InvitedAsync(test);
        await school.RegisterAsync(session, invited.Id);
        await school.AttendAsync(session, invited, "present", identityChecked: true);
        Assert.Null((await school.AttendAsync(session, invited, "present")).Expect(HttpStatusCode.OK).Node("identityCheckedAt"));
        (await StartAsync(await TestSitting.CheckInAsync(_api, invited.Code))).Expect(HttpStatusCode.Conflict, "identity_not_checked");
    }

    [Fact]
    public async Task Who_is_marked_absent_does_not_start_and_who_is_late_after_all_does()
    {
        var school = await _api.OrganisationAsync(credits: 1);
        var session = await school.ExamSessionAsync();
        var invited = await school.InvitedAsync();
        await school.RegisterAsync(session, invited.Id);
        await school.AttendAsync(session, invited, "absent");
        var sitting = await TestSitting.CheckInAsync(_api, invited.Code);
        (await StartAsync(sitting)).Expect(HttpStatusCode.Conflict, "marked_absent");

        (await school.AttendAsync(session, invited, "late")).Expect(HttpStatusCode.OK);
        (await StartAsync(sitting)).Expect(HttpStatusCode.OK);
        (await school.AttendAsync(session, invited, "absent")).Expect(HttpStatusCode.Conflict, "invitation_already_used");
        var row = await school.Admin.GetAsync($"/v1/sessions/{session}/registrations");
        Assert.Equal(("late", "used", "started"), (row.Get("data[0].presence"), row.Get("data[0].state"), row.Get("data[0].sittingState")));
    }

    [Fact]
    public async Task A_code_is_taken_half_an_hour_before_the_session_starts_from_its_beginning_until_nobody_may_be_later()
    {
        var school = await _api.OrganisationAsync(sandbox: true);
        var start = TimeProvider.System.GetUtcNow().AddHours(1);
        var session = await school.ExamSessionAsync(new { startsAt = start, endsAt = start.AddHours(3), lateUntil = start.AddMinutes(30) });
        var (early, late, tooLate) = (await school.InvitedAsync(), await school.InvitedAsync(), await school.InvitedAsync());
        await school.RegisterAsync(session, early.Id, late.Id, tooLate.Id);
        (await CheckInAsync(early)).Expect(HttpStatusCode.NotFound, "code_unknown");

        await school.Admin.PostAsync("/v1/sandbox/clock", new { advance = "PT35M" });
        var waiting = await TestSitting.CheckInAsync(_api, early.Code);
        (await StartAsync(waiting)).Expect(HttpStatusCode.Conflict, "outside_window");
        await school.Admin.PostAsync("/v1/sandbox/clock", new { advance = "PT50M" }); // 25 minutes late
        (await StartAsync(waiting)).Expect(HttpStatusCode.OK);
        (await StartAsync(await TestSitting.CheckInAsync(_api, late.Code))).Expect(HttpStatusCode.OK);
        await school.Admin.PostAsync("/v1/sandbox/clock", new { advance = "PT10M" });
        (await CheckInAsync(tooLate)).Expect(HttpStatusCode.NotFound, "code_unknown");
    }

    [Fact]
    public async Task Who_has_not_paid_by_the_term_is_not_admitted_until_staff_record_that_they_have()
    {
        var school = await _api.OrganisationAsync(credits: 1);
        var session = await school.ExamSessionAsync(new { paymentDueAt = TimeProvider.System.GetUtcNow().AddHours(-1) });
        var invited = await school.InvitedAsync();
        await school.RegisterAsync(session, invited.Id);
        var sitting = await TestSitting.CheckInAsync(_api, invited.Code);
        (await StartAsync(sitting)).Expect(HttpStatusCode.Conflict, "fee_not_paid");
        await school.AttendAsync(session, invited, "present", paid: true);
        Assert.Equal("true", (await school.AttendAsync(session, invited, "present")).Get("paid"));
        (await StartAsync(sitting)).Expect(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task When_a_session_is_over_those_who_did_not_start_are_absent_and_their_credits_come_back_by_policy(bool refundAbsent)
    {
        var school = await _api.OrganisationAsync(credits: 3);
        (await school.Admin.SendAsync(HttpMethod.Patch, "/v1/organisation", new { refundAbsent })).Expect(HttpStatusCode.OK);
        var session = await school.ExamSessionAsync();
        var (came, marked, away) = (await school.InvitedAsync(), await school.InvitedAsync(), await school.InvitedAsync());
        await school.RegisterAsync(session, came.Id, marked.Id, away.Id);
        await StartAsync(await TestSitting.CheckInAsync(_api, came.Code));
        await school.AttendAsync(session, marked, "absent");
        await TestSitting.CheckInAsync(_api, away.Code);

        await SettleAsync();
        Assert.Null((await school.Admin.GetAsync($"/v1/sessions/{session}")).Node("settledAt")); // it is not over
        await EndAsync(school, session);
        await SettleAsync();
        await SettleAsync();

        var states = (await school.Admin.GetAsync($"/v1/sessions/{session}/registrations")).Json["data"]!.AsArray().Select(row => row!["state"]!.ToString());
        Assert.Equal(["used", "absent", "absent"], states);
        Assert.Equal(refundAbsent ? "2" : "0", (await school.Admin.GetAsync("/v1/credits")).Get("balance"));
        (await school.AttendAsync(session, marked, "late")).Expect(HttpStatusCode.Conflict, "exam_session_settled");
        (await school.Admin.SendAsync(HttpMethod.Patch, $"/v1/sessions/{session}", new { title = "Anders" })).Expect(HttpStatusCode.Conflict, "exam_session_settled");
    }

    [Fact]
    public async Task Who_was_there_and_works_on_paper_is_not_absent_though_nothing_is_keyed_in_yet()
    {
        var school = await _api.OrganisationAsync(credits: 2);
        var session = await school.ExamSessionAsync();
        var (here, away) = (await OnPaperAsync(), await OnPaperAsync());
        await school.RegisterAsync(session, here.Id, away.Id);
        await school.AttendAsync(session, here, "present");

        await EndAsync(school, session);
        await SettleAsync();

        Assert.Equal("invited", (await school.Admin.GetAsync($"/v1/invitations/{here.Id}")).Get("state"));
        Assert.Equal("absent", (await school.Admin.GetAsync($"/v1/invitations/{away.Id}")).Get("state"));
        var sitting = await school.Admin.PostAsync($"/v1/invitations/{here.Id}/paper-sitting");
        Assert.Equal(("checked_in", "true"), (sitting.Get("state"), sitting.Get("onPaper")));
        var events = (await school.Admin.GetAsync("/v1/events?type=invitation.absent")).Json["data"]!.AsArray();
        Assert.Equal([away.Id], events.Select(one => one!["data"]!["id"]!.ToString()));

        async Task<TestInvited> OnPaperAsync()
        {
            var invited = await school.InvitedAsync();
            (await school.Admin.SendAsync(HttpMethod.Patch, $"/v1/invitations/{invited.Id}", new { accommodations = new { paper = true } })).Expect(HttpStatusCode.OK);
            return invited;
        }
    }

    [Fact]
    public async Task A_sandbox_that_moves_its_clock_past_the_end_settles_the_session_at_once()
    {
        var school = await _api.OrganisationAsync(sandbox: true);
        var session = await school.ExamSessionAsync();
        var invited = await school.InvitedAsync();
        await school.RegisterAsync(session, invited.Id);
        await school.Admin.PostAsync("/v1/sandbox/clock", new { advance = "PT4H" });
        Assert.Equal("absent", (await school.Admin.GetAsync($"/v1/invitations/{invited.Id}")).Get("state"));
        Assert.Equal("over", (await school.Admin.GetAsync($"/v1/sessions/{session}")).Get("state"));
    }

    [Fact]
    public async Task What_was_written_of_a_candidates_attendance_is_erased_with_the_candidate()
    {
        var school = await _api.OrganisationAsync(credits: 1);
        var session = await school.ExamSessionAsync();
        var invited = await school.InvitedAsync();
        await school.RegisterAsync(session, invited.Id);
        var sitting = await TestSitting.CheckInAsync(_api, invited.Code);
        await StartAsync(sitting);
        await sitting.Candidate.PostAsync("/v1/delivery/finish");
        await school.Admin.PutAsync($"/v1/sessions/{session}/attendance/{invited.CandidateId}", new { presence = "present", identityChecked = false, note = "Voelde zich niet goed." });
        await school.Admin.PostAsync($"/v1/candidates/{invited.CandidateId}/erasure");

        Assert.Null((await school.Admin.GetAsync($"/v1/sessions/{session}/registrations")).Node("data[0].note"));
        Assert.DoesNotContain("niet goed", (await school.Admin.GetAsync("/v1/audit-log")).Text, StringComparison.Ordinal);
    }

    private static async Task<string> CheckedTestAsync(TestOrganisation school)
    {
        var draft = await school.WriteTestAsync(TestAuthoring.Content(TestAuthoring.Question("q1")));
        (await school.Admin.SendAsync(HttpMethod.Patch, draft.Path, new { policies = new { identityCheck = "required" } })).Expect(HttpStatusCode.OK);
        await draft.PublishAsync();
        return draft.TestId;
    }

    private Task<Answer> CheckInAsync(TestInvited invited) =>
        _api.Client(null).SendAsync(HttpMethod.Post, "/v1/delivery/check-in", new { code = invited.Code });

    private static Task<Answer> StartAsync(TestSitting sitting) => sitting.Candidate.SendAsync(HttpMethod.Post, "/v1/delivery/start");

    private static async Task<IReadOnlyList<string>> LogAsync(TestOrganisation school, TestSitting sitting) =>
        [.. (await school.Admin.GetAsync($"/v1/sittings/{sitting.Id}/events")).Json["data"]!.AsArray().Select(line => line!["type"]!.ToString())];

    private Task<int> EndAsync(TestOrganisation school, string session) => _api.AsAsync(school, db => db.ExamSessions
        .Where(found => found.Id == Domain.Id<Domain.Sessions.ExamSession>.Parse(session, null))
        .ExecuteUpdateAsync(change => change.SetProperty(found => found.EndsAt, TimeProvider.System.GetUtcNow().AddSeconds(-1))));

    private Task SettleAsync() => new SettleExamSessionsJob(
        _api.Databases, _api.Services.GetRequiredService<IServiceScopeFactory>(), TimeProvider.System, NullLogger<SettleExamSessionsJob>.Instance).RunAsync(CancellationToken.None);
}
