using System.Net;
using Cesuur.Testing;

namespace Cesuur.Api.Tests.Sessions;

[Collection(ApiCollection.Name)]
public sealed class RegistrationTests(ApiFixture fixture)
{
    private readonly TestApi _api = fixture.Api;

    [Fact]
    public async Task A_session_has_no_more_candidates_than_places_however_many_register_at_once()
    {
        var school = await _api.OrganisationAsync(credits: 12);
        var session = await school.ExamSessionAsync(new { capacity = 5 });
        var invited = new List<TestInvited>();
        for (var i = 0; i < 12; i++)
        {
            invited.Add(await school.InvitedAsync());
        }

        var answers = await Task.WhenAll(invited.Select(one => SendAsync(school, session, [one.Id])));

        Assert.Equal(5, answers.Count(answer => answer.IsSuccess));
        Assert.All(answers.Where(answer => !answer.IsSuccess), answer => answer.Expect(HttpStatusCode.Conflict, "exam_session_full"));
        Assert.Equal(["1", "2", "3", "4", "5"], await SeatsAsync(school, session));
    }

    [Fact]
    public async Task Seats_are_the_lowest_that_are_free_or_those_that_are_asked_for_and_nobody_elses()
    {
        var school = await _api.OrganisationAsync(credits: 4);
        var session = await school.ExamSessionAsync();
        var (a, b, c, d) = (await school.InvitedAsync(), await school.InvitedAsync(), await school.InvitedAsync(), await school.InvitedAsync());
        (await SendAsync(school, session, [a.Id, b.Id], ["10", "2"])).Expect(HttpStatusCode.OK);
        await school.RegisterAsync(session, c.Id, d.Id);
        Assert.Equal(["1", "2", "3", "10"], await SeatsAsync(school, session));

        (await SendAsync(school, session, [a.Id], ["02"])).Expect(HttpStatusCode.Conflict, "seat_taken");
        (await SendAsync(school, session, [a.Id], ["b7"])).Expect(HttpStatusCode.OK);
        await school.RegisterAsync(session, a.Id); // keeps it
        Assert.Equal(["1", "2", "3", "b7"], await SeatsAsync(school, session));
        var refused = await SendAsync(school, session, [a.Id, b.Id], ["4"]);
        Assert.Equal("/seats", refused.Expect(HttpStatusCode.UnprocessableEntity).Get("errors[0].pointer"));
    }

    [Fact]
    public async Task Who_is_in_the_session_already_or_takes_another_test_or_is_foreign_is_refused_with_all_the_others()
    {
        var school = await _api.OrganisationAsync(credits: 4);
        var session = await school.ExamSessionAsync();
        var (one, other) = (await school.InvitedAsync(), await school.InvitedAsync());
        var again = await school.Admin.PostAsync("/v1/invitations", new { candidateIds = new[] { one.CandidateId }, testIds = new[] { await school.TestAsync("reading") }, repeat = true });
        var writing = await school.InvitedAsync(await school.TestAsync("writing"));
        await school.RegisterAsync(session, one.Id);

        (await SendAsync(school, session, [other.Id, again.Get("invitations[0].id")])).Expect(HttpStatusCode.Conflict, "already_registered");
        (await SendAsync(school, session, [other.Id, writing.Id])).Expect(HttpStatusCode.UnprocessableEntity, "test_not_in_session");
        Assert.Equal("/invitationIds/1", (await SendAsync(school, session, [other.Id, "inv_none"])).Expect(HttpStatusCode.UnprocessableEntity).Get("errors[0].pointer"));
        Assert.Equal(["1"], await SeatsAsync(school, session));
    }

