using Cesuur.Domain.Rating;

namespace Cesuur.Domain.Tests.Rating;

public sealed class AssignmentTests
{
    private static readonly HashSet<int> Nobody = [];

    [Fact]
    public void Every_task_gets_its_ratings_by_different_raters_and_none_by_an_excluded_one() =>
        OfManyRounds((round, assigned) =>
        {
            Assert.Equal(
                from sitting in round.Sittings.Index()
                from task in Enumerable.Range(0, sitting.Item.Tasks)
                from slot in Enumerable.Range(0, round.Ratings)
                select (sitting.Index, task, slot),
                assigned.Select(rating => (rating.Sitting, rating.Task, rating.Slot)));
            Assert.All(
                assigned.GroupBy(rating => (rating.Sitting, rating.Task)),
                task => Assert.Equal(round.Ratings, task.DistinctBy(rating => rating.Rater).Count()));
            Assert.All(assigned, rating =>
            {
                Assert.InRange(rating.Rater, 0, round.Raters - 1);
                Assert.DoesNotContain(rating.Rater, round.Sittings[rating.Sitting].Excluded);
            });
        });

    [Fact]
    public void A_sitting_is_spread_over_as_many_raters_as_can_be() =>
        OfManyRounds((round, assigned) => Assert.All(assigned.GroupBy(rating => rating.Sitting), sitting =>
        {
            var (tasks, excluded) = round.Sittings[sitting.Key];
            var perRater = sitting.CountBy(rating => rating.Rater).Select(count => count.Value).ToList();

            Assert.Equal(Math.Min(round.Ratings * tasks, round.Raters - excluded.Count), perRater.Count);
            Assert.InRange(perRater.Max() - perRater.Min(), 0, 1);
        }));

    [Fact]
    public void Where_nobody_is_excluded_raters_differ_by_at_most_one_rating() =>
        OfManyRounds((round, assigned) =>
        {
            if (round.Sittings.Any(sitting => sitting.Excluded.Count > 0))
            {
                return;
            }

            var loads = Loads(assigned, round.Raters);
            Assert.InRange(loads.Max() - loads.Min(), 0, 1);
        });

    [Fact]
    public void Raters_who_teach_some_of_the_candidates_are_loaded_as_the_others()
    {
        // Of 40 raters 20 teach, each the candidates of 20 of the 400 sittings.
        AssignableSitting[] sittings = [.. Enumerable.Range(0, 400).Select(sitting => new AssignableSitting(12, new HashSet<int> { sitting / 20 }))];

        var loads = Loads(Assignment.Of(sittings, 2, new int[40], new Random(5)), 40);

        Assert.InRange(loads.Max() - loads.Min(), 0, 1);
    }

    [Fact]
    public void A_sitting_with_few_raters_to_choose_from_chooses_first()
    {
        // The last sitting only has raters 0 and 1; the first three leave them to it.
        AssignableSitting[] sittings = [.. Enumerable.Repeat(new AssignableSitting(1, Nobody), 3), new(3, new HashSet<int> { 2, 3, 4, 5 })];

        for (var seed = 0; seed < 50; seed++)
        {
            var loads = Loads(Assignment.Of(sittings, 2, new int[6], new Random(seed)), 6);

            Assert.Equal([3, 3], loads[..2]);
        }
    }

    [Fact]
    public void Sittings_that_come_later_go_to_those_who_have_least_to_do()
    {
        AssignableSitting[] sittings = [.. Enumerable.Repeat(new AssignableSitting(2, Nobody), 30)];
        int[] work = [80, 20, 22, 25, 20, 21];

        var loads = Loads(Assignment.Of(sittings, 2, work, new Random(11)), 6);

        Assert.Equal((0, 120), (loads[0], loads.Sum()));
        int[] after = [.. loads.Zip(work, (given, had) => given + had)];
        Assert.InRange(after[1..].Max() - after[1..].Min(), 0, 1);
    }

