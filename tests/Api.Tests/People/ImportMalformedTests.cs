using System.IO.Compression;
using System.Text;
using Cesuur.Testing;

namespace Cesuur.Api.Tests.People;

/// <summary>Files that are broken, or made to break us: each is refused with words, and changes nothing.</summary>
[Collection(ApiCollection.Name)]
public sealed class ImportMalformedTests(ApiFixture fixture)
{
    private const string Row = """<row r="2"><c r="A2" t="inlineStr"><is><t>Jan</t></is></c></row>""";

    private static readonly Lazy<Dictionary<string, (byte[] File, string Code)>> Files = new(() => new Dictionary<string, (byte[], string)>
    {
        ["text with NUL bytes"] = ("naam\nJ\0n"u8.ToArray(), "import_file_unreadable"),
        ["UTF-16"] = ([.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes("naam\nJan")], "import_file_unreadable"),
        ["UTF-8 that is not"] = ([.. Encoding.UTF8.Preamble, .. "naam\nJ"u8, 0xE9, (byte)'n'], "import_file_unreadable"),
        ["an old workbook"] = ([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, 0, 0, 0, 0], "import_file_unreadable"),
        ["a lone quote"] = ("naam,nummer\n\"Jan,1\nPiet,2"u8.ToArray(), "import_file_unreadable"),
        ["a quote within a cell"] = ("naam,opmerkingen\nJan,Pijp van 5\" breed"u8.ToArray(), "import_file_unreadable"),
        ["text behind a quote"] = ("naam,nummer\n\"Jan\"sen,1"u8.ToArray(), "import_file_unreadable"),
        ["a cell of ten megabytes"] = (Encoding.UTF8.GetBytes("naam,opmerkingen\nJan," + new string('x', 10_000_000)), "import_file_unreadable"),
        ["a row of 300 cells"] = (Encoding.UTF8.GetBytes("naam\nJan" + new string(',', 299)), "import_too_much"),
        ["more rows than are read"] = (Encoding.UTF8.GetBytes("naam\n" + string.Concat(Enumerable.Repeat("J\n", 200_001))), "import_too_much"),
        ["a truncated workbook"] = (Workbook.Of([["naam"], ["Jan"]])[..^200], "import_file_unreadable"),
        ["an archive of nothing"] = (Workbook.Zip(), "import_file_unreadable"),
        ["an archive of something else"] = (Workbook.Zip(("foto.jpg", "x")), "import_file_unreadable"),
        ["an archive that climbs out"] = (Workbook.Zip(("../../../../etc/cron.d/x", "x"), ("/etc/passwd", "x"), ("manifest.csv", "x")), "import_file_unreadable"),
        ["an archive with a comment"] = ([.. Workbook.Zip(("manifest.csv", "x"))[..^2], 1, 0, (byte)'x'], "import_file_unreadable"),
        ["a table of contents that lies"] = (Changed(Workbook.WithSheet(Sheet(Row)), file => file[^10] ^= 1), "import_file_unreadable"),
        ["a damaged part"] = (Changed(Workbook.WithSheet(Sheet(Row)), file => file.AsSpan(100, 40).Fill(0xFF)), "import_file_unreadable"),
        ["a workbook with macros"] = (Workbook.Zip(("xl/workbook.xml", "<workbook/>"), ("xl/vbaProject.bin", "x")), "import_file_unreadable"),
        ["a workbook without a sheet"] = (Workbook.Zip(("xl/workbook.xml", "<workbook/>")), "import_file_unreadable"),
        ["a workbook whose sheet is elsewhere"] = (Workbook.Zip(
            ("xl/workbook.xml", """<workbook xmlns:r="urn:r"><sheet r:id="rId1"/></workbook>"""),
            ("xl/_rels/workbook.xml.rels", """<Relationships><Relationship Id="rId1" TargetMode="External" Target="http://127.0.0.1/sheet.xml"/></Relationships>""")), "import_file_unreadable"),
        ["a document type"] = (Workbook.WithSheet("""<!DOCTYPE worksheet [<!ENTITY e SYSTEM "file:///etc/passwd">]>""" + Sheet(Row.Replace("Jan", "&e;", StringComparison.Ordinal))), "import_file_unreadable"),
        ["entities within entities"] = (Workbook.WithSheet("""<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><w>&b;</w>"""), "import_file_unreadable"),
        ["a bomb"] = (Bomb(), "import_too_much"),
        ["shared strings without end"] = (Workbook.WithSheet(Sheet(Row), "<sst>" + string.Concat(Enumerable.Repeat("<si><t/></si>", 1_100_000))), "import_too_much"),
        ["a text that is not shared"] = (Workbook.WithSheet(Sheet("""<row r="2"><c r="A2" t="s"><v>7</v></c></row>""")), "import_file_unreadable"),
        ["elements within elements"] = (Workbook.WithSheet(string.Concat(Enumerable.Repeat("<a>", 100_000))), "import_file_unreadable"),
        ["names without end"] = (Workbook.WithSheet("<w>" + string.Concat(Enumerable.Range(0, 100_000).Select(i => $"<a{i}/>"))), "import_file_unreadable"),
        ["an attribute without end"] = (Workbook.WithSheet($"<w a=\"{RandomText(3_000_000)}\"/>"), "import_file_unreadable"),
        ["a cell far to the right"] = (Workbook.WithSheet(Sheet("""<row r="2"><c r="XFD2"><v>1</v></c></row>""")), "import_too_much"),
        ["a cell that is there twice"] = (Workbook.WithSheet(Sheet("""<row r="2"><c r="A2"><v>1</v></c><c r="A2"><v>2</v></c></row>""")), "import_file_unreadable"),
        ["a sheet that breaks off"] = (Workbook.WithSheet(Sheet(Row)[..^12]), "import_file_unreadable"),
        ["an empty workbook"] = (Workbook.Of([]), "import_file_empty"),
    });

