using System.Globalization;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Mail;

namespace Cesuur.Api.Licensing;

/// <summary>What an admin is told, in their language, of a licence that nears its end or has ended.</summary>
internal sealed record LicenceMail(string Subject, string Body)
{
    private static readonly CultureInfo Dutch = CultureInfo.GetCultureInfo("nl-NL");
    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en-GB");

    public static LicenceMail Of(LicenceNotice notice, Licence licence, Organisation organisation, User admin)
    {
        var school = OutgoingMail.OneLine(organisation.Name);
        var dutch = admin.Language == "nl";
        var mail = (dutch, notice == LicenceNotice.Expired) switch
        {
            (true, false) => DutchExpiring(licence, school),
            (true, true) => DutchExpired(licence, school),
            (false, false) => EnglishExpiring(licence, school),
            (false, true) => EnglishExpired(licence, school),
        };
        return mail with { Body = $"{(dutch ? "Beste" : "Dear")} {OutgoingMail.OneLine(admin.Name)},\n\n{mail.Body}\n" };
    }

    private static LicenceMail DutchExpiring(Licence licence, string school) => new(
        $"De licentie van {school} loopt af",
        $"De licentie van {school} loopt tot {Day(licence.EndsAt, Dutch)}. Daarna kunt u geen toetsen meer klaarzetten en geen credits meer "
        + "gebruiken. Met een verlenging sluit het nieuwe jaar daarop aan.");

    private static LicenceMail EnglishExpiring(Licence licence, string school) => new(
        $"The licence of {school} is about to expire",
        $"The licence of {school} runs until {Day(licence.EndsAt, English)}. After that you cannot invite candidates or use credits any more. "
        + "A renewal continues from that day.");

    private static LicenceMail DutchExpired(Licence licence, string school) => new(
        $"De licentie van {school} is verlopen",
        $"De licentie van {school} is verlopen op {Day(licence.EndsAt, Dutch)}. Begonnen afnames gaan gewoon door en kunnen tot "
        + $"{Day(licence.GracePeriodEndsAt, Dutch)} worden beoordeeld. Uw gegevens, uitslagen en rapporten blijven toegankelijk.");

    private static LicenceMail EnglishExpired(Licence licence, string school) => new(
        $"The licence of {school} has expired",
        $"The licence of {school} expired on {Day(licence.EndsAt, English)}. Sittings that were started go on and can be rated until "
        + $"{Day(licence.GracePeriodEndsAt, English)}. Your data, results and reports stay available.");

    private static string Day(DateTimeOffset time, CultureInfo culture) => time.UtcDateTime.ToString("d MMMM yyyy", culture);
}
