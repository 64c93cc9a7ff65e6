namespace Cesuur.Infrastructure.Files;

/// <summary>A file that was stored and that a row is going to name; when it is let go without, it is deleted.</summary>
public sealed class NewFile : IAsyncDisposable
{
    private readonly NewFiles _files;
    private readonly PendingFile _pending;
    private readonly StoredFile _stored;
    private bool _isTaken;

    internal NewFile(NewFiles files, PendingFile pending, StoredFile stored) => (_files, _pending, _stored) = (files, pending, stored);

    public string Key => _stored.Key;

    /// <summary>Bytes.</summary>
    public long Size => _stored.Size;

    /// <summary>SHA-256 in hexadecimal.</summary>
    public string Checksum => _stored.Checksum;

    /// <summary>
    /// With the next save of the unit of work, which has to hold the row that names it, it stays. From here on nobody but
    /// the database knows whether it does: a commit whose answer was lost may have been one. So it is not deleted here any
    /// more, only with the pending files, when its note is still there.
    /// </summary>
    public void Take()
    {
        _files.Take(_pending);
        _isTaken = true;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_isTaken)
        {
            await _files.DeleteAsync(_pending);
        }
    }
}
