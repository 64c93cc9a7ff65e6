using System.Net;
using System.Text.Json.Nodes;
using Cesuur.Testing;

namespace Cesuur.Api.Tests.Delivery.Model;

/// <summary>A test of the model's as it was published, and what its parts are called by the API.</summary>
internal sealed record PublishedModelTest(ModelTest Test, string Id, IReadOnlyDictionary<string, string> Items, IReadOnlyDictionary<string, string> Media)
{
    public static async Task<PublishedModelTest> PublishAsync(TestOrganisation publisher, ModelTest test)
    {
        var media = new Dictionary<string, string>();
        foreach (var fragment in test.Fragments.Keys)
        {
            media[fragment] = (await publisher.UploadMediaAsync(TestSound.Wav(0.1 * (media.Count + 1)), "audio/wav", $"{fragment}.wav")).Expect(HttpStatusCode.Created).Get("id");
        }

        var draft = await publisher.WriteTestAsync(test.Content(media), durationSeconds: ModelTest.Minutes * 60);
        (await publisher.Admin.SendAsync(HttpMethod.Patch, draft.Path, new
        {
            canFinishEarly = test.CanFinishEarly,
            policies = new { identityCheck = test.ChecksIdentity ? "required" : "none" },
        })).Expect(HttpStatusCode.OK);
        await draft.PublishAsync();
        var items = (await publisher.Admin.GetAsync($"{draft.Path}/content")).Json["sections"]!.AsArray().SelectMany(section => section!["items"]!.AsArray());
        return new PublishedModelTest(test, draft.TestId, items.ToDictionary(item => item!["identifier"]!.ToString(), item => item!["id"]!.ToString()), media);
    }

    public string ItemOf(string id) => Items.Single(item => item.Value == id).Key;

    public string FragmentOf(string id) => Media.Single(fragment => fragment.Value == id).Key;
}

/// <summary>One candidate, two devices, an invigilator and a sandbox's clock, all over HTTP.</summary>
internal sealed class Hall(TestOrganisation school, PublishedModelTest test, string code)
{
    private readonly Dictionary<int, TestClient> _devices = [];
    private readonly Dictionary<string, string> _plays = [];
    private readonly long _began = TimeProvider.System.GetTimestamp();
    private string? _sitting;

    /// <summary>Since the candidate came: as much later than by the model's clock it is here.</summary>
    public TimeSpan Elapsed => TimeProvider.System.GetElapsedTime(_began);

    public static async Task<Hall> OpenAsync(TestOrganisation publisher, PublishedModelTest test, ModelAccommodations given)
    {
        var school = await publisher.Api.OrganisationAsync(sandbox: true);
        await school.EntitleAsync(publisher, test.Id);
        var candidate = await school.CandidateAsync();
        var accommodations = new
        {
            candidateId = candidate,
            extraTimePercent = given.Percent,
            extraTimeMinutes = given.Minutes,
            extraPlays = given.Plays,
            breaks = given.Breaks,
            breakMinutes = given.BreakMinutes,
        };
        var invited = await school.Admin.PostAsync(
            "/v1/invitations", new { candidateIds = new[] { candidate }, testIds = new[] { test.Id }, accommodations = new[] { accommodations } });
        return new Hall(school, test, invited.Get("invitations[0].code"));
    }

    /// <summary>Whether there is what the act needs: a sitting, a token, a grant.</summary>
    public bool CanDo(Act act) => act switch
    {
        Act.LetPass or Act.CheckIn or Act.WrongCode => true,
        Act.OfDevice of => _devices.ContainsKey(of.Device),
        Act.FetchPlay(var fragment) => _plays.ContainsKey(fragment),
        _ => _sitting is not null,
    };

