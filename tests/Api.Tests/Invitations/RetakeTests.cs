using System.Net;
using Cesuur.Api.Credits;
using Cesuur.Api.Invitations;
using Cesuur.Api.Tests.Credits;
using Cesuur.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Cesuur.Api.Tests.Invitations;

/// <summary>A retake after a technical problem is free, needs no credit, and does not count as a resit (ours).</summary>
[Collection(ApiCollection.Name)]
public sealed class RetakeTests(ApiFixture fixture)
{
    private readonly TestApi _api = fixture.Api;

    [Fact]
    public async Task Who_is_to_take_the_test_again_is_invited_with_no_credit_left_and_once()
    {
        var (board, work) = await StartAsync();
        var school = board.School;
        var request = new { candidateIds = new[] { work.Candidate }, testIds = new[] { board.Version.TestId } };
        await DecideAsync(board, work, "retake");

        var preview = await school.Admin.PostAsync("/v1/invitations/preview", request);
        Assert.Equal(("0", "1", work.Sitting), (preview.Get("credits"), preview.Get("retakes"), preview.Get("invitations[0].retakeOf")));
        Assert.Empty(preview.Array("charges"));
        Assert.Empty(preview.Array("obstacles"));
        var invited = (await InviteAsync(board, work)).Expect(HttpStatusCode.Created);

        Assert.Equal((work.Sitting, "0"), (invited.Get("invitations[0].retakeOf"), invited.Get("balance")));
        Assert.Empty(invited.Array("charges"));
        Assert.Single((await school.Admin.GetAsync("/v1/events?type=credits.spent")).Array("data")); // of the first
        (await InviteAsync(board, work)).Expect(HttpStatusCode.Conflict, "insufficient_credits");
        var again = await board.SitAsync(invited.Get("invitations[0].code"), work.Candidate, "Kandidaat");
        (await InviteAsync(board, work)).Expect(HttpStatusCode.Conflict, "insufficient_credits");

        await DecideAsync(board, again, "retake"); // which can have a problem as well
        Assert.Equal(again.Sitting, (await InviteAsync(board, work)).Expect(HttpStatusCode.Created).Get("invitations[0].retakeOf"));
        await RequireReconciledAsync(school);
    }

    [Fact]
    public async Task Whose_sitting_is_void_pays_again()
    {
        var (board, work) = await StartAsync();
        await DecideAsync(board, work, "void");
        (await InviteAsync(board, work)).Expect(HttpStatusCode.Conflict, "insufficient_credits");
    }

    [Fact]
    public async Task Among_others_retakes_are_free_give_nothing_back_and_are_open_again_when_deactivated()
    {
        var (board, work) = await StartAsync(credits: 3);
        var school = board.School;
        await DecideAsync(board, work, "retake");
        var request = new { candidateIds = new[] { work.Candidate, await school.CandidateAsync("Bas Kok"), await school.CandidateAsync("Cas Mol") }, testIds = new[] { board.Version.TestId } };
        Assert.Equal(("2", "1"), await PlannedAsync());

        var invited = await school.Admin.PostAsync("/v1/invitations", request);
        Assert.Equal(("2", "0"), (invited.Get("charges[0].credits"), invited.Get("balance")));
        var retake = Assert.Single(invited.Array("invitations"), invitation => invitation!["retakeOf"] is not null)!["id"]!;
        await RequireReconciledAsync(school);

        var back = await school.Admin.PostAsync("/v1/invitations/deactivations", new { invitationIds = invited.Array("invitations").Strings("id") });
        Assert.Equal(("2", "2", "2"), (back.Get("credits"), back.Get("refunds[0].credits"), back.Get("balance")));
        var ended = await school.Admin.GetAsync($"/v1/invitations/{retake}");
        Assert.Equal(("deactivated", null), (ended.Get("state"), ended.Node("deactivationId")));
        Assert.Equal(("2", "1"), await PlannedAsync());

        var alone = (await InviteAsync(board, work)).Get("invitations[0].id");
        var none = await school.Admin.PostAsync("/v1/invitations/deactivations", new { invitationIds = new[] { alone } });
        Assert.Equal(("0", "2"), (none.Get("credits"), none.Get("balance")));
        Assert.Empty(none.Array("refunds"));
        await RequireReconciledAsync(school);

        async Task<(string, string)> PlannedAsync()
        {
            var preview = await school.Admin.PostAsync("/v1/invitations/preview", request);
            return (preview.Get("credits"), preview.Get("retakes"));
        }
    }

