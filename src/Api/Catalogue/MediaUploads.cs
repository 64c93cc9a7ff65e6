using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Infrastructure.Database;
using Cesuur.Infrastructure.Files;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Catalogue;

/// <summary>
/// Uploads in pieces. A piece is a file of its own until the last one is there, so that any node can take the next one;
/// no lock is held while bytes come in: whoever is the second to finish a piece at the same place is refused.
/// </summary>
internal sealed class MediaUploads(AppDb db, IFileStore files, NewMedia newMedia, Audit audit, Clock clock)
{
    /// <summary>Those that are not over, by the time that a sandbox cannot move: the files are removed by it too.</summary>
    public IQueryable<MediaUpload> Current => db.MediaUploads.Where(upload => upload.ExpiresAt > clock.Real);

    /// <summary>Keeps whatever comes until the piece is complete or the connection breaks. Returns the upload as it is then.</summary>
    public async Task<MediaUpload> ReceiveAsync(MediaUpload upload, long offset, Stream body)
    {
        // What came is kept although whoever sent it has gone, so from here on nothing is cancelled with the request.
        var stored = await files.SaveAsync(new UntilBrokenOff(body), upload.Length - offset, CancellationToken.None)
            ?? throw new DomainException(MediaErrors.UploadTooLong);
        var isKept = false;
        try
        {
            return await db.InTransactionAsync(
                async () =>
                {
                    var held = await HoldAsync(upload.Id, CancellationToken.None);
                    held.RequireAt(offset);
                    if (stored.Size > 0)
                    {
                        db.MediaUploadParts.Add(held.Receive(offset, stored.Size, stored.Key));
                        await db.SaveChangesAsync(CancellationToken.None);
                        isKept = true;
                    }

                    return held;
                },
                CancellationToken.None);
        }
        finally
        {
            if (!isKept)
            {
                await files.DeleteAsync(stored.Key, CancellationToken.None);
            }
        }
    }

    /// <summary>
    /// Puts the pieces together and makes of them what they are for. Should the process die in the middle, an empty
    /// piece at the end has it done again.
    /// </summary>
    /// <exception cref="DomainException">It is refused, for good.</exception>
    public async Task<MediaUpload> CompleteAsync(MediaUpload upload)
    {
        var parts = await db.MediaUploadParts.AsNoTracking().Where(part => part.UploadId == upload.Id).OrderBy(part => part.Position).ToListAsync();
        MediaUpload ended;
        try
        {
            await using var file = LocalFile.CreateTemporary();
            foreach (var part in parts)
            {
                await using var content = await files.OpenAsync(part.FileKey, CancellationToken.None);
                await content.CopyToAsync(file);
            }

            await file.FlushAsync();
            file.Position = 0;
            ended = await (upload.Purpose == UploadPurpose.Media ? BecomeMediaAsync(upload, file) : KeepAsync(upload, file));
        }
        catch (DomainException refusal) when (refusal.Error.Kind == ErrorKind.Invalid)
        {
            await EndAsync(upload.Id, held => held.Refuse(refusal));
            await RemovePartsAsync(upload.Id, parts);
            throw;
        }

        await RemovePartsAsync(upload.Id, parts);
        return ended;
    }

    /// <summary>The upload, which nobody else changes until the open transaction ends.</summary>
    public async Task<MediaUpload> HoldAsync(Id<MediaUpload> id, CancellationToken cancel)
    {
        var upload = await db.MediaUploads.FromSql($"SELECT * FROM media_uploads WHERE id = {id.Value} FOR UPDATE").RequireAsync(cancel);
        await db.Entry(upload).ReloadAsync(cancel); // it may have been read before the lock
        return upload.ExpiresAt > clock.Real ? upload : throw new DomainException(HttpErrors.NotFound);
    }

    private async Task<MediaUpload> BecomeMediaAsync(MediaUpload upload, FileStream file)
    {
        var media = await newMedia.StoreAsync(file, upload.FileName, upload.DeclaredType, upload.Title, upload.UploadedBy, db, CancellationToken.None);
        return await EndOrDeleteAsync(upload, media.FileKey, held =>
        {
            held.Become(media.Id);
            audit.Log("media.created", media.Id);
        });
    }

    private async Task<MediaUpload> KeepAsync(MediaUpload upload, FileStream file)
    {
        var stored = (await files.SaveAsync(file, file.Length, CancellationToken.None))!; // as long as it is
        return await EndOrDeleteAsync(upload, stored.Key, held => held.Keep(stored.Key));
    }

    private async Task<MediaUpload> EndOrDeleteAsync(MediaUpload upload, string fileKey, Action<MediaUpload> end)
    {
        var isSaved = false;
        try
        {
            var ended = await EndAsync(upload.Id, end);
            isSaved = true;
            return ended;
        }
        finally
        {
            if (!isSaved)
            {
                await files.DeleteAsync(fileKey, CancellationToken.None);
            }
        }
    }

    private Task<MediaUpload> EndAsync(Id<MediaUpload> id, Action<MediaUpload> end) => db.InTransactionAsync(
        async () =>
        {
            var held = await HoldAsync(id, CancellationToken.None);
            end(held);
            await db.SaveChangesAsync(CancellationToken.None);
            return held;
        },
        CancellationToken.None);

    // Files first: what is left behind by a process that dies here is removed when the upload is over.
    private async Task RemovePartsAsync(Id<MediaUpload> id, List<MediaUploadPart> parts)
    {
        foreach (var part in parts)
        {
            await files.DeleteAsync(part.FileKey, CancellationToken.None);
        }

        await db.InTransactionAsync(() => db.MediaUploadParts.Where(part => part.UploadId == id).ExecuteDeleteAsync(), CancellationToken.None);
    }

    /// <summary>A body that ends where the connection breaks.</summary>
    private sealed class UntilBrokenOff(Stream body) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            try
            {
                return await body.ReadAsync(buffer, cancellationToken);
            }
            catch (Exception e) when (e is OperationCanceledException or (IOException and not BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }))
            {
                return 0;
            }
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("A body is read asynchronously.");

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
