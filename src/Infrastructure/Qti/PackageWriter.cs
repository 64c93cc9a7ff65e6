using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;

namespace Cesuur.Infrastructure.Qti;

/// <summary>
/// Writes a version as a content package of QTI 3.0, document by document and file by file, so that a package of any
/// size takes no memory of its own. What QTI has no place for is in <see cref="PackageDetails"/>.
/// </summary>
public sealed class PackageWriter
{
    private const string TestFile = "assessment-test.xml";

    private static readonly XNamespace Manifest = "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1";
    private static readonly XNamespace Instance = "http://www.w3.org/2001/XMLSchema-instance";

    private readonly Test test;
    private readonly TestVersion version;
    private readonly IReadOnlyDictionary<Id<Media>, Media> media;
    private readonly Dictionary<Stimulus, string> stimulusFiles = [];
    private readonly List<XElement> resources = [];
    private readonly SortedSet<string> used = new(StringComparer.Ordinal);

    private PackageWriter(Test test, TestVersion version, IReadOnlyDictionary<Id<Media>, Media> media) =>
        (this.test, this.version, this.media) = (test, version, media);

    /// <param name="test">The test.</param>
    /// <param name="version">The version that is written.</param>
    /// <param name="media">The files that its content names.</param>
    /// <param name="open">Opens one of them.</param>
    /// <param name="target">Where the archive goes. It is written to synchronously too: the archive's own streams end so.</param>
    /// <param name="cancel">When nobody waits for it any more.</param>
    public static Task WriteAsync(
        Test test, TestVersion version, IReadOnlyDictionary<Id<Media>, Media> media, Func<Media, CancellationToken, Task<Stream>> open, Stream target, CancellationToken cancel) =>
        new PackageWriter(test, version, media).WriteAsync(open, target, cancel);

    private async Task WriteAsync(Func<Media, CancellationToken, Task<Stream>> open, Stream target, CancellationToken cancel)
    {
        await using var archive = await ZipArchive.CreateAsync(target, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, cancel);
        var number = 0;
        foreach (var (section, stimulus) in version.Content.Sections.SelectMany(section => section.Stimuli.Select(stimulus => (section, stimulus))))
        {
            var file = string.Create(CultureInfo.InvariantCulture, $"stimuli/stimulus-{++number:0000}.xml");
            stimulusFiles[stimulus] = file;
            await WriteAsync(archive, file, StimulusWriter.Write(stimulus, KeptOf(section, stimulus), id => FileOf(id, "../")), cancel);
            Declare("imsqti_stimulus_xmlv3p0", file, []);
        }

        number = 0;
        var itemFiles = new List<string>();
        foreach (var section in version.Content.Sections)
        {
            foreach (var item in section.Items)
            {
                var file = string.Create(CultureInfo.InvariantCulture, $"items/item-{++number:0000}.xml");
                itemFiles.Add(file);
                await WriteAsync(archive, file, QtiItem.Write(item, section.Stimuli, new QtiWriteContext(id => FileOf(id, "../"), stimulus => "../" + stimulusFiles[stimulus])), cancel);
                Declare("imsqti_item_xmlv3p0", file, section.Stimuli.Where(stimulus => stimulus.Identifier == item.Stimulus).Select(stimulus => stimulusFiles[stimulus]));
            }
        }

        await WriteAsync(archive, TestFile, TestWriter.Write(test, version, itemFiles, id => FileOf(id, "")), cancel);
        Declare("imsqti_test_xmlv3p0", TestFile, itemFiles);
        await WriteDetailsAsync(archive, cancel);
        foreach (var file in media.Values.GroupBy(NameOf, StringComparer.Ordinal).Select(same => same.First()).OrderBy(NameOf, StringComparer.Ordinal))
        {
            // Sound and pictures are compressed already.
            var entry = archive.CreateEntry(NameOf(file), CompressionLevel.NoCompression);
            await using var content = await open(file, cancel);
            await using var into = await entry.OpenAsync(cancel);
            await content.CopyToAsync(into, cancel);
        }

        await WriteAsync(archive, QtiPackage.ManifestName, ManifestOf(), cancel);
    }

    /// <summary>The place of what is kept of a stimulus' document, with its section.</summary>
    internal static string PlaceOf(Stimulus stimulus) => $"{StimulusReader.Document} {stimulus.Identifier}";

