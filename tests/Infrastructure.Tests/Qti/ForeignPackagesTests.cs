using System.IO.Compression;
using System.Text;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Infrastructure.Qti;

namespace Cesuur.Infrastructure.Tests.Qti;

/// <summary>What packages of other systems have in common, though some of it is beside the specification.</summary>
public sealed class ForeignPackagesTests
{
    private const string Old = "xmlns=\"http://www.imsglobal.org/xsd/imsqti_v2p1\"";

    [Fact]
    public async Task A_section_in_a_file_of_its_own_names_files_from_where_it_is()
    {
        var reading = await ReadAsync(TestPackage.With()
            .Add("items/q1.xml", TestPackage.Choice("q1")).Add("sections/pictures/a.png", "x")
            .Add("sections/one.xml", $"""
                <qti-assessment-section {TestPackage.Qti} identifier="One" title="Een" visible="true"><qti-rubric-block view="candidate"><qti-content-body><p>Kijk: <img src="pictures/a.png" alt=""/></p></qti-content-body></qti-rubric-block>
                <qti-assessment-section-ref identifier="Two" href="two.xml"/></qti-assessment-section>
                """)
            .Add("sections/two.xml", $"<qti-assessment-section {TestPackage.Qti} identifier=\"Two\" title=\"Twee\" visible=\"true\"><qti-assessment-item-ref identifier=\"q1\" href=\"../items/q1.xml\"/><qti-assessment-item-ref identifier=\"q2\" href=\"../items/q2.xml\"/></qti-assessment-section>")
            .AddTest(TestPackage.Test("<qti-assessment-section-ref identifier=\"One\" href=\"sections/one.xml\"/>")));

        Assert.Equal([("sections/two.xml", "file_missing", "qti-assessment-item-ref[2] (line 1)")], Errors(reading));
    }

    [Fact]
    public async Task The_text_of_a_section_without_items_is_shown_with_those_that_follow()
    {
        var reading = await ReadAsync(new TestPackage().AddItem("q1", TestPackage.Choice("q1")).AddTest(TestPackage.Test(
            Section("Text", "<p>Er was eens een molen.</p>", "") + Section("Questions", "<p>Lees alle vragen.</p>", "<qti-assessment-item-ref identifier=\"q1\" href=\"q1.xml\"/>"))));

        Assert.Equal("<p>Er was eens een molen.</p><p>Lees alle vragen.</p>", Assert.Single(Assert.Single(reading.Tests).Content.Sections).Instructions);
        Assert.Contains(reading.Findings, finding => finding.First.Code == "section_without_items");
    }

    [Fact]
    public async Task A_text_that_no_item_follows_is_not_lost_unsaid() => Assert.Equal(
        ["section_without_items"],
        Errors(await ReadAsync(new TestPackage().AddItem("q1", TestPackage.Choice("q1")).AddTest(TestPackage.Test(
            "<qti-assessment-item-ref identifier=\"q1\" href=\"q1.xml\"/>" + Section("End", "<p>Dank u wel.</p>", ""))))).Select(error => error.Code));

    [Theory]
    [InlineData("2", "", null)]
    [InlineData("1", "weightIdentifier=\"W\"", null)]
    [InlineData("2", "weightIdentifier=\"W\"", "weight_unsupported")]
    public async Task A_weight_matters_where_the_test_uses_it(string weight, string used, string? error)
    {
        var reading = await ReadAsync(new TestPackage().AddItem("q1", TestPackage.Choice("q1")).AddTest($"""
            <assessmentTest {Old} identifier="T" title="Toets"><testPart identifier="P" navigationMode="nonlinear" submissionMode="individual"><assessmentSection identifier="S" title="Deel" visible="true">
            <assessmentItemRef identifier="q1" href="q1.xml"><weight identifier="W" value="{weight}"/></assessmentItemRef></assessmentSection></testPart>
            <outcomeProcessing><setOutcomeValue identifier="SCORE"><sum><testVariables variableIdentifier="SCORE" {used}/></sum></setOutcomeValue></outcomeProcessing></assessmentTest>
            """));

        Assert.Equal(error, Errors(reading).Select(found => found.Code).FirstOrDefault());
        Assert.Equal(error is null ? 1 : 0, reading.Tests.Count);
    }

