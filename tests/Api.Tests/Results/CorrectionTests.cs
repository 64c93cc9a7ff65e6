using System.Net;
using Cesuur.Domain;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Results;
using Cesuur.Infrastructure.Database;
using Cesuur.Testing;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Cesuur.Api.Tests.Results;

[Collection(ApiCollection.Name)]
public sealed class CorrectionTests(ApiFixture fixture)
{
    private readonly TestApi _api = fixture.Api;

    [Fact]
    public async Task A_changed_key_revises_the_results_that_change_in_every_organisation_and_keeps_the_old_ones()
    {
        var exam = await CorrectedExam.OpenAsync(_api);
        var (wrong, right) = (await exam.TakeAsync(exam.School, "a", "b"), await exam.TakeAsync(exam.Publisher, "b", "b"));
        var preview = await exam.PreviewAsync(exam.OtherKey(0));
        Assert.Equal(["1/1 fail"], await CorrectedExam.HistoryAsync(exam.School, wrong));

        var job = await exam.CorrectAsync(exam.OtherKey(0));

        Assert.Equal(("2 2 2 1 1", "2", "2"), (CorrectedExam.Effect(preview, "result"), preview.Get("progress.done"), preview.Get("progress.total")));
        Assert.Equal("2 2 2 1 1", CorrectedExam.Effect(job, "result"));
        Assert.Equal(["2/2 pass", "1/1 fail"], await CorrectedExam.HistoryAsync(exam.School, wrong)); // points and outcome, the last version first
        Assert.Equal(["1/1 fail", "2/2 pass"], await CorrectedExam.HistoryAsync(exam.Publisher, right));
        Assert.Equal("2", Assert.Single(await CorrectedExam.RevisedAsync(exam.School))["points"]!.ToString());
    }

    [Fact]
    public async Task Nothing_is_told_where_nothing_changed_and_an_undone_correction_gives_back_what_was()
    {
        var exam = await CorrectedExam.OpenAsync(_api);
        var (first, second) = (await exam.TakeAsync(exam.School, "a", "b"), await exam.TakeAsync(exam.School, "b", "b"));

        await exam.CorrectAsync([new { kind = "full_points", itemId = exam.Items[0] }]);
        Assert.Equal(["2/2 pass", "1/1 fail"], await CorrectedExam.HistoryAsync(exam.School, first));
        Assert.Equal(["2/2 pass"], await CorrectedExam.HistoryAsync(exam.School, second));
        Assert.Single(await CorrectedExam.RevisedAsync(exam.School));

        var applied = (await exam.Publisher.Admin.GetAsync($"{exam.Path}/corrections?state=applied")).Get("data[0].id");
        await exam.CorrectAsync([], undoes: applied);
        Assert.Equal(["1/1 fail", "2/2 pass", "1/1 fail"], await CorrectedExam.HistoryAsync(exam.School, first));
        Assert.Equal(["2/2 pass"], await CorrectedExam.HistoryAsync(exam.School, second));

        await exam.ProposeAsync([], HttpStatusCode.Conflict, undoes: applied); // it is not in force any more
    }

    [Fact]
    public async Task Whoever_proposed_it_does_not_sign_it_off_and_nobody_decides_twice()
    {
        var exam = await CorrectedExam.OpenAsync(_api);
        var proposed = (await exam.ProposeAsync(exam.OtherKey(0))).Get("id");
        var path = $"{exam.Path}/corrections/{proposed}";

        (await exam.Proposer.Client.SendAsync(HttpMethod.Post, $"{path}/approval", new { })).Expect(HttpStatusCode.Conflict, "second_person_needed");
        (await exam.Publisher.Admin.SendAsync(HttpMethod.Post, $"{path}/approval", new { })).Expect(HttpStatusCode.Forbidden, "insufficient_scope"); // a key is nobody
        await exam.Decider.Client.PostAsync($"{path}/rejection", new { note = "Beide antwoorden zijn goed." });
        (await exam.Decider.Client.SendAsync(HttpMethod.Post, $"{path}/approval", new { })).Expect(HttpStatusCode.Conflict, "correction_decided");
        var rejected = await exam.Publisher.Admin.GetAsync(path);
        Assert.Equal(("rejected", exam.Decider.Id, "Beide antwoorden zijn goed."), (rejected.Get("state"), rejected.Get("decidedBy"), rejected.Get("decisionNote")));
    }

