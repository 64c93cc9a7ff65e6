using Cesuur.Api.Jobs;
using Cesuur.Domain;
using Cesuur.Domain.Delivery;
using Cesuur.Infrastructure;
using Cesuur.Infrastructure.Database;
using Cesuur.Infrastructure.Files;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Delivery;

internal sealed record MeasureRecordingArguments(Id<Recording> RecordingId);

/// <summary>Listens to a recording that has come in. What is heard is written down once, however often it is listened to.</summary>
internal sealed class MeasureRecordingJob(AppDb db, PublishedVersions versions, IFileStore files, SoundMeter meter) : IJobHandler
{
    public const string Kind = "measure_recording";

    public async Task<object> RunAsync(RunningJob job, CancellationToken cancel)
    {
        var id = job.Read<MeasureRecordingArguments>().RecordingId;
        var recording = await db.Recordings.AsNoTracking().SingleOrDefaultAsync(recording => recording.Id == id, cancel);
        if (recording is not { FileKey: { } key, Measurement: null })
        {
            return new { findings = recording?.Measurement?.Findings ?? [] }; // it was erased, or somebody was here before
        }

        var sitting = await db.Sittings.AsNoTracking().SingleAsync(sitting => sitting.Id == recording.SittingId, cancel);
        var version = await versions.GetAsync(db.TenantId, sitting.VersionId, cancel);
        var speakingTime = version.Version.Content.Find(recording.ItemId) is { } item ? SoundMeasurement.SpeakingTimeOf(item, sitting.TimeFactor) : null;
        SoundMeasurement measurement;
        await using (var file = await files.OpenLocallyAsync(key, cancel))
        {
            measurement = await meter.MeasureAsync(file, recording.BrokenOff, speakingTime, cancel);
        }

        await RecordAsync(id, measurement, cancel);
        return new { findings = measurement.Findings };
    }

    public Task GiveUpAsync(RunningJob job, CancellationToken cancel) =>
        RecordAsync(job.Read<MeasureRecordingArguments>().RecordingId, SoundMeasurement.NotMeasured, cancel);

    private Task<int> RecordAsync(Id<Recording> id, SoundMeasurement measurement, CancellationToken cancel) => db.InTransactionAsync(
        async () =>
        {
            var recording = await db.Recordings.FromSql($"SELECT * FROM recordings WHERE id = {id.Value} FOR UPDATE").SingleOrDefaultAsync(cancel);
            if (recording is { Measurement: null })
            {
                recording.Measured(measurement);
                db.SittingEvents.Add(SittingEvent.Log(
                    recording.SittingId, SittingEventType.RecordingMeasured, Actors.Server, await db.TimeAsync(cancel),
                    new SittingEventData { ItemId = recording.ItemId, RecordingId = id, Finding = measurement.Findings is [var gravest, ..] ? SnakeCaseEnum.Write(gravest) : null }));
            }

            return await db.SaveChangesAsync(cancel);
        },
        cancel);
}