    [Fact]
    public void A_task_that_comes_later_is_as_likely_to_be_at_any_place_of_what_is_left()
    {
        var random = new Random(12);
        var places = new int[10];
        for (var run = 0; run < 10_000; run++)
        {
            // Of nine tasks the first four have been done.
            var order = Enumerable.Range(0, 9).Select(_ => Assignment.Place(first: null, random)).Order().Skip(4).ToList();
            var late = Assignment.Place(order[0], random);
            Assert.InRange(late, order[0], 1);
            places[order.Count(place => place < late)]++;
        }

        Assert.Equal(0, places[0]); // what comes next comes next
        Assert.All(places[1..6], times => Assert.InRange(times, 1_800, 2_200)); // of five places, give or take five standard deviations
    }

    [Fact]
    public void Whoever_joins_takes_from_those_who_have_most_until_all_have_as_much()
    {
        var random = new Random(13);
        for (var run = 0; run < 200; run++)
        {
            var (others, own) = (random.Next(1, 8), random.Next(3) * random.Next(8));
            UnseenTask[] unseen = [.. Enumerable.Range(0, random.Next(0, 60)).Select(task => new UnseenTask(task / 3, task % 3, random.Next(others)))];
            int[] work = [.. Enumerable.Range(0, others).Select(rater => unseen.Count(task => task.Rater == rater))];

            var taken = Assignment.Share(unseen, own, work, random);

            Assert.Equal(taken.Count, taken.Distinct().Count());
            int[] after = [.. Enumerable.Range(0, others).Select(rater => work[rater] - taken.Count(place => unseen[place].Rater == rater))];
            Assert.InRange(after.Max() - own - taken.Count, int.MinValue, 1);
            Assert.All(after.Index(), rater => Assert.True(rater.Item == work[rater.Index] || rater.Item >= after.Max() - 1));
            Assert.True(own + taken.Count <= after.Max() || taken.Count == 0);
        }
    }

    [Fact]
    public void Whoever_joins_gets_one_rating_of_a_task_and_as_many_sittings_as_can_be()
    {
        // Two raters have the ratings of the three tasks of four sittings.
        UnseenTask[] unseen = [.. from sitting in Enumerable.Range(0, 4) from task in Enumerable.Range(0, 3) from rater in new[] { 0, 1 } select new UnseenTask(sitting, task, rater)];

        var taken = Assignment.Share(unseen, 0, [12, 12], new Random(14)).Select(place => unseen[place]).ToList();

        Assert.Equal(8, taken.Count);
        Assert.Equal(8, taken.DistinctBy(task => (task.Sitting, task.Task)).Count());
        Assert.Equal(4, taken.DistinctBy(task => task.Sitting).Count());
        Assert.Equal([4, 4], taken.CountBy(task => task.Rater).OrderBy(own => own.Key).Select(own => own.Value));
        Assert.Equal(12, Assignment.Share(unseen, 0, [60, 60], new Random(14)).Count); // each task once, however much there is
    }

    [Fact]
    public void Anybody_may_get_any_task_and_anybody_beside_anybody()
    {
        AssignableSitting[] sittings = [.. Enumerable.Repeat(new AssignableSitting(3, Nobody), 4)];
        const int Rounds = 6_000;
        var raters = new int[6];
        var pairs = new Dictionary<(int, int), int>();
        for (var seed = 0; seed < Rounds; seed++)
        {
            var task = Assignment.Of(sittings, 2, new int[6], new Random(seed)).Where(rating => rating is { Sitting: 2, Task: 1 }).Select(rating => rating.Rater).ToArray();
            raters[task[0]]++;
            pairs[(task.Min(), task.Max())] = pairs.GetValueOrDefault((task.Min(), task.Max())) + 1;
        }

        // Expected are a sixth and a fifteenth of the rounds: 1000 and 400, give or take five standard deviations.
        Assert.All(raters, times => Assert.InRange(times, 855, 1145));
        Assert.Equal(15, pairs.Count);
        Assert.All(pairs.Values, times => Assert.InRange(times, 303, 497));
    }

