using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Licensing;

namespace Cesuur.Domain.Delivery;

/// <summary>
/// A one-time grant to hear or see a fragment. One that was never fetched is not used up. Each byte is given once: a
/// transfer that was broken off is taken up where it broke, and never begins anew.
/// </summary>
public sealed class Play : TenantOwned, IIdentified
{
    /// <summary>
    /// Bytes: how far before the place that was reached a transfer may be taken up, since buffers (the server's 64 KiB, and the sockets') hold as much of what
    /// was written and never arrived. Of a short fragment less.
    /// </summary>
    public const long MaxOverlap = 112 * 1024;

    /// <summary>Browsers probe, fetch, and are seldom broken off more than a few times; whoever breaks off at will hears a few seconds again.</summary>
    public const int MaxTransfers = 8;

    private const int OverlapShare = 8;

    private Play()
    {
    }

    public static string IdPrefix => "play";

    public Id<Play> Id { get; private set; }

    public Id<Sitting> SittingId { get; private set; }

    public Id<Organisation> PublisherId { get; private set; }

    public Id<Media> MediaId { get; private set; }

    /// <summary>1 for the first time this sitting plays the fragment.</summary>
    public int Number { get; private set; }

    /// <summary>Whether there is a limit; without one nothing is accounted for.</summary>
    public bool Limited { get; private set; }

    /// <summary>Bytes from the beginning that were given, or are being given: a process that dies has given all that it was about to.</summary>
    public long Given { get; private set; }

    public int Transfers { get; private set; }

    public bool Transferring { get; private set; }

    public DateTimeOffset GrantedAt { get; private set; }

    public DateTimeOffset? FetchedAt { get; private set; }

    public DateTimeOffset? CompletedAt { get; private set; }

    public static Play Grant(Sitting sitting, Id<Media> media, int number, bool limited, DateTimeOffset now) => new()
    {
        Id = Id<Play>.New(),
        SittingId = sitting.Id,
        PublisherId = sitting.PublisherId,
        MediaId = media,
        Number = number,
        Limited = limited,
        GrantedAt = now,
    };

    /// <summary>It is fetched, without a limit: whether for the first time.</summary>
    public bool Fetch(DateTimeOffset now)
    {
        var isFirst = FetchedAt is null;
        FetchedAt ??= now;
        return isFirst;
    }

    /// <summary>Gives a part of the fragment, from a place to before another.</summary>
    /// <param name="from">The first byte.</param>
    /// <param name="to">The byte after the last.</param>
    /// <param name="size">Bytes of the fragment.</param>
    /// <param name="now">The time.</param>
    /// <returns>Whether it is the first.</returns>
    /// <exception cref="DomainException"><c>play_transferring</c>, <c>play_limit_reached</c>, <c>range_not_satisfiable</c></exception>
    public bool BeginTransfer(long from, long to, long size, DateTimeOffset now)
    {
        if (Transferring)
        {
            throw new DomainException(DeliveryErrors.PlayTransferring);
        }

        if (CompletedAt is not null || Transfers >= MaxTransfers || from < Given - Overlap(size))
        {
            throw new DomainException(DeliveryErrors.PlayLimitReached, $"{Given} bytes have been given.");
        }

        if (from > Given)
        {
            throw new DomainException(DeliveryErrors.RangeNotSatisfiable, $"The next byte is {Given}.");
        }

        Transferring = true;
        Transfers++;
        Given = Math.Max(Given, to);
        return Fetch(now);
    }

    /// <summary>The transfer is over: all that was asked for has been written, or the connection broke.</summary>
    /// <param name="from">Where it began.</param>
    /// <param name="to">Where it was to end.</param>
    /// <param name="written">Bytes that were written.</param>
    /// <param name="size">Bytes of the fragment.</param>
    /// <param name="now">The time.</param>
    /// <returns>What came of it, for the log; null when a part was asked for and given.</returns>
    public SittingEventType? EndTransfer(long from, long to, long written, long size, DateTimeOffset now)
    {
        Transferring = false;
        if (from + written < to)
        {
            Given = from + written;
            return SittingEventType.PlayBrokenOff;
        }

        if (to < size)
        {
            return null;
        }

        CompletedAt = now;
        return SittingEventType.PlayCompleted;
    }

    private static long Overlap(long size) => Math.Min(MaxOverlap, size / OverlapShare);
}
