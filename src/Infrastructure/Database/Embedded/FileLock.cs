namespace Cesuur.Infrastructure.Database.Embedded;

/// <summary>
/// A lock on a file between processes. On Unix .NET's file sharing is flock, so that a lock ends with its
/// process however that ends, and flock(1) of a shell sees it too.
/// </summary>
internal static class FileLock
{
    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(20);

    public static Task<FileStream> SharedAsync(string path, CancellationToken cancel) =>
        WaitAsync(path, FileShare.Read, cancel);

    public static Task<FileStream> ExclusiveAsync(string path, CancellationToken cancel) =>
        WaitAsync(path, FileShare.None, cancel);

    public static FileStream? TryExclusive(string path) => TryOpen(path, FileShare.None);

    private static async Task<FileStream> WaitAsync(string path, FileShare share, CancellationToken cancel)
    {
        while (true)
        {
            if (TryOpen(path, share) is { } held)
            {
                return held;
            }

            await Task.Delay(Retry, cancel);
        }
    }

    private static FileStream? TryOpen(string path, FileShare share)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.Read, share, bufferSize: 0);
        }
        catch (IOException error) when (IsHeldByAnother(error))
        {
            return null;
        }
    }

    // EWOULDBLOCK of Linux and of macOS, ERROR_SHARING_VIOLATION of Windows.
    private static bool IsHeldByAnother(IOException error) => (error.HResult & 0xFFFF) is 11 or 35 or 32;
}
