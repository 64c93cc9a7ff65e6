using System.Globalization;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Jobs;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Rating;
using Cesuur.Domain.Results;
using Cesuur.Domain.Tests.Catalogue;

namespace Cesuur.Domain.Tests.Results;

public sealed class VersionScoringTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
    private static readonly Test Test = Test.Create(new TestDetails { Title = "Lezen B1", Skill = Skill.Reading, Level = Level.B1 }, Now);
    private static readonly Item First = SampleContent.Choice("q1");
    private static readonly Item Second = SampleContent.Choice("q2", points: 3);
    private static readonly Item Typed = SampleContent.Choice("q3") with
    {
        Type = ItemType.TextEntry,
        Choices = [],
        Key = new ScoringKey { Correct = ["fiets"], Points = 2, Text = new TextMatching { IgnoreCase = true, IgnoreSpaces = true } },
    };

    private static readonly Item Task = SampleContent.Text("t1");

    private static readonly Dictionary<Id<Item>, Answer> Answers = new()
    {
        [First.Id] = new Answer { Choice = "a" },
        [Second.Id] = new Answer { Choice = "b" },
        [Typed.Id] = new Answer { Text = " Rijwiel " },
    };

    [Fact]
    public void Without_corrections_everything_is_as_published()
    {
        var scoring = VersionScoring.Of(Version(), []);

        Assert.Equal((0, 4, "0 3 0 –"), (scoring.Number, scoring.CutScore, Points(scoring)));
    }

    [Fact] // art. 5: every candidate gets the maximum of a task
    public void Every_candidate_gets_the_maximum()
    {
        var scoring = Corrected(new CorrectionChange { Kind = CorrectionKind.FullPoints, ItemId = First.Id });

        Assert.Equal("1 3 0 –", Points(scoring));
        Assert.Equal((1, 0, false), Of(scoring.Count(First.Id, 0, byRater: false)));
        Assert.Equal(8, scoring.Count(Task.Id, 8, byRater: true).Points);
    }

    [Fact] // art. 5: or at least a number of points smaller than the maximum
    public void Every_candidate_gets_at_least_so_many_points()
    {
        var scoring = Corrected(
            new CorrectionChange { Kind = CorrectionKind.MinimumPoints, ItemId = Second.Id, Points = 2 },
            new CorrectionChange { Kind = CorrectionKind.MinimumPoints, ItemId = Task.Id, Points = 5 });

        Assert.Equal([2, 3], [scoring.Count(Second.Id, 0, byRater: false).Points, scoring.Count(Second.Id, 3, byRater: false).Points]);
        Assert.Equal((5, 1, true), Of(scoring.Count(Task.Id, 1, byRater: true)));
        Assert.Equal((6, null, true), Of(scoring.Count(Task.Id, 6, byRater: true)));
    }

    [Fact]
    public void A_floor_is_in_points_of_the_result_so_of_both_ratings_where_they_are_summed()
    {
        var version = Version(raters: 2);
        var scoring = VersionScoring.Of(version, [Applied(version, 1, changes: new CorrectionChange { Kind = CorrectionKind.FullPoints, ItemId = Task.Id })]);

        Assert.Equal((16, 9, true), Of(scoring.Count(Task.Id, 9, byRater: true)));
    }

    [Theory] // art. 6: extra rules, deductions of points among them
    [InlineData("rijwiel", 1, "0 3 1 –")]
    [InlineData("RIJWIEL", 2, "0 3 2 –")]
    [InlineData("rijwiel", 9, "0 3 2 –")] // never above the maximum
    [InlineData("rijwiel", -1, "0 3 0 –")] // nor, by a deduction, below 0
    [InlineData("auto", 1, "0 3 0 –")]
    public void An_extra_rule_gives_or_takes_points_for_a_response(string value, int points, string expected)
    {
        Assert.Equal(expected, Points(Corrected(new CorrectionChange { Kind = CorrectionKind.ExtraRule, ItemId = Typed.Id, Value = value, Points = points })));
    }

    [Fact] // art. 6
    public void A_deduction_takes_points_of_a_right_response()
    {
        Assert.Equal("0 1 0 –", Points(Corrected(new CorrectionChange { Kind = CorrectionKind.ExtraRule, ItemId = Second.Id, Value = "b", Points = -2 })));
    }

    [Fact] // art. 6
    public void A_deduction_of_a_task_is_the_raters_by_its_flag()
    {
        var scoring = Corrected(new CorrectionChange { Kind = CorrectionKind.ExtraRule, ItemId = Task.Id, Deduction = new Deduction { Flag = "too_short", Points = 2 } });
        var rating = new TaskRating
        {
            Flags = ["too_short"],
            Scores = new Dictionary<string, int> { ["adequacy"] = 3, ["grammar"] = 2, ["spelling"] = 1, ["cohesion"] = 1, ["vocabulary"] = 1 },
        };

        Assert.Equal(6, scoring.Content.Find(Task.Id)!.Rubric!.Evaluate(rating).Points);
        Assert.Equal(0, scoring.Content.Find(Task.Id)!.Rubric!.Evaluate(new TaskRating { Flags = ["too_short"], Scores = new Dictionary<string, int> { ["adequacy"] = 0 } }).Points);
        Assert.Equal("rubric_cap_not_applicable", Assert.Throws<DomainException>(() => Task.Rubric!.Evaluate(rating)).Error.Code);
    }

    [Fact] // art. 7: a changed rubric reopens the ratings it affects
    public void A_rating_by_another_rubric_is_outdated_until_that_is_undone()
    {
        var version = Version();
        var rubric = Task.Rubric! with { Guidance = "Ook korte teksten." };
        var corrections = new List<Correction>
        {
            Applied(version, 1, changes: new CorrectionChange { Kind = CorrectionKind.CutScore, CutScore = 5 }),
            Applied(version, 2, changes: new CorrectionChange { Kind = CorrectionKind.Rubric, ItemId = Task.Id, Rubric = rubric }),
        };
        var changed = VersionScoring.Of(version, corrections);
        var undone = VersionScoring.Of(version, [.. corrections, Applied(version, 3, undoes: corrections[1].Id)]);

        Assert.Equal("Ook korte teksten.", changed.Content.Find(Task.Id)!.Rubric!.Guidance);
        Assert.Equal([true, true, false], Enumerable.Range(0, 3).Select(ratedBy => changed.IsOutdated(Task.Id, ratedBy)));
        Assert.Equal([false, false, true, false], Enumerable.Range(0, 4).Select(ratedBy => undone.IsOutdated(Task.Id, ratedBy)));
        Assert.False(changed.IsOutdated(First.Id, 0));
        Assert.Equal([Task.Id], changed.OutdatedSince(0));
    }

    [Fact] // art. 7
    public void Another_key_scores_again_and_an_undone_one_not_any_more()
    {
        var version = Version();
        var rekeyed = Applied(version, 1, changes: new CorrectionChange { Kind = CorrectionKind.Key, ItemId = First.Id, Key = new ScoringKey { Correct = ["a"] } });
        var undone = Applied(version, 2, undoes: rekeyed.Id);
        var redone = Applied(version, 3, undoes: undone.Id);

        Assert.Equal("1 3 0 –", Points(VersionScoring.Of(version, [rekeyed])));
        Assert.Equal("0 3 0 –", Points(VersionScoring.Of(version, [undone, rekeyed])));
        Assert.Equal("1 3 0 –", Points(VersionScoring.Of(version, [redone, undone, rekeyed])));
        Assert.Equal(2, VersionScoring.Of(version, [rekeyed, undone]).Number);
        Assert.Equal([First.Id], VersionScoring.Of(version, [rekeyed, undone]).Rescored); // what the old key gave is known from the response alone
    }

    [Fact] // art. 7
    public void The_key_of_a_part_is_changed_and_the_others_stay()
    {
        var composite = SampleContent.Choice("q9") with
        {
            Type = ItemType.Composite,
            Key = null,
            Choices = [],
            Parts =
            [
                new Part { Identifier = "p1", Type = ItemType.TextEntry, Key = new ScoringKey { Correct = ["een"] } },
                new Part { Identifier = "p2", Type = ItemType.TextEntry, Key = new ScoringKey { Correct = ["twee"] } },
            ],
        };
        var version = Version(1, composite);
        var answer = new Dictionary<Id<Item>, Answer>
        {
            [composite.Id] = new Answer { Parts = new Dictionary<string, Answer> { ["p1"] = new() { Text = "één" }, ["p2"] = new() { Text = "twee" } } },
        };
        var correction = Applied(
            version, 1, changes: new CorrectionChange { Kind = CorrectionKind.Key, ItemId = composite.Id, Part = "p1", Key = new ScoringKey { Correct = ["een", "één"] } });

        Assert.Equal([1, 2], [VersionScoring.Of(version, []).ScoreOf(composite.Id, answer).Points, VersionScoring.Of(version, [correction]).ScoreOf(composite.Id, answer).Points]);
    }

    [Fact]
    public void The_last_cut_score_and_table_count()
    {
        var version = Version();
        IReadOnlyList<ConversionRow> rows = [new(0, 400), new(5, 500)];
        var scoring = VersionScoring.Of(version,
        [
            Applied(version, 1, changes: [new() { Kind = CorrectionKind.CutScore, CutScore = 6 }]),
            Applied(version, 2, changes: [new() { Kind = CorrectionKind.CutScore, CutScore = 5 }, new() { Kind = CorrectionKind.ConversionTable, Rows = rows }]),
        ]);

        Assert.Equal((2, 5, 500), (scoring.Number, scoring.CutScore, scoring.ConversionTable!.ScaleScoreOf(5.5m)));
        Assert.Equal(2, scoring.SetBy(CorrectionKind.CutScore)!.Number);
        Assert.Null(VersionScoring.Of(version, []).SetBy(CorrectionKind.CutScore));
    }

    [Fact]
    public void What_a_rater_gave_stays_whatever_becomes_of_the_key()
    {
        var scoring = Corrected(new CorrectionChange { Kind = CorrectionKind.Key, ItemId = First.Id, Key = new ScoringKey { Correct = ["a"] } });
        var items = new List<ItemResult> { new(First.Id, 0, 1) { ByRater = true }, new(Second.Id, 3, 3), new(Typed.Id, 0, 2), new(Task.Id, 5, 8) { ByRater = true } };

        Assert.Equal("0 3 0 5", string.Join(' ', scoring.Recount(items, Answers).Select(item => item.Points)));
        Assert.Equal("1 3 0 5", string.Join(' ', scoring.Recount([items[0] with { ByRater = false }, .. items[1..]], Answers).Select(item => item.Points)));
    }

    [Theory] // means are kept exact (N): twelve ratings of 1, 0, 0 and so on come to the cut score and not to a hair below it
    [InlineData(3, "0.3333333333333333333333333333 0.3333333333333333333333333333 0.3333333333333333333333333333 2")]
    [InlineData(2, "0.6666666666666666666666666667 0.6666666666666666666666666667 0.6666666666666666666666666667")]
    [InlineData(0.5, "0.50")]
    public void What_division_rounds_off_decides_nothing(decimal sum, string points)
    {
        var items = points.Split(' ').Select(given => new ItemResult(Id<Item>.New(), decimal.Parse(given, CultureInfo.InvariantCulture), 2)).ToList();

        Assert.Equal(sum.ToString(CultureInfo.InvariantCulture), VersionScoring.PointsOf(items).ToString(CultureInfo.InvariantCulture));
    }

    [Fact]
    public void What_was_added_to_a_rubric_that_was_replaced_since_does_not_matter()
    {
        var version = Version();
        var first = Applied(version, 1, changes: new CorrectionChange { Kind = CorrectionKind.Rubric, ItemId = Task.Id, Rubric = Task.Rubric });
        var second = Applied(version, 2, changes: new CorrectionChange { Kind = CorrectionKind.Rubric, ItemId = Task.Id, Rubric = Task.Rubric });

        Assert.False(VersionScoring.Of(version, [first, second, Applied(version, 3, undoes: first.Id)]).IsOutdated(Task.Id, 2));
        Assert.True(VersionScoring.Of(version, [first, second]).IsOutdated(Task.Id, 1));
    }

    [Fact]
    public void One_that_is_proposed_would_be_the_next()
    {
        var version = Version();
        var proposed = Correction.Propose(version, [new() { Kind = CorrectionKind.Rubric, ItemId = Task.Id, Rubric = Task.Rubric }], undoes: null, "Omdat.", Id<User>.New(), Now);

        Assert.True(VersionScoring.Of(version, []).With(proposed).IsOutdated(Task.Id, 0));
    }

    [Fact]
    public void What_is_not_kept_any_more_earns_what_it_did()
    {
        var scoring = Corrected(new CorrectionChange { Kind = CorrectionKind.Key, ItemId = First.Id, Key = new ScoringKey { Correct = ["a"] } });

        Assert.Equal(1, Assert.Single(scoring.Recount([new ItemResult(First.Id, 1, 1)], answers: null)).Points);
    }

    [Fact]
    public void An_undone_floor_gives_back_what_was_earned()
    {
        var version = Version();
        var floor = Applied(version, 1, changes: new CorrectionChange { Kind = CorrectionKind.MinimumPoints, ItemId = Task.Id, Points = 5 });
        var with = VersionScoring.Of(version, [floor]);
        var without = VersionScoring.Of(version, [floor, Applied(version, 2, undoes: floor.Id)]);

        var raised = with.Recount([new(Task.Id, 1, 8) { ByRater = true }], Answers);

        Assert.Equal((5, 1, true), Of(Assert.Single(raised)));
        Assert.Equal((1, null, true), Of(Assert.Single(without.Recount(raised, Answers))));
    }

    [Fact]
    public void The_points_of_a_key_are_explained_by_the_corrections_that_it_is_of()
    {
        var version = Version();
        var rekeyed = Applied(version, 1, changes: new CorrectionChange { Kind = CorrectionKind.Key, ItemId = First.Id, Key = new ScoringKey { Correct = ["a"] } });
        var replaced = Applied(version, 2, changes: new CorrectionChange { Kind = CorrectionKind.Key, ItemId = First.Id, Key = new ScoringKey { Correct = ["b"] } });
        var undone = Applied(version, 3, undoes: replaced.Id);
        var item = new ItemResult(First.Id, 1, 1);

        Assert.Equal(["Key", "Key by 1", "Key by 2", "Key by 1"], Enumerable.Range(0, 4).Select(number => Explained(version, [rekeyed, replaced, undone], item, keyedBy: number)));
        Assert.Equal("Key", Explained(version, [rekeyed], new ItemResult(Second.Id, 3, 3), keyedBy: 1));
    }

    [Fact]
    public void Of_a_composite_item_the_last_correction_of_each_part_is_named()
    {
        var composite = SampleContent.Choice("q9") with
        {
            Type = ItemType.Composite,
            Key = null,
            Choices = [],
            Parts = [.. from part in new[] { "p1", "p2" } select new Part { Identifier = part, Type = ItemType.TextEntry, Key = new ScoringKey { Correct = ["een"] } }],
        };
        var version = Version(1, composite);

        Assert.Equal("Key by 2 3", Explained(version, [Other(1, "p1"), Other(2, "p2"), Other(3, "p1")], new ItemResult(composite.Id, 1, 2), keyedBy: 3));

        Correction Other(int number, string part) => Applied(
            version, number, changes: new CorrectionChange { Kind = CorrectionKind.Key, ItemId = composite.Id, Part = part, Key = new ScoringKey { Correct = ["twee"] } });
    }

    [Fact] // art. 6
    public void Extra_rules_are_named_where_the_response_met_them()
    {
        var version = Version();
        var met = Applied(version, 1, changes: [Rule("rijwiel", 1), Rule("RIJWIEL", 1)]);
        var other = Applied(version, 2, changes: Rule("auto", 1));
        var scoring = VersionScoring.Of(version, [met, other]);

        var item = Assert.Single(scoring.Recount([new ItemResult(Typed.Id, 0, 2)], Answers));
        Assert.Equal("Key rules 1", Explained(version, [met, other], item, keyedBy: 2));
        Assert.Equal("Key rules 1", Explained(version, [met, other], Assert.Single(scoring.Recount([item], answers: null)), keyedBy: 2)); // they are kept no longer
        Assert.Equal("Key rules 1", Explained(version, [met, other], scoring.Count(scoring.Score(Answers).Items[2]), keyedBy: 2));
        Assert.NotEqual(item, item with { Rules = [other.Id] });
        Assert.Equal(item, item with { Rules = [met.Id] });

        static CorrectionChange Rule(string value, int points) => new() { Kind = CorrectionKind.ExtraRule, ItemId = Typed.Id, Value = value, Points = points };
    }

    [Fact] // art. 6 and 7
    public void A_rating_is_explained_by_the_rubric_that_it_was_given_by_and_the_deductions_that_were_applied()
    {
        var version = Version();
        List<Correction> corrections =
        [
            Applied(version, 1, changes: Deduction("off_topic")),
            Applied(version, 2, changes: new CorrectionChange { Kind = CorrectionKind.Rubric, ItemId = Task.Id, Rubric = Task.Rubric }),
            Applied(version, 3, changes: Deduction("too_short")),
            Applied(version, 4, changes: Deduction("too_long")),
        ];
        var item = new ItemResult(Task.Id, 5, 8) { ByRater = true };

        Assert.Equal("Rater", Explained(version, corrections, item, keyedBy: 4, Rated(0)));
        Assert.Equal("Rater by 2", Explained(version, corrections, item, keyedBy: 4, Rated(2)));
        Assert.Equal("Rater by 2 3 4 rules 3", Explained(version, corrections, item, keyedBy: 4, Rated(3), Rated(4, "too_short")));

        static CorrectionChange Deduction(string flag) =>
            new() { Kind = CorrectionKind.ExtraRule, ItemId = Task.Id, Deduction = new Deduction { Flag = flag, Points = 1 } };

        static EarlierRating Rated(int number, params string[] flags) =>
            new(new TaskRating { Flags = flags }, new TaskScore { Points = 5, MaxPoints = 8, Scores = new Dictionary<string, int>() }, number, Now);
    }

    [Fact] // art. 5
    public void The_highest_floor_is_named_and_the_first_of_those_that_are_as_high()
    {
        var version = Version();
        var corrections = new[] { 2, 5, 5, 4 }.Select((points, index) => Applied(
            version, index + 1, changes: new CorrectionChange { Kind = CorrectionKind.MinimumPoints, ItemId = Task.Id, Points = points })).ToList();

        Assert.Equal("Board floor 5 2", Explained(version, corrections, new ItemResult(Task.Id, 6, 8) { ByRater = true, ByBoard = true }, keyedBy: 4));
    }

    [Fact] // T: automatic ratings can be overwritten; N annex 2: the board decides on technical problems
    public void Points_of_a_teacher_or_the_board_are_explained_by_neither_key_nor_rubric()
    {
        var version = Version();
        List<Correction> corrections =
        [
            Applied(version, 1, changes: new CorrectionChange { Kind = CorrectionKind.Key, ItemId = First.Id, Key = new ScoringKey { Correct = ["a"] } }),
            Applied(version, 2, changes: new CorrectionChange { Kind = CorrectionKind.Rubric, ItemId = Task.Id, Rubric = Task.Rubric }),
        ];

        Assert.Equal("Teacher", Explained(version, corrections, new ItemResult(First.Id, 1, 1) { ByRater = true }, keyedBy: 2));
        Assert.Equal("Board", Explained(version, corrections, new ItemResult(Task.Id, 1, 8) { ByRater = true, ByBoard = true }, keyedBy: 2));
    }

    [Fact]
    public void A_correction_is_decided_once_and_by_somebody_else()
    {
        var (one, other) = (Id<User>.New(), Id<User>.New());
        var correction = Correction.Propose(Version(), [new() { Kind = CorrectionKind.CutScore, CutScore = 5 }], undoes: null, "Te moeilijk.", one, Now);

        Assert.Equal("second_person_needed", Assert.Throws<DomainException>(() => correction.Apply(1, one, null, Now)).Error.Code);
        correction.Foresee(CorrectionEffect.None, correction.EffectJobId, Now);
        correction.Apply(1, other, "Akkoord.", Now);
        Assert.Equal((CorrectionState.Applied, 1, other), (correction.State, correction.Number, correction.DecidedBy));
        Assert.Equal("correction_decided", Assert.Throws<DomainException>(() => correction.Reject(other, null, Now)).Error.Code);
    }

    [Fact]
    public void Nobody_signs_off_what_the_job_that_was_asked_last_has_not_foreseen()
    {
        var correction = Correction.Propose(Version(), [new() { Kind = CorrectionKind.CutScore, CutScore = 5 }], undoes: null, "Te moeilijk.", Id<User>.New(), Now);
        var (first, second) = (Id<Job>.New(), Id<Job>.New());
        correction.AwaitEffect(first);
        correction.Foresee(CorrectionEffect.None, first, Now);
        correction.AwaitEffect(second); // another correction came into force

        correction.Foresee(CorrectionEffect.None, first, Now);
        Assert.Equal("correction_not_foreseen", Assert.Throws<DomainException>(() => correction.Apply(1, Id<User>.New(), null, Now)).Error.Code);
        correction.Foresee(CorrectionEffect.None, second, Now);
        correction.Apply(1, Id<User>.New(), null, Now);
        correction.Foresee(CorrectionEffect.None with { Results = 1 }, second, Now.AddHours(1)); // a worker that was thought dead
        Assert.Equal((0, Now), (correction.Effect!.Results, correction.EffectForeseenAt));
    }

    [Fact]
    public void A_rating_counts_by_a_scoring_whose_rubric_it_was_given_by()
    {
        var version = Version();
        var rubric = Applied(version, 1, changes: new CorrectionChange { Kind = CorrectionKind.Rubric, ItemId = Task.Id, Rubric = Task.Rubric });
        var (before, after) = (VersionScoring.Of(version, []), VersionScoring.Of(version, [rubric]));
        var undone = VersionScoring.Of(version, [rubric, Applied(version, 2, undoes: rubric.Id)]);
        var task = RatingTask.Assign(Id<RatingRound>.New(), Id<Sitting>.New(), Task.Id, 1, Id<User>.New(), 0);

        Assert.Equal("– – –", Count());
        task.Rate(Task, 0, new TaskRating { Scores = new Dictionary<string, int> { ["adequacy"] = 0 } }, Now);
        Assert.Equal("0 – 0", Count());
        task.Reopen();
        Assert.Equal("0 – 0", Count()); // until it is rated anew it would count again
        task.Rate(Task, 1, new TaskRating { Scores = new Dictionary<string, int> { ["adequacy"] = 1, ["grammar"] = 0, ["spelling"] = 0, ["cohesion"] = 0, ["vocabulary"] = 0 } }, Now.AddHours(1));
        Assert.EndsWith(" 1 0", Count(), StringComparison.Ordinal);

        // Undone, the first counts again, and what was given in between is kept.
        Assert.True(task.Restore(undone));
        Assert.Equal((0, 1), (task.Score!.Points, task.Earlier.Single().Score.Points));
        Assert.Equal((1, 0), (task.GivenAt(Now.AddHours(2), after)!.Score.Points, task.GivenAt(Now.AddHours(2), undone)!.Score.Points));

        string Count() => string.Join(' ', new[] { before, after, undone }.Select(scoring => task.GivenBy(scoring) is { } given ? $"{given.Score.Points}" : "–"));
    }

    [Theory]
    [InlineData(CorrectionKind.MinimumPoints, 3, "/changes/0/points", "change_points_out_of_range")] // the maximum is FullPoints
    [InlineData(CorrectionKind.MinimumPoints, 0, "/changes/0/points", "change_points_out_of_range")]
    [InlineData(CorrectionKind.FullPoints, 1, "/changes/0/points", "change_member_not_expected")]
    [InlineData(CorrectionKind.MinimumPoints, null, "/changes/0/points", "change_incomplete")]
    [InlineData(CorrectionKind.Key, null, "/changes/0/key", "change_incomplete")]
    [InlineData(CorrectionKind.Rubric, null, "/changes/0/rubric", "change_incomplete")]
    [InlineData(CorrectionKind.ExtraRule, null, "/changes/0/value", "change_incomplete")]
    [InlineData(CorrectionKind.CutScore, null, "/changes/0/itemId", "change_member_not_expected")]
    public void A_change_has_the_members_of_its_kind(CorrectionKind kind, int? points, string pointer, string code)
    {
        Assert.Contains((pointer, code), Wrong(new CorrectionChange { Kind = kind, ItemId = Second.Id, Points = points }));
    }

    [Fact]
    public void A_change_fits_its_item()
    {
        var key = new ScoringKey { Correct = ["a"] };
        Assert.Equal([("/changes/0/itemId", "change_item_unknown")], Wrong(new CorrectionChange { Kind = CorrectionKind.FullPoints, ItemId = Id<Item>.New() }));
        Assert.Equal([("/changes/0/itemId", "change_not_of_this_item")], Wrong(new CorrectionChange { Kind = CorrectionKind.Key, ItemId = Task.Id, Key = key }));
        Assert.Equal([("/changes/0/part", "change_not_of_this_item")], Wrong(new CorrectionChange { Kind = CorrectionKind.Key, ItemId = First.Id, Part = "p1", Key = key }));
        Assert.Equal([("/changes/0/itemId", "change_not_of_this_item")], Wrong(new CorrectionChange { Kind = CorrectionKind.Rubric, ItemId = First.Id, Rubric = Task.Rubric }));
        Assert.Equal(
            [("/changes/0/deduction", "change_not_of_this_item")],
            Wrong(new CorrectionChange { Kind = CorrectionKind.ExtraRule, ItemId = First.Id, Deduction = new Deduction { Flag = "late", Points = 1 } }));
    }

    [Fact]
    public void What_a_correction_leaves_is_sound_and_out_of_as_many_points()
    {
        Assert.Equal(
            [("/changes", "change_of_maximum")], Wrong(new CorrectionChange { Kind = CorrectionKind.Key, ItemId = First.Id, Key = new ScoringKey { Correct = ["a"], Points = 2 } }));
        Assert.Contains(
            ("/changes", "change_unsound"), Wrong(new CorrectionChange { Kind = CorrectionKind.Key, ItemId = First.Id, Key = new ScoringKey { Correct = ["z"] } }));
        Assert.Equal([("/changes", "change_unsound")], Wrong(new CorrectionChange { Kind = CorrectionKind.CutScore, CutScore = 99 }));
        Assert.Equal( // the cut score is not where the scale score becomes 500 (N)
            [("/changes", "change_unsound")],
            Wrong(new CorrectionChange { Kind = CorrectionKind.ConversionTable, Rows = [new(0, 400), new(5, 500)] }));
        Assert.Empty(Wrong(
            new CorrectionChange { Kind = CorrectionKind.ConversionTable, Rows = [new(0, 400), new(5, 500)] }, new CorrectionChange { Kind = CorrectionKind.CutScore, CutScore = 5 }));
    }

    private static TestVersion Version(int raters = 1, params Item[] items)
    {
        var policies = new VersionPolicies { Rating = new RatingPolicy { Raters = raters } };
        var content = SampleContent.Of(items.Length == 0 ? [First, Second, Typed, Task] : items);
        var version = TestVersion.Draft(Test.Id, 1, content, new VersionSettings { DurationSeconds = 600, Policies = policies }, cutScore: items.Length == 0 ? 4 : 1, Now);
        version.Publish(Test, new Dictionary<Id<Media>, Media>(), [1], Now);
        return version;
    }

    private static Correction Applied(TestVersion version, int number, Id<Correction>? undoes = null, params CorrectionChange[] changes)
    {
        var correction = Correction.Propose(version, changes, undoes, "Omdat.", Id<User>.New(), Now);
        correction.Foresee(CorrectionEffect.None, correction.EffectJobId, Now);
        correction.Apply(number, Id<User>.New(), null, Now);
        return correction;
    }

    private static VersionScoring Corrected(params CorrectionChange[] changes)
    {
        var version = Version();
        return VersionScoring.Of(version, [Applied(version, 1, changes: changes)]);
    }

    // Who gave the points, and the numbers of the corrections that are named.
    private static string Explained(
        TestVersion version, IReadOnlyList<Correction> corrections, ItemResult item, int keyedBy, params EarlierRating[] ratings)
    {
        var explanation = VersionScoring.Of(version, corrections).Explain(item, keyedBy, ratings);
        return $"{explanation.By}{Named(" by", explanation.SetBy)}{Named(" rules", explanation.Rules)}"
            + (explanation.Floor is { } floor ? $" floor {floor.Points}{Named("", [floor.SetBy])}" : "");

        string Named(string what, IReadOnlyList<Id<Correction>> ids) =>
            ids.Count == 0 ? "" : $"{what} {string.Join(' ', ids.Select(id => corrections.Single(correction => correction.Id == id).Number))}";
    }

    private static (string, string)[] Wrong(params CorrectionChange[] changes)
    {
        var version = Version();
        var correction = Correction.Propose(version, changes, undoes: null, "Omdat.", Id<User>.New(), Now);
        return [.. CorrectionCheck.Of(VersionScoring.Of(version, []), correction, Test).Select(wrong => (wrong.Pointer, wrong.Code))];
    }

    private static string Points(VersionScoring scoring) => string.Join(' ', scoring.Score(Answers).Items
        .Select(item => item.Points is { } points ? $"{scoring.Count(item.ItemId, points, byRater: false).Points:0.##}" : "–"));

    private static (decimal, decimal?, bool) Of(ItemResult item) => (item.Points, item.Uncorrected, item.ByRater);
}
