using System.Net;
using System.Text.Json.Nodes;

namespace Cesuur.Testing;

/// <summary>A school that is its own exam board, with a published test of tasks that several raters rate.</summary>
public sealed record TestBoard(TestOrganisation School, TestDraft Version, IReadOnlyList<string> Tasks)
{
    /// <summary>A sandbox with credits for so many candidates.</summary>
    public static async Task<TestBoard> CreateAsync(
        TestApi api, int credits, int tasks = 2, object? scoring = null, int cutScore = 1, bool precondition = false, int raters = 2, int keyed = 0, string skill = "writing") =>
        await OfAsync(await api.OrganisationAsync(credits, sandbox: true), tasks, scoring, cutScore, precondition, raters, keyed, skill);

    /// <param name="school">Whose.</param>
    /// <param name="tasks">How many.</param>
    /// <param name="scoring">The policy.</param>
    /// <param name="cutScore">Of all points.</param>
    /// <param name="precondition">Whether raters say first if a task can be rated.</param>
    /// <param name="raters">How many of them for each task.</param>
    /// <param name="keyed">How many questions of one point there are besides.</param>
    /// <param name="skill">Writing or speaking.</param>
    /// <param name="resits">How many attempts there are after a fail; null: as many as one likes.</param>
    public static async Task<TestBoard> OfAsync(
        TestOrganisation school, int tasks = 2, object? scoring = null, int cutScore = 1, bool precondition = false, int raters = 2, int keyed = 0, string skill = "writing",
        int? resits = null)
    {
        var rated = Enumerable.Range(1, tasks).Select(number => (object)new
        {
            identifier = $"t{number}",
            type = skill == "writing" ? "extended_text" : "recorded_speech",
            prompt = $"Opdracht {number}.",
            rubric = new { precondition, criteria = new[] { new { id = "adequacy", title = "Adequaatheid", maxPoints = 10 } } },
        });
        var questions = Enumerable.Range(1, keyed).Select(number => TestAuthoring.Question($"q{number}"));
        var draft = await school.WriteTestAsync(TestAuthoring.Content([.. rated, .. questions]), cutScore, skill: skill);
        (await school.Admin.SendAsync(HttpMethod.Patch, draft.Path, new { policies = new { rating = new { raters }, scoring = scoring ?? new { combination = "sum" }, resit = resits is { } most ? new { maxAttemptsAfterFail = most } : null } }))
            .Expect(HttpStatusCode.OK);
        await draft.PublishAsync();
        var content = await school.Admin.GetAsync($"{draft.Path}/content");
        return new TestBoard(school, draft, [.. content.Json["sections"]![0]!["items"]!.AsArray().Take(tasks).Select(item => item!["id"]!.ToString())]);
    }

    /// <summary>A candidate whose work is in. What they wrote at a task is their name and the task's number.</summary>
    public async Task<TestSubmission> SubmitAsync(string name)
    {
        var candidate = await School.CandidateAsync(name);
        return await SubmitAsync(candidate, name);
    }

    public async Task<TestSubmission> SubmitAsync(string candidate, string name)
    {
        var invited = await School.Admin.PostAsync("/v1/invitations", new { candidateIds = new[] { candidate }, testIds = new[] { Version.TestId } });
        return await SitAsync(invited.Get("invitations[0].code"), candidate, name);
    }

    /// <summary>Takes the test by a code.</summary>
    public async Task<TestSubmission> SitAsync(string code, string candidate, string name)
    {
        var sitting = await TestSitting.CheckInAsync(School.Api, code);
        await sitting.Candidate.PostAsync("/v1/delivery/start");
        foreach (var (index, task) in Tasks.Index())
        {
            await sitting.Candidate.SendAsync(HttpMethod.Put, $"/v1/delivery/responses/{task}", new { revision = 1, answer = new { text = $"{name} {index + 1}" } });
        }

        await sitting.Candidate.PostAsync("/v1/delivery/finish");
        return new TestSubmission(candidate, sitting.Id);
    }

    /// <summary>Somebody who may rate the test, for a year or until the day that is given.</summary>
    public async Task<TestUser> RaterAsync(int days = 365, params string[] roles)
    {
        var rater = await School.UserAsync(["rater", .. roles]);
        await AuthoriseAsync(rater, days);
        return rater;
    }

    public async Task<string> AuthoriseAsync(TestUser rater, int days = 365)
    {
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().Date);
        return (await School.Admin.PostAsync("/v1/rater-authorisations", new
        {
            userId = rater.Id,
            skill = "writing",
            from = today.AddDays(-1),
            to = today.AddDays(days),
            reference = "Besluit 12",
        })).Get("id");
    }

    /// <summary>The answer may be a refusal.</summary>
    public Task<Answer> OpenRoundAsync(params TestUser[] raters) =>
        School.Admin.SendAsync(HttpMethod.Post, "/v1/rating-rounds", new { versionId = Version.Id, raterIds = raters.Select(rater => rater.Id) });

    /// <summary>A round with all that waits; its id.</summary>
    public async Task<string> RoundAsync(params TestUser[] raters) => (await OpenRoundAsync(raters)).Expect(HttpStatusCode.Created).Get("round.id");

    public Task<Answer> CloseAsync(string round) => School.Admin.SendAsync(HttpMethod.Post, $"/v1/rating-rounds/{round}/closure");

    /// <summary>Lets the raters rate in turn until none of them has anything to do.</summary>
    /// <param name="raters">Who.</param>
    /// <param name="rating">What each gives for a text, as a body.</param>
    /// <returns>Every rating that was given, in order.</returns>
    public static async Task<IReadOnlyList<TestRated>> RateAllAsync(IReadOnlyList<TestUser> raters, Func<TestUser, string, object> rating)
    {
        var rated = new List<TestRated>();
        for (var idle = 0; idle < raters.Count;)
        {
            idle = 0;
            foreach (var rater in raters)
            {
                if (await NextAsync(rater) is { } task)
                {
                    await rater.Client.PutAsync($"/v1/rating-tasks/{task["id"]}", rating(rater, TextOf(task)));
                    rated.Add(new TestRated(rater, task["id"]!.ToString(), TextOf(task)));
                }
                else
                {
                    idle++;
                }
            }
        }

        return rated;
    }

    /// <summary>The task that the rater is given; null when there is none.</summary>
    public static async Task<JsonNode?> NextAsync(TestUser rater)
    {
        var next = await rater.Client.PostAsync("/v1/rating-tasks/next");
        return next.Status == HttpStatusCode.NoContent ? null : next.Json;
    }

    public static string TextOf(JsonNode task) => task["response"]!["text"]!.ToString();

    public static object Points(int points) => new { scores = new { adequacy = points } };
}

/// <summary>Work of a candidate that is in.</summary>
public sealed record TestSubmission(string Candidate, string Sitting);

/// <summary>A rating that was given: by whom, of which task and text.</summary>
public sealed record TestRated(TestUser Rater, string Task, string Text);