    [Fact]
    public async Task Sections_without_a_test_become_one()
    {
        var reading = await ReadAsync(new TestPackage().Declare("q1", "imsqti_apipitem_xmlv2p1", "q1.xml").Add("q1.xml", TestPackage.Choice("q1"))
            .Declare("s1", "imsqti_apipsection_xmlv2p1", "deel 1.xml").Add("deel 1.xml", $"""
            <assessmentSection xmlns="http://www.imsglobal.org/xsd/apip/apipv1p0/qtisection/imsqti_v2p2" identifier="S" title="Een verhaal" visible="true">
            <rubricBlock view="candidate"><p>Er was eens.</p><apipAccessibility xmlns="http://www.imsglobal.org/xsd/apip/apipv1p0/imsapip_qtiv1p0"><order>7</order></apipAccessibility></rubricBlock>
            <assessmentItemRef identifier="q1" href="q1.xml"/></assessmentSection>
            """));

        var test = Assert.Single(reading.Tests);
        Assert.Equal(("Een verhaal", "<p>Er was eens.</p>"), (test.Title, Assert.Single(test.Content.Sections).Instructions));
        Assert.Equal(["accessibility_left_out", "test_made"], reading.Findings.Select(finding => finding.First.Code).Order());
    }

    [Fact]
    public async Task A_test_in_the_namespace_of_packages_is_a_test()
    {
        var reading = await ReadAsync(new TestPackage().AddItem("q1", TestPackage.Choice("q1")).AddTest(
            TestPackage.Test("<qti-assessment-item-ref identifier=\"q1\" href=\"q1.xml\"/>").Replace(TestPackage.Qti, "xmlns=\"http://www.imsglobal.org/xsd/imscp_v1p1\"", StringComparison.Ordinal)));

        Assert.Equal(1, new VersionPolicies().MaxPointsOf(Assert.Single(reading.Tests).Content));
    }

    [Fact]
    public async Task A_stimulus_that_the_manifest_takes_for_a_test_is_read_where_it_is_named()
    {
        var item = TestPackage.Choice("q1").Replace("<qti-item-body>", "<qti-assessment-stimulus-ref identifier=\"s\" href=\"s.xml\"/><qti-item-body>", StringComparison.Ordinal);
        var reading = await ReadAsync(TestPackage.OfItems(("q1", item)).Declare("s", "imsqti_test_xmlv3p0", "s.xml")
            .Add("s.xml", $"<qti-assessment-stimulus {TestPackage.Qti} identifier=\"s\" title=\"Tekst\"><qti-stimulus-body><p>Lees.</p></qti-stimulus-body></qti-assessment-stimulus>"));

        Assert.Empty(Errors(reading));
        Assert.Equal("<p>Lees.</p>", Assert.Single(Assert.Single(Assert.Single(reading.Tests).Content.Sections).Stimuli).Text);
    }

    [Fact]
    public async Task Names_with_backslashes_are_those_with_slashes()
    {
        var item = TestPackage.Choice("q1", "Zie <img src=\"pictures\\a.png\" alt=\"\"/>");
        var reading = await ReadAsync(new TestPackage().Declare("q1", "imsqti_item_xmlv3p0", "items\\q1.xml").Add("items\\q1.xml", item).Add("items\\pictures\\a.png", "x").Add("items\\", ""));

        Assert.Empty(Errors(reading));
        Assert.Equal("items/q1.xml", Assert.Single(reading.Items).File);
    }

    [Fact]
    public async Task Resources_are_relative_to_the_base_and_none_are_in_metadata()
    {
        const string Manifest = """
            <manifest xmlns="http://www.imsglobal.org/xsd/imscp_v1p1" identifier="M" xml:base="./package/"><metadata><lom xmlns="http://ltsc.ieee.org/xsd/LOM"><relation><resource/></relation><relation><resource/></relation></lom></metadata>
            <organizations/><resources xml:base="items/"><resource identifier="q1" type="imsqti_item_xmlv2p1" href="q%201.xml"><file href="q%201.xml"/></resource></resources></manifest>
            """;

        Assert.Equal("package/items/q 1.xml", Assert.Single((await ReadAsync(TestPackage.With(("package/items/q 1.xml", TestPackage.Choice("q1"))), manifest: Manifest)).Items).File);
    }

    [Theory]
    [InlineData("utf-16")]
    [InlineData("iso-8859-1")]
    [InlineData("windows-1252")]
    public void Documents_are_read_in_the_encoding_that_they_name(string name)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var encoding = Encoding.GetEncoding(name);
        var archive = new MemoryStream();
        using (var zip = new ZipArchive(archive, ZipArchiveMode.Create, leaveOpen: true))
        {
            Write(zip, "imsmanifest.xml", Encoding.UTF8.GetBytes("\ufeff<manifest><resources/></manifest>"));
            Write(zip, "q1.xml", [.. encoding.GetPreamble(), .. encoding.GetBytes($"<?xml version=\"1.0\" encoding=\"{name}\"?>\n<p>Café</p>")]);
        }

        using var package = QtiPackage.Open(archive);

