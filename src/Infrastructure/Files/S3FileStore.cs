using System.Buffers;
using System.Net;
using System.Security.Cryptography;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace Cesuur.Infrastructure.Files;

/// <summary>Files in a bucket of S3, or of whatever speaks its protocol.</summary>
public sealed class S3FileStore : IFileStore, IDisposable
{
    /// <summary>Bytes: what saving a file holds in memory. S3 takes 10,000 parts, so a file has at most 80 GB.</summary>
    private const int PartSize = 8 * 1024 * 1024;

    /// <summary>Bytes: most files are no longer than this, and hold no more.</summary>
    private const int SmallSize = 64 * 1024;

    private readonly AmazonS3Client _client;
    private readonly string _bucket;
    private readonly Protocol _protocol;

    /// <param name="options">With a bucket.</param>
    public S3FileStore(S3Options options)
    {
        _bucket = options.Bucket ?? throw new ArgumentException("There is no bucket.", nameof(options));
        _protocol = options.Endpoint?.Scheme == Uri.UriSchemeHttp ? Protocol.HTTP : Protocol.HTTPS;
        var config = new AmazonS3Config
        {
            ForcePathStyle = options.PathStyle,
            AuthenticationRegion = options.Region,

            // Only Amazon's own store knows the checksums that the SDK would add by itself; nor do all know its chunks,
            // which are turned off below.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        if (options.Endpoint is not null)
        {
            config.ServiceURL = options.Endpoint.ToString();
        }
        else
        {
            config.RegionEndpoint = Amazon.RegionEndpoint.GetBySystemName(options.Region);
        }

        _client = options.AccessKey is null ? new AmazonS3Client(config) : new AmazonS3Client(options.AccessKey, options.SecretKey, config);
    }

    public async Task<StoredFile?> SaveAsync(string key, Stream content, long maxSize, CancellationToken cancel)
    {
        var small = new byte[SmallSize];
        var read = await content.ReadAtLeastAsync(small, SmallSize, throwOnEndOfStream: false, cancel);
        if (read < SmallSize)
        {
            return await SaveWholeAsync(key, small, read, maxSize, cancel);
        }

        var part = ArrayPool<byte>.Shared.Rent(PartSize);
        try
        {
            small.CopyTo(part, 0);
            read += await content.ReadAtLeastAsync(part.AsMemory(SmallSize, PartSize - SmallSize), PartSize - SmallSize, throwOnEndOfStream: false, cancel);
            return read < PartSize
                ? await SaveWholeAsync(key, part, read, maxSize, cancel)
                : await SavePartsAsync(key, content, part, maxSize, cancel);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(part);
        }
    }

    public async Task<Stream> OpenAsync(string key, CancellationToken cancel)
    {
        try
        {
            var found = await _client.GetObjectMetadataAsync(_bucket, key, cancel);
            return new S3ObjectStream(_client, _bucket, key, found.ContentLength);
        }
        catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            throw new FileNotFoundException("There is no such object in the bucket.", key, e);
        }
    }

    public Task DeleteAsync(string key, CancellationToken cancel) => _client.DeleteObjectAsync(_bucket, key, cancel);

    public async Task<Uri?> AddressAsync(string key, string contentType, DateTimeOffset until) => new(await _client.GetPreSignedURLAsync(new GetPreSignedUrlRequest
    {
        BucketName = _bucket,
        Key = key,
        Expires = until.UtcDateTime,
        Protocol = _protocol,
        ResponseHeaderOverrides = { ContentType = contentType, ContentDisposition = "inline", CacheControl = "private" },
    }));

    public void Dispose() => _client.Dispose();

    private async Task<StoredFile?> SaveWholeAsync(string key, byte[] buffer, int length, long maxSize, CancellationToken cancel)
    {
        if (length > maxSize)
        {
            return null;
        }

        using var whole = new MemoryStream(buffer, 0, length, writable: false);
        await _client.PutObjectAsync(new PutObjectRequest { BucketName = _bucket, Key = key, InputStream = whole, UseChunkEncoding = false }, cancel);
        return new StoredFile(key, length, Convert.ToHexStringLower(SHA256.HashData(buffer.AsSpan(0, length))));
    }

    /// <summary>Part by part, of which the first is in the buffer already, which may be longer than a part. What was not completed is taken back.</summary>
    private async Task<StoredFile?> SavePartsAsync(string key, Stream content, byte[] buffer, long maxSize, CancellationToken cancel)
    {
        if (PartSize > maxSize)
        {
            return null;
        }

        var upload = (await _client.InitiateMultipartUploadAsync(_bucket, key, cancel)).UploadId;
        var isComplete = false;
        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var parts = new List<PartETag>();
            long size = 0;
            for (var read = PartSize; read > 0; read = await content.ReadAtLeastAsync(buffer.AsMemory(0, PartSize), PartSize, throwOnEndOfStream: false, cancel))
            {
                if ((size += read) > maxSize)
                {
                    return null;
                }

                hash.AppendData(buffer, 0, read);
                using var part = new MemoryStream(buffer, 0, read, writable: false);
                var stored = await _client.UploadPartAsync(
                    new UploadPartRequest
                    {
                        BucketName = _bucket,
                        Key = key,
                        UploadId = upload,
                        PartNumber = parts.Count + 1,
                        InputStream = part,
                        PartSize = read,
                        UseChunkEncoding = false,
                    },
                    cancel);
                parts.Add(new PartETag(parts.Count + 1, stored.ETag));
            }

            await _client.CompleteMultipartUploadAsync(
                new CompleteMultipartUploadRequest { BucketName = _bucket, Key = key, UploadId = upload, PartETags = parts }, cancel);
            isComplete = true;
            return new StoredFile(key, size, Convert.ToHexStringLower(hash.GetHashAndReset()));
        }
        finally
        {
            if (!isComplete)
            {
                await _client.AbortMultipartUploadAsync(_bucket, key, upload, CancellationToken.None);
            }
        }
    }
}
