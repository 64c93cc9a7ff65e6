using System.Security.Cryptography;

namespace Cesuur.Infrastructure.Files;

/// <summary>Files in a folder: development's store.</summary>
public sealed class FolderFileStore(string folder) : IFileStore
{
    public async Task<StoredFile?> SaveAsync(string key, Stream content, long maxSize, CancellationToken cancel)
    {
        var path = PathOf(key);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var partial = path + ".partial";
        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            long size = 0;
            await using (var file = new FileStream(partial, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.Asynchronous))
            {
                var buffer = new byte[81920];
                for (int read; (read = await content.ReadAsync(buffer, cancel)) > 0;)
                {
                    if ((size += read) > maxSize)
                    {
                        return null;
                    }

                    hash.AppendData(buffer, 0, read);
                    await file.WriteAsync(buffer.AsMemory(0, read), cancel);
                }

                file.Flush(flushToDisk: true);
            }

            File.Move(partial, path);
            return new StoredFile(key, size, Convert.ToHexStringLower(hash.GetHashAndReset()));
        }
        finally
        {
            File.Delete(partial);
        }
    }

    public Task<Stream> OpenAsync(string key, CancellationToken cancel) => Task.FromResult<Stream>(
        new FileStream(PathOf(key), FileMode.Open, FileAccess.Read, FileShare.Read, 81920, FileOptions.Asynchronous | FileOptions.SequentialScan));

    public Task DeleteAsync(string key, CancellationToken cancel)
    {
        try
        {
            File.Delete(PathOf(key));
        }
        catch (DirectoryNotFoundException)
        {
            // nothing was ever stored beside it
        }

        return Task.CompletedTask;
    }

    public Task<Uri?> AddressAsync(string key, string contentType, DateTimeOffset until) => Task.FromResult<Uri?>(null);

    // Keys are ours, 32 hexadecimal digits; their last two spread the files over folders.
    private string PathOf(string key) => Path.Combine(folder, key[^2..], key);
}
