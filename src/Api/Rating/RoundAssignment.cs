using System.Security.Cryptography;
using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Rating;
using Cesuur.Domain.Results;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Rating;

/// <summary>One response: what a candidate answered at one task.</summary>
internal readonly record struct ResponseOf(Id<Sitting> Sitting, Id<Item> Item);

/// <summary>What a rater has to do in a round.</summary>
/// <param name="Open">How many tasks.</param>
/// <param name="First">The place of the first of them that they have not seen.</param>
internal readonly record struct RemainingWork(int Open, double? First);

/// <summary>Who of a round's raters rates what: those who may rate the test today, and never their own students.</summary>
internal sealed class RoundAssignment(AppDb db, Clock clock)
{
    private readonly Random _random = new(RandomNumberGenerator.GetInt32(int.MaxValue)); // whoever knew the seed would know who rates whom

    /// <summary>Those of them who may rate the test today: active, in a role that may, and with an authorisation that is valid.</summary>
    public async Task<HashSet<Id<User>>> AuthorisedAsync(Id<Test> testId, IReadOnlyList<Id<User>> raters, CancellationToken cancel)
    {
        var test = await db.Tests.BeyondReach().AsNoTracking().SingleAsync(test => test.Id == testId, cancel);
        var held = await db.RaterAuthorisations.AsNoTracking().Where(authorisation => raters.Contains(authorisation.UserId)).ToListAsync(cancel);
        var active = await db.Users.BeyondReach().RatersAsync(raters, cancel); // a rater sees no other
        return [.. held.Where(authorisation => authorisation.Covers(test, Days.Of(clock.Now))).Select(authorisation => authorisation.UserId).Intersect(active)];
    }

    /// <summary>Whether the rater of a task may still rate it.</summary>
    /// <exception cref="DomainException"><c>not_authorised</c>; <c>claim_lapsed</c> where it is to be somebody else's, which does not say that they teach the candidate.</exception>
    public async Task RequireRaterAsync(RatingRound round, RatingTask task, CancellationToken cancel)
    {
        if (!await db.RoundRaters.AnyAsync(part => part.RoundId == round.Id && part.UserId == task.RaterId && part.LeftAt == null, cancel)
            || (await TeachersAsync([task.SittingId], [task.RaterId], cancel)).Count > 0)
        {
            throw new DomainException(RatingErrors.ClaimLapsed);
        }

        if (await AuthorisedAsync(round.TestId, [task.RaterId], cancel) is { Count: 0 })
        {
            throw new DomainException(RatingErrors.NotAuthorised);
        }
    }

    /// <summary>Gives every task of the sittings its raters, among what these have to do already.</summary>
    /// <exception cref="DomainException"><c>raters_not_enough</c></exception>
    public async Task AssignAsync(RatingRound round, TestContent content, IReadOnlyList<Id<Sitting>> sittings, CancellationToken cancel)
    {
        var raters = await RatersAsync(round, cancel);
        var places = raters.Index().ToDictionary(rater => rater.Item, rater => rater.Index);
        var teachers = await TeachersAsync(sittings, raters, cancel);
        var work = await WorkAsync(round, cancel);
        var items = content.ItemsToRate.Select(item => item.Id).ToList();
        var assignable = sittings.Select(sitting => new AssignableSitting(items.Count, teachers[sitting].Select(teacher => places[teacher]).ToHashSet())).ToList();
        var assigned = Assignment.Of(assignable, round.RatingsPerTask, raters.ConvertAll(rater => work.GetValueOrDefault(rater).Open), _random);
        await db.InsertManyAsync(
            [.. assigned.Select(one => RatingTask.Assign(round.Id, sittings[one.Sitting], items[one.Task], one.Slot + 1, raters[one.Rater], PlaceIn(work, raters[one.Rater])))],
            cancel);
    }