    private readonly TestApi _api = fixture.Api;

    public static TheoryData<string> Names() => [.. Files.Value.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Is_refused_with_words_and_changes_nothing(string name)
    {
        var (file, code) = Files.Value[name];
        var school = await _api.OrganisationAsync();

        var uploaded = await school.Admin.UploadAsync(file);

        if (uploaded.IsSuccess)
        {
            var job = await school.JobAsync(uploaded.Get("id"));
            Assert.Equal(("failed", code, "1"), (job.Get("status"), job.Get("errors[0].code"), job.Get("errorCount")));
            Assert.Null(job.Node("result"));
        }
        else
        {
            Assert.Equal(code, uploaded.Code);
        }

        Assert.Empty((await school.Admin.GetAsync("/v1/candidates")).Json["data"]!.AsArray());
    }

    [Theory]
    [InlineData("""<dimension ref="A1:XFD1048576"/>""")] // which would take a gigabyte, were it believed
    [InlineData("""<cols><col min="1" max="16384"/></cols>""")]
    public async Task What_a_sheet_says_of_its_size_is_not_believed(string claim)
    {
        var school = await _api.OrganisationAsync();
        var job = await school.ImportAsync(Workbook.WithSheet(Sheet(Row).Replace("<sheetData>", claim + "<sheetData>", StringComparison.Ordinal)));
        Assert.Equal("1", job.Get("result.created"));
    }

    [Fact]
    public async Task Rows_of_different_widths_are_right_as_long_as_the_header_reaches()
    {
        var school = await _api.OrganisationAsync();
        var job = await school.ImportAsync("naam,nummer,opleiding\nJan\nPiet,2\nKarel,3,MBO,,\nTe breed,4,MBO,x", "?onError=skip");
        Assert.Equal(("3", "too_many_cells", "5"), (job.Get("result.created"), job.Get("errors[0].code"), job.Get("errors[0].line")));
    }

    [Fact]
    public async Task What_is_larger_than_fifty_megabytes_is_not_taken_in()
    {
        var school = await _api.OrganisationAsync();
        (await school.Admin.UploadAsync(new byte[50 * 1024 * 1024 + 1])).Expect(System.Net.HttpStatusCode.RequestEntityTooLarge, "body_too_large");
        (await school.Admin.UploadAsync(new byte[51 * 1024 * 1024], "", ("Expect", "100-continue"))).Expect(System.Net.HttpStatusCode.RequestEntityTooLarge, "body_too_large");
    }

    private static string Sheet(string rows) =>
        $"""<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>naam</t></is></c></row>{rows}</sheetData></worksheet>""";

    private static byte[] Changed(byte[] file, Action<byte[]> change)
    {
        change(file);
        return file;
    }

    // 300 MB of spaces within a sheet of some 300 kB.
    private static byte[] Bomb()
    {
        using var file = new MemoryStream();
        file.Write(Workbook.WithSheet(""));
        using (var archive = new ZipArchive(file, ZipArchiveMode.Update))
        {
            archive.GetEntry("xl/worksheets/sheet1.xml")!.Delete();
            using var sheet = archive.CreateEntry("xl/worksheets/sheet1.xml", CompressionLevel.Fastest).Open();
            var cells = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("<row><c/></row>" + new string(' ', 1000), 1000)));
            sheet.Write("<worksheet><sheetData>"u8);
            for (var i = 0; i < 300; i++)
            {
                sheet.Write(cells);
            }
        }

        return file.ToArray();
    }

    private static string RandomText(int length)
    {
        var random = new Random(1);
        return string.Concat(Enumerable.Range(0, length).Select(_ => (char)('a' + random.Next(26))));
    }
}