    public async Task<Verdict> DoAsync(Act act)
    {
        var answer = await SendAsync(act);
        if (!answer.IsSuccess)
        {
            var expected = answer.Code switch { "code_unknown" => 404, "invalid_request" => 422, _ => 409 };
            return new(expected == (int)answer.Status ? answer.Code : answer.ToString());
        }

        switch (act)
        {
            case Act.CheckIn(var device):
                _sitting = answer.Get("sittingId");
                _devices[device] = school.Api.Client(answer.Get("token"));
                return Verdict.Done with { Says = answer.Get("state") };
            case Act.Save:
                return Verdict.Done with { Says = answer.Get("revision") };
            case Act.SaveSeveral:
                return Verdict.Done with { Says = string.Join(", ", answer.Json["outcomes"]!.AsArray().Select(OutcomeOf)) };
            case Act.RequestPlay(_, var fragment):
                _plays[fragment] = answer.Get("url");
                return Verdict.Done with { Says = answer.Get("number") };
            case Act.FetchPlay(var fragment):
                if (test.Test.Fragments[fragment] is not null)
                {
                    // The line is written when the last byte is, which is before it is known to be.
                    await TestJobs.EventuallyAsync(LogAsync, log => log[^1] == $"play_completed by candidate: {fragment}");
                }

                return Verdict.Done;
            case Act.GrantReplay:
                return Verdict.Done with { Says = PlaysOf(answer.Json) };
            case Act.Finish or Act.CheckIdentity or Act.AddTime or Act.Pause or Act.Resume or Act.Tell or Act.Terminate or Act.Reopen or Act.ReleaseDevice:
                return Verdict.Done with { Says = answer.Get("state") };
            default:
                return Verdict.Done;
        }
    }

    /// <summary>What the device is shown: as the model pictures it, and the seconds that are left of test and step.</summary>
    public async Task<(string Picture, int? Left, int? LeftOfStep)> ShownAsync(int device)
    {
        var state = await _devices[device].GetAsync("/v1/delivery/sitting");
        var items = state.Json["sections"]!.AsArray().SelectMany(section => section!["items"]!.AsArray()).Select(item => item!["identifier"]!.ToString());
        var saved = state.Json["responses"]!.AsArray().Select(one => new Saved(
            test.ItemOf(one!["itemId"]!.ToString()), one["revision"]!.GetValue<long>(), AnswerOf(one["answer"]!)));
        var picture = DeliveryModel.Picture(
            state.Get("state"), state.Node("step")!.GetValue<int>(), state.Node("resumesAt") is not null, state.Node("breaksLeft")!.GetValue<int>(), items, saved,
            state.Json["plays"]!.AsArray().Select(plays => PlaysOf(plays!)), state.Json["messages"]!.AsArray().Select(message => message!["text"]!.ToString()));
        return (picture, state.Node("remainingSeconds")?.GetValue<int>(), state.Node("stepRemainingSeconds")?.GetValue<int>());
    }

    /// <summary>What staff see of it: its state, and who ended it.</summary>
    public async Task<(string State, string? EndedBy)> SeenAsync()
    {
        var seen = await school.Admin.GetAsync($"/v1/sittings/{_sitting}");
        return (seen.Get("state"), seen.Node("submittedBy")?.ToString());
    }

    /// <summary>The results, of which there is one at most.</summary>
    public async Task<IReadOnlyList<(int Points, int Number)>> ResultsAsync() =>
        [.. (await school.Admin.GetAsync($"/v1/results?sittingId={_sitting}")).Json["data"]!.AsArray()
            .Select(result => ((int)result!["points"]!.GetValue<decimal>(), result["number"]!.GetValue<int>()))];

    /// <summary>What a rater has before them: how many ratings there were, and the answers to the open tasks.</summary>
    public async Task<(int Ratings, IReadOnlyList<string> Answers)> RatingAsync()
    {
        var rating = await school.Admin.SendAsync(HttpMethod.Get, $"/v1/sittings/{_sitting}/rating");
        return rating.IsSuccess
            ? (rating.Node("number")!.GetValue<int>(), [.. rating.Json["tasks"]!.AsArray().Where(task => task!["response"] is not null).Select(task => $"{task!["identifier"]}={AnswerOf(task["response"]!)}")])
            : (0, []);
    }

    /// <summary>The sitting's log.</summary>
    public async Task<IReadOnlyList<string>> LogAsync()
    {
        var lines = await school.Admin.GetAsync($"/v1/sittings/{_sitting}/events?sort=at&limit=200");
        return [.. lines.Json["data"]!.AsArray().Select(line =>
        {
            var actor = line!["actor"]!.ToString();
            var data = line["data"];
            var about = data?["step"] ?? data?["seconds"] ?? data?["message"] ?? (data?["mediaId"] is { } media ? test.FragmentOf(media.ToString()) : null);
            return $"{line["type"]} by {(actor.StartsWith("key_", StringComparison.Ordinal) ? "key" : actor)}{(about is null ? "" : $": {about}")}";
        })];
    }

