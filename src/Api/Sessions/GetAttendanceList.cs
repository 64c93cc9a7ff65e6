using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Sessions;
using Cesuur.Infrastructure.Database;
using Cesuur.Infrastructure.Documents;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Sessions;

/// <summary>Of what kind, and in which language.</summary>
public sealed record AttendanceListRequest
{
    /// <summary><c>pdf</c> or <c>docx</c>; <c>pdf</c> unless given.</summary>
    public string? Format { get; init; }

    /// <summary><c>nl</c> or <c>en</c>; <c>nl</c> unless given.</summary>
    public string? Language { get; init; }
}

/// <summary>
/// The attendance list of a session, to be printed: in the order of the seats, with room for identity, signature, time
/// in and time out (R art. 6), and what may and may not be brought and is handed in (R art. 8, 9). It has no codes, which neighbours must not see.
/// </summary>
internal sealed class GetAttendanceList : IEndpoint
{
    private const string Word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

    private enum Format
    {
        Pdf,
        Docx,
    }

    private enum Language
    {
        Nl,
        En,
    }

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/sessions/{examSessionId}/attendance-list", Handle)
        .Requires(Permission.SessionsRead)
        .AnswersAlso("application/pdf", Word)
        .Fails(HttpErrors.NotFound, HttpErrors.Invalid);

    private static async Task<FileContentHttpResult> Handle(
        Id<ExamSession> examSessionId, [AsParameters] AttendanceListRequest wanted,
        AppDb db, AttendanceLists lists, IDocumentRenderer renderer, CancellationToken cancel)
    {
        var format = Filters.Enum<Format>("format", wanted.Format) ?? Format.Pdf;
        var language = (Filters.Enum<Language>("language", wanted.Language) ?? Language.Nl) == Language.En ? "en" : "nl";
        var session = await db.ExamSessions.AsNoTracking().Where(session => session.Id == examSessionId).RequireAsync(cancel);
        var list = await lists.ReadAsync(session, DocumentWords.Of(language), cancel);
        return format == Format.Docx
            ? TypedResults.File(AttendanceListDocument.Write(list, DocumentWords.Of(language), language), Word, $"{session.Id}.docx")
            : TypedResults.File(await renderer.RenderPdfAsync("attendance-list", list, language, cancel), "application/pdf", $"{session.Id}.pdf");
    }
}
