using System.Net;
using Cesuur.Api.Delivery;
using Cesuur.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cesuur.Api.Tests.Delivery;

/// <summary>Recordings that come in while they are spoken, over connections and devices that fail.</summary>
[Collection(ApiCollection.Name)]
public sealed class RecordingTests(ApiFixture fixture)
{
    private static readonly byte[] Sound = TestSound.Wav(2);

    private readonly TestApi _api = fixture.Api;

    [Fact]
    public async Task A_recording_is_the_answer_at_once_and_comes_in_parts()
    {
        var (school, sitting, item) = await SpeakingAsync();
        var recording = (await sitting.BeginRecordingAsync(item)).Expect(HttpStatusCode.Created).Get("id");
        await sitting.Candidate.PutAsync($"/v1/delivery/responses/{item}", new { revision = 1, answer = new { recordingId = recording } });

        (await sitting.SendPartAsync(recording, 0, Sound[..20_000])).Expect(HttpStatusCode.NoContent);
        (await sitting.SendPartAsync(recording, 0, Sound[..20_000])).Expect(HttpStatusCode.Conflict, "upload_offset_mismatch");
        (await sitting.SendPartAsync(recording, 20_000, Sound[20_000..], Sound.Length - 1)).Expect(HttpStatusCode.RequestEntityTooLarge, "recording_too_large");
        var offset = await OffsetAsync(sitting, recording);
        Assert.Equal(("20000", "1"), (Header(offset, "Upload-Offset"), Header(offset, "Upload-Defer-Length")));
        (await school.Admin.SendAsync(HttpMethod.Get, $"/v1/sittings/{sitting.Id}/recordings/{recording}/file")).Expect(HttpStatusCode.Conflict, "recording_receiving");

        await sitting.SendPartAsync(recording, 20_000, Sound[20_000..]);
        (await sitting.SendPartAsync(recording, Sound.Length, [], Sound.Length)).Expect(HttpStatusCode.NoContent);

        var shown = await sitting.Candidate.GetAsync($"/v1/delivery/recordings/{recording}");
        Assert.Equal(($"{Sound.Length}", "false"), (shown.Get("size"), shown.Get("brokenOff")));
        Assert.NotNull(shown.Node("receivedAt"));
        Assert.Equal(Sound, (await school.Admin.GetAsync($"/v1/sittings/{sitting.Id}/recordings/{recording}/file")).Bytes);
        (await sitting.SendPartAsync(recording, Sound.Length, [1])).Expect(HttpStatusCode.Conflict, "upload_ended");
        Assert.Equal(0L, await school.SqlAsync("SELECT count(*) FROM recording_parts WHERE tenant_id = @tenant"));
        Assert.Equal(["recording_begun", "recording_received"], (await LogAsync(school, sitting)).Where(type => type is "recording_begun" or "recording_received"));
    }

    [Fact]
    public async Task What_was_begun_before_the_end_is_completed_for_a_minute_after_it_and_nothing_is_begun_then()
    {
        var (school, sitting, item) = await SpeakingAsync();
        var recording = (await sitting.BeginRecordingAsync(item)).Get("id");
        await sitting.SendPartAsync(recording, 0, Sound[..1_000]);
        await sitting.Candidate.PostAsync("/v1/delivery/advance", new { fromStep = 0 });
        (await sitting.SendPartAsync(recording, 1_000, Sound[1_000..2_000])).Expect(HttpStatusCode.NoContent);
        (await sitting.BeginRecordingAsync(item)).Expect(HttpStatusCode.Conflict, "step_closed");

        await school.Admin.PostAsync($"/v1/sittings/{sitting.Id}/termination", new { reason = "afgelopen" });
        (await sitting.SendPartAsync(recording, 2_000, Sound[2_000..], Sound.Length)).Expect(HttpStatusCode.NoContent);
        (await sitting.BeginRecordingAsync(item)).Expect(HttpStatusCode.Conflict, "sitting_closed");
        Assert.Equal(Sound, (await school.Admin.GetAsync($"/v1/sittings/{sitting.Id}/recordings/{recording}/file")).Bytes);
    }

