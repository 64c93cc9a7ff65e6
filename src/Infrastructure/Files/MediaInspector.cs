using System.Globalization;
using System.Text;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Microsoft.Extensions.Logging;

namespace Cesuur.Infrastructure.Files;

/// <summary>Tells what a media file is by its content, and refuses what a candidate's browser would not show or play.</summary>
public sealed class MediaInspector
{
    /// <summary>Pixels; more and a tablet runs out of memory.</summary>
    public const int MaxPixels = 50_000_000;

    private const string Svg = "image/svg+xml";
    private const int SvgStart = 4096;

    /// <summary>What one and the same type is called by other programs.</summary>
    private static readonly Dictionary<string, string> Aliases = new(StringComparer.OrdinalIgnoreCase)
    {
        ["image/jpg"] = "image/jpeg",
        ["image/pjpeg"] = "image/jpeg",
        ["audio/mp3"] = "audio/mpeg",
        ["audio/x-mpeg"] = "audio/mpeg",
        ["audio/m4a"] = "audio/mp4",
        ["audio/x-m4a"] = "audio/mp4",
        ["audio/aac"] = "audio/mp4",
        ["audio/opus"] = "audio/ogg",
        ["audio/vorbis"] = "audio/ogg",
        ["application/ogg"] = "audio/ogg",
        ["audio/x-wav"] = "audio/wav",
        ["audio/wave"] = "audio/wav",
        ["audio/vnd.wave"] = "audio/wav",
        ["audio/x-flac"] = "audio/flac",
        ["video/x-m4v"] = "video/mp4",
    };

    private readonly Ffprobe _ffprobe;

    public MediaInspector(Ffprobe ffprobe, ILogger<MediaInspector> log)
    {
        _ffprobe = ffprobe;
        if (!ffprobe.IsThere)
        {
            log.LogWarning("There is no ffprobe: how long media are, and what is in their containers, is not known");
        }
    }

    /// <param name="file">A file of this machine, complete.</param>
    /// <param name="declaredType">What the sender says it is; null or <c>application/octet-stream</c>: nothing.</param>
    /// <exception cref="DomainException">
    /// <c>media_empty</c>, <c>media_type_mismatch</c>, <c>media_not_playable</c>, <c>image_too_large</c>, <c>svg_not_safe</c>, <c>media_not_examined</c>
    /// </exception>
    public async Task<MediaDescription> InspectAsync(FileStream file, string? declaredType, CancellationToken cancel)
    {
        if (file.Length == 0)
        {
            throw new DomainException(MediaErrors.FileEmpty);
        }

        var found = OfImage(file) ?? await OfContainerAsync(file, cancel);
        var declared = declaredType?.Split(';')[0].Trim();
        if (declared is null or "" or "application/octet-stream" || Aliases.GetValueOrDefault(declared, declared).Equals(found.ContentType, StringComparison.OrdinalIgnoreCase))
        {
            return found;
        }

        throw new DomainException(MediaErrors.TypeMismatch, $"It is said to be {declared}, and is {found.ContentType}.");
    }

    private static MediaDescription? OfImage(FileStream file)
    {
        if (RasterImage.Read(file) is { } image)
        {
            return (long)image.Width * image.Height <= MaxPixels
                ? new MediaDescription { ContentType = image.ContentType, Kind = MediaKind.Image, Width = image.Width, Height = image.Height }
                : throw new DomainException(MediaErrors.ImageTooLarge, $"It has {image.Width} × {image.Height} pixels; {MaxPixels} are taken.");
        }

        return LooksLikeSvg(file) && SvgDrawing.Read(file) is { } drawing
            ? new MediaDescription { ContentType = Svg, Kind = MediaKind.Image, Width = drawing.Width, Height = drawing.Height }
            : null;
    }

    private static bool LooksLikeSvg(FileStream file)
    {
        var start = new byte[SvgStart];
        var text = Encoding.UTF8.GetString(start, 0, file.ReadAt(0, start)).TrimStart('\uFEFF', ' ', '\t', '\r', '\n');
        return text.StartsWith('<') && text.Contains("<svg", StringComparison.Ordinal);
    }

    private async Task<MediaDescription> OfContainerAsync(FileStream file, CancellationToken cancel)
    {
        var container = MediaContainer.Of(file)
            ?? throw NotPlayable("It is no image, sound or video that is known here, or it is damaged.");
        if (_ffprobe.IsThere && container.Demuxer is { } demuxer)
        {
            return Describe(container, await _ffprobe.ReadAsync(file.Name, demuxer, cancel));
        }

        RequireTaken(container, "");
        var isVideo = container.ShowsPictures(file);
        return new MediaDescription { ContentType = isVideo ? container.Video! : container.Audio!, Kind = isVideo ? MediaKind.Video : MediaKind.Audio };
    }

    private static MediaDescription Describe(MediaContainer container, ProbedFile? probed)
    {
        var streams = probed?.Streams.Where(stream => stream.Type is "audio" or "video" && !stream.IsCover).ToList() ?? [];
        var codecs = string.Join(", ", streams.Select(stream => stream.Codec ?? "unknown").Distinct());
        RequireTaken(container, codecs);
        if (streams.Count == 0)
        {
            throw NotPlayable($"{container.Name} without sound or pictures that can be read; it may be damaged.");
        }

        var video = streams.Find(stream => stream.Type == "video");
        if ((video is not null && container.Video is null) || streams.Exists(stream => !container.Codecs.Contains(stream.Codec)))
        {
            throw NotPlayable($"{container.Name} with {codecs}; in it {string.Join(", ", container.Codecs)} are taken.");
        }

        // Broadcast variants of H.264 have the same name and are played by few.
        if (video is { Codec: "h264", PixelFormat: not ("yuv420p" or "yuvj420p") })
        {
            throw NotPlayable($"{container.Name} with h264 in the pixel format {video.PixelFormat}; yuv420p is taken.");
        }

        return new MediaDescription
        {
            ContentType = video is null ? container.Audio! : container.Video!,
            Kind = video is null ? MediaKind.Audio : MediaKind.Video,
            DurationMilliseconds = MillisecondsOf(probed!.Format?.Duration),
            Width = Positive(video?.Width),
            Height = Positive(video?.Height),
            Codecs = codecs,
        };
    }

    private static void RequireTaken(MediaContainer container, string codecs)
    {
        if (!container.IsTaken)
        {
            throw NotPlayable(codecs.Length == 0 ? $"{container.Name} is not taken." : $"{container.Name} with {codecs} is not taken.");
        }
    }

    private static DomainException NotPlayable(string detail) => new(MediaErrors.NotPlayable, detail);

    private static long? MillisecondsOf(string? seconds) =>
        decimal.TryParse(seconds, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value < long.MaxValue / 1000 ? (long)(value * 1000) : null;

    private static int? Positive(int? number) => number > 0 ? number : null;
}