        Assert.Equal("Café", package.Load("q1.xml").Root!.Value);
    }

    [Fact]
    public async Task A_document_type_that_brings_nothing_in_is_passed_over() => Assert.Empty(Errors(await ReadAsync(TestPackage.OfItems(
        ("q1", "<!DOCTYPE qti-assessment-item PUBLIC \"-//W3C//DTD MathML 2.0//EN\" \"http://www.w3.org/Math/DTD/mathml2/mathml2.dtd\">" + TestPackage.Choice("q1"))))));

    [Fact]
    public async Task A_container_without_a_default_value_is_empty()
    {
        var item = TestPackage.Choice("q1").Replace(
            "<qti-item-body>", "<qti-outcome-declaration identifier=\"FEEDBACK\" cardinality=\"multiple\" base-type=\"identifier\"><qti-default-value/></qti-outcome-declaration><qti-item-body>", StringComparison.Ordinal);
        var read = Assert.Single(Assert.Single((await ReadAsync(TestPackage.OfItems(("q1", item)))).Tests).Content.Items);

        Assert.DoesNotContain(read.Kept, kept => kept.Xml.Contains("default-value", StringComparison.Ordinal)); // which would be no valid QTI
    }

    [Fact]
    public async Task A_page_that_asks_nothing_is_information()
    {
        var page = $"<qti-assessment-item {TestPackage.Qti} identifier=\"p\" title=\"Uitleg\" time-dependent=\"false\"><qti-item-body><p>U hoort drie gesprekken.</p></qti-item-body></qti-assessment-item>";
        var test = Assert.Single((await ReadAsync(TestPackage.OfItems(("p", page), ("q1", TestPackage.Choice("q1"))))).Tests);

        Assert.Equal([(ItemType.Information, 0m), (ItemType.SingleChoice, 1m)], test.Content.Items.Select(item => (item.Type, item.MaxPoints)));
        Assert.DoesNotContain("response", QtiItem.Write(test.Content.Items.First(), [], QtiSample.WriteContext).ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<qti-response-declaration identifier=\"RESPONSE\" cardinality=\"single\" base-type=\"identifier\"/>")]
    [InlineData("<qti-outcome-declaration identifier=\"MAXSCORE\" cardinality=\"single\" base-type=\"float\"><qti-default-value><qti-value>2</qti-value></qti-default-value></qti-outcome-declaration>")]
    public async Task A_page_with_a_response_or_points_has_lost_its_question(string declaration)
    {
        var page = $"<qti-assessment-item {TestPackage.Qti} identifier=\"p\" title=\"p\" time-dependent=\"false\">{declaration}<qti-item-body><p>Ze zijn …</p></qti-item-body></qti-assessment-item>";

        Assert.Equal(["interaction_missing"], Errors(await ReadAsync(TestPackage.OfItems(("p", page)))).Select(error => error.Code));
    }

    [Fact]
    public void What_stands_beside_the_content_of_a_block_for_candidates_is_told()
    {
        var reading = QtiSample.ReadOld("""
            <rubricBlock view="candidate" use="instructions" class="qti-rubric-inline"><stylesheet href="a.css" type="text/css"/><contentBody><p>Kies.</p></contentBody><catalogInfo/></rubricBlock><p><textEntryInteraction responseIdentifier="RESPONSE"/></p>
            """);

        Assert.Equal(["stylesheet_left_out", "catalog_left_out"], reading.Findings.Select(finding => finding.Code));
        Assert.StartsWith("<div class=\"qti-rubric-inline\"><div><p>Kies.</p></div></div>", reading.Item!.Body, StringComparison.Ordinal);
    }

    private static string Section(string identifier, string text, string items) => $"""
        <qti-assessment-section identifier="{identifier}" title="{identifier}" visible="true"><qti-rubric-block view="candidate"><qti-content-body>{text}</qti-content-body></qti-rubric-block>{items}</qti-assessment-section>
        """;

    private static void Write(ZipArchive zip, string name, byte[] content)
    {
        using var entry = zip.CreateEntry(name).Open();
        entry.Write(content);
    }

    private static async Task<PackageReading> ReadAsync(TestPackage files, string? manifest = null)
    {
        using var package = QtiPackage.Open(files.Zip(manifest));
        return await PackageReader.ReadAsync(package, name => name.EndsWith(".png", StringComparison.Ordinal) ? new PackagedMedia(Id<Media>.New()) : null, (_, _) => Task.CompletedTask);
    }

    private static List<(string File, string Code, string Place)> Errors(PackageReading reading) =>
        [.. reading.Findings.Where(finding => finding.First.Severity == QtiSeverity.Error).Select(finding => (finding.First.File, finding.First.Code, finding.First.Place))];
}
