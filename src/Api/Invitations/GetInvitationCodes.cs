using Cesuur.Api.Catalogue;
using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Invitations;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;
using Cesuur.Infrastructure.Documents;
using Cesuur.Infrastructure.Imports;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Invitations;

/// <summary>As what the codes are given out.</summary>
public sealed record CodesRequest
{
    /// <summary><c>docx</c>, <c>pdf</c> or <c>csv</c>.</summary>
    public required string Format { get; init; }

    /// <summary>The language of a document, <c>nl</c> or <c>en</c>; the user's own, or <c>nl</c>, unless given.</summary>
    public string? Language { get; init; }
}

/// <summary>
/// Codes to be handed out, by candidate: in a document one slip for each, with cut lines between them. Those that can
/// still be used, unless <c>state</c> asks for others; at most 10,000, as PDF 2,500.
/// </summary>
internal sealed class GetInvitationCodes : IEndpoint
{
    private const int Most = 10_000;
    private const int MostInPdf = 2_500; // a tagged PDF of more takes the renderer more memory than a document may

    private static readonly string[] Header =
        ["code", "link", "candidateId", "candidateName", "candidateNumber", "testId", "testTitle", "opensAt", "closesAt", "aids", "state"];

    private enum Format
    {
        Docx,
        Pdf,
        Csv,
    }

    private enum Language
    {
        Nl,
        En,
    }

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/invitations/codes", Handle)
        .Requires(Permission.InvitationsRead)
        .AnswersAlso("text/csv", "application/pdf", "application/vnd.openxmlformats-officedocument.wordprocessingml.document")
        .Fails(HttpErrors.MalformedRequest, HttpErrors.Invalid, HttpErrors.SearchTooBroad, InvitationErrors.TooManyCodes);

    private static async Task<FileContentHttpResult> Handle(
        [AsParameters] CodesRequest wanted, [AsParameters] InvitationFilter filter, AppDb db, Caller caller, IDocumentRenderer renderer, Clock clock,
        CancellationToken cancel)
    {
        var format = Filters.Enum<Format>("format", wanted.Format);
        var words = DocumentWords.Of(await LanguageAsync(wanted, db, caller, cancel));
        var organisation = await db.Organisations.Select(found => new { found.Name, found.FrontEndUrl }).SingleAsync(cancel);
        var codes = await ReadAsync(filter with { State = filter.State ?? "invited" }, organisation.FrontEndUrl, format == Format.Pdf ? MostInPdf : Most, db, cancel);
        var slips = codes.ConvertAll(code => code.Slip);
        switch (format)
        {
            case Format.Csv:
                return TypedResults.File(CsvWriting.Write(codes.Select(RowOf).Prepend(Header)), "text/csv", "codes.csv");
            case Format.Docx:
                return TypedResults.File(
                    WordSlips.Write(organisation.Name, organisation.FrontEndUrl, slips, words),
                    "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "codes.docx");
            default:
                var data = new
                {
                    organisation = new { organisation.Name },
                    GeneratedAt = Days.Local(clock.Now),
                    Address = organisation.FrontEndUrl,
                    Slips = slips.Select(slip => new
                    {
                        slip.Name,
                        slip.Number,
                        slip.Test,
                        slip.Code,
                        Window = slip.Window(words),
                        slip.Aids,
                        Qr = QrCodes.Png(slip.Link).Select(value => (int)value), // a template reads numbers, not base64
                    }),
                };
                return TypedResults.File(await renderer.RenderPdfAsync("code-slips", data, words.Language, cancel), "application/pdf", "codes.pdf");
        }
    }

    private static async Task<string> LanguageAsync(CodesRequest wanted, AppDb db, Caller caller, CancellationToken cancel) =>
        Filters.Enum<Language>("language", wanted.Language) switch
        {
            Language.En => "en",
            Language.Nl => "nl",
            _ => await db.Users.Where(user => user.Id == caller.User).Select(user => user.Language).SingleOrDefaultAsync(cancel) ?? "nl",
        };

    private static async Task<List<GivenCode>> ReadAsync(InvitationFilter filter, string? frontEnd, int most, AppDb db, CancellationToken cancel)
    {
        var found = await (
            from invitation in await filter.ApplyAsync(db, cancel)
            join candidate in db.Candidates on invitation.CandidateId equals candidate.Id
            join test in db.Tests.BeyondReach() on invitation.TestId equals test.Id
            orderby invitation.CandidateKey, invitation.Id
            select new { invitation, candidate.Name, candidate.Number, test.Title }).Take(most + 1).ToListAsync(cancel);
        if (found.Count > most)
        {
            throw new DomainException(InvitationErrors.TooManyCodes, $"At most {most} in this format: ask for those of a test, a group or a confirmation.");
        }

        var aids = await AidsAsync(found.Select(row => row.invitation.TestId).Distinct().ToList(), db, cancel);
        return found.ConvertAll(row =>
        {
            var code = AccessCode.Display(row.invitation.Code);
            return new GivenCode(row.invitation, new CodeSlip
            {
                Name = row.Name,
                Number = row.Number,
                Test = row.Title,
                Code = code,
                Link = frontEnd is null ? code : $"{frontEnd}#code={code}", // in the fragment, so that no server's log has it
                OpensAt = row.invitation.OpensAt is { } opens ? Days.Local(opens) : null,
                ClosesAt = row.invitation.ClosesAt is { } closes ? Days.Local(closes) : null,
                Aids = aids.GetValueOrDefault(row.invitation.TestId) ?? [],
            });
        });
    }

    private static async Task<Dictionary<Id<Test>, IReadOnlyList<string>>> AidsAsync(List<Id<Test>> tests, AppDb db, CancellationToken cancel) =>
        await db.CurrentVersions().Where(version => tests.Contains(version.TestId))
            .Select(version => new { version.TestId, version.Policies }).ToDictionaryAsync(version => version.TestId, version => version.Policies.Aids, cancel);

    private static IReadOnlyList<object?> RowOf(GivenCode given) =>
    [
        given.Slip.Code, given.Slip.Link, given.Invitation.CandidateId.ToString(), given.Slip.Name, given.Slip.Number, given.Invitation.TestId.ToString(),
        given.Slip.Test, given.Invitation.OpensAt?.UtcDateTime.ToString("O"), given.Invitation.ClosesAt?.UtcDateTime.ToString("O"),
        string.Join("; ", given.Slip.Aids), Infrastructure.SnakeCaseEnum.Write(given.Invitation.State),
    ];

    private sealed record GivenCode(Invitation Invitation, CodeSlip Slip);
}
