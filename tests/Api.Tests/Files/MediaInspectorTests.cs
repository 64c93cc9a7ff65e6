using System.Text;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Infrastructure.Files;
using Cesuur.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cesuur.Api.Tests.Files;

public sealed class MediaInspectorTests
{
    private const string Rectangle = """<rect width="4" height="3" fill="url(#shade)"/>""";

    private static readonly MediaInspector Inspector = Of("ffprobe");
    private static readonly MediaInspector Sniffing = Of("");

    [FfmpegTheory]
    [InlineData("mp3", "", false, "audio/mpeg", "mp3")]
    [InlineData("m4a", "-c:a aac", false, "audio/mp4", "aac")]
    [InlineData("ogg", "-c:a libopus", false, "audio/ogg", "opus")]
    [InlineData("ogg", "-c:a libvorbis", false, "audio/ogg", "vorbis")]
    [InlineData("webm", "-c:a libopus", false, "audio/webm", "opus")]
    [InlineData("wav", "", false, "audio/wav", "pcm_s16le")]
    [InlineData("flac", "", false, "audio/flac", "flac")]
    [InlineData("mp4", "-c:v libx264 -pix_fmt yuv420p -c:a aac", true, "video/mp4", "h264, aac")]
    [InlineData("mp4", "-c:v libx264 -pix_fmt yuv420p -c:a aac -movflags faststart", true, "video/mp4", "h264, aac")]
    [InlineData("webm", "-c:v libvpx -c:a libopus", true, "video/webm", "vp8, opus")]
    public async Task Sound_and_video_are_described_by_what_is_in_them(string extension, string options, bool video, string type, string codecs)
    {
        var content = await Ffmpeg.MakeAsync(extension, options, video);

        var found = await InspectAsync(Inspector, content, type);

        Assert.Equal((type, video ? MediaKind.Video : MediaKind.Audio, codecs), (found.ContentType, found.Kind, found.Codecs));
        Assert.InRange(found.DurationMilliseconds!.Value, 900, 1_200);
        Assert.Equal(video ? (64, 48) : (null, (int?)null), (found.Width, found.Height));

        // Of a host that has no ffprobe the container is all that is known.
        var sniffed = await InspectAsync(Sniffing, content, type);
        Assert.Equal((type, found.Kind, null, null), (sniffed.ContentType, sniffed.Kind, sniffed.Codecs, sniffed.DurationMilliseconds));
    }

    [FfmpegTheory]
    [InlineData("avi", "-c:v mpeg4 -c:a mp3", "AVI with mpeg4, mp3")]
    [InlineData("wmv", "-c:v wmv2 -c:a wmav2", "Windows Media (ASF) with wmv2, wmav2")]
    [InlineData("mov", "-c:v prores -c:a aac", "QuickTime with prores, aac")]
    [InlineData("mpg", "-c:v mpeg2video -r 25 -c:a mp2", "MPEG-1 or MPEG-2 with mpeg2video, mp2")]
    [InlineData("mkv", "-c:v libx264 -c:a aac", "Matroska with h264, aac")]
    [InlineData("mp4", "-c:v mpeg4 -c:a aac", "MP4 with mpeg4, aac;")]
    [InlineData("mp4", "-c:v libx264 -pix_fmt yuv444p -c:a aac", "MP4 with h264 in the pixel format yuv444p")]
    public async Task What_browsers_do_not_play_is_refused_by_name(string extension, string options, string named)
    {
        var content = await Ffmpeg.MakeAsync(extension, options, video: true);

        var refusal = await RefusalAsync(Inspector, content, null);

        Assert.Equal(MediaErrors.NotPlayable, refusal.Error);
        Assert.Contains(named, refusal.Message, StringComparison.Ordinal);
    }

    [FfmpegFact]
    public async Task The_picture_on_the_sleeve_makes_no_video_of_a_song()
    {
        var cover = Path.Combine(Path.GetTempPath(), $"cesuur-{Guid.CreateVersion7():N}.png");
        await File.WriteAllBytesAsync(cover, await Ffmpeg.MakeAsync("png", "-map 0:v -frames:v 1", video: true));
        var content = await Ffmpeg.MakeAsync("mp3", $"-i {cover} -map 0:a -map 1:v -disposition:v attached_pic", video: false);
        File.Delete(cover);

        var found = await InspectAsync(Inspector, content, "audio/mpeg");

        Assert.Equal((MediaKind.Audio, "mp3"), (found.Kind, found.Codecs));
    }

