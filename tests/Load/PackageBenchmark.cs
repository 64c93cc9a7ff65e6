using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Cesuur.Infrastructure.Tests.Qti;
using Cesuur.Testing;

namespace Cesuur.Load;

/// <summary>
/// A large content package through HTTP: sent in pieces, imported by its job, exported again. Beside it the least that
/// can be done with such an archive: unpacking it to files and taking their checksums.
/// </summary>
internal static class PackageBenchmark
{
    private const int Items = 2_000;
    private const int Sounds = 100;
    private const int SoundSize = 5 * 1024 * 1024;
    private const int PieceSize = 32 * 1024 * 1024;
    private const int Megabyte = 1024 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    public static async Task RunAsync(LoadServer server, Report report)
    {
        var folder = Directory.CreateTempSubdirectory("cesuur-load-package");
        try
        {
            var file = Path.Combine(folder.FullName, "package.zip");
            await using (var archive = File.Create(file))
            {
                PackageOf(Items).Write(archive, Enumerable.Range(0, Sounds).Select(number => ($"media/sound-{number:000}.wav", SoundOf(number))));
            }

            var (_, publisher) = await server.OrganisationAsync();
            await ImportAsync(publisher, await SmallAsync(publisher)); // so that all of it has been compiled
            var before = server.Api.WorkingSet;

            var start = Stopwatch.GetTimestamp();
            var upload = await SendAsync(publisher, file);
            var sent = Stopwatch.GetElapsedTime(start).TotalSeconds;
            var (seconds, job) = await ImportAsync(publisher, upload);
            if ((job.Get("status"), job.Get("result.tests[0].items"), job.Get("result.newMedia")) is not ("succeeded", "2000", "100"))
            {
                throw new InvalidOperationException($"2,000 items and 100 sounds were expected: {job}");
            }

            var peak = server.Api.PeakWorkingSet;
            var bare = await UnpackAsync(file, Path.Combine(folder.FullName, "unpacked"));
            start = Stopwatch.GetTimestamp();
            var exported = await publisher.GetAsync($"/v1/tests/{job.Get("result.tests[0].testId")}/versions/{job.Get("result.tests[0].versionId")}/qti");
            var back = Stopwatch.GetElapsedTime(start).TotalSeconds;

            report.Add($"package of {Items:N0} items and {Sounds * SoundSize / Megabyte:N0} MB, sent in pieces", sent, "s");
            report.Add("its import, from the request to the end of the job", seconds, "s");
            report.Add("unpacking it to files and taking their checksums", bare, "s");
            report.Add("ratio of the import to it", seconds / bare, "×", atMost: 10);
            report.Add("memory that it took over what the process had", (peak - before) / (double)Megabyte, "MB", atMost: 300);
            report.Add($"its export, {exported.Bytes.Length / Megabyte:N0} MB", back, "s");
            report.Add("memory that this took over that", (server.Api.PeakWorkingSet - peak) / (double)Megabyte, "MB", atMost: 150);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static TestPackage PackageOf(int items) => TestPackage.OfItems([.. Enumerable.Range(0, items).Select(number => (
        string.Create(CultureInfo.InvariantCulture, $"q{number:0000}"),
        TestPackage.Choice(
            string.Create(CultureInfo.InvariantCulture, $"q{number:0000}"),
            string.Create(CultureInfo.InvariantCulture, $"Luister: <audio src=\"media/sound-{number % Sounds:000}.wav\" controls=\"controls\"></audio> Welke dag hoort u in fragment {number}?"))))]);

    private static async Task<string> SmallAsync(TestClient publisher)
    {
        var file = Path.GetTempFileName();
        try
        {
            await using (var archive = File.Create(file))
            {
                PackageOf(50).Write(archive, Enumerable.Range(0, Sounds).Select(number => ($"media/sound-{number:000}.wav", SoundOf(-1))));
            }

            return await SendAsync(publisher, file);
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>Noise, so that no two are alike and nothing is packed well.</summary>
    private static byte[] SoundOf(int number)
    {
        var sound = new byte[number < 0 ? 4_096 : SoundSize];
        new Random(number).NextBytes(sound);
        "RIFF"u8.CopyTo(sound);
        BinaryPrimitives.WriteInt32LittleEndian(sound.AsSpan(4), sound.Length - 8);
        "WAVEfmt "u8.CopyTo(sound.AsSpan(8));
        BinaryPrimitives.WriteInt32LittleEndian(sound.AsSpan(16), 16);
        BinaryPrimitives.WriteInt16LittleEndian(sound.AsSpan(20), 1);
        BinaryPrimitives.WriteInt16LittleEndian(sound.AsSpan(22), 1);
        BinaryPrimitives.WriteInt32LittleEndian(sound.AsSpan(24), 22_050);
        BinaryPrimitives.WriteInt32LittleEndian(sound.AsSpan(28), 44_100);
        BinaryPrimitives.WriteInt16LittleEndian(sound.AsSpan(32), 2);
        BinaryPrimitives.WriteInt16LittleEndian(sound.AsSpan(34), 16);
        "data"u8.CopyTo(sound.AsSpan(36));
        BinaryPrimitives.WriteInt32LittleEndian(sound.AsSpan(40), sound.Length - 44);
        return sound;
    }

    private static async Task<string> SendAsync(TestClient publisher, string file)
    {
        await using var archive = File.OpenRead(file);
        var purpose = $"purpose {Convert.ToBase64String("package"u8)},filename {Convert.ToBase64String("package.zip"u8)}";
        var begun = await publisher.SendAsync(
            HttpMethod.Post, "/v1/media/uploads", null, ("Tus-Resumable", "1.0.0"), ("Upload-Length", $"{archive.Length}"), ("Upload-Metadata", purpose));
        var upload = begun.Headers.Location?.ToString() ?? throw new InvalidOperationException(begun.ToString());
        var piece = new byte[PieceSize];
        for (long offset = 0; offset < archive.Length;)
        {
            var read = await archive.ReadAtLeastAsync(piece, piece.Length, throwOnEndOfStream: false);
            var content = new ByteArrayContent(piece, 0, read);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/offset+octet-stream");
            var kept = await publisher.SendAsync(HttpMethod.Patch, upload, content, ("Tus-Resumable", "1.0.0"), ("Upload-Offset", $"{offset}"));
            offset += kept.IsSuccess ? read : throw new InvalidOperationException(kept.ToString());
        }

        return upload.Split('/')[^1];
    }

    private static async Task<(double Seconds, Answer Job)> ImportAsync(TestClient publisher, string upload)
    {
        var start = Stopwatch.GetTimestamp();
        var id = (await publisher.PostAsync($"/v1/tests/imports?skill=listening&uploadId={upload}")).Get("id");
        while (Stopwatch.GetElapsedTime(start) < Patience)
        {
            var job = await publisher.GetAsync($"/v1/jobs/{id}");
            if (job.Get("status") is "succeeded" or "failed")
            {
                return (Stopwatch.GetElapsedTime(start).TotalSeconds, job);
            }

            await Task.Delay(100);
        }

        throw new TimeoutException($"The import has not ended in {Patience}.");
    }

    private static async Task<double> UnpackAsync(string file, string folder)
    {
        Directory.CreateDirectory(folder);
        var start = Stopwatch.GetTimestamp();
        using var archive = ZipFile.OpenRead(file);
        foreach (var (index, entry) in archive.Entries.Index())
        {
            var name = Path.Combine(folder, index.ToString(CultureInfo.InvariantCulture));
            await using (var content = await entry.OpenAsync())
            await using (var target = File.Create(name))
            {
                await content.CopyToAsync(target);
                target.Flush(flushToDisk: true);
            }

            await using var written = File.OpenRead(name);
            await SHA256.HashDataAsync(written);
        }

        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
