using System.Text;

namespace Cesuur.Domain;

/// <summary>Bytes as text, five bits a character, without padding. What the characters are is the caller's.</summary>
internal static class Base32
{
    public static string Encode(ReadOnlySpan<byte> bytes, string alphabet)
    {
        var text = new StringBuilder((bytes.Length * 8 + 4) / 5);
        int buffer = 0, bits = 0;
        foreach (var b in bytes)
        {
            buffer = (buffer << 8) | b;
            for (bits += 8; bits >= 5; bits -= 5)
            {
                text.Append(alphabet[(buffer >> (bits - 5)) & 31]);
            }

            buffer &= (1 << bits) - 1;
        }

        return bits > 0 ? text.Append(alphabet[(buffer << (5 - bits)) & 31]).ToString() : text.ToString();
    }
}