    private Task<Answer> SendAsync(Act act) => act switch
    {
        Act.CheckIn => school.Api.Client(null).SendAsync(HttpMethod.Post, "/v1/delivery/check-in", new { code }),
        Act.WrongCode => school.Api.Client(null).SendAsync(HttpMethod.Post, "/v1/delivery/check-in", new { code = "AAAA-AAAA-AAAA" }),
        Act.LetPass(var minutes) => school.Admin.PostAsync("/v1/sandbox/clock", new { advance = $"PT{minutes}M" }),
        Act.OfDevice of => SendAsync(_devices[of.Device], of),
        Act.FetchPlay(var fragment) => school.Api.Client(null).SendAsync(HttpMethod.Get, _plays[fragment]),
        Act.CheckIdentity => ActAsync("identity-check"),
        Act.AddTime(var minutes) => ActAsync("extra-time", new { seconds = minutes * 60 }),
        Act.Pause => ActAsync("pause"),
        Act.Resume => ActAsync("resumption"),
        Act.Tell(var text) => ActAsync("message", new { text }),
        Act.Terminate(var scored) => ActAsync("termination", new { reason = "ziek", scored }),
        Act.Reopen(var minutes) => ActAsync("reopening", new { reason = "storing", seconds = minutes * 60 }),
        Act.ReleaseDevice => ActAsync("device-release"),
        Act.GrantReplay(var fragment) => ActAsync("replay-grants", new { mediaId = test.Media[fragment], reason = "geen geluid" }),
        _ => throw new ArgumentOutOfRangeException(nameof(act)),
    };

    private Task<Answer> SendAsync(TestClient device, Act.OfDevice act) => act switch
    {
        Act.Start => device.SendAsync(HttpMethod.Post, "/v1/delivery/start"),
        Act.Look => device.SendAsync(HttpMethod.Get, "/v1/delivery/sitting"),
        Act.Save(_, var saved) => device.SendAsync(
            HttpMethod.Put, $"/v1/delivery/responses/{test.Items[saved.Item]}", new { revision = saved.Revision, answer = Written(saved) }),
        Act.SaveSeveral(_, var several) => device.SendAsync(HttpMethod.Post, "/v1/delivery/responses", new
        {
            responses = several.Select(saved => new { itemId = test.Items[saved.Item], revision = saved.Revision, answer = Written(saved) }),
        }),
        Act.Advance(_, var fromStep) => device.SendAsync(HttpMethod.Post, "/v1/delivery/advance", new { fromStep }),
        Act.TakeBreak => device.SendAsync(HttpMethod.Post, "/v1/delivery/breaks"),
        Act.EndBreak => device.SendAsync(HttpMethod.Post, "/v1/delivery/breaks/end"),
        Act.Finish => device.SendAsync(HttpMethod.Post, "/v1/delivery/finish"),
        Act.RequestPlay(_, var fragment) => device.SendAsync(HttpMethod.Post, "/v1/delivery/plays", new { mediaId = test.Media[fragment] }),
        _ => throw new ArgumentOutOfRangeException(nameof(act)),
    };

    private Task<Answer> ActAsync(string act, object? body = null) => school.Admin.SendAsync(HttpMethod.Post, $"/v1/sittings/{_sitting}/{act}", body);

    private object Written(Saved saved) => test.Test.Items.Single(item => item.Identifier == saved.Item).IsOpen ? new { text = saved.Answer } : new { choice = saved.Answer };

    private static string AnswerOf(JsonNode answer) => (answer["choice"] ?? answer["text"])!.ToString();

    private string OutcomeOf(JsonNode? outcome) =>
        $"{test.ItemOf(outcome!["itemId"]!.ToString())} {(outcome["receipt"] is { } receipt ? Verdict.Done with { Says = receipt["revision"]!.ToString() } : new Verdict(outcome["error"]!.ToString()))}";

    private string PlaysOf(JsonNode plays) => $"{test.FragmentOf(plays["mediaId"]!.ToString())}:{plays["used"]}/{plays["limit"]}";
}
