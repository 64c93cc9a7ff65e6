using System.Net;
using Cesuur.Api.Tests.Credits;
using Cesuur.Api.Tests.Documents;
using Cesuur.Testing;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Validation;
using DocumentFormat.OpenXml.Wordprocessing;

namespace Cesuur.Api.Tests.Invitations;

/// <summary>Codes on paper, read back.</summary>
[Collection(ApiCollection.Name)]
public sealed class CodeDocumentTests(ApiFixture fixture)
{
    private readonly TestApi _api = fixture.Api;

    [Theory]
    [InlineData("nl", "Toegestaan: een woordenboek Nederlands", "Ga naar https://toets.school.example/")]
    [InlineData("en", "Allowed: een woordenboek Nederlands", "Go to https://toets.school.example/")]
    public async Task A_slip_says_who_what_when_where_and_with_which_aids_as_pdf_and_as_word(string language, string aids, string address)
    {
        var (school, codes) = await InvitedAsync();

        var pdf = await school.Admin.GetAsync($"/v1/invitations/codes?format=pdf&language={language}");
        Assert.Equal("application/pdf", pdf.ContentType);
        if (await PdfText.ReadAsync(pdf.Bytes) is { } text)
        {
            Assert.All([.. codes, "=Amira", "Bilal", aids, address, "09:00"], expected => Assert.Contains(Squeezed(expected), Squeezed(text), StringComparison.Ordinal));
        }

        using var file = new MemoryStream((await school.Admin.GetAsync($"/v1/invitations/codes?format=docx&language={language}")).Bytes);
        using var word = WordprocessingDocument.Open(file, isEditable: false);
        Assert.Empty(new OpenXmlValidator().Validate(word).Select(error => $"{error.Path?.XPath}: {error.Description}"));
        var main = word.MainDocumentPart!;
        var cells = main.Document.Descendants<TableCell>().Select(cell => cell.InnerText).ToList();
        Assert.All([.. codes, "=Amira", "Bilal", aids, address, "09:00"], expected => Assert.Contains(cells, cell => cell.Contains(expected, StringComparison.Ordinal)));
        Assert.Equal(2, main.ImageParts.Count());
    }

    [Fact]
    public async Task As_csv_the_codes_come_with_their_links_and_nothing_that_computes()
    {
        var (school, codes) = await InvitedAsync();
        var lines = (await school.Admin.GetAsync("/v1/invitations/codes?format=csv")).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, lines.Length);
        Assert.All(codes, code => Assert.Contains(lines, line => line.Contains($"https://toets.school.example/#code={code}", StringComparison.Ordinal)));
        Assert.Contains(lines, line => line.Contains("'=Amira", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Codes_that_cannot_be_used_are_left_out_and_the_format_must_be_one_of_three()
    {
        var (school, _) = await InvitedAsync();
        await school.DeactivateAsync((await school.Admin.GetAsync("/v1/invitations")).Get("data[0].id"));
        Assert.Equal(2, (await school.Admin.GetAsync("/v1/invitations/codes?format=csv")).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        (await school.Admin.SendAsync(HttpMethod.Get, "/v1/invitations/codes?format=odt")).Expect(HttpStatusCode.UnprocessableEntity);
    }

    // Lines break where the column ends, in long words where a break was put.
    private static string Squeezed(string text) => string.Concat(text.Where(c => !char.IsWhiteSpace(c) && c != '\u200B'));

    private async Task<(TestOrganisation School, string[] Codes)> InvitedAsync()
    {
        var school = await _api.OrganisationAsync(credits: 2);
        (await school.ChangeAsync(new { frontEndUrl = "https://toets.school.example/" })).Expect(HttpStatusCode.OK);
        var test = await school.OwnTestAsync(new { aids = new[] { "een woordenboek Nederlands" } });
        var candidates = new[] { await school.CandidateAsync("=Amira"), await school.CandidateAsync("Bilal") };
        var day = TimeProvider.System.GetUtcNow().Year + 1;
        var created = await school.Admin.PostAsync("/v1/invitations", new
        {
            candidateIds = candidates,
            testIds = new[] { test },
            window = new { closesAt = $"{day}-01-15T08:00:00Z" },
        });
        return (school, created.Array("invitations").Strings("code"));
    }
}
