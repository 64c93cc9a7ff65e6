using System.Net;
using Cesuur.Testing;

namespace Cesuur.Api.Tests.Rating;

/// <summary>Sittings that are over, of tests of the school's own.</summary>
internal static class RatedSittings
{
    /// <summary>A writing task of at most 5 points.</summary>
    public static object Task(string identifier, string prompt = "Schrijf een bericht.", string? stimulus = null, string? title = null) => new
    {
        identifier,
        type = "extended_text",
        title,
        prompt,
        stimulus,
        rubric = Rubric,
    };

    public static object Rubric => new
    {
        criteria = new[] { new { id = "adequacy", title = "Adequaatheid", maxPoints = 3 }, new { id = "grammar", title = "Grammatica", maxPoints = 2 } },
        gates = new[] { new { criterion = "adequacy" } },
    };

    /// <summary>A published test of the school's own; the id of the test.</summary>
    public static async Task<string> PublishedTestAsync(this TestOrganisation school, object content, object? policies = null)
    {
        var draft = await school.WriteTestAsync(content, skill: "writing");
        if (policies is not null)
        {
            (await school.Admin.SendAsync(HttpMethod.Patch, draft.Path, new { policies })).Expect(HttpStatusCode.OK);
        }

        return (await draft.PublishAsync()).TestId;
    }

    /// <summary>Somebody who has answered the items in order, as far as there are answers, and finished.</summary>
    public static async Task<(string Id, string Candidate, IReadOnlyList<string> Items)> FinishedAsync(this TestOrganisation school, string test, params object[] answers)
    {
        var sitting = await TestSitting.CheckInAsync(school.Api, await school.CodeForAsync(test));
        await sitting.Candidate.PostAsync("/v1/delivery/start");
        var items = await sitting.ItemsAsync();
        foreach (var (item, answer) in items.Zip(answers))
        {
            await sitting.Candidate.PutAsync($"/v1/delivery/responses/{item}", new { revision = 1, answer });
        }

        await sitting.Candidate.PostAsync("/v1/delivery/finish");
        return (sitting.Id, (await school.Admin.GetAsync($"/v1/sittings/{sitting.Id}")).Get("candidateId"), items);
    }

    public static Task<Answer> RateAsync(this TestClient client, string sitting, string item, object body, string? ifMatch = null) =>
        client.SendAsync(HttpMethod.Put, $"/v1/sittings/{sitting}/rating/tasks/{item}", body, ifMatch is null ? [] : [("If-Match", ifMatch)]);

    /// <summary>Rates a task of <see cref="Task"/>.</summary>
    public static async Task RateAsync(this TestClient client, string sitting, string item, int adequacy, int grammar) =>
        (await client.RateAsync(sitting, item, new { scores = new { adequacy, grammar } })).Expect(HttpStatusCode.OK);

    public static Task<Answer> FinaliseAsync(this TestClient client, string sitting) => client.PostAsync($"/v1/sittings/{sitting}/rating/finalisation");

    public static Task<Answer> ReopenAsync(this TestClient client, params string[] sittingIds) => client.SendAsync(HttpMethod.Post, "/v1/rating/reopenings", new { sittingIds });
}
