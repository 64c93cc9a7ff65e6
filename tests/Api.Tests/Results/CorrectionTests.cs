using System.Net;
using System.Text.Json.Nodes;
using Cesuur.Testing;

namespace Cesuur.Api.Tests.Results;

[Collection(ApiCollection.Name)]
public sealed class CorrectionTests(ApiFixture fixture)
{
    private readonly TestApi _api = fixture.Api;

    [Fact]
    public async Task A_changed_key_revises_the_results_that_change_in_every_organisation_and_keeps_the_old_ones()
    {
        var exam = await Exam.OpenAsync(_api);
        var (wrong, right) = (await exam.TakeAsync(exam.School, "a", "b"), await exam.TakeAsync(exam.Publisher, "b", "b"));
        var preview = await exam.Publisher.Admin.PostAsync($"{exam.Path}/corrections/preview", new { changes = exam.OtherKey(0) });

        var job = await exam.CorrectAsync(exam.OtherKey(0));

        Assert.Equal("2 2 2 1 1", Effect(preview));
        Assert.Equal("2 2 2 1 1", Effect(job, "result."));
        Assert.Equal(["2/2 pass", "1/1 fail"], await Exam.HistoryAsync(exam.School, wrong)); // points and outcome, the last version first
        Assert.Equal(["1/1 fail", "2/2 pass"], await Exam.HistoryAsync(exam.Publisher, right));
        Assert.Equal("2", Assert.Single(await Exam.RevisedAsync(exam.School))["points"]!.ToString());
    }

    [Fact]
    public async Task Nothing_is_told_where_nothing_changed_and_an_undone_correction_gives_back_what_was()
    {
        var exam = await Exam.OpenAsync(_api);
        var (first, second) = (await exam.TakeAsync(exam.School, "a", "b"), await exam.TakeAsync(exam.School, "b", "b"));

        await exam.CorrectAsync([new { kind = "full_points", itemId = exam.Items[0] }]);
        Assert.Equal(["2/2 pass", "1/1 fail"], await Exam.HistoryAsync(exam.School, first));
        Assert.Equal(["2/2 pass"], await Exam.HistoryAsync(exam.School, second));
        Assert.Single(await Exam.RevisedAsync(exam.School));

        var applied = (await exam.Publisher.Admin.GetAsync($"{exam.Path}/corrections?state=applied")).Get("data[0].id");
        await exam.CorrectAsync([], undoes: applied);
        Assert.Equal(["1/1 fail", "2/2 pass", "1/1 fail"], await Exam.HistoryAsync(exam.School, first));
        Assert.Equal(["2/2 pass"], await Exam.HistoryAsync(exam.School, second));

        await exam.ProposeAsync([], HttpStatusCode.Conflict, undoes: applied); // it is not in force any more
    }

    [Fact]
    public async Task Whoever_proposed_it_does_not_sign_it_off_and_nobody_decides_twice()
    {
        var exam = await Exam.OpenAsync(_api);
        var proposed = (await exam.ProposeAsync(exam.OtherKey(0), HttpStatusCode.Created)).Get("id");
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
        var exam = await Exam.OpenAsync(_api);
        var sitting = await exam.TakeAsync(exam.School, "a", "b");
        await exam.TakeAsync(exam.School, "b", "b");

        var proposed = await exam.ProposeAsync([new { kind = "cut_score", cutScore = 1 }], HttpStatusCode.Created);
        Assert.Equal("2 0 1 1 0", Effect(proposed, "effect."));
        await exam.ApproveAsync(proposed.Get("id"));

        Assert.Equal(["1/1 pass", "1/1 fail"], await Exam.HistoryAsync(exam.School, sitting));
        Assert.Single(await Exam.RevisedAsync(exam.School)); // who passed by either is told nothing
        var scoring = await exam.Publisher.Admin.GetAsync($"{exam.Path}/scoring");
        Assert.Equal(("1", "1"), (scoring.Get("number"), scoring.Get("cutScore")));
    }

    [Fact]
    public async Task What_somebody_earned_whose_answers_are_erased_stays_and_floors_still_count()
    {
        var exam = await Exam.OpenAsync(_api);
        var sitting = await exam.TakeAsync(exam.School, "b", "b");
        var candidate = (await exam.School.Admin.GetAsync($"/v1/sittings/{sitting}")).Get("candidateId");
        await exam.School.Admin.PostAsync($"/v1/candidates/{candidate}/erasure");

        await exam.CorrectAsync(exam.OtherKey(0));

        Assert.Equal("2/2 pass", (await Exam.HistoryAsync(exam.School, sitting))[0]);
    }

