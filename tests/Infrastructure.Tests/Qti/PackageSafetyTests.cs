using System.IO.Compression;
using System.Text;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Infrastructure.Qti;

namespace Cesuur.Infrastructure.Tests.Qti;

/// <summary>Packages that mean harm, or do it by accident.</summary>
public sealed class PackageSafetyTests
{
    [Theory]
    [InlineData("../evil.xml")]
    [InlineData("a/../../evil.xml")]
    [InlineData("/etc/evil.xml")]
    [InlineData("C:/evil.xml")]
    [InlineData("a\\..\\..\\evil.xml")]
    [InlineData("a/./b.xml")]
    [InlineData("a//b.xml")]
    public async Task A_name_that_leads_elsewhere_is_refused(string name) =>
        Assert.Equal("package_path_unsafe", await RefusalAsync(TestPackage.OfItems(("q1", TestPackage.Choice("q1"))).Add(name, "x").Zip()));

    [Theory]
    [InlineData("../../outside.xml")]
    [InlineData("%2e%2e/outside.xml")]
    [InlineData("/outside.xml")]
    [InlineData("file:///etc/passwd")]
    public async Task A_resource_that_is_elsewhere_is_refused(string href) =>
        Assert.Equal("package_path_unsafe", await RefusalAsync(new TestPackage().Declare("q1", "imsqti_item_xmlv3p0", href).Zip()));

    [Fact]
    public async Task Two_files_of_one_name_are_refused() =>
        Assert.Equal("package_duplicate_file", await RefusalAsync(TestPackage.OfItems(("q1", TestPackage.Choice("q1"))).Add("Q1.XML", "other").Zip()));

    [Fact]
    public async Task Two_resources_of_one_identifier_are_refused() => Assert.Equal(
        "package_duplicate_identifier",
        await RefusalAsync(TestPackage.OfItems(("q1", TestPackage.Choice("q1"))).Declare("q1", "webcontent", "q1.xml").Zip()));

    [Fact]
    public async Task References_of_one_identifier_are_refused()
    {
        var package = TestPackage.With().AddItem("q1", TestPackage.Choice("q1")).AddItem("q2", TestPackage.Choice("q2"))
            .AddTest(TestPackage.Test("<qti-assessment-item-ref identifier=\"r\" href=\"q1.xml\"/><qti-assessment-item-ref identifier=\"r\" href=\"q2.xml\"/>"));

        Assert.Equal(("test.xml", "identifier_duplicate"), await ErrorAsync(package.Zip()));
    }

    [Fact]
    public async Task Choices_of_one_identifier_are_refused() => Assert.Equal(
        "q1.xml", (await ErrorAsync(TestPackage.OfItems(("q1", TestPackage.Choice("q1").Replace("identifier=\"b\"", "identifier=\"a\"", StringComparison.Ordinal))).Zip())).File);

    [Fact]
    public async Task A_million_laughs_are_never_laughed() => Assert.Equal(
        ("q1.xml", "xml_entity"),
        await ErrorAsync(TestPackage.OfItems(("q1", "<!DOCTYPE x [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;\">]>" + TestPackage.Choice("q1", "&c;"))).Zip()));

    [Fact]
    public async Task A_file_of_the_machine_is_never_read() => Assert.Equal(
        ("q1.xml", "xml_entity"),
        await ErrorAsync(TestPackage.OfItems(("q1", "<!DOCTYPE x [<!ENTITY f SYSTEM \"file:///etc/passwd\">]>" + TestPackage.Choice("q1", "&f;"))).Zip()));

    [Fact]
    public async Task An_entity_in_the_manifest_is_refused() =>
        Assert.Equal("package_manifest_invalid", await RefusalAsync(new TestPackage().Zip("<!DOCTYPE m [<!ENTITY f SYSTEM \"file:///etc/passwd\">]><manifest>&f;</manifest>")));