    [Fact]
    public async Task A_retake_whose_window_passes_is_open_again_and_no_credit_comes_of_it()
    {
        var board = await TestBoard.CreateAsync(_api, credits: 1, tasks: 1, raters: 1, precondition: true);
        var (school, work) = (board.School, await board.SubmitAsync("Kandidaat"));
        (await school.ChangeAsync(new { refundExpired = true })).Expect(HttpStatusCode.OK);
        await DecideAsync(board, work, "retake");
        var before = (await school.Admin.GetAsync("/v1/credits")).Get("balance");
        var invited = await school.InviteAsync(work.Candidate, board.Version.TestId, new { closesAt = TimeProvider.System.GetUtcNow().AddHours(20) });

        await school.Admin.PostAsync("/v1/sandbox/clock", new { advance = "P1D" });
        await ActivatorUtilities.CreateInstance<ExpireInvitationsJob>(_api.Services).RunAsync(CancellationToken.None);

        Assert.Equal("expired", (await school.Admin.GetAsync($"/v1/invitations/{invited.Get("invitations[0].id")}")).Get("state"));
        Assert.Equal(before, (await school.Admin.GetAsync("/v1/credits")).Get("balance"));
        Assert.Equal(work.Sitting, (await InviteAsync(board, work)).Expect(HttpStatusCode.Created).Get("invitations[0].retakeOf"));
        await RequireReconciledAsync(school);
    }

    [Fact]
    public async Task Of_two_invitations_at_once_one_is_the_retake_and_the_other_is_paid()
    {
        var (board, work) = await StartAsync(credits: 2);
        await DecideAsync(board, work, "retake");

        var answers = await Task.WhenAll(InviteAsync(board, work), InviteAsync(board, work), InviteAsync(board, work));

        var created = answers.Where(answer => answer.IsSuccess).Select(answer => answer.Node("invitations[0].retakeOf")?.ToString()).Order();
        Assert.Equal([null, work.Sitting], created);
        Assert.Single(answers, answer => !answer.IsSuccess).Expect(HttpStatusCode.Conflict, "insufficient_credits");
        await RequireReconciledAsync(board.School);
        var refused = await Assert.ThrowsAsync<PostgresException>(() => board.School.SqlAsync(
            "INSERT INTO invitations (tenant_id, id, candidate_id, publisher_id, test_id, code, state, confirmation_id, from_allocation, retake_of, created_at, candidate_key) "
            + "SELECT tenant_id, uuidv7(), candidate_id, publisher_id, test_id, 'TWEEDE', state, confirmation_id, false, retake_of, created_at, '' FROM invitations WHERE tenant_id = @tenant AND retake_of IS NOT NULL"));
        Assert.Equal("one_live_invitation_per_retake", refused.ConstraintName);
    }

