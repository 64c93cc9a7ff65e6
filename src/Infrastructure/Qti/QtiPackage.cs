using System.Text.Json;
using System.Xml;
using System.Xml.Linq;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Infrastructure.Imports;

namespace Cesuur.Infrastructure.Qti;

/// <summary>
/// A content package (IMS Content Packaging with QTI 2.0 to 3.0): an archive with an imsmanifest.xml. It is read in
/// place; nothing of it is unpacked anywhere.
/// </summary>
public sealed class QtiPackage : IDisposable
{
    public const string ManifestName = "imsmanifest.xml";

    private const int MaxDetails = 1024 * 1024;

    private readonly BoundedArchive _archive;
    private readonly Dictionary<string, string> _entries;

    private QtiPackage(BoundedArchive archive, Dictionary<string, string> entries)
    {
        (_archive, _entries) = (archive, entries);
        Resources = ReadManifest();
        Details = ReadDetails();
    }

    public IReadOnlyList<QtiResource> Resources { get; }

    /// <summary>What QTI has no place for; null in packages that others wrote.</summary>
    public PackageDetails? Details { get; }

    /// <summary>The names of all files, below the folder of the manifest.</summary>
    public IReadOnlyCollection<string> Names => _entries.Keys;

    /// <exception cref="DomainException">The file is no package, or not one that is safe to read.</exception>
    public static QtiPackage Open(Stream file)
    {
        var archive = BoundedArchive.Open(file, ArchiveLimits.Packages);
        try
        {
            var all = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
            foreach (var entry in archive.Names.Where(entry => !entry.EndsWith('\\')))
            {
                var name = QtiPath.Slashed(entry);
                if (!QtiPath.IsSafe(name))
                {
                    throw new DomainException(PackageErrors.PathUnsafe, $"\"{Printable(name)}\" leads out of the package.");
                }

                if (!all.TryAdd(name, entry))
                {
                    throw new DomainException(PackageErrors.DuplicateFile, $"\"{Printable(name)}\" is there more than once.");
                }
            }

            var folder = FolderOf(all.Keys);
            return new QtiPackage(archive, all.Where(file => file.Key.StartsWith(folder, StringComparison.Ordinal))
                .ToDictionary(file => file.Key[folder.Length..], file => file.Value, StringComparer.Ordinal));
        }
        catch
        {
            archive.Dispose();
            throw;
        }
    }

    public bool Has(string name) => _entries.ContainsKey(name);

    /// <param name="name">One of <see cref="Names"/>.</param>
    public Stream OpenFile(string name) => _archive.OpenEntry(_entries[name]);

    /// <exception cref="QtiXmlException">It is no XML, or more of it than is read.</exception>
    public XDocument Load(string name)
    {
        using var file = OpenFile(name);
        return QtiXml.Load(file);
    }

    public void Dispose() => _archive.Dispose();

    // Packages that were zipped as a folder have their manifest in it.
    private static string FolderOf(IReadOnlyCollection<string> names)
    {
        if (names.Contains(ManifestName, StringComparer.Ordinal))
        {
            return "";
        }

        var nested = names.Where(name => name.EndsWith("/" + ManifestName, StringComparison.Ordinal) && name.Count(character => character == '/') == 1).ToList();
        return nested is [var only] && !only.StartsWith("__MACOSX/", StringComparison.Ordinal)
            ? only[..^ManifestName.Length]
            : throw new DomainException(PackageErrors.ManifestMissing);
    }

    private PackageDetails? ReadDetails()
    {
        if (!Has(PackageDetails.FileName))
        {
            return null;
        }

        using var file = OpenFile(PackageDetails.FileName);
        var content = new byte[MaxDetails];
        var length = file.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
        try
        {
            return PackageDetails.Read(content.AsSpan(0, length));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private List<QtiResource> ReadManifest()
    {
        List<QtiResource> resources;
        try
        {
            using var file = OpenFile(ManifestName);
            resources = QtiXml.Read(file, QtiXml.MaxManifest, ReadResources);
        }
        catch (QtiXmlException e)
        {
            throw new DomainException(PackageErrors.ManifestInvalid, $"{ManifestName}, line {e.Line}: {e.Message}");
        }

        if (resources.GroupBy(resource => resource.Identifier, StringComparer.Ordinal).FirstOrDefault(group => group.Skip(1).Any()) is { } twice)
        {
            throw new DomainException(PackageErrors.DuplicateIdentifier, $"\"{Printable(twice.Key)}\" is there more than once.");
        }

        return resources;
    }

    private static List<QtiResource> ReadResources(XmlReader manifest)
    {
        if (manifest.MoveToContent() != XmlNodeType.Element || manifest.LocalName != "manifest")
        {
            throw new DomainException(PackageErrors.ManifestInvalid, $"{ManifestName} is no manifest but a {Printable(manifest.LocalName)}.");
        }

        // Metadata may name resources as well, which are others.
        var resources = new List<QtiResource>();
        var (rootFolder, folder, list) = (FolderOf(manifest, ""), "", -1);
        while (manifest.Read())
        {
            if (manifest is { NodeType: XmlNodeType.Element, LocalName: "resources" })
            {
                (folder, list) = (FolderOf(manifest, rootFolder), manifest.Depth);
            }
            else if (manifest is { NodeType: XmlNodeType.Element, LocalName: "resource" } && manifest.Depth == list + 1)
            {
                resources.Add(ReadResource(manifest, folder));
            }
            else if (manifest.Depth <= list)
            {
                list = -1;
            }
        }

        return resources;
    }

    private static QtiResource ReadResource(XmlReader manifest, string outer)
    {
        var (identifier, type, href) = (manifest.GetAttribute("identifier") ?? "", manifest.GetAttribute("type") ?? "", manifest.GetAttribute("href"));
        var folder = FolderOf(manifest, outer);
        var files = new List<string>();
        if (!manifest.IsEmptyElement)
        {
            for (var depth = manifest.Depth; manifest.Read() && manifest.Depth > depth;)
            {
                if (manifest is { NodeType: XmlNodeType.Element, LocalName: "file" } && manifest.Depth == depth + 1 && manifest.GetAttribute("href") is { } file)
                {
                    files.Add(NameOf(folder + file));
                }
            }
        }

        return new QtiResource { Identifier = identifier, Type = type, Href = href is null ? null : NameOf(folder + href), Files = files };
    }

    // What addresses are relative to, as xml:base says it: the part up to the last slash.
    private static string FolderOf(XmlReader element, string outer) => element.GetAttribute("base", "http://www.w3.org/XML/1998/namespace") is { } address
        ? outer + address[..(address.LastIndexOf('/') + 1)]
        : outer;

    // An address on the web is a resource that is not in the package, as a link is; one that climbs out is an attack.
    private static string NameOf(string address)
    {
        if (Uri.TryCreate(address, UriKind.Absolute, out var web) && web.Scheme is "http" or "https")
        {
            return address;
        }

        return QtiPath.Resolve("", address)
            ?? throw new DomainException(PackageErrors.PathUnsafe, $"{ManifestName} names \"{Printable(address)}\", which is not in the package.");
    }

    private static string Printable(string text) => string.Concat(text.Take(200).Select(character => char.IsControl(character) ? '?' : character));
}
