using System.Net;
using Cesuur.Api.Tests.Files;
using Cesuur.Domain.Delivery;
using Cesuur.Infrastructure.Files;
using Cesuur.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cesuur.Api.Tests.Delivery;

/// <summary>What a machine hears in recordings.</summary>
[Collection(ApiCollection.Name)]
public sealed class SoundTests(ApiFixture fixture)
{
    private readonly TestApi _api = fixture.Api;

    [FfmpegFact]
    public async Task A_sound_check_tells_a_dead_microphone_from_a_good_one_and_keeps_nothing()
    {
        var school = await _api.OrganisationAsync(credits: 1);
        var sitting = await school.SittingAsync("speaking", start: false);

        var tone = (await CheckAsync(sitting, TestSound.Wav(2))).Expect(HttpStatusCode.OK);
        Assert.Equal(("2", "[]"), (tone.Get("durationSeconds"), tone.Json["findings"]!.ToJsonString()));
        Assert.InRange(double.Parse(tone.Get("maxDecibel"), null), -14.5, -13.5); // a fifth of full scale
        Assert.Equal("silent", (await CheckAsync(sitting, TestSound.Wav(2, amplitude: 0))).Get("findings[0]"));
        Assert.Equal("too_soft", (await CheckAsync(sitting, TestSound.Wav(2, amplitude: 0.01))).Get("findings[0]"));
        Assert.Equal("clipped", (await CheckAsync(sitting, TestSound.Wav(2, amplitude: 5))).Get("findings[0]"));
        Assert.Equal("unreadable", (await CheckAsync(sitting, "this is no sound at all"u8.ToArray())).Get("findings[0]"));
        Assert.Equal(HttpStatusCode.OK, (await CheckAsync(sitting, TestSound.Wav(1))).Status);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await sitting.SendSoundAsync("/v1/delivery/sound-check", [1], "image/png")).Status);
        (await CheckAsync(sitting, TestSound.Wav(1))).Expect(HttpStatusCode.TooManyRequests);
        Assert.Equal(0L, await school.SqlAsync("SELECT count(*) FROM recordings WHERE tenant_id = @tenant"));
    }

    [FfmpegFact]
    public async Task Candidate_invigilator_and_rater_see_what_was_found_in_a_recording()
    {
        var school = await _api.OrganisationAsync(credits: 1);
        var sitting = await school.SittingAsync("speaking");
        var item = (await sitting.ItemsAsync())[0];
        var recording = (await sitting.SendSoundAsync($"/v1/delivery/recordings?itemId={item}", TestSound.Wav(3, amplitude: 0))).Expect(HttpStatusCode.Created).Get("id");

        var state = await TestJobs.EventuallyAsync(() => sitting.Candidate.GetAsync("/v1/delivery/sitting"), state => state.Node("recordings[0].measurement") is not null);
        Assert.Equal((recording, "silent", "3", "100"), (state.Get("recordings[0].id"), state.Get("recordings[0].measurement.findings[0]"), state.Get("recordings[0].measurement.durationSeconds"), state.Get("recordings[0].measurement.silentPercent")));
        Assert.Equal("silent", (await school.Admin.GetAsync($"/v1/sittings/{sitting.Id}/recordings")).Get("data[0].measurement.findings[0]"));
        var line = (await school.Admin.GetAsync($"/v1/sittings/{sitting.Id}/events")).Json["data"]!.AsArray().Single(line => line!["type"]!.ToString() == "recording_measured")!;
        Assert.Equal(("server", recording, "silent"), (line["actor"]!.ToString(), line["data"]!["recordingId"]!.ToString(), line["data"]!["finding"]!.ToString()));

        await school.Admin.PostAsync($"/v1/sittings/{sitting.Id}/termination", new { reason = "klaar" });
        Assert.Equal("silent", (await school.Admin.GetAsync($"/v1/sittings/{sitting.Id}/rating")).Get("tasks[0].recordings[0].measurement.findings[0]"));
    }

    [FfmpegTheory]
    [InlineData("webm", "-c:a libopus -live 1")] // as a browser records: no duration in it
    [InlineData("wav", "")]
    public async Task A_file_that_stops_in_the_middle_is_broken_off(string extension, string options)
    {
        var whole = await Ffmpeg.MakeAsync(extension, options, video: false);
        Assert.Empty((await MeasureAsync("ffmpeg", whole)).Findings);
        Assert.Equal([SoundFinding.BrokenOff], (await MeasureAsync("ffmpeg", whole[..(whole.Length / 2)])).Findings);
    }

    [Fact]
    public async Task Without_ffmpeg_nothing_is_measured_and_that_is_said() =>
        Assert.Equal([SoundFinding.NotMeasured], (await MeasureAsync("", TestSound.Wav(1))).Findings);

    private static Task<Answer> CheckAsync(TestSitting sitting, byte[] sound) => sitting.SendSoundAsync("/v1/delivery/sound-check", sound);

    private static async Task<SoundMeasurement> MeasureAsync(string program, byte[] sound)
    {
        using var meter = new SoundMeter(program, NullLogger<SoundMeter>.Instance);
        using var content = new MemoryStream(sound);
        await using var file = await LocalFile.CopyAsync(content, CancellationToken.None);
        return await meter.MeasureAsync(file, brokenOff: false, speakingTime: null, CancellationToken.None);
    }
}
