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
internal sealed class MediaUploads(AppDb db, IFileStore files, NewFiles newFiles, NewMedia newMedia, Audit audit, Clock clock)
{
    /// <summary>Those that are not over, by the time that a sandbox cannot move: the files are removed by it too.</summary>
    public IQueryable<MediaUpload> Current => db.MediaUploads.Where(upload => upload.ExpiresAt > clock.Real);

    /// <exception cref="DomainException"><c>too_many_uploads</c></exception>
    public Task BeginAsync(MediaUpload upload, CancellationToken cancel) => db.InTransactionAsync(
        async () =>
        {
            // One after the other, or several would be the last that is allowed.
            await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended('uploads ' || {db.TenantId.Value}::text, 0))", cancel);
            if (await Current.CountAsync(open => open.State == UploadState.Receiving || open.FileKey != null, cancel) >= MediaUpload.MaxOpen)
            {
                throw new DomainException(MediaErrors.TooManyUploads, $"{MediaUpload.MaxOpen} are open; end one, or wait for one to be over.");
            }

            db.MediaUploads.Add(upload);
            return await db.SaveChangesAsync(cancel);
        },
        cancel);

    /// <summary>Keeps whatever comes until the piece is complete or the connection breaks. Returns the upload as it is then.</summary>
    public async Task<MediaUpload> ReceiveAsync(MediaUpload upload, long offset, Stream body)
    {
        // What came is kept although whoever sent it has gone, so from here on nothing is cancelled with the request.
        await using var stored = await newFiles.SaveAsync(new UntilBrokenOff(body), upload.Length - offset, CancellationToken.None)
            ?? throw new DomainException(MediaErrors.UploadTooLong);
        return await ChangeAsync(upload.Id, held =>
        {
            held.RequireAt(offset);
            if (stored.Size > 0)
            {
                db.MediaUploadParts.Add(held.Receive(offset, stored.Size, stored.Key));
                stored.Take();
            }

            if (held.HasAllBytes)
            {
                held.BeginCompletion(clock.Real);
            }
        });
    }

    /// <summary>Takes up what somebody who put it together has let go of, or died over.</summary>
    public async Task<MediaUpload> ResumeAsync(Id<MediaUpload> id) =>
        await CompleteAsync(await ChangeAsync(id, held => held.BeginCompletion(clock.Real)));

    /// <summary>
    /// Puts the pieces together and makes of them what they are for, by whoever began its completion. Should the process
    /// die in the middle, <see cref="CompleteUploadsJob"/> has it done again, or an empty piece at the end.
    /// </summary>
    /// <exception cref="DomainException">It is refused, for good; or <c>media_not_examined</c>.</exception>
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
            await ChangeAsync(upload.Id, held => held.Refuse(refusal));
            await RemovePartsAsync(upload.Id, parts);
            throw;
        }
        catch (DomainException busy) when (busy.Error == MediaErrors.NotExamined)
        {
            await ChangeAsync(upload.Id, held => held.PutOffCompletion());
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
        return await ChangeAsync(upload.Id, held =>
        {
            held.Become(media.Id);
            audit.Log("media.created", media.Id);
        });
    }

    private async Task<MediaUpload> KeepAsync(MediaUpload upload, FileStream file)
    {
        await using var stored = (await newFiles.SaveAsync(file, file.Length, CancellationToken.None))!; // as long as it is
        return await ChangeAsync(upload.Id, held =>
        {
            held.Keep(stored.Key);
            stored.Take();
        });
    }

    private Task<MediaUpload> ChangeAsync(Id<MediaUpload> id, Action<MediaUpload> change) => db.InTransactionAsync(
        async () =>
        {
            var held = await HoldAsync(id, CancellationToken.None);
            change(held);
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
}
