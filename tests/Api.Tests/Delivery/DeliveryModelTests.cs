using System.Collections.Concurrent;
using System.Globalization;
using Cesuur.Api.Tests.Delivery.Model;
using Cesuur.Testing;

namespace Cesuur.Api.Tests.Delivery;

/// <summary>
/// Random sequences of what candidates, invigilators and the clock do, against a small model of the rules. A sandbox's clock goes
/// in whole minutes, as all times of the model do; the real time that goes by meanwhile is told apart from them.
/// </summary>
[Collection(ApiCollection.Name)]
public sealed class DeliveryModelTests(ApiFixture fixture)
{
    private const int Enough = 60;
    private const int Length = 40;
    private const int Parallel = 4;

    /// <summary>The server promises two seconds.</summary>
    private static readonly TimeSpan ServerNotices = TimeSpan.FromSeconds(2.5);

    /// <summary>For how long it is tried to leave something out of what differs.</summary>
    private static readonly TimeSpan Shortening = TimeSpan.FromSeconds(30);

    private static readonly int Sequences = Setting("CESUUR_MODEL_SEQUENCES", Enough);
    private static readonly int FirstSeed = Setting("CESUUR_MODEL_SEED", 1);

    /// <summary>What must have come up in so many, or they would prove little.</summary>
    private static readonly string[] Expected =
    [
        "code_unknown", "wrong_device", "identity_not_checked", "sitting_closed", "sitting_state", "sitting_paused", "step_closed", "stale_revision", "revision_reused",
        "no_next_step", "no_break_left", "no_time_left", "cannot_finish_early", "play_limit_reached", "invalid_request",
        "step_timed_out by server", "timed_out by server", "resumed by server", "resumed by candidate", "submitted by candidate", "terminated by key", "reopened by key",
        "device_changed by candidate", "play_completed by candidate", "replay_granted by key",
    ];

    private readonly ConcurrentDictionary<string, bool> _cameUp = new();

    [Fact]
    public async Task Whatever_candidates_invigilators_and_the_clock_do_a_sitting_is_as_the_rules_say()
    {
        var publisher = await fixture.Api.OrganisationAsync();
        var tests = new List<PublishedModelTest>();
        foreach (var test in ModelTest.All)
        {
            tests.Add(await PublishedModelTest.PublishAsync(publisher, test));
        }

        await System.Threading.Tasks.Parallel.ForEachAsync(
            Enumerable.Range(FirstSeed, Sequences),
            new ParallelOptions { MaxDegreeOfParallelism = Parallel },
            async (seed, _) => await RunAsync(publisher, tests[seed % tests.Count], seed));

        Assert.Empty(Sequences < Enough ? [] : Expected.Except(_cameUp.Keys));
    }

    private async Task RunAsync(TestOrganisation publisher, PublishedModelTest test, int seed)
    {
        var random = new Random(seed);
        var given = ModelAccommodations.All[random.Next(ModelAccommodations.All.Length)];
        var generator = new ActGenerator(test.Test, random);
        var done = new List<Act>();
        var difference = await PlayAsync(publisher, test, given, model =>
        {
            if (done.Count == Length)
            {
                return null;
            }

            done.Add(generator.Next(model));
            return done[^1];
        });
        if (difference is null)
        {
            return;
        }

        var (shortest, last) = await ShortenAsync(publisher, test, given, done, difference);
        Assert.Fail($"""
            Seed {seed}: "{test.Test.Name}" with {given.Name}. The shortest sequence that was found to differ:
            {string.Join('\n', shortest)}
            {last}
            The whole of it: CESUUR_MODEL_SEED={seed} CESUUR_MODEL_SEQUENCES=1
            """);
    }

    /// <summary>Leaves out what it differs without.</summary>
    private async Task<(IReadOnlyList<Act> Acts, string Difference)> ShortenAsync(
        TestOrganisation publisher, PublishedModelTest test, ModelAccommodations given, List<Act> acts, string difference)
    {
        var began = TimeProvider.System.GetTimestamp();
        for (var size = acts.Count / 2; size > 0; size /= 2)
        {
            for (var at = acts.Count - size; at >= 0 && TimeProvider.System.GetElapsedTime(began) < Shortening; at -= size)
            {
                List<Act> fewer = [.. acts[..at], .. acts[(at + size)..]];
                using var rest = fewer.GetEnumerator();
                if (await PlayAsync(publisher, test, given, _ => rest.MoveNext() ? rest.Current : null) is { } still)
                {
                    (acts, difference) = (fewer, still);
                }
            }
        }

        return (acts, difference);
    }

    /// <returns>Where the two differ; null: nowhere.</returns>
    private async Task<string?> PlayAsync(TestOrganisation publisher, PublishedModelTest test, ModelAccommodations given, Func<DeliveryModel, Act?> next)
    {
        var hall = await Hall.OpenAsync(publisher, test, given);
        var model = new DeliveryModel(test.Test, given);
        try
        {
            while (next(model) is { } act)
            {
                if (hall.CanDo(act) && (await DoAsync(hall, model, act)) is { } difference)
                {
                    return difference;
                }
            }

            return model.State is null ? null : await EndAsync(hall, model, test.Test);
        }
        catch (Exception unexpected) when (unexpected is InvalidOperationException or TimeoutException)
        {
            return unexpected.Message; // what the model is sure of was refused, or never came about
        }
    }