    [Fact]
    public void A_sitting_without_enough_raters_stops_the_round()
    {
        AssignableSitting[] sittings = [new(2, Nobody), new(2, new HashSet<int> { 0, 2 }), new(1, new HashSet<int> { 0, 1 })];

        var refused = Assert.Throws<DomainException>(() => Assignment.Of(sittings, 2, new int[3], new Random(7)));

        Assert.Equal((RatingErrors.RatersNotEnough, "raters_not_enough", ErrorKind.Conflict), (refused.Error, refused.Error.Code, refused.Error.Kind));
        Assert.Equal("2 of 3 sittings have fewer than 2 raters who may rate them.", refused.Message);
        Assert.Equal(8, Assignment.Of([sittings[0], sittings[0]], 2, new int[2], new Random(7)).Count);
    }

    [Fact]
    public void A_round_needs_a_rating_for_every_task() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Assignment.Of([new(1, Nobody)], 0, new int[3], new Random(8)));

    [Fact]
    public void In_a_round_of_ten_thousand_tasks_a_sitting_has_as_many_raters_as_ratings()
    {
        AssignableSitting[] sittings = [.. Enumerable.Range(0, 800).Select(sitting => new AssignableSitting(sitting % 2 == 0 ? 12 : 13, new HashSet<int> { sitting % 50 }))];

        var assigned = Assignment.Of(sittings, 2, new int[50], new Random(9));

        Assert.Equal(20_000, assigned.Count);
        Assert.Equal(25, Assignment.MeanRatersPerSitting(assigned));
    }

    [Fact]
    public void The_mean_number_of_raters_counts_each_once_a_sitting()
    {
        Assigned[] assigned = [new(0, 0, 0, 4), new(0, 0, 1, 5), new(0, 1, 0, 4), new(1, 0, 0, 4), new(1, 0, 1, 5), new(1, 1, 0, 6)];

        Assert.Equal(2.5, Assignment.MeanRatersPerSitting(assigned));
        Assert.Null(Assignment.MeanRatersPerSitting([]));
    }

    [Fact]
    public void One_more_rater_is_one_of_the_least_loaded_who_may()
    {
        var random = new Random(10);
        int[] loads = [0, 3, 2, 2, 1, 2];
        var notAllowed = new HashSet<int> { 0, 4 };

        Assert.Equal([2, 3, 5], Enumerable.Range(0, 100).Select(_ => Assignment.OneMore(loads, notAllowed, random)!.Value).Distinct().Order());
        Assert.Equal(1, Assignment.OneMore(loads, new HashSet<int> { 0, 2, 3, 4, 5 }, random));
        Assert.Null(Assignment.OneMore(loads, new HashSet<int> { 0, 1, 2, 3, 4, 5 }, random));
    }

    private sealed record Round(IReadOnlyList<AssignableSitting> Sittings, int Ratings, int Raters);

    private static void OfManyRounds(Action<Round, IReadOnlyList<Assigned>> check)
    {
        var random = new Random(4);
        for (var run = 0; run < 500; run++)
        {
            var ratings = random.Next(1, 5);
            var raters = random.Next(ratings, 30);
            var mayExclude = run % 2 == 0 ? 0 : raters - ratings;
            AssignableSitting[] sittings = [.. Enumerable.Range(0, random.Next(1, 30)).Select(_ => new AssignableSitting(
                random.Next(1, 14),
                Enumerable.Range(0, raters).OrderBy(_ => random.Next()).Take(random.Next(0, mayExclude + 1)).ToHashSet()))];
            var round = new Round(sittings, ratings, raters);
            check(round, Assignment.Of(round.Sittings, round.Ratings, new int[round.Raters], random));
        }
    }

    private static int[] Loads(IEnumerable<Assigned> assigned, int raters)
    {
        var loads = new int[raters];
        foreach (var rating in assigned)
        {
            loads[rating.Rater]++;
        }

        return loads;
    }
}
