namespace Cesuur.Infrastructure.Files;

internal static class ReadingAt
{
    /// <summary>Reads what is at a place, zeros past the end; returns how much there was.</summary>
    public static int ReadAt(this Stream content, long at, Span<byte> into)
    {
        into.Clear();
        content.Position = at;
        return content.ReadAtLeast(into, into.Length, throwOnEndOfStream: false);
    }
}