    private async Task<string?> DoAsync(Hall hall, DeliveryModel model, Act act)
    {
        if (model.Lags && !DecidesByTime(model, act))
        {
            await NoticeAsync(hall, model);
        }

        var expected = model.Do(act);
        var actual = await hall.DoAsync(act);
        foreach (var refusal in expected.Refusals)
        {
            _cameUp[refusal] = true;
        }

        if (expected.IsDone ? actual.ToString() != expected.ToString() : !expected.Refusals.Contains(actual.ToString()))
        {
            return $"{act}: the model says {expected}, the API {actual}";
        }

        if (hall.Elapsed > TimeSpan.FromMinutes(1))
        {
            throw new TimeoutException("A sequence took longer than a minute, by which the two clocks can no longer be told apart.");
        }

        return act is Act.LetPass || model is { Lags: true, IsOver: true } ? null : await LookAsync(hall, model, act);
    }

    /// <summary>What the holder is shown after an act.</summary>
    private static async Task<string?> LookAsync(Hall hall, DeliveryModel model, Act act)
    {
        if (model.Holder is not { } holder)
        {
            return null;
        }

        var (picture, left, leftOfStep) = await hall.ShownAsync(holder);
        model.Do(new Act.Look(holder));
        return picture != model.Shown() ? $"After {act} the model shows {model.Shown()},\nthe API {picture}"
            : !Agree(model.Left, left) ? $"After {act} the model has {model.Left} minutes left, the API {left} seconds"
            : !Agree(model.LeftOfStep, leftOfStep) ? $"After {act} the model has {model.LeftOfStep} minutes of the step left, the API {leftOfStep} seconds"
            : null;

        bool Agree(int? minutes, int? seconds) => seconds <= minutes * 60 && seconds >= minutes * 60 - Math.Ceiling(hall.Elapsed.TotalSeconds) || (minutes, seconds) is (null, null);
    }

    /// <summary>When the time of it is over too: what staff see, the result, the work of raters, the log.</summary>
    private async Task<string?> EndAsync(Hall hall, DeliveryModel model, ModelTest test)
    {
        if (model.State == "paused" && await DoAsync(hall, model, new Act.Resume()) is { } refused)
        {
            return refused;
        }

        await DoAsync(hall, model, new Act.LetPass(Math.Max(1, model.Left ?? 0)));
        await NoticeAsync(hall, model);
        foreach (var line in model.Log)
        {
            _cameUp[line.Split(':')[0]] = true;
        }

        var open = test.Items.Where(item => item.IsOpen).Select(item => item.Identifier).ToList();
        var answers = model.Ratings == 0 ? [] : model.SavedAnswers.Where(saved => open.Contains(saved.Item)).Select(saved => $"{saved.Item}={saved.Answer}");
        var rating = await hall.RatingAsync();
        var log = await hall.LogAsync();
        return Differ("state and who ended it", (model.State!, model.EndedBy), await hall.SeenAsync())
            ?? Differ("results", string.Join(' ', model.Result is { } result ? [result] : Array.Empty<(int, int)>()), string.Join(' ', await hall.ResultsAsync()))
            ?? Differ("ratings", model.Ratings, rating.Ratings)
            ?? Differ("answers to be rated", string.Join(' ', answers), string.Join(' ', rating.Answers))
            ?? Differ("log", Lines(model.Log.Where(line => !IsServers(line))), Lines(log.Where(line => !IsServers(line))))
            ?? Differ("log of the server", Lines(model.Log.Where(IsServers).Order(StringComparer.Ordinal)), Lines(log.Where(IsServers).Order(StringComparer.Ordinal)));
    }

    /// <summary>Waits for the server to notice what time has brought about, or asks it as a device would.</summary>
    private static async Task NoticeAsync(Hall hall, DeliveryModel model)
    {
        if (model.IsOver)
        {
            await TestJobs.EventuallyAsync(hall.SeenAsync, seen => seen.State == model.State);
        }
        else if (model is { Lags: true, Holder: { } holder })
        {
            await hall.ShownAsync(holder);
        }
        else if (model.Lags)
        {
            await Task.Delay(ServerNotices);
        }

        model.Noticed();
    }

    /// <summary>Acts whose outcome the time decides, whether the server has noticed it or not.</summary>
    private static bool DecidesByTime(DeliveryModel model, Act act) => act switch
    {
        Act.Save(_, var saved) => !model.BreakLags && (model.IsOver || model.Steps[model.Step].Items.All(item => item.Identifier != saved.Item)),
        Act.SaveSeveral or Act.FetchPlay or Act.CheckIn or Act.CheckIdentity => false,
        Act.Start or Act.Tell or Act.Reopen or Act.ReleaseDevice or Act.GrantReplay => !model.IsOver,
        _ => true,
    };

    // A sandbox's clock moves what is to come, not the lines that are written; those of the server tell when it was due.
    private static bool IsServers(string line) => line.Contains("by server", StringComparison.Ordinal);

    private static string Lines(IEnumerable<string> lines) => string.Join(", ", lines);

    private static string? Differ<T>(string what, T model, T api) => Equals(model, api) ? null : $"At the end, {what}: the model has {model}, the API {api}";

    private static int Setting(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { } set ? int.Parse(set, CultureInfo.InvariantCulture) : otherwise;
}
