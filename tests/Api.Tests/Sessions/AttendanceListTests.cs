using System.Text;
using Cesuur.Api.Tests.Documents;
using Cesuur.Testing;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Wordprocessing;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Tests.Sessions;

[Collection(ApiCollection.Name)]
public sealed class AttendanceListTests(ApiFixture fixture)
{
    private readonly TestApi _api = fixture.Api;

    [Theory]
    [InlineData("nl", "Handtekening", "03-02-1994", "25 % extra tijd")]
    [InlineData("en", "Signature", "1994-02-03", "25 % extra time")]
    public async Task A_word_document_lists_the_seats_in_order_with_room_to_write_and_its_header_on_every_page(
        string language, string signature, string day, string extraTime)
    {
        var (school, session, codes) = await HallAsync();
        var file = await school.Admin.GetAsync($"/v1/sessions/{session}/attendance-list?format=docx&language={language}");
        Assert.Equal("application/vnd.openxmlformats-officedocument.wordprocessingml.document", file.ContentType);

        using var document = WordprocessingDocument.Open(new MemoryStream(file.Bytes), isEditable: false);
        var body = document.MainDocumentPart!.Document.Body!;
        var rows = body.Descendants<TableRow>().ToList();
        Assert.Single(rows, row => row.Descendants<TableHeader>().Any());
        Assert.Contains(signature, rows[0].InnerText, StringComparison.Ordinal);
        Assert.Equal([("2", "Zoë 🎓"), ("10", "Amira Haddad")], rows.Skip(1).Select(CellsOf).Select(cells => (cells[0], cells[1])));
        Assert.Contains(extraTime, CellsOf(rows[1])[5], StringComparison.Ordinal);
        Assert.Equal(day, CellsOf(rows[2])[3]);
        Assert.All(codes, code => Assert.DoesNotContain(code, body.InnerText, StringComparison.Ordinal));
        Assert.Contains("Van Dale synoniemenwoordenboek", body.InnerText, StringComparison.Ordinal);
        Assert.Equal(["PAGE", "NUMPAGES"], document.MainDocumentPart.FooterParts.Single().Footer.Descendants<SimpleField>().Select(field => field.Instruction!.Value));
    }

    [Fact]
    public async Task A_pdf_is_tagged_and_says_the_same()
    {
        var (school, session, codes) = await HallAsync();
        var file = await school.Admin.GetAsync($"/v1/sessions/{session}/attendance-list");
        Assert.Equal("application/pdf", file.ContentType);
        Assert.Contains("<pdfuaid:part>1</pdfuaid:part>", Encoding.Latin1.GetString(file.Bytes), StringComparison.Ordinal);

        if (await PdfText.ReadAsync(file.Bytes) is { } text)
        {
            foreach (var said in new[] { "Presentielijst", "Zaal 3", "Noor de Vries", "Amira Haddad", "Handtekening", "kladpapier", "Van Dale", "Pagina 1 van 1" })
            {
                Assert.Contains(said, text, StringComparison.Ordinal);
            }

            Assert.True(text.IndexOf("Zoë", StringComparison.Ordinal) < text.IndexOf("Amira", StringComparison.Ordinal));
            Assert.All(codes, code => Assert.DoesNotContain(code, text, StringComparison.Ordinal));
        }
    }

    private static List<string> CellsOf(TableRow row) => [.. row.Descendants<TableCell>().Select(cell => cell.InnerText)];

    private async Task<(TestOrganisation School, string Session, IReadOnlyList<string> Codes)> HallAsync()
    {
        var school = await _api.OrganisationAsync(credits: 2);
        var draft = await school.WriteTestAsync(TestAuthoring.Content(TestAuthoring.Question("q1")));
        await school.Admin.SendAsync(
            HttpMethod.Patch, draft.Path, new { policies = new { aids = new[] { "drie woordenboeken" }, forbiddenAids = new[] { "Van Dale synoniemenwoordenboek" } } });
        await draft.PublishAsync();
        var invigilator = await school.UserAsync(["invigilator"]);
        var session = await school.ExamSessionAsync(new { testIds = new[] { draft.TestId }, room = "Zaal 3", invigilatorIds = new[] { invigilator.Id } });
        var (one, two) = (await school.InvitedAsync(draft.TestId), await school.InvitedAsync(draft.TestId, "Zoë 🎓"));
        await school.Admin.SendAsync(HttpMethod.Patch, $"/v1/candidates/{one.CandidateId}", new { dateOfBirth = "1994-02-03" });
        await school.Admin.PostAsync($"/v1/sessions/{session}/registrations", new { invitationIds = new[] { one.Id, two.Id }, seats = new[] { "10", "2" } });
        await _api.AsAsync(school, db => db.Database.ExecuteSqlAsync(
            $$"""UPDATE invitations SET accommodations = '{"extraTimePercent": 25, "breaks": 2, "breakMinutes": 5}' WHERE tenant_id = {{school.Uuid}} AND seat = '2'"""));
        return (school, session, [one.Code, two.Code]);
    }
}
