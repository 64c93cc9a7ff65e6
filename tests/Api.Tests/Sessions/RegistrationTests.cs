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

    private static Task<Answer> SendAsync(TestOrganisation school, string session, string[] invitationIds, string[]? seats = null) =>
        school.Admin.SendAsync(HttpMethod.Post, $"/v1/sessions/{session}/registrations", new { invitationIds, seats = seats ?? [] });

    private static async Task<IReadOnlyList<string>> SeatsAsync(TestOrganisation school, string session) =>
        [.. (await school.Admin.GetAsync($"/v1/sessions/{session}/registrations")).Json["data"]!.AsArray().Select(row => row!["seat"]!.ToString())];
}