    [FfmpegFact]
    public async Task What_begins_like_a_video_and_is_none_is_refused()
    {
        var content = await Ffmpeg.MakeAsync("mp4", "-c:v libx264 -pix_fmt yuv420p -c:a aac", video: true);

        var refusal = await RefusalAsync(Inspector, content[..200], "video/mp4");

        Assert.Equal(MediaErrors.NotPlayable, refusal.Error);
    }

    [Fact]
    public async Task Without_ffprobe_sound_is_known_by_how_it_begins_and_its_length_is_not()
    {
        var found = await InspectAsync(Sniffing, TestMedia.Mp3(), "audio/mpeg");

        Assert.Equal(("audio/mpeg", MediaKind.Audio, null, null), (found.ContentType, found.Kind, found.DurationMilliseconds, found.Codecs));
    }

    [Theory]
    [InlineData("RIFF\0\0\0\0AVI LIST", "AVI")]
    [InlineData("#!AMR\n", "AMR")]
    [InlineData("\0\0\0\u0014ftypqt  \0\0\0\0", "QuickTime")]
    [InlineData("\0\0\0\u0014ftypheic\0\0\0\0", "HEIF")]
    public async Task Without_ffprobe_too_what_browsers_do_not_play_is_refused(string start, string named)
    {
        var refusal = await RefusalAsync(Sniffing, [.. Encoding.Latin1.GetBytes(start), .. new byte[600]], null);

        Assert.Equal(MediaErrors.NotPlayable, refusal.Error);
        Assert.Contains(named, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("image/png")]
    [InlineData("IMAGE/PNG; charset=binary")]
    [InlineData("application/octet-stream")]
    [InlineData("")]
    [InlineData(null)]
    public async Task A_picture_has_a_size(string? declared)
    {
        var found = await InspectAsync(Sniffing, TestMedia.Png(640, 480), declared);

        Assert.Equal(("image/png", MediaKind.Image, 640, 480), (found.ContentType, found.Kind, found.Width, found.Height));
    }

    [FfmpegTheory]
    [InlineData("jpg", "image/jpeg")]
    [InlineData("gif", "image/gif")]
    [InlineData("webp", "image/webp")]
    [InlineData("png", "image/png")]
    public async Task Pictures_of_every_kind_are_known_with_their_size(string extension, string type)
    {
        var found = await InspectAsync(Sniffing, await Ffmpeg.MakeAsync(extension, "-map 0:v -frames:v 1", video: true), type);

        Assert.Equal((type, MediaKind.Image, 64, 48), (found.ContentType, found.Kind, found.Width, found.Height));
    }

    [Fact]
    public async Task What_is_declared_otherwise_than_it_is_is_refused()
    {
        var refusal = await RefusalAsync(Sniffing, TestMedia.Mp3(), "image/png");

        Assert.Equal((MediaErrors.TypeMismatch, "It is said to be image/png, and is audio/mpeg."), (refusal.Error, refusal.Message));
    }

    [Fact]
    public async Task A_picture_of_too_many_pixels_is_refused() =>
        Assert.Equal(MediaErrors.ImageTooLarge, (await RefusalAsync(Sniffing, TestMedia.Png(10_000, 5_001), "image/png")).Error);

    [Fact]
    public async Task A_picture_that_is_padding_for_the_most_part_is_none()
    {
        byte[] start = [0xFF, 0xD8], picture = [0xFF, 0xC0, 0, 8, 8, 0, 2, 0, 3, 0, 0xFF, 0xDA, 0, 2, 0, 0, 0, 0, 0, 0, 0];

        Assert.Equal(3, (await InspectAsync(Sniffing, [.. start, .. Padding(10), .. picture], "image/jpeg")).Width);
        Assert.Equal(MediaErrors.NotPlayable, (await RefusalAsync(Sniffing, [.. start, .. Padding(1_000_000), .. picture], "image/jpeg")).Error);

        static IEnumerable<byte> Padding(int length) => Enumerable.Repeat((byte)0xFF, length);
    }

    [Fact]
    public async Task Nothing_at_all_is_refused() => Assert.Equal(MediaErrors.FileEmpty, (await RefusalAsync(Sniffing, [], null)).Error);

    [Fact]
    public async Task A_drawing_is_taken_as_it_is()
    {
        var found = await InspectAsync(
            Sniffing,
            TestMedia.Svg($$"""
                <title>Kaart &amp; route @ B2</title><style>.a { fill: #123; mask: url('#m') }</style>
                <defs><linearGradient id="shade"><stop offset="0" style="stop-color:red"/></linearGradient></defs>
                <use xlink:href="#a"/><image href="data:image/png;base64,AAAA" width="1" height="1"/>{{Rectangle}}
                <metadata><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/></metadata>
                """),
            "image/svg+xml");

        Assert.Equal(("image/svg+xml", MediaKind.Image, 40, 30), (found.ContentType, found.Kind, found.Width, found.Height));
    }

    [Theory]
    [InlineData("<script>alert(1)</script>", "script")]
    [InlineData("<g><SCRIPT/></g>", "SCRIPT")]
    [InlineData("<rect onload=\"alert(1)\"/>", "onload")]
    [InlineData("<rect OnClick=\"alert(1)\"/>", "OnClick")]
    [InlineData("<foreignObject/>", "foreignObject")]
    [InlineData("<animate attributeName=\"href\" values=\"javascript:alert(1)\"/>", "animate")]
    [InlineData("<h:script xmlns:h=\"http://www.w3.org/1999/xhtml\"/>", "h:script")]
    [InlineData("<image href=\"https://example.org/a.png\"/>", "image")]
    [InlineData("<image xlink:href=\"//example.org/a.png\"/>", "image")]
    [InlineData("<image href=\"data:image/svg+xml;base64,AAAA\"/>", "image")]
    [InlineData("<a href=\" javascript:alert(1)\"/>", "a")]
    [InlineData("<g xml:base=\"https://example.org/\"/>", "g")]
    [InlineData("<rect fill=\"url(https://example.org/a#b)\"/>", "rect")]
    [InlineData("<rect fill=\"u\\72l(https://example.org/a#b)\"/>", "rect")]
    [InlineData("<rect style=\"fill:url( 'https://example.org/a' )\"/>", "rect")]
    [InlineData("<style>@import 'https://example.org/a.css';</style>", "style")]
    [InlineData("<style>.a { background: image-set('https://example.org/a.png' 1x) }</style>", "style")]
    [InlineData("<style><![CDATA[.a { mask: URL(//example.org/a) }]]></style>", "style")]
    [InlineData("<style>.a { mask: ur<![CDATA[l(//example.org/a)]]> }</style>", "style")]
    [InlineData("<style>.a { mask: ur<!-- -->l(//example.org/a) }</style>", "style")]
    [InlineData("<style><g/>.a { mask: url(//example.org/a) }</style>", "style")]
    [InlineData("<?xml-stylesheet href=\"https://example.org/a.css\"?>", "xml-stylesheet")]
    [InlineData("<g", "")]
    public async Task A_drawing_with_anything_else_in_it_is_refused_by_name(string content, string named)
    {
        var refusal = await RefusalAsync(Sniffing, TestMedia.Svg(content), "image/svg+xml");

        Assert.Equal(MediaErrors.SvgNotSafe, refusal.Error);
        Assert.Contains(named, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>""")]
    [InlineData("""<html xmlns="http://www.w3.org/1999/xhtml"><svg xmlns="http://www.w3.org/2000/svg"/></html>""")]
    public async Task A_document_that_declares_entities_or_only_contains_a_drawing_is_refused(string document) =>
        Assert.Equal(MediaErrors.SvgNotSafe, (await RefusalAsync(Sniffing, Encoding.UTF8.GetBytes(document), "image/svg+xml")).Error);

    [Fact]
    public async Task A_drawing_nested_too_deeply_or_too_long_is_refused()
    {
        var deep = string.Concat(Enumerable.Repeat("<g>", 100)) + string.Concat(Enumerable.Repeat("</g>", 100));

        Assert.Equal(MediaErrors.SvgNotSafe, (await RefusalAsync(Sniffing, TestMedia.Svg(deep), "image/svg+xml")).Error);
        Assert.Equal(MediaErrors.SvgNotSafe, (await RefusalAsync(Sniffing, TestMedia.Svg(new string(' ', 2 * 1024 * 1024)), "image/svg+xml")).Error);
    }

    private static MediaInspector Of(string ffprobe) => new(new Ffprobe(ffprobe), NullLogger<MediaInspector>.Instance);

    private static async Task<MediaDescription> InspectAsync(MediaInspector inspector, byte[] content, string? declared)
    {
        using var stream = new MemoryStream(content);
        await using var file = await LocalFile.CopyAsync(stream, CancellationToken.None);
        return await inspector.InspectAsync(file, declared, CancellationToken.None);
    }

    private static Task<DomainException> RefusalAsync(MediaInspector inspector, byte[] content, string? declared) =>
        Assert.ThrowsAsync<DomainException>(() => InspectAsync(inspector, content, declared));
}