    [Fact]
    public async Task A_cut_score_that_moves_changes_outcomes_and_says_so_beforehand()
    {
        var exam = await CorrectedExam.OpenAsync(_api);
        var sitting = await exam.TakeAsync(exam.School, "a", "b");
        await exam.TakeAsync(exam.School, "b", "b");

        var proposed = await exam.ProposeAsync([new { kind = "cut_score", cutScore = 1 }], HttpStatusCode.Created);
        Assert.Null(proposed.Node("effect"));
        var job = await exam.Publisher.JobAsync(proposed.Get("effectJobId"));
        var foreseen = await exam.GetAsync(proposed.Get("id"));
        Assert.Equal(("2 0 1 1 0", "2 0 1 1 0"), (CorrectedExam.Effect(foreseen, "effect"), CorrectedExam.Effect(job, "result")));
        Assert.True(DateTimeOffset.Parse(foreseen.Get("effectForeseenAt"), null) >= DateTimeOffset.Parse(foreseen.Get("proposedAt"), null));
        await exam.ApproveAsync(proposed.Get("id"));

        Assert.Equal(["1/1 pass", "1/1 fail"], await CorrectedExam.HistoryAsync(exam.School, sitting));
        Assert.Single(await CorrectedExam.RevisedAsync(exam.School)); // who passed by either is told nothing
        var scoring = await exam.Publisher.Admin.GetAsync($"{exam.Path}/scoring");
        Assert.Equal(("1", "1"), (scoring.Get("number"), scoring.Get("cutScore")));
    }

    [Fact]
    public async Task What_somebody_earned_whose_answers_are_erased_stays_and_floors_still_count()
    {
        var exam = await CorrectedExam.OpenAsync(_api);
        var sitting = await exam.TakeAsync(exam.School, "b", "b");
        var candidate = (await exam.School.Admin.GetAsync($"/v1/sittings/{sitting}")).Get("candidateId");
        await exam.School.Admin.PostAsync($"/v1/candidates/{candidate}/erasure");

        await exam.CorrectAsync(exam.OtherKey(0));

        Assert.Equal("2/2 pass", (await CorrectedExam.HistoryAsync(exam.School, sitting))[0]);
    }

    [Fact]
    public async Task Who_submits_after_the_correction_is_scored_by_it()
    {
        var exam = await CorrectedExam.OpenAsync(_api);
        await exam.CorrectAsync(exam.OtherKey(0));

        Assert.Equal(["2/2 pass"], await CorrectedExam.HistoryAsync(exam.School, await exam.TakeAsync(exam.School, "a", "b")));
    }

    [Fact]
    public async Task A_conversion_table_set_later_gives_scale_scores()
    {
        var exam = await CorrectedExam.OpenAsync(_api);
        var sitting = await exam.TakeAsync(exam.School, "b", "b");

        await exam.CorrectAsync([new { kind = "conversion_table", rows = new[] { new { points = 0, scaleScore = 350 }, new { points = 2, scaleScore = 520 } } }]);

        Assert.Equal("520", (await CorrectedExam.ResultAsync(exam.School, sitting)).Get("result.scaleScore"));
        Assert.Equal("520", Assert.Single(await CorrectedExam.RevisedAsync(exam.School))["scaleScore"]!.ToString());
        (await exam.ProposeAsync([new { kind = "cut_score", cutScore = 1 }], HttpStatusCode.UnprocessableEntity)).Expect(HttpStatusCode.UnprocessableEntity, "correction_not_applicable");
    }

