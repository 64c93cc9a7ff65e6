using System.Security.Cryptography;
using Cesuur.Infrastructure.Files;

namespace Cesuur.Api.Tests.Files;

/// <summary>What holds for a store of files, wherever it keeps them.</summary>
public abstract class FileStoreTests : IAsyncLifetime
{
    /// <summary>More than one part of an upload to S3, and no whole number of them.</summary>
    private const int Long = 20 * 1024 * 1024 + 12_345;

    protected abstract IFileStore Store { get; }

    /// <summary>Where its files are in the end.</summary>
    protected abstract string Folder { get; }

    public abstract Task InitializeAsync();

    public abstract Task DisposeAsync();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(8 * 1024 * 1024)]
    [InlineData(Long)]
    public async Task What_was_saved_is_read_back_whole(int length)
    {
        var content = RandomNumberGenerator.GetBytes(length);

        var stored = await SaveAsync(content, length);

        Assert.Equal(length, stored!.Size);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(content)), stored.Checksum);
        await using var read = await Store.OpenAsync(stored.Key, CancellationToken.None);
        Assert.Equal(length, read.Length);
        var rest = await RestOfAsync(read);
        Assert.True(content.SequenceEqual(rest));
    }

    [Fact]
    public async Task A_part_is_read_from_where_it_begins()
    {
        var content = RandomNumberGenerator.GetBytes(300_000);
        var stored = await SaveAsync(content, content.Length);

        await using var read = await Store.OpenAsync(stored!.Key, CancellationToken.None);
        var part = new byte[1_000];
        foreach (var at in new[] { 250_000, 10, 299_000 })
        {
            read.Seek(at, SeekOrigin.Begin);
            await read.ReadExactlyAsync(part);
            Assert.Equal(content[at..(at + part.Length)], part);
        }

        Assert.Empty(await RestOfAsync(read));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(Long)]
    public async Task What_is_too_long_is_not_stored(int length)
    {
        var before = FilesIn(Folder);

        Assert.Null(await SaveAsync(new byte[length], length - 1));

        Assert.Equal(before, FilesIn(Folder));
    }

    [Fact]
    public async Task Of_what_breaks_off_nothing_is_left_behind()
    {
        var before = FilesIn(Folder);
        await using var broken = new BrokenStream(Long);

        await Assert.ThrowsAsync<IOException>(() => Store.SaveAsync(broken, 2 * Long, CancellationToken.None));

        Assert.Equal(before, FilesIn(Folder));
    }

    [Fact]
    public async Task What_was_deleted_is_gone_and_can_be_deleted_again()
    {
        var stored = await SaveAsync([1, 2, 3], 3);

        await Store.DeleteAsync(stored!.Key, CancellationToken.None);
        await Store.DeleteAsync(stored.Key, CancellationToken.None);

        await Assert.ThrowsAnyAsync<IOException>(() => Store.OpenAsync(stored.Key, CancellationToken.None));
    }

    [Fact]
    public async Task A_copy_on_this_machine_is_a_file_for_as_long_as_it_is_open()
    {
        var content = RandomNumberGenerator.GetBytes(100_000);
        var stored = await SaveAsync(content, content.Length);

        await using var local = await Store.OpenLocallyAsync(stored!.Key, CancellationToken.None);

        Assert.Equal(content, await File.ReadAllBytesAsync(local.Name));
    }

    protected async Task<StoredFile?> SaveAsync(byte[] content, long maxSize)
    {
        using var stream = new MemoryStream(content);
        return await Store.SaveAsync(stream, maxSize, CancellationToken.None);
    }

    private static async Task<byte[]> RestOfAsync(Stream stream)
    {
        using var rest = new MemoryStream();
        await stream.CopyToAsync(rest);
        return rest.ToArray();
    }

    private static int FilesIn(string folder) => Directory.Exists(folder) ? Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Length : 0;

    /// <summary>Zeros, and then the connection is gone.</summary>
    private sealed class BrokenStream(int length) : MemoryStream(new byte[length])
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            await base.ReadAsync(buffer, cancellationToken) is > 0 and var read ? read : throw new IOException("The connection is gone.");
    }
}

public sealed class FolderFileStoreTests : FileStoreTests
{
    protected override string Folder { get; } = Path.Combine(Path.GetTempPath(), $"cesuur-tests-store-{Guid.CreateVersion7():N}");

    protected override IFileStore Store => new FolderFileStore(Folder);

    public override Task InitializeAsync() => Task.CompletedTask;

    public override Task DisposeAsync()
    {
        if (Directory.Exists(Folder))
        {
            Directory.Delete(Folder, recursive: true);
        }

        return Task.CompletedTask;
    }

    [Fact]
    public async Task Nobody_outside_reaches_a_folder() =>
        Assert.Null(await Store.AddressAsync((await SaveAsync([1], 1))!.Key, "audio/mpeg", TimeProvider.System.GetUtcNow().AddMinutes(1)));
}

public sealed class S3FileStoreTests : FileStoreTests
{
    private S3Server _server = null!;
    private IFileStore _store = null!;

    protected override string Folder => _server.Folder;

    protected override IFileStore Store => _store;

    public override async Task InitializeAsync()
    {
        _server = await S3Server.StartAsync();
        _store = new S3FileStore(_server.Options);
    }

    public override async Task DisposeAsync()
    {
        ((IDisposable)_store).Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task An_address_gives_the_file_with_its_type_until_it_is_over()
    {
        var stored = await SaveAsync([1, 2, 3], 3);
        using var http = new HttpClient();

        var address = await Store.AddressAsync(stored!.Key, "audio/mpeg", TimeProvider.System.GetUtcNow().AddSeconds(2));

        using (var answer = await http.GetAsync(address))
        {
            Assert.Equal([1, 2, 3], await answer.Content.ReadAsByteArrayAsync());
            Assert.Equal("audio/mpeg", answer.Content.Headers.ContentType!.MediaType);
        }

        await Task.Delay(TimeSpan.FromSeconds(3));
        using var late = await http.GetAsync(address);
        Assert.Equal(System.Net.HttpStatusCode.Forbidden, late.StatusCode);
    }
}
