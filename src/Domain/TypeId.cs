namespace Cesuur.Domain;

/// <summary>The text form of ids: the TypeID specification, version 0.3 (prefix, underscore, 26 × base32).</summary>
public static class TypeId
{
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
    private const int SuffixLength = 26;

    public static string Format(string prefix, Guid value) =>
        string.Create(prefix.Length + 1 + SuffixLength, (prefix, value), static (span, state) =>
        {
            state.prefix.CopyTo(span);
            span[state.prefix.Length] = '_';
            Encode(state.value, span[(state.prefix.Length + 1)..]);
        });

    public static bool TryParse(string? text, string prefix, out Guid value)
    {
        value = Guid.Empty;
        return text is not null
            && text.Length == prefix.Length + 1 + SuffixLength
            && text.StartsWith(prefix, StringComparison.Ordinal)
            && text[prefix.Length] == '_'
            && TryDecode(text.AsSpan(prefix.Length + 1), out value);
    }

    private static void Encode(Guid value, Span<char> target)
    {
        Span<byte> bytes = stackalloc byte[16];
        value.TryWriteBytes(bytes, bigEndian: true, out _);
        var number = System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes);
        for (var i = SuffixLength - 1; i >= 0; i--)
        {
            target[i] = Alphabet[(int)(number & 31)];
            number >>= 5;
        }
    }

    private static bool TryDecode(ReadOnlySpan<char> text, out Guid value)
    {
        value = Guid.Empty;
        if (text[0] > '7') // 26 × 5 bits is 130: the two highest must be zero
        {
            return false;
        }

        UInt128 number = 0;
        foreach (var c in text)
        {
            var digit = Alphabet.IndexOf(c, StringComparison.Ordinal);
            if (digit < 0)
            {
                return false;
            }

            number = (number << 5) | (uint)digit;
        }

        Span<byte> bytes = stackalloc byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(bytes, number);
        value = new Guid(bytes, bigEndian: true);
        return true;
    }
}
