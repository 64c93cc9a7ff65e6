using System.Net;
using System.Net.Sockets;
using System.Text;
using Cesuur.Api.Catalogue;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Infrastructure.Files;
using Cesuur.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Answer = Cesuur.Testing.Answer;

namespace Cesuur.Api.Tests.Catalogue;

/// <summary>Uploads in pieces, by the protocol tus 1.0.0.</summary>
[Collection(ApiCollection.Name)]
public sealed class MediaUploadTests(ApiFixture fixture)
{
    private readonly TestApi _api = fixture.Api;

    [Fact]
    public async Task What_is_spoken_is_told_to_everybody()
    {
        var told = await _api.Client(null).SendAsync(HttpMethod.Options, "/v1/media/uploads");

        Assert.Equal(HttpStatusCode.NoContent, told.Status);
        Assert.Equal(("1.0.0", "1.0.0", "2147483648", "creation,expiration,termination"), (
            Header(told, "Tus-Resumable"), Header(told, "Tus-Version"), Header(told, "Tus-Max-Size"), Header(told, "Tus-Extension")));
    }

    [Fact]
    public async Task Three_pieces_become_one_file()
    {
        var publisher = await _api.OrganisationAsync();
        var sound = TestMedia.Mp3();
        var upload = await publisher.BeginUploadAsync(sound.Length, ("filename", "gesprek.mp3"), ("filetype", "audio/mpeg"), ("title", "Gesprék"));

        foreach (var (from, to) in new[] { (0, 1_000), (1_000, 5_000) })
        {
            var kept = (await publisher.SendPieceAsync(upload, from, sound[from..to])).Expect(HttpStatusCode.NoContent);
            Assert.Equal(($"{to}", "1.0.0"), (Header(kept, "Upload-Offset"), Header(kept, "Tus-Resumable")));
            Assert.False(kept.Headers.Contains("Cesuur-Media"));
        }

        var head = await OffsetAsync(publisher, upload);
        Assert.Equal(("5000", $"{sound.Length}", "no-store"), (Header(head, "Upload-Offset"), Header(head, "Upload-Length"), head.Headers.CacheControl!.ToString()));
        Assert.Equal("filename Z2VzcHJlay5tcDM=,filetype YXVkaW8vbXBlZw==,title R2VzcHLDqWs=", Header(head, "Upload-Metadata"));
        Assert.InRange(DateTimeOffset.Parse(Header(head, "Upload-Expires"), null), TimeProvider.System.GetUtcNow().AddHours(23), TimeProvider.System.GetUtcNow().AddHours(25));

        var last = (await publisher.SendPieceAsync(upload, 5_000, sound[5_000..])).Expect(HttpStatusCode.NoContent);

        var media = await publisher.Admin.GetAsync($"/v1/media/{Header(last, "Cesuur-Media")}");
        Assert.Equal(("Gesprék", "gesprek.mp3", "audio/mpeg"), (media.Get("title"), media.Get("fileName"), media.Get("contentType")));
        Assert.Equal(sound, (await _api.Client(null).GetAsync(media.Get("url"))).Bytes);
        var ended = await publisher.Admin.GetAsync(upload);
        Assert.Equal(("complete", media.Get("id")), (ended.Get("state"), ended.Get("mediaId")));
        Assert.Equal(0, await PartsAsync(publisher));
        (await publisher.SendPieceAsync(upload, sound.Length, [])).Expect(HttpStatusCode.Conflict, "upload_ended");
    }

