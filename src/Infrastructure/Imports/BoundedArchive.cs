using System.Buffers.Binary;
using System.IO.Compression;
using Cesuur.Domain;
using Cesuur.Domain.People;

namespace Cesuur.Infrastructure.Imports;

/// <summary>
/// A zip archive that is read in place: nothing of it is written anywhere, so the paths in it lead nowhere. How
/// much it unpacks to is counted while it is read, whatever it says of itself.
/// </summary>
public sealed class BoundedArchive : IDisposable
{
    private const int EndRecordSize = 22;

    private readonly ZipArchive _archive;
    private readonly ArchiveLimits _limits;
    private long _left;

    private BoundedArchive(ZipArchive archive, ArchiveLimits limits) => (_archive, _limits, _left) = (archive, limits, limits.UnpackedSize);

    /// <summary>The names of its files, as they stand in it; folders are left out.</summary>
    public IEnumerable<string> Names => _archive.Entries.Select(entry => entry.FullName).Where(name => !name.EndsWith('/'));

    public static bool IsArchive(Stream file)
    {
        Span<byte> start = stackalloc byte[4];
        file.Position = 0;
        return file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length && start.SequenceEqual("PK\x3\x4"u8);
    }

    /// <exception cref="DomainException"><c>import_file_unreadable</c>, <c>import_too_much</c></exception>
    public static BoundedArchive Open(Stream file) => Open(file, ArchiveLimits.Tables);

    /// <exception cref="DomainException"><c>import_file_unreadable</c>, <c>import_too_much</c></exception>
    public static BoundedArchive Open(Stream file, ArchiveLimits limits)
    {
        RequireSmallDirectory(file, limits.DirectorySize);
        return Guarded(() =>
        {
            var archive = new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true);
            _ = archive.Entries; // reads the directory, which may turn out to be damaged
            return new BoundedArchive(archive, limits);
        });
    }

    public bool Has(string name) => _archive.GetEntry(name) is not null;

    public bool HasAny(Predicate<string> name) => _archive.Entries.Any(entry => name(entry.FullName));

    public Stream OpenEntry(string name)
    {
        var entry = _archive.GetEntry(name) ?? throw Unreadable($"The archive has no {name}.");
        return new EntryStream(this, entry, Guarded(entry.Open));
    }

    public void Dispose() => _archive.Dispose();

    internal static DomainException Unreadable(string detail) => new(ImportErrors.FileUnreadable, detail);

    internal static T Guarded<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or NotSupportedException or IOException { InnerException: InvalidDataException })
        {
            throw Unreadable("The archive is damaged.");
        }
    }

    // ZipArchive holds every entry of the table of contents in memory and reads it until something else comes. So
    // it must be small and end where the end record begins, which is the last thing in the file but for a comment.
    private static void RequireSmallDirectory(Stream file, int limit)
    {
        var tail = new byte[(int)Math.Min(file.Length, EndRecordSize + ushort.MaxValue)];
        file.Position = file.Length - tail.Length;
        file.ReadExactly(tail);
        var at = tail.Length < EndRecordSize ? -1 : tail.AsSpan(0, tail.Length - EndRecordSize + 4).LastIndexOf("PK\x5\x6"u8);
        if (at < 0)
        {
            throw Unreadable("The archive is damaged.");
        }

        var record = tail.AsSpan(at);
        var size = BinaryPrimitives.ReadUInt32LittleEndian(record[12..]);
        var start = BinaryPrimitives.ReadUInt32LittleEndian(record[16..]);
        if (start + (long)size != file.Length - tail.Length + at)
        {
            throw Unreadable("The archive is damaged, or of a kind that is not read here.");
        }

        if (size > limit)
        {
            throw new DomainException(ImportErrors.FileTooMuch, "The archive has too many entries.");
        }
    }

    private sealed class EntryStream(BoundedArchive owner, ZipArchiveEntry entry, Stream content) : Stream
    {
        private const int AlwaysAllowed = 1024 * 1024;

        private long _read;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => _read;
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            int read;
            try
            {
                read = content.Read(buffer);
            }
            catch (InvalidDataException)
            {
                throw Unreadable($"{entry.FullName} is damaged.");
            }

            _read += read;
            owner._left -= read;
            if (owner._left < 0 || _read > AlwaysAllowed && _read / owner._limits.UnpackedRatio > entry.CompressedLength)
            {
                throw new DomainException(ImportErrors.FileTooMuch, $"{entry.FullName} unpacks to more than is read here.");
            }

            // A stream that was cut off ends like any other.
            return read > 0 || buffer.IsEmpty || _read == entry.Length ? read : throw Unreadable($"{entry.FullName} is damaged.");
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            content.Dispose();
            base.Dispose(disposing);
        }
    }
}
