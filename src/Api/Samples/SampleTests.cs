using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Results;
using Cesuur.Infrastructure;
using Cesuur.Infrastructure.Database;
using Cesuur.Infrastructure.Files;

namespace Cesuur.Api.Samples;

/// <summary>Loads our own A2 set into a publisher's catalogue: content, sound, published versions.</summary>
internal sealed class SampleTests(AppDb db, IFileStore files)
{
    private const long MaxMediaSize = 1024 * 1024;

    private static readonly MediaDescription Mp3 = new() { ContentType = "audio/mpeg", Kind = MediaKind.Audio, Codecs = "mp3" };

    public static string Folder => Path.Combine(AppContext.BaseDirectory, "Samples", "Content");

    public async Task LoadAsync(DateTimeOffset now, CancellationToken cancel)
    {
        foreach (var file in Directory.EnumerateFiles(Folder, "*.json").Order(StringComparer.Ordinal))
        {
            var sample = JsonNode.Parse(await File.ReadAllTextAsync(file, cancel))!;
            var media = await LoadMediaAsync(sample["media"]!.Deserialize<List<SampleMedia>>(Json.Options)!, now, cancel);
            foreach (var stimulus in sample["content"]!["sections"]!.AsArray().SelectMany(section => section!["stimuli"]!.AsArray()))
            {
                if (stimulus!["media"] is { } name)
                {
                    stimulus.AsObject().Remove("media");
                    stimulus["mediaId"] = media[name.GetValue<string>()].Id.ToString();
                }
            }

            var content = sample["content"].Deserialize<TestContent>(Json.Options)!;
            var details = new TestDetails
            {
                Title = sample["title"]!.GetValue<string>(),
                Skill = sample["skill"].Deserialize<Skill>(Json.Options),
                Level = sample["level"].Deserialize<Level?>(Json.Options),
                Field = sample["field"]!.GetValue<string>(),
            };
            var test = Test.Create(details, now);
            var settings = new VersionSettings
            {
                DurationSeconds = 60 * sample["durationMinutes"]!.GetValue<int>(),
                CanFinishEarly = sample["canFinishEarly"]!.GetValue<bool>(),
                ResultPolicy = sample["resultPolicy"].Deserialize<ResultPolicy>(Json.Options),
            };
            var version = TestVersion.Draft(test.Id, number: 1, content, settings, sample["cutScore"]!.GetValue<int>(), now);
            version.Publish(test, media.Values.ToDictionary(file => file.Id), SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(version.Content, Json.Options)), now);
            db.Tests.Add(test);
            db.TestVersions.Add(version);
            db.VersionMedia.AddRange(media.Values.Select(file => VersionMedia.Of(version.Id, file.Id)));
        }
    }

    private async Task<Dictionary<string, Media>> LoadMediaAsync(List<SampleMedia> samples, DateTimeOffset now, CancellationToken cancel)
    {
        var media = new Dictionary<string, Media>();
        foreach (var sample in samples)
        {
            await using var stream = File.OpenRead(Path.Combine(Folder, sample.File));
            var stored = await files.SaveAsync(stream, MaxMediaSize, cancel)
                ?? throw new InvalidOperationException($"{sample.File} is too large for a sample.");
            media[sample.Identifier] = db.Media.Add(Media.Create(
                sample.Title, Path.GetFileName(sample.File), Mp3, stored.Size, stored.Checksum, stored.Key, "samples", now)).Entity;
        }

        return media;
    }

    private sealed record SampleMedia
    {
        public required string Identifier { get; init; }

        public required string File { get; init; }

        public required string Title { get; init; }
    }
}
