using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Cesuur.Infrastructure.Tests.Qti;

/// <summary>Packages made of their parts, sound and broken.</summary>
internal sealed class TestPackage
{
    public const string Qti = "xmlns=\"http://www.imsglobal.org/xsd/imsqtiasi_v3p0\"";

    private readonly List<(string Name, string Content)> _files = [];
    private readonly StringBuilder _resources = new();

    public static TestPackage With(params (string Name, string Content)[] files)
    {
        var package = new TestPackage();
        foreach (var (name, content) in files)
        {
            package.Add(name, content);
        }

        return package;
    }

    /// <summary>A test of one section with these items, each in a file of its name.</summary>
    public static TestPackage OfItems(params (string Name, string Content)[] items)
    {
        var package = new TestPackage();
        foreach (var (name, content) in items)
        {
            package.AddItem(name, content);
        }

        return package.AddTest(Test(string.Concat(items.Select(item => $"<qti-assessment-item-ref identifier=\"{item.Name}\" href=\"{item.Name}.xml\"/>"))));
    }

    public static string Test(string section, string rest = "", string part = "", string before = "") => $"""
        <qti-assessment-test {Qti} identifier="T" title="Toets">{before}<qti-test-part identifier="P" navigation-mode="nonlinear" submission-mode="simultaneous">{part}
        <qti-assessment-section identifier="S" title="Deel 1" visible="true">{section}</qti-assessment-section></qti-test-part>{rest}</qti-assessment-test>
        """;

    public static string Choice(string identifier, string prompt = "Welke dag?", string correct = "b", string points = "1") => $"""
        <qti-assessment-item {Qti} identifier="{identifier}" title="{identifier}" adaptive="false" time-dependent="false">
        <qti-response-declaration identifier="RESPONSE" cardinality="single" base-type="identifier"><qti-correct-response><qti-value>{correct}</qti-value></qti-correct-response></qti-response-declaration>
        <qti-outcome-declaration identifier="SCORE" cardinality="single" base-type="float"><qti-default-value><qti-value>0</qti-value></qti-default-value></qti-outcome-declaration>
        <qti-item-body><qti-choice-interaction response-identifier="RESPONSE" max-choices="1" shuffle="false"><qti-prompt>{prompt}</qti-prompt>
        <qti-simple-choice identifier="a">stoel</qti-simple-choice><qti-simple-choice identifier="b">maandag</qti-simple-choice></qti-choice-interaction></qti-item-body>
        <qti-response-processing><qti-response-condition><qti-response-if><qti-match><qti-variable identifier="RESPONSE"/><qti-correct identifier="RESPONSE"/></qti-match>
        <qti-set-outcome-value identifier="SCORE"><qti-base-value base-type="float">{points}</qti-base-value></qti-set-outcome-value></qti-response-if></qti-response-condition></qti-response-processing>
        </qti-assessment-item>
        """;

    public TestPackage Add(string name, string content)
    {
        _files.Add((name, content));
        return this;
    }

    public TestPackage AddItem(string name, string content) => Declare(name, "imsqti_item_xmlv3p0", $"{name}.xml").Add($"{name}.xml", content);

    public TestPackage AddTest(string content) => Declare("T", "imsqti_test_xmlv3p0", "test.xml").Add("test.xml", content);

    public TestPackage Declare(string identifier, string type, string href)
    {
        _resources.Append(CultureInfo.InvariantCulture, $"<resource identifier=\"{identifier}\" type=\"{type}\" href=\"{href}\"><file href=\"{href}\"/></resource>");
        return this;
    }

    public MemoryStream Zip(string? manifest = null)
    {
        var archive = new MemoryStream();
        Write(archive, [], manifest);
        return archive;
    }

    /// <summary>The archive, with files besides its documents that are made as they are written.</summary>
    public void Write(Stream archive, IEnumerable<(string Name, byte[] Content)> media, string? manifest = null)
    {
        using (var zip = new ZipArchive(archive, ZipArchiveMode.Create, leaveOpen: true))
        {
            var all = _files.Prepend(("imsmanifest.xml", manifest
                ?? $"<manifest xmlns=\"http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1\" identifier=\"M\"><organizations/><resources>{_resources}</resources></manifest>"));
            foreach (var (name, content) in all)
            {
                using var writer = new StreamWriter(zip.CreateEntry(name).Open());
                writer.Write(content);
            }

            foreach (var (name, content) in media)
            {
                using var entry = zip.CreateEntry(name, CompressionLevel.NoCompression).Open();
                entry.Write(content);
            }
        }

        archive.Position = 0;
    }
}
