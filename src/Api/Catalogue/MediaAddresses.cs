using System.Globalization;
using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Licensing;
using Cesuur.Infrastructure.Delivery;

namespace Cesuur.Api.Catalogue;

/// <summary>
/// Signed addresses of media files, for whatever sends no header: an element of a page, a player. One is for one
/// organisation until one moment, and what it gives is looked up as that organisation sees it when it is fetched.
/// </summary>
internal sealed class MediaAddresses(SittingTickets tickets, TimeProvider time)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    /// <param name="organisation">Who reads it: its publisher, or a school that uses it.</param>
    /// <param name="media">The file.</param>
    /// <param name="until">In real time, whatever a sandbox has made of its clock.</param>
    public string For(Id<Organisation> organisation, Id<Media> media, DateTimeOffset until)
    {
        var expires = until.ToUnixTimeSeconds();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"/v1/media/{media}/file?organisation={organisation}&expires={expires}&signature={tickets.SignText(Text(organisation, media, expires))}");
    }

    /// <param name="organisation">Who reads it.</param>
    /// <param name="media">The file.</param>
    /// <param name="left">How long from now, such as what is left of a sitting whatever clock that goes by.</param>
    public string For(Id<Organisation> organisation, Id<Media> media, TimeSpan left) => For(organisation, media, time.GetUtcNow() + left);

    /// <summary>For as long as a page that shows it is looked at.</summary>
    public MediaResponse Show(Media media) => MediaResponse.From(media) with { Url = For(media.TenantId, media.Id, time.GetUtcNow() + Lifetime) };

    /// <summary>Until when the address is good.</summary>
    /// <exception cref="DomainException"><c>not_found</c>: it was not signed by us, or is over</exception>
    public DateTimeOffset Require(Id<Organisation> organisation, Id<Media> media, long expires, string signature) =>
        time.GetUtcNow().ToUnixTimeSeconds() <= expires && tickets.IsSignedText(Text(organisation, media, expires), signature)
            ? DateTimeOffset.FromUnixTimeSeconds(expires)
            : throw new DomainException(HttpErrors.NotFound);

    private static string Text(Id<Organisation> organisation, Id<Media> media, long expires) =>
        string.Create(CultureInfo.InvariantCulture, $"media {organisation} {media} {expires}");
}
