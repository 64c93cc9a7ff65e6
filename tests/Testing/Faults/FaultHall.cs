using System.Net;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Licensing;
using Npgsql;

namespace Cesuur.Testing.Faults;

/// <summary>
/// Candidates of a fresh organisation who take a test while servers fail around them. Each is invited, checks in,
/// starts, and saves answers with rising revisions, asking again until there is an answer; a third finish early, the
/// others are still answering at the deadline. What they were promised is written down.
/// </summary>
public sealed class FaultHall
{
    private const int Questions = 4;

    private readonly FaultyPlatform _platform;
    private readonly Guid _organisation;
    private readonly string _key;
    private readonly string _test;
    private readonly TimeSpan _time;
    private readonly IReadOnlyList<string> _candidates;

    private FaultHall(FaultyPlatform platform, Guid organisation, string key, string test, TimeSpan time, IReadOnlyList<string> candidates) =>
        (_platform, _organisation, _key, _test, _time, _candidates) = (platform, organisation, key, test, time, candidates);

    public Promises Promises { get; } = new();

    /// <summary>A school with so many candidates, and a test of its own that takes so long, b being right everywhere.</summary>
    public static async Task<FaultHall> OpenAsync(FaultyPlatform platform, int candidates, TimeSpan time)
    {
        var platformOperator = await platform.OperatorAsync();
        var created = await platformOperator.PostAsync("/v1/platform/organisations", new { name = "Proefschool", licence = "organisation" });
        var organisation = Id<Organisation>.Parse(created.Get("organisation.id"), null).Value;
        await using (var owner = await platform.OpenOwnerAsync())
        {
            // As old as licences are when tests are taken: no node believes that it has not begun yet.
            await using var command = new NpgsqlCommand("UPDATE licences SET starts_at = starts_at - interval '1 day' WHERE tenant_id = @tenant", owner);
            command.Parameters.AddWithValue("tenant", organisation);
            await command.ExecuteNonQueryAsync();
        }

        var school = new TestClient(platform.Addresses[0], created.Get("apiKey"));
        await school.PostAsync(
            "/v1/credits/redemptions", new { token = (await platformOperator.PostAsync("/v1/platform/credit-tokens", new { credits = candidates })).Get("tokens[0].token") });
        var test = (await school.PostAsync("/v1/tests", new { title = "Eigen toets", skill = "reading", level = "A2" })).Get("id");
        var version = $"/v1/tests/{test}/versions/{(await school.PostAsync($"/v1/tests/{test}/versions", new { })).Get("id")}";
        await school.PutAsync($"{version}/content", TestAuthoring.Content([.. Enumerable.Range(1, Questions).Select(i => TestAuthoring.Question($"q{i}"))]));
        (await school.SendAsync(HttpMethod.Patch, version, new { durationSeconds = (int)time.TotalSeconds, canFinishEarly = true })).Expect(HttpStatusCode.OK);
        await school.PutAsync($"{version}/cut-score", new { cutScore = 1 });
        await school.PostAsync($"{version}/publication");
        var ids = new List<string>();
        for (var i = 0; i < candidates; i++)
        {
            ids.Add((await school.PostAsync("/v1/candidates", new { name = $"Kandidaat {i}" })).Get("id"));
        }

        return new FaultHall(platform, organisation, created.Get("apiKey"), test, time, ids);
    }

    /// <summary>All of them take the test, each from a moment of their own on; until the last one is told that it is over.</summary>
    /// <param name="within">When the last one begins.</param>
    /// <param name="random">What they do follows from it; what it meets does not.</param>
    public Task TakeAsync(TimeSpan within, Random random) => Task.WhenAll(_candidates.Select(candidate =>
    {
        var own = new Random(random.Next());
        return Task.Run(() => TakeAsync(candidate, own.NextDouble() * within, own));
    }));

    /// <summary>What is not as it was promised, once no sitting is open any more; nothing, if all is well.</summary>
    public async Task<IReadOnlyList<string>> BrokenAsync()
    {
        var school = new TestClient(_platform.Addresses[0], _key);
        await TestJobs.EventuallyAsync(
            async () => (await school.GetAsync("/v1/sittings?state=started")).Json["data"]!.AsArray().Count, open => open == 0);
        return await Promises.BrokenAsync(_platform, _organisation, _candidates.Count, _time);
    }

    private async Task TakeAsync(string candidate, TimeSpan after, Random random)
    {
        await Task.Delay(after);
        var invited = await new PersistentClient(_platform, Promises, random, _key).SendAsync(
            HttpMethod.Post, "/v1/invitations", new { candidateIds = new[] { candidate }, testIds = new[] { _test } }, ("Idempotency-Key", candidate));
        var checkedIn = await new PersistentClient(_platform, Promises, random, credential: null).SendAsync(
            HttpMethod.Post, "/v1/delivery/check-in", new { code = invited.Expect(HttpStatusCode.Created).Get("invitations[0].code") });
        var sitting = Id<Sitting>.Parse(checkedIn.Expect(HttpStatusCode.OK).Get("sittingId"), null);
        Promises.CheckedIn(sitting.ToString(), sitting.Value);
        var device = new PersistentClient(_platform, Promises, random, checkedIn.Get("token"));
        var started = await device.SendAsync(HttpMethod.Post, "/v1/delivery/start");
        if (IsOver(started))
        {
            return; // the start itself was lost, and what it started is over
        }

        string[] items = [.. started.Expect(HttpStatusCode.OK).Json["sections"]!.AsArray().SelectMany(section => section!["items"]!.AsArray()).Select(item => item!["id"]!.ToString())];
        if (items.Length == 0)
        {
            return; // likewise, at the very moment
        }

        var saves = random.Next(3) == 0 ? random.Next(1, 30) : int.MaxValue;
        var revisions = new long[items.Length];
        for (var i = 0; i < saves; i++)
        {
            var item = random.Next(items.Length);
            var answer = new SentAnswer(sitting.Value, Id<Item>.Parse(items[item], null).Value, ++revisions[item], random.Next(2) == 0 ? "a" : "b");
            Promises.Sent(answer);
            var saved = await device.SendAsync(
                HttpMethod.Put, $"/v1/delivery/responses/{items[item]}", new { revision = answer.Revision, answer = new { choice = answer.Choice } });
            if (IsOver(saved))
            {
                return;
            }

            if (saved.Status != HttpStatusCode.OK || saved.Get("revision") != $"{answer.Revision}" || saved.Get("checksum") != answer.Checksum)
            {
                Promises.Surprise($"revision {answer.Revision} of {answer.Choice} was answered with {saved}");
                return;
            }

            Promises.Acknowledged(answer);
            await Task.Delay(random.Next(10, 150));
        }

        Promises.Finished(sitting.Value);
        (await device.SendAsync(HttpMethod.Post, "/v1/delivery/finish")).Expect(HttpStatusCode.OK);
    }

    private static bool IsOver(Answer answer) => answer.Status == HttpStatusCode.Conflict && answer.Code == "sitting_closed";
}
