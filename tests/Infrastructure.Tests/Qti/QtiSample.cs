using System.Xml.Linq;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Infrastructure.Qti;

namespace Cesuur.Infrastructure.Tests.Qti;

/// <summary>Items as documents of a package in which every file of a known kind is there.</summary>
internal static class QtiSample
{
    public const string Declarations = """
        <outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float"/>
        <outcomeDeclaration identifier="MAXSCORE" cardinality="single" baseType="float"><defaultValue><value>3</value></defaultValue></outcomeDeclaration>
        """;

    private static readonly Dictionary<string, Id<Media>> Files = [];

    public static QtiContext Context(Stimulus? stimulus = null) =>
        new("item.xml", MediaOf, href => href == "stimuli/text.xml" ? stimulus : null);

    public static QtiWriteContext WriteContext { get; } = new(FileOf, _ => "stimuli/text.xml");

    /// <summary>An item of QTI 2.1 with this body.</summary>
    public static ItemReading ReadOld(string body, string declarations = Declarations, string attributes = "") => Read($"""
        <assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="Q1" title="A question" adaptive="false" timeDependent="false" {attributes}>
        {declarations}
        <itemBody>{body}</itemBody>
        </assessmentItem>
        """);

    public static ItemReading Read(string xml, Stimulus? stimulus = null)
    {
        var document = XDocument.Parse(xml, LoadOptions.PreserveWhitespace | LoadOptions.SetLineInfo);
        var findings = new QtiFindings("item.xml");
        QtiNames.Modernise(document, findings);
        var reading = ItemBodyReader.Read(document.Root!, Context(stimulus));
        return reading with { Findings = [.. findings.All, .. reading.Findings] };
    }

    public static string Write(Item item, params Stimulus[] stimuli) =>
        ItemBodyWriter.Write(item, stimuli, WriteContext).ToString(SaveOptions.DisableFormatting);

    public static Item ReadBack(Item item, Stimulus? stimulus = null)
    {
        var reading = Read(Write(item, stimulus is null ? [] : [stimulus]), stimulus);
        Assert.DoesNotContain(reading.Findings, finding => finding.Severity == QtiSeverity.Error);
        return reading.Item!;
    }

    public static string Show(Item item) => System.Text.Json.JsonSerializer.Serialize(item with { Id = default }, Json.Options);

    public static Id<Media> File(string name)
    {
        lock (Files)
        {
            return Files.TryGetValue(name, out var id) ? id : Files[name] = Id<Media>.New();
        }
    }

    private static Id<Media>? MediaOf(string address) =>
        !address.Contains("missing", StringComparison.Ordinal) && Path.GetExtension(address) is ".png" or ".jpg" or ".mp3" or ".mp4" && !address.Contains(':', StringComparison.Ordinal)
            ? File(address)
            : null;

    private static QtiFile FileOf(Id<Media> id)
    {
        lock (Files)
        {
            var name = Files.First(file => file.Value == id).Key;
            return new QtiFile(name, Path.GetExtension(name) switch { ".mp3" => "audio/mpeg", ".mp4" => "video/mp4", _ => "image/png" });
        }
    }
}
