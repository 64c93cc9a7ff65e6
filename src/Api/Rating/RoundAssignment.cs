using System.Security.Cryptography;
using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Rating;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Rating;

/// <summary>One response: what a candidate answered at one task.</summary>
internal readonly record struct ResponseOf(Id<Sitting> Sitting, Id<Item> Item);

/// <summary>Who of a round's raters rates what: those with an authorisation that is valid today, and never their own students.</summary>
internal sealed class RoundAssignment(AppDb db, Clock clock)
{
    private readonly Random _random = new(RandomNumberGenerator.GetInt32(int.MaxValue)); // whoever knew the seed would know who rates whom

    /// <summary>Those of them who may rate the test today.</summary>
    public async Task<HashSet<Id<User>>> AuthorisedAsync(Id<Test> testId, IReadOnlyCollection<Id<User>> raters, CancellationToken cancel)
    {
        var test = await db.Tests.BeyondReach().AsNoTracking().SingleAsync(test => test.Id == testId, cancel);
        var held = await db.RaterAuthorisations.AsNoTracking().Where(authorisation => raters.Contains(authorisation.UserId)).ToListAsync(cancel);
        return [.. held.Where(authorisation => authorisation.Covers(test, Days.Of(clock.Now))).Select(authorisation => authorisation.UserId)];
    }

    /// <summary>Gives every task of the sittings its raters, with the next save of many.</summary>
    /// <exception cref="DomainException"><c>raters_not_enough</c></exception>
    public async Task AssignAsync(RatingRound round, TestContent content, IReadOnlyList<Id<Sitting>> sittings, CancellationToken cancel)
    {
        var raters = await RatersAsync(round, cancel);
        var places = raters.Index().ToDictionary(rater => rater.Item, rater => rater.Index);
        var teachers = await TeachersAsync(sittings, raters, cancel);
        var items = content.ItemsToRate.Select(item => item.Id).ToList();
        var assignable = sittings.Select(sitting => new AssignableSitting(items.Count, teachers[sitting].Select(teacher => places[teacher]).ToHashSet())).ToList();
        db.RatingTasks.AddRange(Assignment.Of(assignable, round.RatingsPerTask, raters.Count, _random)
            .Select(one => RatingTask.Assign(round.Id, sittings[one.Sitting], items[one.Task], one.Slot + 1, raters[one.Rater], one.Order)));
    }

    /// <summary>For each response one rater more, who has never had it, and a place in that rater's order; null where there is none.</summary>
    /// <param name="round">The round.</param>
    /// <param name="responses">Named twice, a response gets two raters.</param>
    /// <param name="cancel">The request's.</param>
    public async Task<IReadOnlyList<(Id<User> Rater, int Position)?>> ChooseAsync(RatingRound round, IReadOnlyList<ResponseOf> responses, CancellationToken cancel)
    {
        var raters = await RatersAsync(round, cancel);
        var sittings = responses.Select(response => response.Sitting).Distinct().ToList();
        var teachers = await TeachersAsync(sittings, raters, cancel);
        var had = (await db.RatingTasks.Where(task => sittings.Contains(task.SittingId))
                .Select(task => new { task.SittingId, task.ItemId, task.RaterId }).ToListAsync(cancel))
            .Select(task => (new ResponseOf(task.SittingId, task.ItemId), task.RaterId)).ToHashSet();
        var work = await db.RatingTasks.Where(task => task.RoundId == round.Id).GroupBy(task => task.RaterId)
            .Select(tasks => new { tasks.Key, All = tasks.Count(), Open = tasks.Count(task => task.State == RatingTaskState.Open) }).ToDictionaryAsync(tasks => tasks.Key, cancel);
        var loads = raters.Select(rater => work.GetValueOrDefault(rater)?.Open ?? 0).ToList();
        return [.. responses.Select(Choose)];

        (Id<User> Rater, int Position)? Choose(ResponseOf response)
        {
            var barred = Enumerable.Range(0, raters.Count)
                .Where(place => had.Contains((response, raters[place])) || teachers[response.Sitting].Contains(raters[place])).ToHashSet();
            if (Assignment.OneMore(loads, barred, _random) is not { } chosen)
            {
                return null;
            }

            loads[chosen]++;
            had.Add((response, raters[chosen]));
            return (raters[chosen], Place(work.GetValueOrDefault(raters[chosen])?.All ?? 0));
        }
    }

    /// <summary>Gives a rater the responses that the board has rated, where they did not have them before, with the next save.</summary>
    public async Task SeedAsync(RatingRound round, IReadOnlyCollection<Id<User>> raters, IReadOnlyCollection<Benchmark> benchmarks, CancellationToken cancel)
    {
        var sittings = benchmarks.Select(benchmark => benchmark.SittingId).Distinct().ToList();
        var teachers = await TeachersAsync(sittings, raters, cancel);
        var had = (await db.RatingTasks.Where(task => sittings.Contains(task.SittingId) && raters.Contains(task.RaterId))
                .Select(task => new { task.SittingId, task.ItemId, task.RaterId }).ToListAsync(cancel))
            .Select(task => (task.SittingId, task.ItemId, task.RaterId)).ToHashSet();
        var work = await db.RatingTasks.Where(task => task.RoundId == round.Id && raters.Contains(task.RaterId)).GroupBy(task => task.RaterId)
            .Select(tasks => new { tasks.Key, Count = tasks.Count() }).ToDictionaryAsync(tasks => tasks.Key, tasks => tasks.Count, cancel);
        db.RatingTasks.AddRange(
            from benchmark in benchmarks
            from rater in raters
            where !had.Contains((benchmark.SittingId, benchmark.ItemId, rater)) && !teachers[benchmark.SittingId].Contains(rater)
            select RatingTask.Seed(benchmark, rater, Place(work.GetValueOrDefault(rater))));
    }

    private int Place(int count) => _random.Next(count + 1);

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