    [Fact]
    public async Task After_the_term_nobody_is_registered_or_moved_but_who_has_not_paid()
    {
        var school = await _api.OrganisationAsync(sandbox: true);
        var start = TimeProvider.System.GetUtcNow().AddDays(10);
        var session = await school.ExamSessionAsync(
            new { startsAt = start, endsAt = start.AddHours(3), registrationEndsAt = start.AddDays(-5), paymentDueAt = start.AddDays(-2) });
        var later = await school.ExamSessionAsync(new { startsAt = start.AddDays(30), endsAt = start.AddDays(30).AddHours(3) });
        var (paid, unpaid, third) = (await school.InvitedAsync(), await school.InvitedAsync(), await school.InvitedAsync());
        await school.RegisterAsync(session, paid.Id, unpaid.Id);
        await school.AttendAsync(session, paid, "present", paid: true);

        await school.Admin.PostAsync("/v1/sandbox/clock", new { advance = "P6D" });
        (await SendAsync(school, session, [third.Id])).Expect(HttpStatusCode.Conflict, "registration_closed");
        (await SendAsync(school, later, [unpaid.Id])).Expect(HttpStatusCode.Conflict, "registration_closed"); // there is time to pay yet
        await school.Admin.PostAsync("/v1/sandbox/clock", new { advance = "P3D" });

        (await SendAsync(school, later, [paid.Id])).Expect(HttpStatusCode.Conflict, "registration_closed");
        (await school.Admin.SendAsync(HttpMethod.Delete, $"/v1/sessions/{session}/registrations/{paid.Id}")).Expect(HttpStatusCode.Conflict, "registration_closed");
        (await SendAsync(school, later, [unpaid.Id])).Expect(HttpStatusCode.OK);
        Assert.Equal(["1"], await SeatsAsync(school, later));
    }

    [Fact]
    public async Task Candidates_are_invited_into_a_session_with_a_seat_and_its_times()
    {
        var school = await _api.OrganisationAsync(credits: 3);
        var start = TimeProvider.System.GetUtcNow().AddDays(3);
        var session = await school.ExamSessionAsync(new { startsAt = start, endsAt = start.AddHours(3), paymentDueAt = start.AddDays(-1) });
        var (one, two) = (await school.CandidateAsync("Amira"), await school.CandidateAsync("Bram"));
        await school.InvitedAsync(name: "In geen sessie");

        var invited = await school.Admin.PostAsync(
            "/v1/invitations", new { candidateIds = new[] { two, one }, testIds = new[] { await school.TestAsync("reading") }, sessionId = session });

        Assert.Equal(session, invited.Get("invitations[0].sessionId"));
        Assert.Equal(start.AddHours(3), DateTimeOffset.Parse(invited.Get("invitations[1].closesAt"), null), TimeSpan.FromMilliseconds(1));
        var seats = (await school.Admin.GetAsync($"/v1/sessions/{session}/registrations")).Json["data"]!.AsArray();
        Assert.Equal([(one, "1"), (two, "2")], seats.Select(row => (row!["candidateId"]!.ToString(), row["seat"]!.ToString())));
        Assert.Equal(2, (await school.Admin.GetAsync($"/v1/invitations?sessionId={session}")).Json["data"]!.AsArray().Count);
        var codes = await school.Admin.GetAsync($"/v1/invitations/codes?format=csv&sessionId={session}");
        Assert.Equal(3, codes.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length); // a header and two
    }