    [Fact]
    public async Task A_result_is_explained_by_what_made_each_of_its_versions()
    {
        var exam = await CorrectedExam.OpenAsync(_api);
        var sitting = await exam.TakeAsync(exam.School, "a", "b");
        await exam.CorrectAsync([new { kind = "full_points", itemId = exam.Items[0] }, new { kind = "cut_score", cutScore = 1 }]);
        var correction = (await exam.Publisher.Admin.GetAsync($"{exam.Path}/corrections")).Get("data[0].id");
        var result = (await CorrectedExam.ResultAsync(exam.School, sitting)).Get("result.id");

        var before = await exam.School.Admin.GetAsync($"/v1/results/{result}/versions/1/explanation");
        var after = await exam.School.Admin.GetAsync($"/v1/results/{result}/versions/2/explanation");

        Assert.Equal(("2", null, 0), (before.Get("cutScore.cutScore"), before.Node("cutScore.setBy")?.ToString(), before.Json["corrections"]!.AsArray().Count));
        Assert.Equal(("1", correction), (after.Get("cutScore.cutScore"), after.Get("cutScore.setBy")));
        Assert.Equal((correction, "1"), (after.Get("corrections[0].id"), after.Get("corrections[0].number")));
        Assert.Equal(("1", "0", "key", correction), (after.Get("items[0].points"), after.Get("items[0].earned"), after.Get("items[0].by"), after.Get("items[0].floor.setBy")));
        Assert.DoesNotContain("\"correct\"", after.Text, StringComparison.Ordinal);
        (await exam.School.Admin.SendAsync(HttpMethod.Get, $"/v1/results/{result}/versions/3/explanation")).Expect(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Another_organisation_corrects_nothing_and_a_draft_is_not_corrected()
    {
        var exam = await CorrectedExam.OpenAsync(_api);
        (await exam.School.Admin.SendAsync(HttpMethod.Get, $"{exam.Path}/corrections")).Expect(HttpStatusCode.NotFound);
        (await exam.School.Admin.SendAsync(HttpMethod.Post, $"{exam.Path}/corrections/preview", new { changes = exam.OtherKey(0) })).Expect(HttpStatusCode.NotFound);

        var draft = await exam.Publisher.WriteTestAsync(TestAuthoring.Content(TestAuthoring.Question("q1")));
        (await exam.Publisher.Admin.SendAsync(HttpMethod.Post, $"{draft.Path}/corrections/preview", new { changes = new[] { new { kind = "cut_score", cutScore = 1 } } }))
            .Expect(HttpStatusCode.Conflict, "correction_of_draft");
    }

    [Fact]
    public async Task A_correction_is_refused_with_the_places_that_are_wrong()
    {
        var exam = await CorrectedExam.OpenAsync(_api);

        object[] changes = [new { kind = "minimum_points", itemId = exam.Items[0], points = 1 }, new { kind = "key", itemId = exam.Items[0] }];
        foreach (var path in new[] { "corrections", "corrections/preview" })
        {
            var refused = await exam.Proposer.Client.SendAsync(
                HttpMethod.Post, $"{exam.Path}/{path}", path == "corrections" ? (object)new { changes, reason = "Er zijn twee goede antwoorden." } : new { changes });
            Assert.Equal(
                ["/changes/0/points change_points_out_of_range", "/changes/1/key change_incomplete"],
                refused.Expect(HttpStatusCode.UnprocessableEntity, "correction_not_applicable").Json["errors"]!.AsArray().Select(error => $"{error!["pointer"]} {error["code"]}"));
        }
    }

    [Fact]
    public async Task Results_that_are_being_made_while_a_correction_is_applied_are_all_made_by_it_in_the_end()
    {
        var exam = await CorrectedExam.OpenAsync(_api);
        var codes = new List<string>();
        for (var i = 0; i < 12; i++)
        {
            codes.Add(await exam.School.CodeForAsync(exam.TestId));
        }

        var taking = codes.Select(code => exam.TakeAsync(code, "a", "b")).ToList();
        var correcting = exam.CorrectAsync(exam.OtherKey(0));
        var sittings = await Task.WhenAll(taking);
        await correcting;

        foreach (var sitting in sittings)
        {
            Assert.Equal("2/2 pass", (await CorrectedExam.HistoryAsync(exam.School, sitting))[0]);
        }
    }

    [Fact]
    public async Task A_rule_besides_the_key_gives_and_takes_points_and_an_undoing_can_be_undone()
    {
        var exam = await CorrectedExam.OpenAsync(_api);
        var (first, second) = (await exam.TakeAsync(exam.School, "a", "b"), await exam.TakeAsync(exam.School, "b", "a"));

        var correction = await exam.ProposeAsync(
            [new { kind = "extra_rule", itemId = exam.Items[0], value = "a", points = 1 }, new { kind = "extra_rule", itemId = exam.Items[0], value = "b", points = -1 }]);
        await exam.ApproveAsync(correction.Get("id"));
        var undoing = await exam.ProposeAsync([], undoes: correction.Get("id"));
        await exam.ApproveAsync(undoing.Get("id"));
        await exam.CorrectAsync([], undoes: undoing.Get("id"));

        Assert.Equal("2 2 2 0 1", CorrectedExam.Effect(undoing, "effect"));
        Assert.Equal(["2/2 pass", "1/1 fail", "2/2 pass", "1/1 fail"], await CorrectedExam.HistoryAsync(exam.School, first));
        Assert.Equal(["0/0 fail", "1/1 fail", "0/0 fail", "1/1 fail"], await CorrectedExam.HistoryAsync(exam.School, second));
        Assert.Equal(6, (await CorrectedExam.RevisedAsync(exam.School)).Count);
    }

    [Fact] // E: the cut score is 5.5, the maximum 10, nothing 1
    public async Task A_mark_follows_the_key_and_the_cut_score_as_corrected()
    {
        var exam = await CorrectedExam.OpenAsync(_api, questions: 4, resultPolicy: "mark");
        var (half, all) = (await exam.TakeAsync(exam.School, "b", "b", "a", "a"), await exam.TakeAsync(exam.School, "b", "b", "b", "b"));

        await exam.CorrectAsync(exam.OtherKey(2));
        await exam.CorrectAsync([new { kind = "cut_score", cutScore = 3 }]);

        Assert.Equal([5.5m, 7.8m, 5.5m], await MarksAsync(half)); // 2 and 3 points by a cut score of 2, 3 by one of 3
        Assert.Equal([10m, 7.8m, 5.5m], await MarksAsync(all));

        async Task<decimal[]> MarksAsync(string sitting) =>
            [.. (await CorrectedExam.VersionsAsync(exam.School, sitting)).Reverse().Select(version => version["mark"]!.GetValue<decimal>())];
    }

    [Fact]
    public async Task A_level_is_had_or_not_by_the_key_and_the_cut_score_as_corrected()
    {
        var exam = await CorrectedExam.OpenAsync(_api, resultPolicy: "cefr_level");
        var (none, all) = (await exam.TakeAsync(exam.School, "a", "a"), await exam.TakeAsync(exam.School, "b", "b"));

        await exam.CorrectAsync(exam.OtherKey(0));
        await exam.CorrectAsync([new { kind = "cut_score", cutScore = 1 }]);

        Assert.Equal("– – A2", await LevelsAsync(none)); // 0, 1 and 1 points
        Assert.Equal("A2 – A2", await LevelsAsync(all)); // 2, 1 and 1
        Assert.Equal(4, (await CorrectedExam.RevisedAsync(exam.School)).Count);

        async Task<string> LevelsAsync(string sitting) => string.Join(
            ' ', (await CorrectedExam.VersionsAsync(exam.School, sitting)).Reverse().Select(version => version["level"]?.ToString() ?? "–"));
    }

    [Fact]
    public async Task A_correction_that_comes_into_force_has_the_others_foreseen_anew()
    {
        var exam = await CorrectedExam.OpenAsync(_api);
        await exam.TakeAsync(exam.School, "a", "b");
        var cutScore = await exam.ProposeAsync([new { kind = "cut_score", cutScore = 1 }]);
        Assert.Equal("1 0 1 1 0", CorrectedExam.Effect(cutScore, "effect"));

        await exam.CorrectAsync(exam.OtherKey(0));

        var anew = await exam.ForeseenAsync(cutScore.Get("id"));
        Assert.NotEqual(cutScore.Get("effectJobId"), anew.Get("effectJobId"));
        Assert.Equal("1 0 0 0 0", CorrectedExam.Effect(anew, "effect")); // who passes by two points already
    }

    [Fact]
    public async Task The_database_wants_two_persons_and_a_known_effect_and_keeps_what_was_decided()
    {
        var exam = await CorrectedExam.OpenAsync(_api);
        var id = (await exam.ProposeAsync(exam.OtherKey(0))).Get("id");
        const string Apply = "UPDATE corrections SET state = 'applied', number = 1, decided_at = now(), decided_by = ";

        Assert.Equal(PostgresErrorCodes.CheckViolation, await RefusedAsync($"{Apply} proposed_by"));
        Assert.Equal(PostgresErrorCodes.CheckViolation, await RefusedAsync($"{Apply} gen_random_uuid(), effect = NULL, effect_foreseen_at = NULL"));
        await exam.ApproveAsync(id);
        Assert.Equal(PostgresErrorCodes.RestrictViolation, await RefusedAsync("UPDATE corrections SET reason = 'Anders.'"));
        Assert.Equal(PostgresErrorCodes.RestrictViolation, await RefusedAsync("UPDATE corrections SET effect_foreseen_at = now()"));
        Assert.Equal(PostgresErrorCodes.RestrictViolation, await RefusedAsync("DELETE FROM corrections"));

        async Task<string> RefusedAsync(string sql)
        {
            var tenant = new Tenant();
            tenant.Enter(Id<Organisation>.Parse(exam.Publisher.Id, null));
            await using var db = new AppDb(new DbContextOptionsBuilder<AppDb>().UseNpgsql(_api.Databases.App).AddTenancy().Options, tenant); // as the server does
            await using var transaction = await db.Database.BeginTransactionAsync();
            var update = sql + " WHERE id = {0}";
            return (await Assert.ThrowsAsync<PostgresException>(() => db.Database.ExecuteSqlRawAsync(update, Id<Correction>.Parse(id, null).Value))).SqlState;
        }
    }
}
