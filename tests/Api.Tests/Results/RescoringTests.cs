using System.Net;
using Cesuur.Domain;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Jobs;
using Cesuur.Testing;
using Npgsql;

namespace Cesuur.Api.Tests.Results;

/// <summary>What happens to results, and to those who ask for it, when rescorings are broken off, repeated or meet each other.</summary>
[Collection(ApiCollection.Name)]
public sealed class RescoringTests(ApiFixture fixture)
{
    private readonly TestApi _api = fixture.Api;

    [Fact]
    public async Task A_rescoring_that_was_broken_off_half_way_goes_on_and_does_nothing_twice()
    {
        var exam = await CorrectedExam.OpenAsync(_api);
        var (first, last) = (await exam.TakeAsync(exam.Publisher, "a", "b"), await exam.TakeAsync(exam.School, "a", "b")); // organisations come in the order in which they were made
        var correction = (await exam.ProposeAsync(exam.OtherKey(0))).Get("id");
        string job;
        await using (var held = await HoldResultAsync(last))
        {
            job = (await exam.SignOffAsync(correction)).Expect(HttpStatusCode.Accepted).Get("id");
            await held.WaitedForAsync(by: 1);
            Assert.Equal(["2/2 pass", "1/1 fail"], await CorrectedExam.HistoryAsync(exam.Publisher, first));
            Assert.Equal(["1/1 fail"], await CorrectedExam.HistoryAsync(exam.School, last));
            await held.BreakOffAsync();
        }

        await RequireRevisedOnceAsync(await exam.Publisher.JobAsync(job));
        await RunAgainAsync(job);
        await RequireRevisedOnceAsync(await exam.Publisher.JobAsync(job));

        async Task RequireRevisedOnceAsync(Answer ended)
        {
            Assert.Equal("succeeded", ended.Get("status"));
            foreach (var (owner, sitting) in new[] { (exam.Publisher, first), (exam.School, last) })
            {
                Assert.Equal(["2/2 pass", "1/1 fail"], await CorrectedExam.HistoryAsync(owner, sitting));
                Assert.Single(await CorrectedExam.RevisedAsync(owner));
            }
        }
    }

    [Fact]
    public async Task A_correction_is_foreseen_and_signed_off_while_the_rescoring_of_another_is_under_way()
    {
        var exam = await CorrectedExam.OpenAsync(_api);
        var sitting = await exam.TakeAsync(exam.School, "a", "b");
        var key = (await exam.ProposeAsync(exam.OtherKey(0))).Get("id");
        var cutScore = await exam.ProposeAsync([new { kind = "cut_score", cutScore = 1 }]);
        Assert.Equal("1 0 1 1 0", CorrectedExam.Effect(cutScore, "effect"));
        Answer first;
        Task<Answer> second;
        await using (var held = await HoldResultAsync(sitting))
        {
            first = (await exam.SignOffAsync(key)).Expect(HttpStatusCode.Accepted);
            await held.WaitedForAsync(by: 1);

            // As it will be when the other key has been applied to all: who then passes by two points passes by one.
            Assert.Equal("1 0 0 0 0", CorrectedExam.Effect(await exam.ForeseenAsync(cutScore.Get("id")), "effect"));
            second = exam.SignOffAsync(cutScore.Get("id"));
            await held.WaitedForAsync(by: 2);
            await exam.School.CodeForAsync(exam.TestId); // others go on inviting to the test
        }

        await exam.Publisher.JobAsync((await second).Expect(HttpStatusCode.Accepted).Get("id"));
        await exam.Publisher.JobAsync(first.Get("id"));
        var versions = await CorrectedExam.VersionsAsync(exam.School, sitting);
        Assert.Equal(("2", "pass", "1"), (versions[0]["points"]!.ToString(), versions[0]["outcome"]!.ToString(), versions[0]["cutScore"]!.ToString()));
        Assert.Single(await CorrectedExam.RevisedAsync(exam.School));
    }

    [Fact]
    public async Task Of_two_corrections_that_are_signed_off_at_once_the_second_must_be_looked_at_again()
    {
        var exam = await CorrectedExam.OpenAsync(_api);
        var sitting = await exam.TakeAsync(exam.School, "a", "b");
        string[] proposed = [(await exam.ProposeAsync(exam.OtherKey(0))).Get("id"), (await exam.ProposeAsync([new { kind = "cut_score", cutScore = 1 }])).Get("id")];
        List<Task<Answer>> signing;
        await using (var held = await HeldRow.HoldAsync(_api, "tests", "id", Id<Domain.Catalogue.Test>.Parse(exam.TestId, null).Value))
        {
            signing = [.. proposed.Select(exam.SignOffAsync)];
            await held.WaitedForAsync(by: 2);
        }

        var answers = await Task.WhenAll(signing);
        var refused = Assert.Single(answers.Index(), answer => !answer.Item.IsSuccess);
        refused.Item.Expect(HttpStatusCode.Conflict, "correction_not_foreseen");
        await exam.Publisher.JobAsync(answers.Single(answer => answer.IsSuccess).Get("id"));
        await exam.ForeseenAsync(proposed[refused.Index]);
        await exam.ApproveAsync(proposed[refused.Index]);
        Assert.Equal("2/2 pass", (await CorrectedExam.HistoryAsync(exam.School, sitting))[0]);
        Assert.Equal("2", (await exam.Publisher.Admin.GetAsync($"{exam.Path}/scoring")).Get("number"));
    }

    [Fact]
    public async Task What_is_not_foreseen_is_not_signed_off_and_a_job_that_runs_again_foresees_it()
    {
        var exam = await CorrectedExam.OpenAsync(_api);
        await exam.TakeAsync(exam.School, "a", "b");
        var correction = await exam.ProposeAsync(exam.OtherKey(0));
        await ExecuteAsync("UPDATE corrections SET effect = NULL, effect_foreseen_at = NULL WHERE id = @id", Id<Domain.Results.Correction>.Parse(correction.Get("id"), null).Value);

        (await exam.SignOffAsync(correction.Get("id"))).Expect(HttpStatusCode.Conflict, "correction_not_foreseen");
        await RunAgainAsync(correction.Get("effectJobId"));

        var foreseen = await exam.ForeseenAsync(correction.Get("id"));
        Assert.Equal(("1 1 1 1 0", correction.Get("effectJobId")), (CorrectedExam.Effect(foreseen, "effect"), foreseen.Get("effectJobId")));
        await exam.ApproveAsync(correction.Get("id"));
        await RunAgainAsync(correction.Get("effectJobId")); // it would not apply any more
        Assert.Equal("1 1 1 1 0", CorrectedExam.Effect(await exam.ForeseenAsync(correction.Get("id")), "effect"));
    }

    private async Task<HeldRow> HoldResultAsync(string sitting) => await HeldRow.HoldAsync(_api, "results", "sitting_id", Id<Sitting>.Parse(sitting, null).Value);

    /// <summary>As if its worker had died before it could note that it was done.</summary>
    private Task RunAgainAsync(string job) => ExecuteAsync(
        "UPDATE jobs SET status = 'queued', due_at = now(), finished_at = NULL, result = NULL WHERE id = @id", Id<Job>.Parse(job, null).Value);

    private async Task ExecuteAsync(string sql, Guid id)
    {
        await using var source = NpgsqlDataSource.Create(_api.ConnectionString);
#pragma warning disable CA2100 // Constants of this class
        await using var command = source.CreateCommand(sql);
#pragma warning restore CA2100
        command.Parameters.AddWithValue("id", id);
        Assert.Equal(1, await command.ExecuteNonQueryAsync());
    }
}
