namespace Cesuur.Infrastructure.Files;

/// <summary>What is known of a stored file. <paramref name="Checksum"/> is its SHA-256 in hexadecimal.</summary>
public sealed record StoredFile(string Key, long Size, string Checksum);

/// <summary>Media, recordings and documents: files of any size under keys that are made up for them, never changed once they are there.</summary>
public interface IFileStore
{
    /// <summary>A key that no file has yet.</summary>
    static string NewKey() => Guid.CreateVersion7().ToString("N");

    /// <summary>Stores a stream under a new key; null when it is longer than <paramref name="maxSize"/>. Unless it succeeds nothing is left behind.</summary>
    Task<StoredFile?> SaveAsync(Stream content, long maxSize, CancellationToken cancel) => SaveAsync(NewKey(), content, maxSize, cancel);

    /// <summary>The same under a key that is known beforehand, of <see cref="NewKey"/>.</summary>
    Task<StoredFile?> SaveAsync(string key, Stream content, long maxSize, CancellationToken cancel);

    /// <summary>
    /// The file, to be read asynchronously. It can seek, and no more of the file is fetched than is read, so that
    /// a part of it costs what the part does.
    /// </summary>
    /// <exception cref="IOException">There is no such file.</exception>
    Task<Stream> OpenAsync(string key, CancellationToken cancel);

    /// <summary>Also when it is gone already.</summary>
    Task DeleteAsync(string key, CancellationToken cancel);

    /// <summary>Where anybody can fetch the file from the store itself until then; null: the store cannot be reached from outside.</summary>
    Task<Uri?> AddressAsync(string key, string contentType, DateTimeOffset until);
}
