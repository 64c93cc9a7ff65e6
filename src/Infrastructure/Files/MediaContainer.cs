using System.Buffers.Binary;
using System.Text;

namespace Cesuur.Infrastructure.Files;

/// <summary>How a sound or video file is packed, recognised by how it begins.</summary>
/// <param name="Name">As people call it.</param>
/// <param name="Demuxer">What ffprobe calls it, so that it reads the file as nothing else; null: it need not look.</param>
/// <param name="Audio">The content type when only sound is in it; null: nothing of this kind is taken.</param>
/// <param name="Video">The content type when it shows something; null: it holds sound alone.</param>
/// <param name="Codecs">What every browser plays in it, by ffprobe's names.</param>
internal sealed record MediaContainer(string Name, string? Demuxer, string? Audio, string? Video, params string[] Codecs)
{
    private const int StartLength = 512;
    private const int MaxIndex = 16 * 1024 * 1024;
    private const int MaxBoxes = 10_000;

    private static readonly MediaContainer Mp3 = new("MP3", "mp3", "audio/mpeg", null, "mp3");
    private static readonly MediaContainer Mp4 = new("MP4", "mov", "audio/mp4", "video/mp4", "h264", "av1", "vp9", "aac", "mp3", "opus", "flac");
    private static readonly MediaContainer Ogg = new("Ogg", "ogg", "audio/ogg", null, "opus", "vorbis");
    private static readonly MediaContainer WebM = new("WebM", "matroska", "audio/webm", "video/webm", "vp8", "vp9", "av1", "opus", "vorbis");
    private static readonly MediaContainer Wav = new("WAV", "wav", "audio/wav", null, "pcm_u8", "pcm_s16le", "pcm_s24le", "pcm_f32le");
    private static readonly MediaContainer Flac = new("FLAC", "flac", "audio/flac", null, "flac");

    public bool IsTaken => Audio is not null;

    /// <summary>Null: nothing that is known here. The stream can seek.</summary>
    public static MediaContainer? Of(Stream content)
    {
        Span<byte> start = stackalloc byte[StartLength];
        start = start[..content.ReadAt(0, start)];
        return start switch
        {
            _ when At(start, 4, "ftyp") => OfBrand(start),
            _ when At(start, 0, "OggS") => Ogg,
            _ when At(start, 0, "fLaC") => Flac,
            _ when At(start, 0, "RIFF") && At(start, 8, "WAVE") => Wav,
            _ when At(start, 0, "RIFF") && At(start, 8, "AVI ") => Refused("AVI", "avi"),
            _ when start.StartsWith((ReadOnlySpan<byte>)[0x1A, 0x45, 0xDF, 0xA3]) => start.IndexOf("webm"u8) > 0 ? WebM : Refused("Matroska", "matroska"),
            _ when start.StartsWith((ReadOnlySpan<byte>)[0x30, 0x26, 0xB2, 0x75, 0x8E, 0x66, 0xCF, 0x11]) => Refused("Windows Media (ASF)", "asf"),
            _ when start.StartsWith((ReadOnlySpan<byte>)[0, 0, 1, 0xBA]) || start.StartsWith((ReadOnlySpan<byte>)[0, 0, 1, 0xB3]) => Refused("MPEG-1 or MPEG-2", start[3] == 0xBA ? "mpeg" : "mpegvideo"),
            _ when start.Length > 376 && start[0] == 0x47 && start[188] == 0x47 && start[376] == 0x47 => Refused("MPEG transport stream", "mpegts"),
            _ when At(start, 0, "#!AMR") => Refused("AMR", "amr"),
            _ when At(start, 0, "FLV") => Refused("Flash video", "flv"),
            _ when At(start, 0, "FORM") && (At(start, 8, "AIFF") || At(start, 8, "AIFC")) => Refused("AIFF", "aiff"),
            _ when At(start, 4, "moov") || At(start, 4, "mdat") || At(start, 4, "wide") => Refused("QuickTime", "mov"),
            _ when At(start, 0, "MThd") => Refused("MIDI"),
            _ when At(start, 0, "II*\0") || At(start, 0, "MM\0*") => Refused("TIFF"),
            _ when At(start, 0, "BM") => Refused("BMP"),
            _ when IsMp3(content, start) => Mp3,
            _ when start.Length > 2 && start[0] == 0xFF && (start[1] & 0xF6) == 0xF0 => Refused("AAC without a container (ADTS)", "aac"),
            _ => null,
        };
    }