    [Fact]
    public async Task What_is_incomplete_after_that_counts_as_it_is_and_is_the_answer_that_is_rated()
    {
        var (school, sitting, item) = await SpeakingAsync();
        await sitting.SendSoundAsync($"/v1/delivery/recordings?itemId={item}", Sound);
        var recording = (await sitting.BeginRecordingAsync(item)).Get("id");
        await sitting.SendPartAsync(recording, 0, Sound[..20_000]);
        var empty = (await sitting.BeginRecordingAsync(item)).Get("id");
        await school.Admin.PostAsync($"/v1/sittings/{sitting.Id}/termination", new { reason = "afgelopen" });

        await CompleteAsync();
        Assert.Null((await RecordingAsync(school, sitting, recording)).Node("receivedAt"));
        await school.SqlAsync("UPDATE sittings SET submitted_at = submitted_at - interval '1 minute' WHERE tenant_id = @tenant");
        (await sitting.SendPartAsync(recording, 20_000, Sound[20_000..])).Expect(HttpStatusCode.Conflict, "sitting_closed");
        await CompleteAsync();

        var ended = await RecordingAsync(school, sitting, recording);
        Assert.Equal(("true", "20000"), (ended.Get("brokenOff"), ended.Get("size")));
        Assert.Equal(Sound[..20_000], (await school.Admin.GetAsync($"/v1/sittings/{sitting.Id}/recordings/{recording}/file")).Bytes);
        (await school.Admin.SendAsync(HttpMethod.Get, $"/v1/sittings/{sitting.Id}/recordings/{empty}/file")).Expect(HttpStatusCode.NotFound);
        var rating = await school.Admin.GetAsync($"/v1/sittings/{sitting.Id}/rating");
        Assert.Equal(recording, rating.Get("tasks[0].response.recordingId"));
        Assert.Equal(3, rating.Json["tasks"]![0]!["recordings"]!.AsArray().Count);
        Assert.Null(rating.Node("tasks[1].response"));
    }

    [Fact]
    public async Task A_device_that_took_over_does_not_go_on_with_a_recording_which_counts_as_it_is()
    {
        var (school, sitting, item) = await SpeakingAsync();
        var recording = (await sitting.BeginRecordingAsync(item)).Get("id");
        await sitting.SendPartAsync(recording, 0, Sound[..20_000]);
        var other = await TestSitting.CheckInAsync(_api, sitting.Code);
        (await sitting.SendPartAsync(recording, 20_000, Sound[20_000..])).Expect(HttpStatusCode.Conflict, "wrong_device");
        (await other.SendPartAsync(recording, 20_000, Sound[20_000..])).Expect(HttpStatusCode.Conflict, "wrong_device");

        await CompleteAsync();
        Assert.Equal("true", (await RecordingAsync(school, other, recording)).Get("brokenOff"));
    }

    [Fact]
    public async Task Recordings_that_were_begun_count_and_a_wrong_beginning_makes_none()
    {
        var (school, sitting, item) = await SpeakingAsync();
        (await sitting.BeginRecordingAsync(item, "image/png")).Expect(HttpStatusCode.UnsupportedMediaType);
        (await sitting.Candidate.SendAsync(HttpMethod.Post, $"/v1/delivery/recordings/uploads?itemId={item}", null, ("Tus-Resumable", "1.0.0"))).Expect(HttpStatusCode.BadRequest, "upload_length_invalid");
        (await sitting.Candidate.SendAsync(HttpMethod.Post, $"/v1/delivery/recordings/uploads?itemId={item}")).Expect(HttpStatusCode.PreconditionFailed);
        for (var i = 0; i < 20; i++)
        {
            (await sitting.BeginRecordingAsync(item)).Expect(HttpStatusCode.Created);
        }

        (await sitting.BeginRecordingAsync(item)).Expect(HttpStatusCode.Conflict, "too_many_recordings");
        (await sitting.SendSoundAsync($"/v1/delivery/recordings?itemId={item}", Sound)).Expect(HttpStatusCode.Conflict, "too_many_recordings");
        Assert.Equal(20L, await school.SqlAsync("SELECT count(*) FROM recordings WHERE tenant_id = @tenant"));
    }