    /// <summary>For each response one rater more, who has never had it, and a place in that rater's order; null where there is none.</summary>
    /// <param name="round">The round.</param>
    /// <param name="responses">Named twice, a response gets two raters.</param>
    /// <param name="cancel">The request's.</param>
    public async Task<IReadOnlyList<(Id<User> Rater, double Position)?>> ChooseAsync(RatingRound round, IReadOnlyList<ResponseOf> responses, CancellationToken cancel)
    {
        if (responses.Count == 0)
        {
            return [];
        }

        var raters = await RatersAsync(round, cancel);
        var sittings = responses.Select(response => response.Sitting).Distinct().ToList();
        var teachers = await TeachersAsync(sittings, raters, cancel);
        var had = await HadAsync(sittings, raters, cancel);
        var work = await WorkAsync(round, cancel);
        var loads = raters.ConvertAll(rater => work.GetValueOrDefault(rater).Open);
        return [.. responses.Select(Choose)];

        (Id<User> Rater, double Position)? Choose(ResponseOf response)
        {
            var barred = Enumerable.Range(0, raters.Count)
                .Where(place => had.Contains((response, raters[place])) || teachers[response.Sitting].Contains(raters[place])).ToHashSet();
            if (Assignment.OneMore(loads, barred, _random) is not { } chosen)
            {
                return null;
            }

            loads[chosen]++;
            had.Add((response, raters[chosen]));
            return (raters[chosen], PlaceIn(work, raters[chosen]));
        }
    }

    /// <summary>Gives somebody who joins their share of what others have not seen yet.</summary>
    public async Task ShareAsync(RatingRound round, Id<User> rater, CancellationToken cancel)
    {
        var unseen = (await db.RatingTasks.AsNoTracking()
                .Where(task => task.RoundId == round.Id && task.State == RatingTaskState.Open && task.BenchmarkId == null && task.ClaimedUntil == null && task.RaterId != rater)
                .Select(task => new { task.Id, task.SittingId, task.ItemId, task.RaterId, task.Earlier }).ToListAsync(cancel))
            .FindAll(task => task.Earlier.Count == 0); // what is rated anew, by another rubric, stays with those who rated it
        var sittings = unseen.Select(task => task.SittingId).Distinct().ToList();
        var own = await TeachersAsync(sittings, [rater], cancel);
        var had = await HadAsync(sittings, [rater], cancel);
        var others = unseen.CountBy(task => task.RaterId).ToList();
        var places = others.Index().ToDictionary(other => other.Item.Key, other => other.Index);
        var (numbers, items) = (sittings.Index().ToDictionary(sitting => sitting.Item, sitting => sitting.Index), unseen.Select(task => task.ItemId).Distinct().ToList());
        var free = unseen.FindAll(task => !own.Contains(task.SittingId) && !had.Contains((new ResponseOf(task.SittingId, task.ItemId), rater)));
        var has = await db.RatingTasks.CountAsync(
            task => task.RoundId == round.Id && task.RaterId == rater && task.State == RatingTaskState.Open && task.BenchmarkId == null, cancel);
        var shared = Assignment.Share(
            free.ConvertAll(task => new UnseenTask(numbers[task.SittingId], items.IndexOf(task.ItemId), places[task.RaterId])), has, others.ConvertAll(other => other.Value), _random)
            .Select(place => free[place].Id).ToList();
        (await db.RatingTasks.Where(task => shared.Contains(task.Id)).ToListAsync(cancel)).ForEach(task => task.HandOver(rater, Assignment.Place(first: null, _random)));
        await db.SaveManyAsync(cancel);
    }

    /// <summary>Those of tasks, which nobody has to rate any more, whose raters may still rate them.</summary>
    public async Task<IReadOnlyList<RatingTask>> StillAllowedAsync(RatingRound round, IReadOnlyList<RatingTask> tasks, CancellationToken cancel)
    {
        var raters = await RatersAsync(round, cancel);
        var teachers = await TeachersAsync([.. tasks.Select(task => task.SittingId).Distinct()], raters, cancel);
        return [.. tasks.Where(task => raters.Contains(task.RaterId) && !teachers[task.SittingId].Contains(task.RaterId))];
    }

    /// <summary>The round's benchmarks that raters can be compared with: by the rubric that counts, and of candidates whose responses there still are.</summary>
    public async Task<IReadOnlyList<Benchmark>> BenchmarksAsync(RatingRound round, VersionScoring scoring, CancellationToken cancel) =>
        (await db.Benchmarks.AsNoTracking()
            .Where(benchmark => benchmark.RoundId == round.Id && db.Sittings.Any(sitting => sitting.Id == benchmark.SittingId
                && db.Candidates.Any(candidate => candidate.Id == sitting.CandidateId && candidate.ErasedAt == null)))
            .ToListAsync(cancel))
        .FindAll(benchmark => !scoring.IsOutdated(benchmark.ItemId, benchmark.ScoringNumber));