    /// <summary>Whether it shows something, for a host that cannot have it probed.</summary>
    public bool ShowsPictures(Stream content) =>
        this == Mp4 ? HasVideoTrack(content)
        : this == WebM && HasVideoCodec(content);

    /// <summary>Recognised so that the refusal can say what it is.</summary>
    private static MediaContainer Refused(string name, string? demuxer = null) => new(name, demuxer, null, null);

    private static bool At(ReadOnlySpan<byte> start, int at, string text)
    {
        Span<byte> wanted = stackalloc byte[text.Length];
        Encoding.ASCII.GetBytes(text, wanted);
        return start.Length >= at + wanted.Length && start[at..].StartsWith(wanted);
    }

    private static MediaContainer OfBrand(ReadOnlySpan<byte> start) => Encoding.ASCII.GetString(start.Slice(8, Math.Min(4, start.Length - 8))) switch
    {
        "qt  " => Refused("QuickTime", "mov"),
        "heic" or "heix" or "mif1" or "msf1" => Refused("HEIF"),
        "avif" or "avis" => Refused("AVIF"),
        ['3', 'g', ..] => Refused("3GP", "mov"),
        _ => Mp4,
    };

    // Any two bytes may look like the beginning of a frame, so a second one must follow where the first one ends.
    private static bool IsMp3(Stream content, ReadOnlySpan<byte> start)
    {
        long at = 0;
        if (At(start, 0, "ID3") && start.Length > 10)
        {
            at = 10 + (start[6] << 21 | start[7] << 14 | start[8] << 7 | start[9]);
        }

        Span<byte> header = stackalloc byte[4];
        for (var frames = 0; frames < 2; frames++)
        {
            content.ReadAt(at, header);
            var length = FrameLength(header);
            if (length <= 0)
            {
                return false;
            }

            at += length;
        }

        return true;
    }

    // ISO 11172-3 and 13818-3, layer III: 1,152 or 576 samples at a bit rate, with a byte of padding or without.
    private static int FrameLength(ReadOnlySpan<byte> header)
    {
        var version = (header[1] >> 3) & 3;
        var rate = (header[2] >> 4) & 15;
        var frequency = (header[2] >> 2) & 3;
        if (header[0] != 0xFF || (header[1] & 0xE6) != 0xE2 || version == 1 || rate is 0 or 15 || frequency == 3)
        {
            return 0;
        }

        ReadOnlySpan<int> rates = version == 3
            ? [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320]
            : [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
        ReadOnlySpan<int> frequencies = [44_100, 48_000, 32_000];
        var samplesPerSecond = frequencies[frequency] >> (version == 3 ? 0 : version == 2 ? 1 : 2);
        return (version == 3 ? 144 : 72) * rates[rate] * 1000 / samplesPerSecond + ((header[2] >> 1) & 1);
    }

    // The box moov, wherever it stands, has the tracks, and each says what its handler is.
    private static bool HasVideoTrack(Stream content)
    {
        Span<byte> box = stackalloc byte[16];
        long at = 0;
        for (var step = 0; step < MaxBoxes && content.ReadAt(at, box) >= 8; step++)
        {
            long size = BinaryPrimitives.ReadUInt32BigEndian(box);
            size = size == 1 ? BinaryPrimitives.ReadInt64BigEndian(box[8..]) : size;
            if (box[4..8].SequenceEqual("moov"u8))
            {
                var tracks = new byte[Math.Clamp(size, 0, Math.Min(MaxIndex, content.Length - at))];
                content.ReadAt(at, tracks);
                return HasHandler(tracks);
            }

            if (size < 8 || size > content.Length - at)
            {
                return false;
            }

            at += size;
        }

        return false;
    }

    private static bool HasHandler(ReadOnlySpan<byte> tracks)
    {
        for (int at; (at = tracks.IndexOf("hdlr"u8)) >= 0;)
        {
            tracks = tracks[(at + 4)..];
            if (tracks.Length > 12 && tracks[8..].StartsWith("vide"u8))
            {
                return true;
            }
        }

        return false;
    }

    // The tracks stand before the first sound or picture, with their codecs by name.
    private static bool HasVideoCodec(Stream content)
    {
        Span<byte> start = new byte[64 * 1024];
        start = start[..content.ReadAt(0, start)];
        return start.IndexOf("V_VP8"u8) >= 0 || start.IndexOf("V_VP9"u8) >= 0 || start.IndexOf("V_AV1"u8) >= 0;
    }
}