    private static IEnumerable<KeptXml> KeptOf(Section section, Stimulus stimulus) =>
        section.Kept.Where(kept => kept.Place == PlaceOf(stimulus)).Select(kept => kept with { Place = StimulusReader.Document });

    private async Task WriteDetailsAsync(ZipArchive archive, CancellationToken cancel)
    {
        var details = new PackageDetails
        {
            Test = test.Details,
            Settings = version.Settings,
            CutScore = version.CutScore,
            ConversionTable = version.ConversionTable,
            MediaTitles = media.Values.GroupBy(NameOf, StringComparer.Ordinal).OrderBy(same => same.Key, StringComparer.Ordinal).ToDictionary(same => same.Key, same => same.First().Title),
        };
        await using var into = await archive.CreateEntry(PackageDetails.FileName).OpenAsync(cancel);
        await into.WriteAsync(details.Write(), cancel);
        resources.Add(new XElement(
            Manifest + "resource", new XAttribute("identifier", "details"), new XAttribute("type", "webcontent"), new XAttribute("href", PackageDetails.FileName),
            new XElement(Manifest + "file", new XAttribute("href", PackageDetails.FileName))));
    }

    private static async Task WriteAsync(ZipArchive archive, string name, XElement root, CancellationToken cancel)
    {
        await using var into = await archive.CreateEntry(name).OpenAsync(cancel);
        var settings = new XmlWriterSettings
        {
            Async = true,
            Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            NewLineHandling = NewLineHandling.Entitize,
            Indent = root.Name.Namespace == Manifest, // elsewhere it would change the texts
        };
        await using var writer = XmlWriter.Create(into, settings);
        await new XDocument(root).SaveAsync(writer, cancel);
    }

    private XElement ManifestOf() => new(
        Manifest + "manifest",
        new XAttribute("identifier", $"package-{version.Id}"),
        new XAttribute(XNamespace.Xmlns + "xsi", Instance),
        new XAttribute(Instance + "schemaLocation", $"{Manifest} https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/imsqtiv3p0_imscpv1p2_v1p0.xsd"),
        new XElement(Manifest + "metadata", new XElement(Manifest + "schema", "QTI Package"), new XElement(Manifest + "schemaversion", "3.0.0")),
        new XElement(Manifest + "organizations"),
        new XElement(Manifest + "resources", resources));

    /// <summary>A document that has just been written, with the files that it asked for meanwhile.</summary>
    private void Declare(string type, string file, IEnumerable<string> dependencies)
    {
        resources.Add(new XElement(
            Manifest + "resource",
            new XAttribute("identifier", Path.GetFileNameWithoutExtension(file)),
            new XAttribute("type", type),
            new XAttribute("href", file),
            used.Prepend(file).Select(name => new XElement(Manifest + "file", new XAttribute("href", name))),
            dependencies.Select(one => new XElement(Manifest + "dependency", new XAttribute("identifierref", Path.GetFileNameWithoutExtension(one))))));
        used.Clear();
    }

    private QtiFile FileOf(Id<Media> id, string folder)
    {
        used.Add(NameOf(media[id]));
        return new QtiFile(folder + NameOf(media[id]), media[id].ContentType);
    }

    /// <summary>With a part of its checksum, so that every file has a name of its own, and the same one however often it goes to and fro.</summary>
    private static string NameOf(Media file)
    {
        var mark = "-" + file.Checksum[..12];
        var name = string.Concat(Path.GetFileNameWithoutExtension(file.FileName).ToLowerInvariant().Take(60).Where(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_'));
        return $"media/{(name.EndsWith(mark, StringComparison.Ordinal) ? name : (name.Length == 0 ? "file" : name) + mark)}{ExtensionOf(file.ContentType)}";
    }

    private static string ExtensionOf(string contentType) => contentType switch
    {
        "image/png" => ".png",
        "image/jpeg" => ".jpg",
        "image/gif" => ".gif",
        "image/webp" => ".webp",
        "image/svg+xml" => ".svg",
        "audio/mpeg" => ".mp3",
        "audio/mp4" => ".m4a",
        "audio/ogg" => ".ogg",
        "audio/webm" => ".weba",
        "audio/wav" => ".wav",
        "audio/flac" => ".flac",
        "video/mp4" => ".mp4",
        "video/webm" => ".webm",
        _ => ".bin",
    };
}
