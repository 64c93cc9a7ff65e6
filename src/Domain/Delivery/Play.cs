using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Licensing;

namespace Cesuur.Domain.Delivery;

/// <summary>A one-time grant to hear or see a fragment. One that was never fetched is not used up.</summary>
public sealed class Play : TenantOwned, IIdentified
{
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

    public DateTimeOffset GrantedAt { get; private set; }

    public DateTimeOffset? FetchedAt { get; private set; }

    public static Play Grant(Sitting sitting, Id<Media> media, int number, DateTimeOffset now) => new()
    {
        Id = Id<Play>.New(),
        SittingId = sitting.Id,
        PublisherId = sitting.PublisherId,
        MediaId = media,
        Number = number,
        GrantedAt = now,
    };
}
