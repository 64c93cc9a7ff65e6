using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;
using Cesuur.Infrastructure.Imports;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Invitations;

/// <summary>As what the template is given out.</summary>
public sealed record TemplateRequest
{
    /// <summary><c>xlsx</c> or <c>csv</c>.</summary>
    public required string Format { get; init; }

    /// <summary>The language of the header and the explanation, <c>nl</c> or <c>en</c>; the user's own, or <c>nl</c>, unless given.</summary>
    public string? Language { get; init; }
}

/// <summary>
/// The file to be filled in for <c>POST /invitations/imports</c>: a header, an example to be overwritten, and in Excel a
/// second sheet that explains the columns. The example's test does not exist, so that a file in which it was left is told so.
/// </summary>
internal sealed class GetInvitationTemplate : IEndpoint
{
    private static readonly Column[] Columns =
    [
        new("Name", "Naam", "Amira Haddad", "Required.", "Verplicht."),
        new("Candidate number", "Kandidaatnummer", "20260001",
            "Finds the candidate; without it the name and the date of birth do.", "Hiermee wordt de kandidaat gevonden; zonder nummer gebeurt dat op naam en geboortedatum."),
        new("Date of birth", "Geboortedatum", "2001-03-31", "As 2001-03-31 or 31-03-2001.", "Als 2001-03-31 of 31-03-2001."),
        new("E-mail", "E-mail", "amira@example.org", "", ""),
        new("Group", "Groep", "A2 maandag", "Made where it does not exist; several with | between them.", "Wordt gemaakt als die nog niet bestaat; meer groepen met | ertussen."),
        new("Test", "Toets", "<title / titel>", "Required: the title of the test, or its id.", "Verplicht: de titel van de toets, of het id."),
        new("From", "Vanaf", "2026-05-04 09:00", "The code works from this time on. A day alone is the whole day. Empty: at once.", "De code werkt vanaf dit moment. Alleen een dag is de hele dag. Leeg: meteen."),
        new("Until", "Tot", "2026-05-08", "The code works until this time. A day alone: until it is over. Empty: always.", "De code werkt tot dit moment. Alleen een dag: tot die voorbij is. Leeg: altijd."),
        new("Extra time percent", "Extra tijd procent", "25", "0 to 200.", "0 tot en met 200."),
        new("Extra time minutes", "Extra tijd minuten", "", "0 to 600.", "0 tot en met 600."),
        new("Extra plays", "Extra afspelen", "", "0 to 20: how often a fragment is played beyond its limit.", "0 tot en met 20: hoe vaak een fragment meer dan anders mag worden afgespeeld."),
        new("Breaks", "Pauzes", "1", "0 to 20.", "0 tot en met 20."),
        new("Break minutes", "Pauze minuten", "10", "1 to 120, for each break.", "1 tot en met 120, voor elke pauze."),
        new("Paper", "Papier", "", "Yes or no.", "Ja of nee."),
    ];

    private enum Format
    {
        Xlsx,
        Csv,
    }

    private enum Language
    {
        Nl,
        En,
    }

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/invitations/template", Handle)
        .Requires(Permission.InvitationsWrite)
        .AnswersAlso("text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
        .Fails(HttpErrors.MalformedRequest, HttpErrors.Invalid);

    private static async Task<FileContentHttpResult> Handle([AsParameters] TemplateRequest wanted, AppDb db, Caller caller, CancellationToken cancel)
    {
        var dutch = (Filters.Enum<Language>("language", wanted.Language) ?? await LanguageAsync(db, caller.User, cancel)) == Language.Nl;
        string[] header = [.. Columns.Select(column => dutch ? column.Dutch : column.English)];
        string[] example = [.. Columns.Select(column => column.Example)];
        if (Filters.Enum<Format>("format", wanted.Format) == Format.Csv)
        {
            return TypedResults.File(CsvWriting.Write([header, example]), "text/csv", "invitations.csv");
        }

        var explanation = Columns.Select(column => new[] { dutch ? column.Dutch : column.English, dutch ? column.Uitleg : column.Explanation });
        return TypedResults.File(
            XlsxWriting.Write(
                new TextSheet(dutch ? "Uitnodigingen" : "Invitations", [header, example]),
                new TextSheet(dutch ? "Uitleg" : "Explanation", [.. explanation])),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "invitations.xlsx");
    }

    private static async Task<Language> LanguageAsync(AppDb db, Id<User>? user, CancellationToken cancel) =>
        await db.Users.AnyAsync(found => found.Id == user && found.Language == "en", cancel) ? Language.En : Language.Nl;

    private sealed record Column(string English, string Dutch, string Example, string Explanation, string Uitleg);
}
