namespace Cesuur.Infrastructure.Files;

/// <summary>Files of this machine for what needs one: other programs, archives, readers that are not asynchronous.</summary>
public static class LocalFile
{
    private const int BufferSize = 81920;

    /// <summary>An empty file that is gone when it is closed.</summary>
    public static FileStream CreateTemporary() => new(
        Path.Combine(Path.GetTempPath(), $"cesuur-{Guid.CreateVersion7():N}"),
        FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete, BufferSize, FileOptions.Asynchronous | FileOptions.DeleteOnClose);

    /// <summary>A stored file on this machine: the store's own, or a copy for as long as it is open.</summary>
    /// <exception cref="IOException">There is no such file.</exception>
    public static async Task<FileStream> OpenLocallyAsync(this IFileStore files, string key, CancellationToken cancel)
    {
        var stored = await files.OpenAsync(key, cancel);
        if (stored is FileStream local)
        {
            return local;
        }

        await using (stored)
        {
            return await CopyAsync(stored, cancel);
        }
    }

    /// <summary>A copy on this machine for as long as it is open, at its beginning.</summary>
    public static async Task<FileStream> CopyAsync(Stream content, CancellationToken cancel)
    {
        var copy = CreateTemporary();
        try
        {
            await content.CopyToAsync(copy, cancel);
            await copy.FlushAsync(cancel); // other programs read it by its name
            copy.Position = 0;
            return copy;
        }
        catch
        {
            await copy.DisposeAsync();
            throw;
        }
    }
}
