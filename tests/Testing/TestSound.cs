using System.Buffers.Binary;
using System.Net.Http.Headers;
using System.Text;

namespace Cesuur.Testing;

/// <summary>Sounds as WAV, and sending them as a candidate's device does.</summary>
public static class TestSound
{
    private const int Rate = 16_000;

    /// <summary>A tone, of which what is beyond full scale is cut off.</summary>
    /// <param name="seconds">How long.</param>
    /// <param name="amplitude">1 is full scale.</param>
    public static byte[] Wav(double seconds, double amplitude = 0.2)
    {
        var samples = (int)(seconds * Rate);
        var wav = new byte[44 + samples * 2];
        Encoding.ASCII.GetBytes("RIFF????WAVEfmt ", wav);
        BinaryPrimitives.WriteInt32LittleEndian(wav.AsSpan(4), wav.Length - 8);
        BinaryPrimitives.WriteInt32LittleEndian(wav.AsSpan(16), 16);
        BinaryPrimitives.WriteInt16LittleEndian(wav.AsSpan(20), 1);
        BinaryPrimitives.WriteInt16LittleEndian(wav.AsSpan(22), 1);
        BinaryPrimitives.WriteInt32LittleEndian(wav.AsSpan(24), Rate);
        BinaryPrimitives.WriteInt32LittleEndian(wav.AsSpan(28), Rate * 2);
        BinaryPrimitives.WriteInt16LittleEndian(wav.AsSpan(32), 2);
        BinaryPrimitives.WriteInt16LittleEndian(wav.AsSpan(34), 16);
        Encoding.ASCII.GetBytes("data", wav.AsSpan(36));
        BinaryPrimitives.WriteInt32LittleEndian(wav.AsSpan(40), samples * 2);
        for (var i = 0; i < samples; i++)
        {
            var value = Math.Clamp(amplitude * Math.Sin(2 * Math.PI * 440 * i / Rate), -1, 1);
            BinaryPrimitives.WriteInt16LittleEndian(wav.AsSpan(44 + i * 2), (short)(value * short.MaxValue));
        }

        return wav;
    }

    /// <summary>Sends a body of sound; the answer may be a refusal.</summary>
    public static Task<Answer> SendSoundAsync(this TestSitting sitting, string path, byte[] sound, string type = "audio/wav")
    {
        var content = new ByteArrayContent(sound);
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        return sitting.Candidate.SendAsync(HttpMethod.Post, path, content);
    }

    /// <summary>Begins a recording whose length nobody knows yet; the answer may be a refusal.</summary>
    public static Task<Answer> BeginRecordingAsync(this TestSitting sitting, string item, string type = "audio/wav") => sitting.Candidate.SendAsync(
        HttpMethod.Post, $"/v1/delivery/recordings/uploads?itemId={item}", null,
        ("Tus-Resumable", "1.0.0"), ("Upload-Defer-Length", "1"), ("Upload-Metadata", $"filetype {Convert.ToBase64String(Encoding.UTF8.GetBytes(type))}"));

    /// <summary>Sends a part, with the length of the whole where it is known; the answer may be a refusal.</summary>
    public static Task<Answer> SendPartAsync(this TestSitting sitting, string recording, long offset, byte[] part, long? length = null)
    {
        var content = new ByteArrayContent(part);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/offset+octet-stream");
        (string, string)[] headers = [("Tus-Resumable", "1.0.0"), ("Upload-Offset", $"{offset}"), .. length is null ? Array.Empty<(string, string)>() : [("Upload-Length", $"{length}")]];
        return sitting.Candidate.SendAsync(HttpMethod.Patch, $"/v1/delivery/recordings/{recording}", content, headers);
    }
}