    [Fact]
    public async Task A_piece_that_breaks_off_keeps_what_came()
    {
        var publisher = await _api.OrganisationAsync();
        var sound = TestMedia.Mp3();
        var upload = await publisher.BeginUploadAsync(sound.Length);

        using (var socket = new TcpClient())
        {
            await socket.ConnectAsync(_api.Address.Host, _api.Address.Port);
            var stream = socket.GetStream();
            await stream.WriteAsync(Encoding.ASCII.GetBytes(
                $"PATCH {upload} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {publisher.Key}\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\n"
                + $"Content-Type: application/offset+octet-stream\r\nContent-Length: {sound.Length}\r\n\r\n"));
            await stream.WriteAsync(sound.AsMemory(0, 3_000));
            await stream.FlushAsync();
            await Task.Delay(TimeSpan.FromMilliseconds(500)); // so that all of it has been read when the connection goes
        }

        var head = await TestJobs.EventuallyAsync(() => OffsetAsync(publisher, upload), head => Header(head, "Upload-Offset") != "0");
        Assert.Equal("3000", Header(head, "Upload-Offset"));

        var last = (await publisher.SendPieceAsync(upload, 3_000, sound[3_000..])).Expect(HttpStatusCode.NoContent);
        var media = await publisher.Admin.GetAsync($"/v1/media/{Header(last, "Cesuur-Media")}");
        Assert.Equal(sound, (await _api.Client(null).GetAsync(media.Get("url"))).Bytes);
    }

    [Fact]
    public async Task A_piece_at_another_place_is_refused()
    {
        var publisher = await _api.OrganisationAsync();
        var upload = await publisher.BeginUploadAsync(100);

        (await publisher.SendPieceAsync(upload, 10, new byte[10])).Expect(HttpStatusCode.Conflict, "upload_offset_mismatch");
        (await publisher.SendPieceAsync(upload, 0, new byte[101])).Expect(HttpStatusCode.RequestEntityTooLarge, "upload_too_long");
        Assert.Equal("0", Header(await OffsetAsync(publisher, upload), "Upload-Offset"));
    }

    [Fact]
    public async Task Of_pieces_sent_at_once_for_one_place_one_is_kept()
    {
        var publisher = await _api.OrganisationAsync();
        var upload = await publisher.BeginUploadAsync(10_000);

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(number => publisher.SendPieceAsync(upload, 0, [.. Enumerable.Repeat((byte)number, 1_000)])));