    [Fact]
    public async Task A_retake_is_charged_to_no_department()
    {
        var school = await _api.OrganisationAsync(credits: 1, licence: "departments");
        var board = await TestBoard.OfAsync(school, tasks: 1, raters: 1, precondition: true);
        var candidate = (await school.Admin.PostAsync("/v1/candidates", new { name = "Amira Haddad", departmentId = await school.DepartmentAsync() })).Get("id");
        var work = await board.SubmitAsync(candidate, "Amira");
        await DecideAsync(board, work, "retake");

        var invited = (await InviteAsync(board, work)).Expect(HttpStatusCode.Created);

        Assert.Equal((work.Sitting, null), (invited.Get("invitations[0].retakeOf"), invited.Node("invitations[0].chargedDepartmentId")));
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().Date);
        var statement = await school.Admin.GetAsync($"/v1/statements?from={today.AddDays(-1):yyyy-MM-dd}&to={today.AddDays(1):yyyy-MM-dd}");
        Assert.Equal("1", statement.Get("departments[0].lines[0].invited"));
    }

    [Fact]
    public async Task A_retake_takes_the_place_of_the_attempt_that_had_a_problem()
    {
        var board = await ResitBoardAsync();
        var first = await board.SubmitAsync("Kandidaat");
        await RateAsync(board, first, 0); // fails
        var resit = await AgainAsync(board, first);
        (await InviteAsync(board, first)).Expect(HttpStatusCode.Conflict, "resit_limit");
        await DecideAsync(board, resit, "retake");

        var retaken = await AgainAsync(board, first, retakeOf: resit.Sitting); // the limit says nothing of it
        await RateAsync(board, retaken, 0);

        (await InviteAsync(board, first)).Expect(HttpStatusCode.Conflict, "resit_limit"); // it stands for the one resit there was
    }

    [Fact]
    public async Task A_retake_of_what_was_no_resit_is_none_whenever_it_is_taken()
    {
        var board = await ResitBoardAsync();
        var slow = await board.SubmitAsync("Kandidaat");
        await RateAsync(board, await AgainAsync(board, slow), 0); // begun after it, and fails
        await DecideAsync(board, slow, "retake");

        await RateAsync(board, await AgainAsync(board, slow, retakeOf: slow.Sitting), 0);

        Assert.Null((await InviteAsync(board, slow)).Expect(HttpStatusCode.Created).Node("invitations[0].retakeOf")); // the one resit is left
        (await InviteAsync(board, slow)).Expect(HttpStatusCode.Conflict, "resit_limit");
    }

    private async Task<TestBoard> ResitBoardAsync() =>
        await TestBoard.OfAsync(await _api.OrganisationAsync(credits: 9), tasks: 1, raters: 1, precondition: true, resits: 1);

    private async Task<(TestBoard Board, TestSubmission Work)> StartAsync(int credits = 1)
    {
        var board = await TestBoard.OfAsync(await _api.OrganisationAsync(credits), tasks: 1, raters: 1, precondition: true);
        return (board, await board.SubmitAsync("Kandidaat"));
    }

    private static Task<Answer> InviteAsync(TestBoard board, TestSubmission work) => board.School.InviteAsync(work.Candidate, board.Version.TestId, repeat: true);

    /// <summary>Takes the test once more.</summary>
    private static async Task<TestSubmission> AgainAsync(TestBoard board, TestSubmission work, string? retakeOf = null)
    {
        var invited = (await InviteAsync(board, work)).Expect(HttpStatusCode.Created);
        Assert.Equal(retakeOf, invited.Node("invitations[0].retakeOf")?.ToString());
        return await board.SitAsync(invited.Get("invitations[0].code"), work.Candidate, "Kandidaat");
    }

    private static async Task RateAsync(TestBoard board, TestSubmission work, int points)
    {
        await board.School.Admin.PutAsync(
            $"/v1/sittings/{work.Sitting}/rating/tasks/{board.Tasks[0]}", new { precondition = "ratable", scores = new { adequacy = points } });
        await board.School.Admin.PostAsync($"/v1/sittings/{work.Sitting}/rating/finalisation");
    }

    private static async Task DecideAsync(TestBoard board, TestSubmission work, string decision)
    {
        await board.School.Admin.PutAsync($"/v1/sittings/{work.Sitting}/rating/tasks/{board.Tasks[0]}", new { precondition = "technical_problem" });
        var held = await board.School.Admin.GetAsync($"/v1/board-cases?sittingId={work.Sitting}");
        await board.School.Admin.PostAsync($"/v1/board-cases/{held.Get("data[0].id")}/decision", new { decision, reason = "Storing" });
    }

    private async Task RequireReconciledAsync(TestOrganisation school) => Assert.DoesNotContain(
        await ActivatorUtilities.CreateInstance<ReconcileLedgerJob>(_api.Services).RunAsync(CancellationToken.None), found => found.Organisation.Value == school.Uuid);
}
