using System.Globalization;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Organisations;

namespace Cesuur.Api.Licensing;

/// <summary>What an admin is told of a licence that nears its end or has ended.</summary>
internal sealed record LicenceMail(string Subject, string Body)
{
    private static readonly CultureInfo Dutch = CultureInfo.GetCultureInfo("nl-NL");
    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en-GB");

    public static LicenceMail Of(LicenceNotice notice, Licence licence, Organisation organisation, User admin)
    {
        var (dutch, english) = notice == LicenceNotice.Expired
            ? (DutchExpired(licence, organisation, admin), EnglishExpired(licence, organisation, admin))
            : (DutchExpiring(licence, organisation, admin), EnglishExpiring(licence, organisation, admin));
        return new LicenceMail($"{dutch.Subject} / {english.Subject}", $"{dutch.Body}\n{english.Body}");
    }

    private static LicenceMail DutchExpiring(Licence licence, Organisation organisation, User admin) => new(
        $"De licentie van {organisation.Name} loopt af",
        $"Beste {admin.Name},\n\nDe licentie van {organisation.Name} loopt tot {Day(licence.EndsAt, Dutch)}. Daarna kunt u geen toetsen meer klaarzetten en "
        + "geen credits meer gebruiken. Met een verlenging sluit het nieuwe jaar daarop aan.\n");

    private static LicenceMail EnglishExpiring(Licence licence, Organisation organisation, User admin) => new(
        $"The licence of {organisation.Name} is about to expire",
        $"Dear {admin.Name},\n\nThe licence of {organisation.Name} runs until {Day(licence.EndsAt, English)}. After that you cannot invite candidates or "
        + "use credits any more. A renewal continues from that day.\n");

    private static LicenceMail DutchExpired(Licence licence, Organisation organisation, User admin) => new(
        $"De licentie van {organisation.Name} is verlopen",
        $"Beste {admin.Name},\n\nDe licentie van {organisation.Name} is verlopen op {Day(licence.EndsAt, Dutch)}. Begonnen afnames gaan gewoon door en kunnen "
        + $"tot {Day(licence.GracePeriodEndsAt, Dutch)} worden beoordeeld. Uw gegevens, uitslagen en rapporten blijven toegankelijk.\n");

    private static LicenceMail EnglishExpired(Licence licence, Organisation organisation, User admin) => new(
        $"The licence of {organisation.Name} has expired",
        $"Dear {admin.Name},\n\nThe licence of {organisation.Name} expired on {Day(licence.EndsAt, English)}. Sittings that were started go on and can be "
        + $"rated until {Day(licence.GracePeriodEndsAt, English)}. Your data, results and reports stay available.\n");

    private static string Day(DateTimeOffset time, CultureInfo culture) => time.UtcDateTime.ToString("d MMMM yyyy", culture);
}
