using System.Net;
using Cesuur.Testing;

namespace Cesuur.Api.Tests.Rating;

/// <summary>Who rates in rounds has the board's word for it on the day (P §4).</summary>
[Collection(ApiCollection.Name)]
public sealed class RaterAuthorisationTests(ApiFixture fixture)
{
    private readonly TestApi _api = fixture.Api;

    [Fact]
    public async Task A_round_has_raters_with_a_valid_authorisation_for_its_skill_only()
    {
        var board = await TestBoard.CreateAsync(_api, credits: 0);
        var good = await board.RaterAsync();
        var (none, elsewhere) = (await board.School.UserAsync(["rater"]), await board.School.UserAsync(["rater"]));
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().Date);
        await board.School.Admin.PostAsync("/v1/rater-authorisations", new { userId = elsewhere.Id, skill = "speaking", from = today, to = today.AddDays(9), reference = "12" });
        await board.School.Admin.PostAsync("/v1/rater-authorisations", new { userId = elsewhere.Id, skill = "writing", programme = "II", from = today, to = today.AddDays(9), reference = "12" });
        await board.School.Admin.PostAsync("/v1/rater-authorisations", new { userId = elsewhere.Id, skill = "writing", from = today.AddDays(5), to = today.AddDays(9), reference = "12" });

        var refused = (await board.OpenRoundAsync(good, none, elsewhere)).Expect(HttpStatusCode.UnprocessableEntity);
        Assert.Equal(
            [("/raterIds/1", "rater_not_authorised"), ("/raterIds/2", "rater_not_authorised")],
            refused.Json["errors"]!.AsArray().Select(error => (error!["pointer"]!.ToString(), error["code"]!.ToString())));
        var teacher = await board.School.UserAsync(["teacher"]);
        Assert.Equal("reference_not_found", (await board.OpenRoundAsync(good, teacher)).Expect(HttpStatusCode.UnprocessableEntity).Get("errors[0].code"));
    }

    [Fact]
    public async Task After_its_last_day_a_rater_neither_gets_nor_rates_a_task()
    {
        var board = await TestBoard.CreateAsync(_api, credits: 1);
        await board.SubmitAsync("Kandidaat");
        var (short_, long_) = (await board.RaterAsync(days: 1), await board.RaterAsync());
        await board.RoundAsync(short_, long_);
        var claimed = (await TestBoard.NextAsync(short_))!["id"];
        await board.School.Admin.PostAsync("/v1/sandbox/clock", new { advance = "P3D" });

        (await short_.Client.SendAsync(HttpMethod.Post, "/v1/rating-tasks/next")).Expect(HttpStatusCode.Forbidden, "rater_not_authorised");
        (await short_.Client.SendAsync(HttpMethod.Put, $"/v1/rating-tasks/{claimed}", TestBoard.Points(3))).Expect(HttpStatusCode.Forbidden, "rater_not_authorised");
        Assert.NotNull(await TestBoard.NextAsync(long_));
    }

    [Fact]
    public async Task A_withdrawn_authorisation_ends_at_once_with_who_and_why_on_record()
    {
        var board = await TestBoard.CreateAsync(_api, credits: 1);
        await board.SubmitAsync("Kandidaat");
        var rater = await board.School.UserAsync(["rater"]);
        var authorisation = await board.AuthoriseAsync(rater);
        var round = await board.RoundAsync(rater, await board.RaterAsync());
        var withdrawn = await board.School.Admin.PostAsync($"/v1/rater-authorisations/{authorisation}/withdrawal", new { reason = "Te streng" });
        Assert.Equal("Te streng", withdrawn.Get("withdrawalReason"));
        Assert.StartsWith("key_", withdrawn.Get("withdrawnBy"), StringComparison.Ordinal);

        (await rater.Client.SendAsync(HttpMethod.Post, "/v1/rating-tasks/next")).Expect(HttpStatusCode.Forbidden, "rater_not_authorised");
        (await board.School.Admin.SendAsync(HttpMethod.Post, $"/v1/rater-authorisations/{authorisation}/withdrawal", new { reason = "Nog eens" }))
            .Expect(HttpStatusCode.Conflict, "authorisation_withdrawn");
        var shown = (await board.School.Admin.GetAsync($"/v1/rating-rounds/{round}")).Json["raters"]!.AsArray().Single(one => one!["userId"]!.ToString() == rater.Id)!;
        Assert.False(shown["authorised"]!.GetValue<bool>());
        Assert.Equal(authorisation, (await board.School.Admin.GetAsync($"/v1/rater-authorisations?userId={rater.Id}")).Get("data[0].id"));
    }

    [Fact]
    public async Task An_authorisation_is_of_somebody_who_rates_and_a_test_of_its_skill_and_does_not_end_before_it_begins()
    {
        var board = await TestBoard.CreateAsync(_api, credits: 0);
        var (rater, teacher) = (await board.School.UserAsync(["rater"]), await board.School.UserAsync(["teacher"]));
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().Date);
        Task<Answer> GiveAsync(object body) => board.School.Admin.SendAsync(HttpMethod.Post, "/v1/rater-authorisations", body);

        Assert.Equal("/userId", (await GiveAsync(new { userId = teacher.Id, skill = "writing", from = today, to = today, reference = "1" })).Get("errors[0].pointer"));
        Assert.Equal("/testId", (await GiveAsync(new { userId = rater.Id, skill = "speaking", testId = board.Version.TestId, from = today, to = today, reference = "1" })).Get("errors[0].pointer"));
        (await GiveAsync(new { userId = rater.Id, skill = "writing", from = today, to = today.AddDays(-1), reference = "1" })).Expect(HttpStatusCode.UnprocessableEntity, "authorisation_dates");
    }

    [Fact]
    public async Task Tasks_are_given_to_a_user_and_not_to_a_key()
    {
        var school = await _api.OrganisationAsync();
        (await school.Admin.SendAsync(HttpMethod.Post, "/v1/rating-tasks/next")).Expect(HttpStatusCode.Forbidden, "not_a_rater");
    }
}