    /// <summary>Gives a rater the responses that the board has rated, where they did not have them before, with the next save; also what was set aside when they left.</summary>
    public async Task SeedAsync(RatingRound round, IReadOnlyList<Id<User>> raters, IReadOnlyCollection<Benchmark> benchmarks, CancellationToken cancel)
    {
        var (ids, sittings) = (benchmarks.Select(benchmark => benchmark.Id).ToList(), benchmarks.Select(benchmark => benchmark.SittingId).Distinct().ToList());
        var teachers = await TeachersAsync(sittings, raters, cancel);
        var had = await HadAsync(sittings, raters, cancel);
        var work = await WorkAsync(round, cancel);
        (await db.RatingTasks
            .Where(task => ids.Contains(task.BenchmarkId!.Value) && raters.Contains(task.RaterId) && task.State == RatingTaskState.SetAside && task.RatedAt == null).ToListAsync(cancel))
            .ForEach(task => task.Seed(PlaceIn(work, task.RaterId)));
        db.RatingTasks.AddRange(
            from benchmark in benchmarks
            from rater in raters
            where !had.Contains((new ResponseOf(benchmark.SittingId, benchmark.ItemId), rater)) && !teachers[benchmark.SittingId].Contains(rater)
            select RatingTask.Seed(benchmark, rater, PlaceIn(work, rater)));
    }

    private double PlaceIn(Dictionary<Id<User>, RemainingWork> work, Id<User> rater) => Assignment.Place(work.GetValueOrDefault(rater).First, _random);

    private Task<Dictionary<Id<User>, RemainingWork>> WorkAsync(RatingRound round, CancellationToken cancel) => db.RatingTasks
        .Where(task => task.RoundId == round.Id && task.State == RatingTaskState.Open).GroupBy(task => task.RaterId)
        .Select(tasks => new { tasks.Key, Count = tasks.Count(), First = tasks.Min(task => task.ClaimedUntil == null ? task.Position : (double?)null) })
        .ToDictionaryAsync(tasks => tasks.Key, tasks => new RemainingWork(tasks.Count, tasks.First), cancel);

    private async Task<HashSet<(ResponseOf Response, Id<User> Rater)>> HadAsync(List<Id<Sitting>> sittings, IReadOnlyList<Id<User>> raters, CancellationToken cancel) =>
        (await db.RatingTasks.Where(task => sittings.Contains(task.SittingId) && raters.Contains(task.RaterId))
            .Select(task => new { task.SittingId, task.ItemId, task.RaterId }).ToListAsync(cancel))
        .Select(task => (new ResponseOf(task.SittingId, task.ItemId), task.RaterId)).ToHashSet();

    private async Task<List<Id<User>>> RatersAsync(RatingRound round, CancellationToken cancel)
    {
        var raters = await db.RoundRaters.Where(rater => rater.RoundId == round.Id && rater.LeftAt == null).Select(rater => rater.UserId).ToListAsync(cancel);
        var authorised = await AuthorisedAsync(round.TestId, raters, cancel);
        return raters.FindAll(authorised.Contains);
    }

    private async Task<ILookup<Id<Sitting>, Id<User>>> TeachersAsync(IReadOnlyCollection<Id<Sitting>> sittings, IReadOnlyCollection<Id<User>> raters, CancellationToken cancel)
    {
        var own =
            from sitting in db.Sittings.BeyondReach()
            join teacher in db.CandidateTeachers on sitting.CandidateId equals teacher.CandidateId
            where sittings.Contains(sitting.Id) && raters.Contains(teacher.UserId)
            select new { Sitting = sitting.Id, Teacher = teacher.UserId };
        var ofGroups =
            from sitting in db.Sittings.BeyondReach()
            join member in db.GroupCandidates on sitting.CandidateId equals member.CandidateId
            join teacher in db.GroupTeachers on member.GroupId equals teacher.GroupId
            where sittings.Contains(sitting.Id) && raters.Contains(teacher.UserId)
            select new { Sitting = sitting.Id, Teacher = teacher.UserId };
        return (await own.Union(ofGroups).ToListAsync(cancel)).ToLookup(pair => pair.Sitting, pair => pair.Teacher);
    }
}