    [Fact]
    public async Task A_hundred_megabytes_of_XML_in_one_item_are_refused_before_they_are_in_memory()
    {
        // Random figures, so that it is not refused for how well it was packed.
        var random = new Random(1);
        var text = new StringBuilder();
        while (text.Length < 1024 * 1024)
        {
            text.Append("<p>").Append(random.NextInt64()).Append(random.NextInt64()).Append(random.NextInt64()).Append("</p>");
        }

        var zip = TestPackage.OfItems(("q1", TestPackage.Choice("q1", string.Concat(Enumerable.Repeat(text.ToString(), 100)))), ("q2", TestPackage.Choice("q2"))).Zip();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var reading = await ReadAsync(zip);

        Assert.Equal([("q1.xml", "xml_too_large")], Errors(reading));
        Assert.Equal("q2", Assert.Single(Assert.Single(reading.Tests).Content.Items).Identifier);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: false) - before, long.MinValue, 200_000_000);
    }

    [Fact]
    public async Task A_bomb_is_refused_while_it_unpacks() =>
        Assert.Equal("import_too_much", await RefusalAsync(TestPackage.OfItems(("q1", TestPackage.Choice("q1", new string(' ', 20_000_000)))).Zip()));

    [Fact]
    public async Task Elements_that_nest_without_end_are_refused()
    {
        var deep = string.Concat(Enumerable.Repeat("<div>", 20_000)) + string.Concat(Enumerable.Repeat("</div>", 20_000));

        Assert.Equal(("q1.xml", "xml_too_deep"), await ErrorAsync(TestPackage.OfItems(("q1", TestPackage.Choice("q1", deep))).Zip()));
    }

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("<iframe src=\"x\"/>")]
    [InlineData("<img src=\"missing.png\" alt=\"\"/>")]
    [InlineData("<img src=\"../../secret.png\" alt=\"\"/>")]
    [InlineData("<img src=\"http://tracker.example/x.png\" alt=\"\"/>")]
    public async Task A_question_that_runs_or_fetches_something_is_refused(string prompt) =>
        Assert.Equal("q1.xml", (await ErrorAsync(TestPackage.OfItems(("q1", TestPackage.Choice("q1", prompt))).Zip())).File);

    [Fact]
    public async Task Garbage_is_refused()
    {
        var random = new Random(7);
        foreach (var length in new[] { 0, 1, 21, 22, 23, 100, 70_000 })
        {
            var bytes = new byte[length];
            random.NextBytes(bytes);
            Assert.Equal("import_file_unreadable", await RefusalAsync(new MemoryStream(bytes)));
        }
    }

    /// <summary>Whatever one byte becomes, the package is read or refused, and nothing else happens.</summary>
    [Fact]
    public async Task A_package_that_was_damaged_anywhere_is_read_or_refused()
    {
        var sound = TestPackage.OfItems(("q1", TestPackage.Choice("q1")), ("q2", TestPackage.Choice("q2"))).Zip().ToArray();
        var random = new Random(11);
        for (var i = 0; i < 600; i++)
        {
            var damaged = (byte[])sound.Clone();
            damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            try
            {
                await ReadAsync(new MemoryStream(damaged));
            }
            catch (DomainException)
            {
            }
        }
    }

    [Fact]
    public async Task An_archive_may_have_a_comment()
    {
        var zip = TestPackage.OfItems(("q1", TestPackage.Choice("q1"))).Zip();
        using (var archive = new ZipArchive(zip, ZipArchiveMode.Update, leaveOpen: true))
        {
            archive.Comment = "made by hand";
        }

        Assert.Single((await ReadAsync(zip)).Tests);
    }

    private static async Task<PackageReading> ReadAsync(Stream file)
    {
        using var package = QtiPackage.Open(file);
        return await PackageReader.ReadAsync(package, _ => new PackagedMedia(Id<Media>.New()), (_, _) => Task.CompletedTask);
    }

    private static async Task<string> RefusalAsync(Stream file) => (await Assert.ThrowsAsync<DomainException>(() => ReadAsync(file))).Error.Code;

    private static async Task<(string File, string Code)> ErrorAsync(Stream file) => Errors(await ReadAsync(file))[0];

    private static List<(string File, string Code)> Errors(PackageReading reading) =>
        [.. reading.Findings.Where(finding => finding.First.Severity == QtiSeverity.Error).Select(finding => (finding.First.File, finding.First.Code))];
}