    [Fact]
    public async Task Who_submits_after_the_correction_is_scored_by_it()
    {
        var exam = await Exam.OpenAsync(_api);
        await exam.CorrectAsync(exam.OtherKey(0));

        Assert.Equal(["2/2 pass"], await Exam.HistoryAsync(exam.School, await exam.TakeAsync(exam.School, "a", "b")));
    }

    [Fact]
    public async Task A_conversion_table_set_later_gives_scale_scores()
    {
        var exam = await Exam.OpenAsync(_api);
        var sitting = await exam.TakeAsync(exam.School, "b", "b");

        await exam.CorrectAsync([new { kind = "conversion_table", rows = new[] { new { points = 0, scaleScore = 350 }, new { points = 2, scaleScore = 520 } } }]);

        Assert.Equal("520", (await Exam.ResultAsync(exam.School, sitting)).Get("result.scaleScore"));
        Assert.Equal("520", Assert.Single(await Exam.RevisedAsync(exam.School))["scaleScore"]!.ToString());
        (await exam.ProposeAsync([new { kind = "cut_score", cutScore = 1 }], HttpStatusCode.UnprocessableEntity)).Expect(HttpStatusCode.UnprocessableEntity, "correction_not_applicable");
    }

    [Fact]
    public async Task A_result_is_explained_by_what_made_each_of_its_versions()
    {
        var exam = await Exam.OpenAsync(_api);
        var sitting = await exam.TakeAsync(exam.School, "a", "b");
        await exam.CorrectAsync([new { kind = "full_points", itemId = exam.Items[0] }, new { kind = "cut_score", cutScore = 1 }]);
        var correction = (await exam.Publisher.Admin.GetAsync($"{exam.Path}/corrections")).Get("data[0].id");
        var result = (await Exam.ResultAsync(exam.School, sitting)).Get("result.id");

        var before = await exam.School.Admin.GetAsync($"/v1/results/{result}/versions/1/explanation");
        var after = await exam.School.Admin.GetAsync($"/v1/results/{result}/versions/2/explanation");

        Assert.Equal(("2", null, 0), (before.Get("cutScore.cutScore"), before.Node("cutScore.setBy")?.ToString(), before.Json["corrections"]!.AsArray().Count));
        Assert.Equal(("1", correction), (after.Get("cutScore.cutScore"), after.Get("cutScore.setBy")));
        Assert.Equal((correction, "1"), (after.Get("corrections[0].id"), after.Get("corrections[0].number")));
        Assert.Equal(("1", "0", "key", correction), (after.Get("items[0].points"), after.Get("items[0].earned"), after.Get("items[0].by"), after.Get("items[0].correctedBy[0]")));
        Assert.DoesNotContain("\"correct\"", after.Text, StringComparison.Ordinal);
        (await exam.School.Admin.SendAsync(HttpMethod.Get, $"/v1/results/{result}/versions/3/explanation")).Expect(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Another_organisation_corrects_nothing_and_a_draft_is_not_corrected()
    {
        var exam = await Exam.OpenAsync(_api);
        (await exam.School.Admin.SendAsync(HttpMethod.Get, $"{exam.Path}/corrections")).Expect(HttpStatusCode.NotFound);
        (await exam.School.Admin.SendAsync(HttpMethod.Post, $"{exam.Path}/corrections/preview", new { changes = exam.OtherKey(0) })).Expect(HttpStatusCode.NotFound);

        var draft = await exam.Publisher.WriteTestAsync(TestAuthoring.Content(TestAuthoring.Question("q1")));
        (await exam.Publisher.Admin.SendAsync(HttpMethod.Post, $"{draft.Path}/corrections/preview", new { changes = new[] { new { kind = "cut_score", cutScore = 1 } } }))
            .Expect(HttpStatusCode.Conflict, "correction_of_draft");
    }

    [Fact]
    public async Task A_correction_is_refused_with_the_places_that_are_wrong()
    {
        var exam = await Exam.OpenAsync(_api);

        var refused = await exam.ProposeAsync(
            [new { kind = "minimum_points", itemId = exam.Items[0], points = 1 }, new { kind = "key", itemId = exam.Items[0] }], HttpStatusCode.UnprocessableEntity);

        Assert.Equal(
            ["/changes/0/points change_points_out_of_range", "/changes/1/key change_incomplete"],
            refused.Json["errors"]!.AsArray().Select(error => $"{error!["pointer"]} {error["code"]}"));
    }

    [Fact]
    public async Task Results_that_are_being_made_while_a_correction_is_applied_are_all_made_by_it_in_the_end()
    {
        var exam = await Exam.OpenAsync(_api);
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
            Assert.Equal("2/2 pass", (await Exam.HistoryAsync(exam.School, sitting))[0]);
        }
    }

    private static string Effect(Answer answer, string at = "") => string.Join(
        ' ', new[] { "results", "pointsChanged", "resultsChanged", "failToPass", "passToFail" }.Select(name => answer.Get(at + name)));

    /// <summary>A test of two questions of which both must be right, published by one organisation and used by another.</summary>
    private sealed record Exam(TestOrganisation Publisher, TestOrganisation School, string TestId, string Path, TestUser Proposer, TestUser Decider, IReadOnlyList<string> Items)
    {
        public static async Task<Exam> OpenAsync(TestApi api)
        {
            var (publisher, school) = (await api.OrganisationAsync(credits: 20), await api.BareSchoolAsync(credits: 20));
            var draft = await publisher.WriteTestAsync(TestAuthoring.Content(TestAuthoring.Question("q1"), TestAuthoring.Question("q2")), cutScore: 2);
            await draft.PublishAsync();
            await school.EntitleAsync(publisher, draft.TestId);
            var content = await publisher.Admin.GetAsync($"{draft.Path}/content");
            return new Exam(
                publisher, school, draft.TestId, draft.Path, await publisher.UserAsync(["admin"]), await publisher.UserAsync(["admin"]),
                [content.Get("sections[0].items[0].id"), content.Get("sections[0].items[1].id")]);
        }

        public object[] OtherKey(int item) => [new { kind = "key", itemId = Items[item], key = new { correct = new[] { "a" } } }];

        public async Task<string> TakeAsync(TestOrganisation who, params string[] choices) => await TakeAsync(await who.CodeForAsync(TestId), choices);

        public async Task<string> TakeAsync(string code, params string[] choices)
        {
            var sitting = await TestSitting.CheckInAsync(School.Api, code);
            await sitting.Candidate.PostAsync("/v1/delivery/start");
            foreach (var (index, choice) in choices.Index())
            {
                await sitting.Candidate.PutAsync($"/v1/delivery/responses/{Items[index]}", new { revision = 1, answer = new { choice } });
            }

            await sitting.Candidate.PostAsync("/v1/delivery/finish");
            return sitting.Id;
        }

        public async Task<Answer> ProposeAsync(object[] changes, HttpStatusCode expected, string? undoes = null) =>
            (await Proposer.Client.SendAsync(HttpMethod.Post, $"{Path}/corrections", new { changes, undoes, reason = "Er zijn twee goede antwoorden." })).Expect(expected);

        public async Task<Answer> ApproveAsync(string correction) =>
            await Publisher.JobAsync((await Decider.Client.PostAsync($"{Path}/corrections/{correction}/approval", new { })).Get("id"));

        public async Task<Answer> CorrectAsync(object[] changes, string? undoes = null) =>
            await ApproveAsync((await ProposeAsync(changes, HttpStatusCode.Created, undoes)).Get("id"));

        public static async Task<Answer> ResultAsync(TestOrganisation owner, string sitting) =>
            await owner.Admin.GetAsync($"/v1/results/{(await owner.Admin.GetAsync($"/v1/results?sittingId={sitting}")).Get("data[0].id")}");

        public static async Task<string[]> HistoryAsync(TestOrganisation owner, string sitting)
        {
            var versions = (await ResultAsync(owner, sitting)).Json["versions"]!.AsArray();
            return [.. versions.Select(version => $"{version!["points"]}/{version["items"]!.AsArray().Sum(item => item!["points"]!.GetValue<int>())} {version["outcome"]}")];
        }

        public static async Task<IReadOnlyList<JsonNode>> RevisedAsync(TestOrganisation owner) =>
            [.. (await owner.Admin.GetAsync("/v1/events?type=result.revised")).Json["data"]!.AsArray().Select(raised => raised!["data"]!)];
    }
}
