using System.Net;
using Cesuur.Api.Tests.Invitations;
using Cesuur.Testing;
using static Cesuur.Testing.TestAuthoring;

namespace Cesuur.Api.Tests.Rating;

/// <summary>A colleague who is asked to look at a rating before it is finalised.</summary>
[Collection(ApiCollection.Name)]
public sealed class SecondLookTests(ApiFixture fixture)
{
    private readonly TestApi _api = fixture.Api;

    [Fact]
    public async Task A_colleague_who_is_asked_finds_it_rates_a_task_otherwise_and_completes_it()
    {
        var (school, sitting, candidate, item) = await SubmittedAsync();
        var (teacher, colleague) = (await school.TeacherOfAsync(candidate), await school.TeacherOfAsync(candidate));
        var looks = $"/v1/sittings/{sitting}/rating/second-looks";
        await teacher.Client.RateAsync(sitting, item, adequacy: 1, grammar: 1);

        var asked = await teacher.Client.PostAsync(looks, new { userId = colleague.Id, note = "Streng genoeg?" });
        (await teacher.Client.SendAsync(HttpMethod.Post, looks, new { userId = colleague.Id })).Expect(HttpStatusCode.Conflict, "second_look_asked");

        Assert.Empty((await teacher.Client.GetAsync("/v1/ratings?secondLookBy=me")).Array("data"));
        var found = await colleague.Client.GetAsync("/v1/ratings?secondLookBy=me");
        Assert.Equal((sitting, "Streng genoeg?", teacher.Id), (found.Get("data[0].sittingId"), found.Get("data[0].secondLooks[0].note"), found.Get("data[0].lastRatedBy")));
        Assert.Equal(sitting, (await school.Admin.GetAsync($"/v1/ratings?secondLookBy={colleague.Id}")).Get("data[0].sittingId"));

        await colleague.Client.RateAsync(sitting, item, adequacy: 2, grammar: 1);
        var completion = $"{looks}/{asked.Get("id")}/completion";
        (await teacher.Client.SendAsync(HttpMethod.Post, completion, new { })).Expect(HttpStatusCode.Conflict, "second_look_own");
        (await school.Admin.SendAsync(HttpMethod.Post, completion, new { })).Expect(HttpStatusCode.Forbidden, "second_look_of_another");
        await colleague.Client.PostAsync(completion, new { note = "Iets ruimer" });
        (await colleague.Client.SendAsync(HttpMethod.Post, completion, new { })).Expect(HttpStatusCode.Conflict, "second_look_completed");

        Assert.Empty((await colleague.Client.GetAsync("/v1/ratings?secondLookBy=me")).Array("data"));
        var history = await school.Admin.GetAsync($"/v1/sittings/{sitting}/rating/versions");
        Assert.Equal((colleague.Id, "Iets ruimer"), (history.Get("versions[0].secondLooks[0].completedBy"), history.Get("versions[0].secondLooks[0].completionNote")));
    }

    [Fact]
    public async Task Only_who_rates_and_sees_the_candidate_can_be_asked()
    {
        var (school, sitting, candidate, _) = await SubmittedAsync();
        var teacher = await school.TeacherOfAsync(candidate);
        string[] others = [(await school.UserAsync(["teacher"])).Id, (await school.UserAsync(["rater"])).Id, "usr_none"];
        async Task<Answer> Ask(string user) => await teacher.Client.SendAsync(HttpMethod.Post, $"/v1/sittings/{sitting}/rating/second-looks", new { userId = user });

        foreach (var other in others)
        {
            Assert.Equal(("/userId", "reference_not_found"), ((await Ask(other)).Expect(HttpStatusCode.UnprocessableEntity).Get("errors[0].pointer"), (await Ask(other)).Get("errors[0].code")));
        }

        (await Ask(teacher.Id)).Expect(HttpStatusCode.Conflict, "second_look_own");
        (await Ask((await school.UserAsync(["admin"])).Id)).Expect(HttpStatusCode.OK); // whom the teacher does not see
    }

    [Fact]
    public async Task What_nobody_in_particular_was_asked_is_for_whoever_else_sees_the_candidate_until_it_is_finalised()
    {
        var (school, sitting, candidate, item) = await SubmittedAsync();
        var (teacher, colleague, stranger) = (await school.TeacherOfAsync(candidate), await school.TeacherOfAsync(candidate), await school.UserAsync(["teacher"]));
        var look = (await teacher.Client.PostAsync($"/v1/sittings/{sitting}/rating/second-looks", new { })).Get("id");
        async Task<int> Found(TestClient client) => (await client.GetAsync("/v1/ratings?secondLookBy=me")).Array("data").Count;

        Assert.Equal((0, 1, 0), (await Found(teacher.Client), await Found(colleague.Client), await Found(stranger.Client)));
        (await school.Admin.SendAsync(HttpMethod.Get, "/v1/ratings?secondLookBy=me")).Expect(HttpStatusCode.UnprocessableEntity); // a key is nobody

        await teacher.Client.RateAsync(sitting, item, adequacy: 1, grammar: 1);
        await teacher.Client.FinaliseAsync(sitting);
        Assert.Equal(0, await Found(colleague.Client));
        (await colleague.Client.SendAsync(HttpMethod.Post, $"/v1/sittings/{sitting}/rating/second-looks/{look}/completion", new { })).Expect(HttpStatusCode.Conflict, "rating_finalised");
        (await teacher.Client.SendAsync(HttpMethod.Post, $"/v1/sittings/{sitting}/rating/second-looks", new { })).Expect(HttpStatusCode.Conflict, "rating_finalised");
    }

    [Fact]
    public async Task What_colleagues_wrote_of_the_work_goes_when_the_candidate_is_erased_and_who_is_deleted_is_asked_no_more()
    {
        var school = await _api.OrganisationAsync(credits: 1);
        var (sitting, candidate, items) = await school.FinishedAsync(await school.PublishedTestAsync(Content(RatedSittings.Task("t1"), Question("q1"))));
        var colleague = await school.TeacherOfAsync(candidate);
        await school.Admin.PostAsync($"/v1/sittings/{sitting}/rating/second-looks", new { userId = colleague.Id, note = "Amira was ziek" });
        (await school.Admin.RateAsync(sitting, items[1], new { points = 1, reason = "Amira was ziek" })).Expect(HttpStatusCode.OK);

        (await school.Admin.SendAsync(HttpMethod.Delete, $"/v1/users/{colleague.Id}")).Expect(HttpStatusCode.NoContent);
        var history = await school.Admin.GetAsync($"/v1/sittings/{sitting}/rating/versions");
        Assert.Equal("Amira was ziek", history.Get("versions[0].secondLooks[0].note"));
        Assert.Null(history.Node("versions[0].secondLooks[0].askedOf"));

        await school.Admin.PostAsync($"/v1/candidates/{candidate}/erasure");
        history = await school.Admin.GetAsync($"/v1/sittings/{sitting}/rating/versions");
        Assert.DoesNotContain("Amira", history.Text, StringComparison.Ordinal);
        Assert.Equal("1", history.Get("versions[0].tasks[0].ratings[0].points"));
    }

    private async Task<(TestOrganisation School, string Sitting, string Candidate, string Item)> SubmittedAsync()
    {
        var school = await _api.OrganisationAsync(credits: 1);
        var (sitting, candidate, items) = await school.FinishedAsync(await school.PublishedTestAsync(Content(RatedSittings.Task("t1"))));
        return (school, sitting, candidate, items[0]);
    }
}