    [Fact]
    public async Task Another_candidates_recording_is_not_there()
    {
        var school = await _api.OrganisationAsync(credits: 2);
        var (one, other) = (await school.SittingAsync("speaking"), await school.SittingAsync("speaking"));
        var recording = (await one.BeginRecordingAsync((await one.ItemsAsync())[0])).Get("id");
        (await other.SendPartAsync(recording, 0, Sound)).Expect(HttpStatusCode.NotFound);
        (await other.Candidate.SendAsync(HttpMethod.Get, $"/v1/delivery/recordings/{recording}")).Expect(HttpStatusCode.NotFound);
        Assert.Equal(HttpStatusCode.NotFound, (await OffsetAsync(other, recording)).Status);
    }

    [Fact]
    public async Task An_erased_candidates_parts_are_removed_with_the_recording()
    {
        var (school, sitting, item) = await SpeakingAsync();
        var recording = (await sitting.BeginRecordingAsync(item)).Get("id");
        await sitting.SendPartAsync(recording, 0, Sound);
        await school.Admin.PostAsync($"/v1/sittings/{sitting.Id}/termination", new { reason = "gestopt", scored = false });
        var candidate = (await school.Admin.GetAsync($"/v1/sittings/{sitting.Id}")).Get("candidateId");
        await school.Admin.PostAsync($"/v1/candidates/{candidate}/erasure");
        Assert.Equal(0L, await school.SqlAsync("SELECT (SELECT count(*) FROM recording_parts WHERE tenant_id = @tenant) + (SELECT count(*) FROM recordings WHERE tenant_id = @tenant)"));
        (await sitting.SendPartAsync(recording, Sound.Length, [1])).Expect(HttpStatusCode.NotFound);
    }

    private async Task<(TestOrganisation School, TestSitting Sitting, string Item)> SpeakingAsync()
    {
        var school = await _api.OrganisationAsync(credits: 1);
        var sitting = await school.SittingAsync("speaking");
        return (school, sitting, (await sitting.ItemsAsync())[0]);
    }

    private Task CompleteAsync() => new CompleteRecordingsJob(
        _api.Databases, _api.Services.GetRequiredService<IServiceScopeFactory>(), NullLogger<CompleteRecordingsJob>.Instance).RunAsync(CancellationToken.None);

    private static async Task<Answer> RecordingAsync(TestOrganisation school, TestSitting sitting, string recording)
    {
        var all = await school.Admin.GetAsync($"/v1/sittings/{sitting.Id}/recordings");
        var one = all.Json["data"]!.AsArray().Single(found => found!["id"]!.ToString() == recording)!;
        return all with { Bytes = System.Text.Encoding.UTF8.GetBytes(one.ToJsonString()) };
    }

    private static async Task<IEnumerable<string>> LogAsync(TestOrganisation school, TestSitting sitting) =>
        (await school.Admin.GetAsync($"/v1/sittings/{sitting.Id}/events?sort=at")).Json["data"]!.AsArray().Select(line => line!["type"]!.ToString());

    private static Task<Answer> OffsetAsync(TestSitting sitting, string recording) =>
        sitting.Candidate.SendAsync(HttpMethod.Head, $"/v1/delivery/recordings/{recording}", null, ("Tus-Resumable", "1.0.0"));

    private static string Header(Answer answer, string name) => answer.Headers.GetValues(name).Single();
}
