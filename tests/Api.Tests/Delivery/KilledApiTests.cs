using Cesuur.Testing;

namespace Cesuur.Api.Tests.Delivery;

[Collection(ApiCollection.Name)]
public sealed class KilledApiTests(ApiFixture fixture)
{
    private readonly TestApi _api = fixture.Api;

    [Fact]
    public async Task Killing_the_API_between_acknowledged_saves_and_the_finish_loses_nothing()
    {
        var school = await _api.OrganisationAsync(credits: 1);
        var code = await school.CodeAsync("reading");
        string token;
        IReadOnlyList<string> items;
        await using (var doomed = await ApiProcess.StartAsync(_api.ConnectionString, "--role", "api"))
        {
            token = (await doomed.Client(null).PostAsync("/v1/delivery/check-in", new { code })).Get("token");
            var candidate = doomed.Client(token);
            var started = await candidate.PostAsync("/v1/delivery/start");
            items = [.. started.Json["sections"]!.AsArray().SelectMany(section => section!["items"]!.AsArray()).Select(item => item!["id"]!.ToString())];
            var saves = items.Select((item, index) => candidate.PutAsync($"/v1/delivery/responses/{item}", new { revision = 1, answer = new { choice = "acbcadbacb"[index].ToString() } }));
            await Task.WhenAll(saves);
            await doomed.KillAsync(); // the moment the last receipt is there
        }

        await using var next = await ApiProcess.StartAsync(_api.ConnectionString, "--role", "api");
        var resumed = next.Client(token); // another node, the same ticket
        var state = await resumed.GetAsync("/v1/delivery/sitting");
        Assert.Equal(items.Count, state.Json["responses"]!.AsArray().Count);
        await resumed.PostAsync("/v1/delivery/finish");
        var results = await school.Admin.GetAsync("/v1/results");
        Assert.Equal(("10", "pass"), (results.Get("data[0].points"), results.Get("data[0].outcome")));
    }
}