    [Fact]
    public async Task What_stands_in_the_way_of_inviting_into_a_session_is_named_before_and_nothing_is_made()
    {
        var school = await _api.OrganisationAsync(credits: 9);
        var session = await school.ExamSessionAsync(new { capacity = 2 });
        var seated = await school.InvitedAsync();
        await school.RegisterAsync(session, seated.Id);
        var (reading, writing) = (await school.TestAsync("reading"), await school.TestAsync("writing"));
        var candidates = new[] { seated.CandidateId, await school.CandidateAsync(), await school.CandidateAsync() };
        var body = new { candidateIds = candidates, testIds = new[] { reading, writing }, sessionId = session, repeat = true };

        var preview = (await school.Admin.PostAsync("/v1/invitations/preview", body)).Json["obstacles"]!.AsArray();
        Assert.Equal(
            [("test_not_in_session", "3"), ("already_registered", "4"), ("exam_session_full", "5")],
            preview.Select(obstacle => (obstacle!["code"]!.ToString(), obstacle["count"]!.ToString())));
        (await InviteAsync(school.Admin, body)).Expect(HttpStatusCode.UnprocessableEntity, "test_not_in_session");
        Assert.Equal("8", (await school.Admin.GetAsync("/v1/credits")).Get("balance"));

        var open = new { candidateIds = candidates[1..], testIds = new[] { reading }, sessionId = session };
        (await InviteAsync(school.Admin, open)).Expect(HttpStatusCode.Conflict, "exam_session_full");
        var unknown = await InviteAsync(school.Admin, new { candidateIds = candidates[1..2], testIds = new[] { reading }, sessionId = "ses_none" });
        Assert.Equal("/sessionId", unknown.Expect(HttpStatusCode.UnprocessableEntity).Get("errors[0].pointer"));
        var both = await InviteAsync(school.Admin, new { candidateIds = candidates[1..2], testIds = new[] { reading }, sessionId = session, window = new { closesAt = "2031-01-01T00:00:00Z" } });
        Assert.Equal("/window", both.Expect(HttpStatusCode.UnprocessableEntity).Get("errors[0].pointer"));
        var teacher = await school.TeacherOfAsync(candidates[1]);
        var own = new { candidateIds = candidates[1..2], testIds = new[] { reading }, sessionId = session };
        Assert.Equal("/sessionId", (await InviteAsync(teacher.Client, own)).Expect(HttpStatusCode.UnprocessableEntity).Get("errors[0].pointer")); // not theirs
        var key = await school.Admin.PostAsync("/v1/api-keys", new { name = "Uitnodigen", scopes = new[] { "invitations:write" } });
        (await InviteAsync(_api.Client(key.Get("key")), own)).Expect(HttpStatusCode.Forbidden, "insufficient_scope");
    }

    [Fact]
    public async Task Whoever_is_taken_out_or_whose_code_is_taken_back_gives_up_the_seat()
    {
        var school = await _api.OrganisationAsync(credits: 2);
        var session = await school.ExamSessionAsync(new { capacity = 2 });
        var (one, two) = (await school.InvitedAsync(), await school.InvitedAsync());
        await school.RegisterAsync(session, one.Id, two.Id);

        (await school.Admin.SendAsync(HttpMethod.Delete, $"/v1/sessions/{session}/registrations/{one.Id}")).Expect(HttpStatusCode.NoContent);
        (await school.Admin.SendAsync(HttpMethod.Delete, $"/v1/sessions/{session}/registrations/{one.Id}")).Expect(HttpStatusCode.NotFound);
        await school.Admin.PostAsync("/v1/invitations/deactivations", new { invitationIds = new[] { two.Id } });

        Assert.Empty(await SeatsAsync(school, session));
        Assert.NotNull((await school.Admin.GetAsync($"/v1/invitations/{one.Id}")).Node("opensAt")); // the code does not become free to start at any time
    }

    [Fact]
    public async Task Candidates_exchange_their_seats_in_one_request()
    {
        var school = await _api.OrganisationAsync(credits: 2);
        var session = await school.ExamSessionAsync();
        var (one, two) = (await school.InvitedAsync(), await school.InvitedAsync());
        await school.RegisterAsync(session, one.Id, two.Id);

        (await SendAsync(school, session, [one.Id, two.Id], ["2", "1"])).Expect(HttpStatusCode.OK);

        var seats = (await school.Admin.GetAsync($"/v1/sessions/{session}/registrations")).Json["data"]!.AsArray();
        Assert.Equal([(two.Id, "1"), (one.Id, "2")], seats.Select(row => (row!["invitationId"]!.ToString(), row["seat"]!.ToString())));
        (await SendAsync(school, session, [one.Id, two.Id], ["3", "3"])).Expect(HttpStatusCode.Conflict, "seat_taken");
    }

    private static Task<Answer> InviteAsync(TestClient client, object body) => client.SendAsync(HttpMethod.Post, "/v1/invitations", body);

    private static Task<Answer> SendAsync(TestOrganisation school, string session, string[] invitationIds, string[]? seats = null) =>
        school.Admin.SendAsync(HttpMethod.Post, $"/v1/sessions/{session}/registrations", new { invitationIds, seats = seats ?? [] });

    private static async Task<IReadOnlyList<string>> SeatsAsync(TestOrganisation school, string session) =>
        [.. (await school.Admin.GetAsync($"/v1/sessions/{session}/registrations")).Json["data"]!.AsArray().Select(row => row!["seat"]!.ToString())];
}
