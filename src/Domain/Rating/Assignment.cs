namespace Cesuur.Domain.Rating;

/// <summary>A sitting to be rated.</summary>
/// <param name="Tasks">How many tasks of it are rated.</param>
/// <param name="Excluded">The raters who may not rate it, such as those who teach the candidate.</param>
public sealed record AssignableSitting(int Tasks, IReadOnlySet<int> Excluded);

/// <summary>One rating to be given; everything is named by its place, from 0.</summary>
/// <param name="Sitting">The sitting.</param>
/// <param name="Task">The task within the sitting.</param>
/// <param name="Slot">Which of the task's ratings it is.</param>
/// <param name="Rater">Who gives it.</param>
public sealed record Assigned(int Sitting, int Task, int Slot, int Rater);

/// <summary>A rating that somebody who has not seen its task is to give, and somebody else may.</summary>
/// <param name="Sitting">The sitting.</param>
/// <param name="Task">The task within the sitting.</param>
/// <param name="Rater">Whose it is, by place.</param>
public sealed record UnseenTask(int Sitting, int Task, int Rater);

/// <summary>
/// Who rates what (R art. 11, P §4): each task by different raters, each sitting by as many as there are, none by a
/// rater who may not, and everything in a random order, of nobody's choosing (N annex 2).
/// </summary>
public static class Assignment
{
    /// <summary>
    /// A sitting has as many raters as it has ratings, or everybody who may rate it, and then they differ by at most
    /// one rating. Within that the least loaded come first. Where nobody is excluded or has work already, all raters of the
    /// round therefore differ by at most one rating; else they are as even as that choice makes them, the sittings with the
    /// fewest raters to choose from having chosen first.
    /// </summary>
    /// <param name="sittings">The sittings of the round, or those that come later.</param>
    /// <param name="ratingsPerTask">How many independent ratings each task gets.</param>
    /// <param name="work">How much each rater has to do already.</param>
    /// <param name="random">Its seed decides who rates whom, so it is not to be guessed.</param>
    /// <returns>In the order of sittings, tasks and slots.</returns>
    /// <exception cref="DomainException"><see cref="RatingErrors.RatersNotEnough"/>.</exception>
    public static IReadOnlyList<Assigned> Of(IReadOnlyList<AssignableSitting> sittings, int ratingsPerTask, IReadOnlyList<int> work, Random random)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(ratingsPerTask, 1);
        var eligible = sittings.Select(sitting => Enumerable.Range(0, work.Count).Where(rater => !sitting.Excluded.Contains(rater)).ToArray()).ToArray();
        RequireEnough(eligible, ratingsPerTask);

        int[] loads = [.. work];
        var assigned = new List<Assigned>();
        foreach (var sitting in Shuffled(Enumerable.Range(0, sittings.Count), random).OrderBy(sitting => eligible[sitting].Length))
        {
            var tasks = Shuffled(Enumerable.Range(0, sittings[sitting].Tasks), random);
            var dealt = Shares(eligible[sitting], tasks.Length * ratingsPerTask, loads, random);
            assigned.AddRange(dealt.Select((rater, i) => new Assigned(sitting, tasks[i % tasks.Length], i / tasks.Length, rater)));
        }