        Assert.Equal(1, answers.Count(answer => answer.Status == HttpStatusCode.NoContent));
        Assert.All(answers.Where(answer => answer.Status != HttpStatusCode.NoContent), answer => answer.Expect(HttpStatusCode.Conflict, "upload_offset_mismatch"));
        Assert.Equal("1000", Header(await OffsetAsync(publisher, upload), "Upload-Offset"));
        Assert.Equal(1, await PartsAsync(publisher));
    }

    [Fact]
    public async Task What_is_not_taken_is_refused_with_its_last_piece_and_tells_why_afterwards()
    {
        var publisher = await _api.OrganisationAsync();
        var drawing = TestMedia.Svg("<script/>");
        var upload = await publisher.BeginUploadAsync(drawing.Length, ("filetype", "image/svg+xml"));

        var refused = (await publisher.SendPieceAsync(upload, 0, drawing)).Expect(HttpStatusCode.UnprocessableEntity, "svg_not_safe");

        Assert.Equal("1.0.0", Header(refused, "Tus-Resumable"));
        var shown = await publisher.Admin.GetAsync(upload);
        Assert.Equal(("refused", "svg_not_safe"), (shown.Get("state"), shown.Get("problem.code")));
        Assert.Contains("script", shown.Get("problem.detail"), StringComparison.Ordinal);
        Assert.Equal(0, await PartsAsync(publisher));
        Assert.Empty((await publisher.Admin.GetAsync("/v1/media")).Json["data"]!.AsArray());
    }

    [Fact]
    public async Task What_was_not_put_together_when_its_last_byte_came_is_by_an_empty_piece()
    {
        var publisher = await _api.OrganisationAsync();
        var sound = TestMedia.Mp3();
        var upload = await InterruptedAsync(publisher, sound);
        Assert.Equal("receiving", (await publisher.Admin.GetAsync(upload)).Get("state"));

        var last = (await publisher.SendPieceAsync(upload, sound.Length, [])).Expect(HttpStatusCode.NoContent);

        Assert.Equal($"{sound.Length}", (await publisher.Admin.GetAsync($"/v1/media/{Header(last, "Cesuur-Media")}")).Get("size"));
    }

    [Fact]
    public async Task What_was_not_put_together_when_its_last_byte_came_is_by_and_by()
    {
        var publisher = await _api.OrganisationAsync();
        var sound = TestMedia.Mp3();
        var upload = await InterruptedAsync(publisher, sound);
        var drawing = await InterruptedAsync(publisher, TestMedia.Svg("<script/>" + new string(' ', 1_000)));

        await CompleteAsync();

        var shown = await publisher.Admin.GetAsync(upload);
        Assert.Equal("complete", shown.Get("state"));
        Assert.Equal($"{sound.Length}", (await publisher.Admin.GetAsync($"/v1/media/{shown.Get("mediaId")}")).Get("size"));
        Assert.Equal("svg_not_safe", (await publisher.Admin.GetAsync(drawing)).Get("problem.code"));
    }

    [Fact]
    public async Task What_is_being_put_together_is_left_alone_until_whoever_does_it_must_be_dead()
    {
        var publisher = await _api.OrganisationAsync();
        var sound = TestMedia.Mp3();
        var upload = await InterruptedAsync(publisher, sound);
        await publisher.SqlAsync("UPDATE media_uploads SET completing_until = clock_timestamp() + interval '5 minutes' WHERE tenant_id = @tenant");

        await CompleteAsync();
        (await publisher.SendPieceAsync(upload, sound.Length, [])).Expect(HttpStatusCode.Conflict, "upload_completing");
        (await publisher.Admin.SendAsync(HttpMethod.Delete, upload, null, ("Tus-Resumable", "1.0.0"))).Expect(HttpStatusCode.Conflict, "upload_completing");
        Assert.Equal("receiving", (await publisher.Admin.GetAsync(upload)).Get("state"));

        await publisher.SqlAsync("UPDATE media_uploads SET completing_until = clock_timestamp() - interval '1 second' WHERE tenant_id = @tenant");
        await CompleteAsync();
        Assert.Equal("complete", (await publisher.Admin.GetAsync(upload)).Get("state"));
    }

    [Fact]
    public async Task Of_last_pieces_and_ends_sent_at_once_each_has_its_answer()
    {
        var publisher = await _api.OrganisationAsync();
        var sound = TestMedia.Mp3();
        var upload = await InterruptedAsync(publisher, sound);

        var answers = await Task.WhenAll(Enumerable.Range(0, 9).Select(number => number % 3 == 0
            ? publisher.Admin.SendAsync(HttpMethod.Delete, upload, null, ("Tus-Resumable", "1.0.0"))
            : publisher.SendPieceAsync(upload, sound.Length, [])));

        Assert.All(answers, answer => Assert.True(answer.Status is HttpStatusCode.NoContent or HttpStatusCode.Conflict or HttpStatusCode.NotFound, $"{answer.Status}"));
    }

    [Fact]
    public async Task Of_one_organisation_so_many_uploads_are_open_at_once()
    {
        var publisher = await _api.OrganisationAsync();
        var metadata = ("Upload-Length", "10");

        var begun = await Task.WhenAll(Enumerable.Range(0, 25).Select(_ =>
            publisher.Admin.SendAsync(HttpMethod.Post, "/v1/media/uploads", null, ("Tus-Resumable", "1.0.0"), metadata)));

        Assert.Equal(20, begun.Count(answer => answer.Status == HttpStatusCode.Created));
        Assert.All(begun.Where(answer => answer.Status != HttpStatusCode.Created), answer => answer.Expect(HttpStatusCode.Conflict, "too_many_uploads"));
        var one = begun.First(answer => answer.Status == HttpStatusCode.Created).Headers.Location!.ToString();
        (await publisher.Admin.SendAsync(HttpMethod.Delete, one, null, ("Tus-Resumable", "1.0.0"))).Expect(HttpStatusCode.NoContent);
        await publisher.BeginUploadAsync(10);
    }

    [Fact]
    public async Task A_package_waits_to_be_taken_once()
    {
        var publisher = await _api.OrganisationAsync();
        var package = "PK\u0003\u0004 and the rest of it"u8.ToArray();
        var upload = await publisher.BeginUploadAsync(package.Length, ("filename", "toets.zip"), ("purpose", "package"));
        await publisher.SendPieceAsync(upload, 0, package[..5]);
        Assert.Equal(MediaErrors.UploadNotComplete, await Assert.ThrowsAsync<DomainException>(() => TakeAsync(publisher, upload)).ContinueWith(thrown => thrown.Result.Error));

        var last = (await publisher.SendPieceAsync(upload, 5, package[5..])).Expect(HttpStatusCode.NoContent);

        Assert.False(last.Headers.Contains("Cesuur-Media"));
        Assert.Equal("complete", (await publisher.Admin.GetAsync(upload)).Get("state"));
        var key = await TakeAsync(publisher, upload);
        await using (var file = await Store.OpenAsync(key, CancellationToken.None))
        {
            var content = new byte[package.Length];
            await file.ReadExactlyAsync(content);
            Assert.Equal(package, content);
        }

        Assert.Equal(MediaErrors.UploadEnded, await Assert.ThrowsAsync<DomainException>(() => TakeAsync(publisher, upload)).ContinueWith(thrown => thrown.Result.Error));
    }

    [Fact]
    public async Task An_upload_that_is_ended_is_gone_with_what_came()
    {
        var publisher = await _api.OrganisationAsync();
        var upload = await publisher.BeginUploadAsync(100);
        await publisher.SendPieceAsync(upload, 0, new byte[10]);
        var key = await PartKeyAsync(publisher);

        (await publisher.Admin.SendAsync(HttpMethod.Delete, upload, null, ("Tus-Resumable", "1.0.0"))).Expect(HttpStatusCode.NoContent);

        (await publisher.Admin.SendAsync(HttpMethod.Get, upload)).Expect(HttpStatusCode.NotFound);
        await TestJobs.EventuallyAsync(() => Task.FromResult(IsStored(key)), isStored => !isStored);
    }

    [Fact]
    public async Task An_upload_ends_after_24_hours_and_its_files_an_hour_later()
    {
        var publisher = await _api.OrganisationAsync();
        var young = await publisher.BeginUploadAsync(100);
        var over = await publisher.BeginUploadAsync(100);
        await publisher.SendPieceAsync(over, 0, new byte[10]);
        var key = await PartKeyAsync(publisher);
        var job = new ForgetUploadsJob(_api.Databases, Store, NullLogger<ForgetUploadsJob>.Instance);

        await LetPassAsync(publisher, over, "24 hours 1 minute");
        (await publisher.Admin.SendAsync(HttpMethod.Get, over)).Expect(HttpStatusCode.NotFound);
        (await publisher.SendPieceAsync(over, 10, new byte[10])).Expect(HttpStatusCode.NotFound);
        await job.RunAsync(CancellationToken.None);
        Assert.True(IsStored(key));

        await LetPassAsync(publisher, over, "1 hour");
        await job.RunAsync(CancellationToken.None);
        Assert.False(IsStored(key));
        Assert.Equal(1L, await publisher.SqlAsync("SELECT count(*) FROM media_uploads WHERE tenant_id = @tenant"));
        await publisher.Admin.GetAsync(young);
    }

    [Theory]
    [InlineData(null, "10", "", HttpStatusCode.PreconditionFailed, "tus_version_unsupported")]
    [InlineData("0.2.2", "10", "", HttpStatusCode.PreconditionFailed, "tus_version_unsupported")]
    [InlineData("1.0.0", null, "", HttpStatusCode.BadRequest, "upload_length_invalid")]
    [InlineData("1.0.0", "0", "", HttpStatusCode.BadRequest, "upload_length_invalid")]
    [InlineData("1.0.0", "2147483649", "", HttpStatusCode.RequestEntityTooLarge, "upload_too_long")]
    [InlineData("1.0.0", "10", "filename x", HttpStatusCode.BadRequest, "upload_metadata_invalid")]
    [InlineData("1.0.0", "10", "purpose eA==", HttpStatusCode.BadRequest, "upload_metadata_invalid")]
    public async Task An_upload_that_cannot_be_is_not_begun(string? version, string? length, string metadata, HttpStatusCode status, string code)
    {
        var publisher = await _api.OrganisationAsync();
        (string, string)[] headers = [.. new[] { ("Tus-Resumable", version), ("Upload-Length", length), ("Upload-Metadata", metadata) }
            .Where(header => header.Item2 is not null).Select(header => (header.Item1, header.Item2!))];

        var refused = (await publisher.Admin.SendAsync(HttpMethod.Post, "/v1/media/uploads", null, headers)).Expect(status, code);

        Assert.Equal("1.0.0", Header(refused, "Tus-Resumable"));
    }

    [Fact]
    public async Task An_upload_is_the_organisations_alone()
    {
        var publisher = await _api.OrganisationAsync();
        var stranger = await _api.OrganisationAsync();
        var upload = await publisher.BeginUploadAsync(100);

        (await OffsetAsync(stranger, upload)).Expect(HttpStatusCode.NotFound);
        (await stranger.SendPieceAsync(upload, 0, new byte[10])).Expect(HttpStatusCode.NotFound);
        (await stranger.Admin.SendAsync(HttpMethod.Delete, upload, null, ("Tus-Resumable", "1.0.0"))).Expect(HttpStatusCode.NotFound);
    }

    internal static bool IsStored(string key) =>
        Directory.GetFiles(Path.Combine(Path.GetTempPath(), "cesuur-tests-files"), key, SearchOption.AllDirectories).Length > 0;

    private IFileStore Store => (IFileStore)_api.Services.GetService(typeof(IFileStore))!;

    private static string Header(Answer answer, string name) => answer.Headers.GetValues(name).Single();

    private static Task<Answer> OffsetAsync(TestOrganisation publisher, string upload) =>
        publisher.Admin.SendAsync(HttpMethod.Head, upload, null, ("Tus-Resumable", "1.0.0"));

    /// <summary>An upload that has all its bytes, of which nothing was made: the process died.</summary>
    private async Task<string> InterruptedAsync(TestOrganisation publisher, byte[] content)
    {
        var upload = await publisher.BeginUploadAsync(content.Length);
        await publisher.SendPieceAsync(upload, 0, content[..1_000]);
        using var rest = new MemoryStream(content[1_000..]);
        var stored = (await Store.SaveAsync(rest, rest.Length, CancellationToken.None))!;
        await _api.AsAsync(publisher, async db =>
        {
            var id = IdOf(upload);
            db.MediaUploadParts.Add((await db.MediaUploads.SingleAsync(found => found.Id == id)).Receive(1_000, stored.Size, stored.Key));
            return await db.SaveChangesAsync();
        });
        return upload;
    }

    private Task CompleteAsync() => new CompleteUploadsJob(
        _api.Databases, _api.Services.GetRequiredService<IServiceScopeFactory>(), NullLogger<CompleteUploadsJob>.Instance).RunAsync(CancellationToken.None);

    private Task<int> PartsAsync(TestOrganisation publisher) => _api.AsAsync(publisher, db => db.MediaUploadParts.CountAsync());

    private Task<string> PartKeyAsync(TestOrganisation publisher) => _api.AsAsync(publisher, db => db.MediaUploadParts.Select(part => part.FileKey).SingleAsync());

    private Task<string> TakeAsync(TestOrganisation publisher, string upload) => _api.AsAsync(publisher, async db =>
    {
        var id = IdOf(upload);
        var key = (await db.MediaUploads.SingleAsync(found => found.Id == id)).TakeFile();
        await db.SaveChangesAsync();
        return key;
    });

    private static Task<object?> LetPassAsync(TestOrganisation publisher, string upload, string time) => publisher.SqlAsync(
        $"UPDATE media_uploads SET expires_at = expires_at - interval '{time}' WHERE tenant_id = @tenant AND id = '{IdOf(upload).Value}'");

    private static Id<MediaUpload> IdOf(string upload) => Id<MediaUpload>.Parse(upload.Split('/')[^1], null);
}
