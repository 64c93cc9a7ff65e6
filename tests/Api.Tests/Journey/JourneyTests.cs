using Cesuur.Testing;

namespace Cesuur.Api.Tests.Journey;

[Collection(ApiCollection.Name)]
public sealed class JourneyTests(ApiFixture fixture)
{
    private readonly TestApi _api = fixture.Api;

    [Fact]
    public async Task A_reading_test_that_is_finished_is_scored_at_once()
    {
        var school = await _api.OrganisationAsync(credits: 1);
        var sitting = await school.SittingAsync("reading");
        foreach (var item in await sitting.ItemsAsync())
        {
            var receipt = await sitting.Candidate.PutAsync($"/v1/delivery/responses/{item}", new { revision = 1, answer = new { choice = "a" } });
            Assert.Equal("1", receipt.Get("revision"));
        }

        var finished = await sitting.Candidate.PostAsync("/v1/delivery/finish");
        Assert.Equal("rated", finished.Get("state"));
        var results = await school.Admin.GetAsync($"/v1/results?sittingId={sitting.Id}");
        Assert.Equal("3", results.Get("data[0].points")); // the key: a c b c a d b a c b
        Assert.Equal("fail", results.Get("data[0].outcome"));
    }

    [Fact]
    public async Task A_teacher_rates_a_writing_test_and_the_result_follows()
    {
        var school = await _api.OrganisationAsync(credits: 1);
        var sitting = await school.SittingAsync("writing");
        foreach (var item in await sitting.ItemsAsync())
        {
            await sitting.Candidate.PutAsync($"/v1/delivery/responses/{item}", new { revision = 1, answer = new { text = "Ik doe morgen boodschappen voor u." } });
        }

        var finished = await sitting.Candidate.PostAsync("/v1/delivery/finish");
        Assert.Equal("to_rate", finished.Get("state"));

        var candidate = (await school.Admin.GetAsync($"/v1/sittings/{sitting.Id}")).Get("candidateId");
        var (teacher, _) = await school.TeacherOfAsync(candidate);
        var rating = await teacher.GetAsync($"/v1/sittings/{sitting.Id}/rating");
        foreach (var task in rating.Json["tasks"]!.AsArray())
        {
            var scores = task!["rubric"]!["criteria"]!.AsArray().ToDictionary(criterion => criterion!["id"]!.ToString(), _ => 1);
            await teacher.PutAsync($"/v1/sittings/{sitting.Id}/rating/tasks/{task["itemId"]}", new { scores });
        }

        var result = await teacher.PostAsync($"/v1/sittings/{sitting.Id}/rating/finalisation");
        Assert.Equal("11", result.Get("points")); // 2 + 4 + 5 criteria
        Assert.Equal("pass", result.Get("outcome"));
    }
}