        return [.. assigned.OrderBy(rating => rating.Sitting).ThenBy(rating => rating.Task).ThenBy(rating => rating.Slot)];
    }

    /// <summary>One more rater for a task: the least loaded of those allowed, any of them where several are; null when nobody is.</summary>
    /// <param name="loads">How much work each rater has.</param>
    /// <param name="notAllowed">Who may not: those who are excluded, and those who rated the task before.</param>
    /// <param name="random">As for <see cref="Of"/>.</param>
    public static int? OneMore(IReadOnlyList<int> loads, IReadOnlySet<int> notAllowed, Random random) =>
        Shuffled(Enumerable.Range(0, loads.Count).Where(rater => !notAllowed.Contains(rater)), random)
            .Select(rater => (int?)rater)
            .MinBy(rater => loads[rater!.Value]);

    /// <summary>
    /// What somebody who joins takes from those who have most, until there is nobody who has two more than they do. Tasks of
    /// sittings that they have nothing of yet come first, and of a task they get one rating.
    /// </summary>
    /// <param name="unseen">What they may take.</param>
    /// <param name="own">How much they have to do already.</param>
    /// <param name="work">How much each of the others has to do that they have not seen.</param>
    /// <param name="random">As for <see cref="Of"/>.</param>
    /// <returns>The places in <paramref name="unseen"/>.</returns>
    public static IReadOnlyList<int> Share(IReadOnlyList<UnseenTask> unseen, int own, IReadOnlyList<int> work, Random random)
    {
        var left = Shuffled(unseen.Index(), random).GroupBy(one => one.Item.Rater).ToDictionary(own => own.Key, own => own.ToList());
        var most = new PriorityQueue<int, int>(left.Keys.Select(rater => (rater, -work[rater])));
        var (taken, tasks, sittings) = (new List<int>(), new HashSet<(int Sitting, int Task)>(), new HashSet<int>());
        while (most.TryDequeue(out var rater, out var less) && -less > own + taken.Count + 1)
        {
            left[rater].RemoveAll(one => tasks.Contains((one.Item.Sitting, one.Item.Task)));
            if (left[rater].Count == 0)
            {
                continue;
            }

            var choice = Math.Max(0, left[rater].FindIndex(one => !sittings.Contains(one.Item.Sitting)));
            var (place, task) = left[rater][choice];
            left[rater].RemoveAt(choice);
            taken.Add(place);
            tasks.Add((task.Sitting, task.Task));
            sittings.Add(task.Sitting);
            most.Enqueue(rater, less + 1);
        }

        return taken;
    }

    /// <summary>A place among what a rater has still to do, who goes by ascending places: any is as likely as another.</summary>
    /// <param name="first">The place of what comes next; null where there is nothing.</param>
    /// <param name="random">As for <see cref="Of"/>.</param>
    /// <returns>From 0 to 1.</returns>
    public static double Place(double? first, Random random) => (first ?? 0) + ((1 - (first ?? 0)) * random.NextDouble());

    /// <summary>How many different raters a sitting has, on average (P §4: 10 at least); null where nothing is assigned.</summary>
    public static double? MeanRatersPerSitting(IEnumerable<Assigned> assigned) => assigned
        .GroupBy(rating => rating.Sitting)
        .Average(sitting => (double?)sitting.DistinctBy(rating => rating.Rater).Count());

    private static void RequireEnough(int[][] eligible, int ratingsPerTask)
    {
        var lacking = eligible.Count(raters => raters.Length < ratingsPerTask);
        if (lacking > 0)
        {
            throw new DomainException(
                RatingErrors.RatersNotEnough,
                $"{lacking} of {eligible.Length} sittings have fewer than {ratingsPerTask} raters who may rate them.");
        }
    }

    /// <summary>
    /// The raters of a sitting's ratings, with all of one rater together. Dealt out task by task they never meet
    /// themselves: nobody has more ratings than there are tasks, since there are at least as many raters as slots.
    /// </summary>
    private static IEnumerable<int> Shares(int[] eligible, int ratings, int[] loads, Random random)
    {
        var (all, rest) = Math.DivRem(ratings, eligible.Length);
        var shares = Shuffled(
            Shuffled(eligible, random).OrderBy(rater => loads[rater]).Select((rater, i) => (Rater: rater, Ratings: i < rest ? all + 1 : all)),
            random);
        foreach (var share in shares)
        {
            loads[share.Rater] += share.Ratings;
        }

        return shares.SelectMany(share => Enumerable.Repeat(share.Rater, share.Ratings));
    }

    private static T[] Shuffled<T>(IEnumerable<T> all, Random random)
    {
        var shuffled = all.ToArray();
        random.Shuffle(shuffled);
        return shuffled;
    }
}
