using System.Xml.Linq;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;

namespace Cesuur.Infrastructure.Qti;

/// <summary>
/// Reads the tests of a package with their items and stimuli, one document at a time. Whatever cannot be taken over
/// faithfully is told with its place; an item with such a part is left out of its test.
/// </summary>
public sealed class PackageReader
{
    public const int MaxItems = 10_000;

    private readonly QtiPackage package;
    private readonly Func<string, PackagedMedia?> mediaOf;
    private readonly Func<int, int, Task> progress;
    private readonly Dictionary<string, QtiResource> declared;
    private readonly Dictionary<(string File, QtiSeverity Severity, string Code), PackageFinding> findings = [];
    private readonly Dictionary<string, PackagedItem> items = [];
    private readonly Dictionary<string, StimulusReading?> stimuli = [];
    private readonly List<PackagedTest> tests = [];
    private int total;

    /// <param name="package">The package.</param>
    /// <param name="mediaOf">A file of sound, video or picture by its name in the package; absent when it is none.</param>
    /// <param name="progress">Told after every document, with how many there are.</param>
    private PackageReader(QtiPackage package, Func<string, PackagedMedia?> mediaOf, Func<int, int, Task> progress)
    {
        (this.package, this.mediaOf, this.progress) = (package, mediaOf, progress);
        declared = package.Resources.Where(resource => resource.Href is not null)
            .GroupBy(resource => resource.Href!, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.First(), StringComparer.Ordinal);
    }

    /// <exception cref="DomainException"><c>package_too_many_items</c>, <c>import_file_unreadable</c>, <c>import_too_much</c></exception>
    public static async Task<PackageReading> ReadAsync(QtiPackage package, Func<string, PackagedMedia?> mediaOf, Func<int, int, Task> progress)
    {
        var reader = new PackageReader(package, mediaOf, progress);
        await reader.ReadAsync();
        return new PackageReading
        {
            Tests = reader.tests,
            Items = [.. reader.items.Values.OrderBy(item => item.File, StringComparer.Ordinal)],
            Findings = [.. reader.findings.Values.OrderBy(finding => finding.First.File, StringComparer.Ordinal).ThenByDescending(finding => finding.First.Severity)],
        };
    }

    private async Task ReadAsync()
    {
        CheckResources();
        var itemResources = package.Resources.Where(resource => resource.Kind == QtiResourceKind.Item).ToList();
        total = itemResources.Count;
        if (total > MaxItems)
        {
            throw new DomainException(PackageErrors.TooManyItems, $"{total} items; at most {MaxItems} are read.");
        }

        if (package.Details is null && package.Has(PackageDetails.FileName))
        {
            Add(QtiSeverity.Notice, PackageDetails.FileName, "", "details_not_read", "It is not what this platform writes into its packages, and is ignored.");
        }

        foreach (var resource in package.Resources.Where(resource => resource.Kind == QtiResourceKind.Test))
        {
            await ReadTestAsync(resource, package.Details);
        }

        if (!package.Resources.Any(resource => resource.Kind == QtiResourceKind.Test))
        {
            var sections = package.Resources.Where(resource => resource is { Kind: QtiResourceKind.Section, Href: not null }).ToList();
            if (sections.Count > 0)
            {
                await JoinAsync(sections);
            }
            else if (itemResources.Count > 0)
            {
                await GatherAsync(itemResources);
            }
        }

        foreach (var resource in itemResources.Where(resource => resource.Href is { } file && package.Has(file) && !items.ContainsKey(file)))
        {
            items[resource.Href!] = new PackagedItem { File = resource.Href!, Outcome = PackagedItemOutcome.NotInATest };
            Add(QtiSeverity.Notice, resource.Href!, "", "item_not_in_a_test", "No test of the package has the item, so it is not imported.");
        }
    }

    /// <summary>What the manifest says and the archive does not hold, or holds as something else.</summary>
    private void CheckResources()
    {
        foreach (var resource in package.Resources)
        {
            foreach (var file in resource.Files.Append(resource.Href).OfType<string>().Distinct(StringComparer.Ordinal).Where(file => !package.Has(file)))
            {
                var isNeeded = resource.Kind != QtiResourceKind.Other && file == resource.Href;
                Add(
                    isNeeded ? QtiSeverity.Error : QtiSeverity.Notice,
                    QtiPackage.ManifestName,
                    resource.Identifier,
                    file.Contains(':', StringComparison.Ordinal) ? "external_reference" : "file_missing",
                    $"The resource names \"{file}\", which is not in the package.");
            }

            if (resource.Kind == QtiResourceKind.Other && resource.Href is { } href && package.Has(href) && mediaOf(href) is null)
            {
                Add(QtiSeverity.Notice, href, "", "resource_not_read", $"A resource of type {resource.Type} is no part of a test here.");
            }
        }
    }

    private async Task ReadTestAsync(QtiResource resource, PackageDetails? details)
    {
        if (resource.Href is { } file && package.Has(file) && Load(file, "qti-assessment-test") is { } document)
        {
            await ReadTestAsync(document, file, details);
        }
    }

    private async Task ReadTestAsync(XElement document, string file, PackageDetails? details)
    {
        var found = new QtiFindings(file);
        var test = TestReader.Read(document, file, package, ContextOf, found);
        Add(found.All);
        if (found.HasErrors)
        {
            foreach (var reference in test.Sections.SelectMany(section => section.Items))
            {
                items.TryAdd(reference.File, new PackagedItem { File = reference.File, Identifier = reference.Identifier, Outcome = PackagedItemOutcome.Refused });
            }

            return;
        }

        var sections = new List<Section>();
        var identifiers = new HashSet<string>(StringComparer.Ordinal);
        var usedStimuli = new Dictionary<string, Stimulus>(StringComparer.Ordinal);
        foreach (var section in test.Sections)
        {
            sections.Add(await ReadSectionAsync(section, file, identifiers, usedStimuli));
        }

        tests.Add(new PackagedTest
        {
            Identifier = test.Identifier,
            Title = test.Title.Length > 0 ? test.Title : test.Sections.Select(section => section.Section.Title).FirstOrDefault(test.Identifier),
            Content = new TestContent { Instructions = test.Instructions, Sections = [.. sections.Where(section => section.Items.Count > 0)], Kept = test.Kept },
            DurationSeconds = test.DurationSeconds,
            Details = details,
        });
    }

    private async Task<Section> ReadSectionAsync(SectionReading section, string testFile, HashSet<string> identifiers, Dictionary<string, Stimulus> usedStimuli)
    {
        var read = new List<Item>();
        var about = new List<Stimulus>();
        foreach (var reference in section.Items)
        {
            if (items.Count >= MaxItems)
            {
                throw new DomainException(PackageErrors.TooManyItems, $"At most {MaxItems} items are read.");
            }

            if (!declared.ContainsKey(reference.File))
            {
                Add(QtiSeverity.Notice, testFile, QtiFindings.PlaceOf(reference.Element), "resource_not_declared", $"{reference.File} is used and is no resource of the manifest.");
            }

            var reading = ReadItem(reference.File);
            if (reading?.Item is { } item && NameOf(item, reference, testFile, identifiers) is { } name)
            {
                item = item with
                {
                    Identifier = name,
                    TimeLimitSeconds = reference.TimeLimitSeconds,
                    Stimulus = Place(reading, about, usedStimuli),
                    Kept = [.. item.Kept, .. KeptOf(reference, name)],
                };
                read.Add(item);
                items[reference.File] = Imported(reference.File, item);
            }
            else if (reading?.Item is { } twice)
            {
                items.TryAdd(reference.File, new PackagedItem { File = reference.File, Identifier = twice.Identifier, Outcome = PackagedItemOutcome.Refused });
                Add(QtiSeverity.Error, testFile, QtiFindings.PlaceOf(reference.Element), "identifier_duplicate", $"The test has an item \"{twice.Identifier}\" already.");
            }
            else
            {
                items[reference.File] = new PackagedItem { File = reference.File, Outcome = PackagedItemOutcome.Refused };
            }

            await progress(items.Count, Math.Max(total, items.Count));
        }

        return section.Section with { Stimuli = about, Items = read, Kept = [.. section.Section.Kept, .. about.SelectMany(KeptOf)] };
    }

    /// <summary>The item's own identifier; where the test has it already, that of the reference, which is unique in every test.</summary>
    private string? NameOf(Item item, ItemReference reference, string testFile, HashSet<string> identifiers)
    {
        if (identifiers.Add(item.Identifier))
        {
            return item.Identifier;
        }

        if (!identifiers.Add(reference.Identifier))
        {
            return null;
        }

        Add(QtiSeverity.Notice, testFile, QtiFindings.PlaceOf(reference.Element), "identifier_of_reference", $"The test has another item \"{item.Identifier}\"; this one is called \"{reference.Identifier}\" as the test does.");
        return reference.Identifier;
    }

    // A package of sections without a test: one test of all of them, in the order of the manifest.
    private async Task JoinAsync(List<QtiResource> resources)
    {
        Add(QtiSeverity.Notice, QtiPackage.ManifestName, "", "test_made", "The package has sections and no test; one test was made of them, in the order of the manifest.");
        var sections = resources.Select(resource => new XElement(
            QtiNames.Qti + "qti-assessment-section-ref",
            new XAttribute("identifier", resource.Identifier),
            new XAttribute("href", string.Join('/', resource.Href!.Split('/').Select(Uri.EscapeDataString)))));
        var part = new XElement(QtiNames.Qti + "qti-test-part", new XAttribute("navigation-mode", "nonlinear"), sections);
        await ReadTestAsync(new XElement(QtiNames.Qti + "qti-assessment-test", new XAttribute("identifier", "sections"), part), QtiPackage.ManifestName, details: null);
    }

    // A package of items without a test, as from an item bank: one test of all of them, in the order of the manifest.
    private async Task GatherAsync(List<QtiResource> resources)
    {
        var references = resources.Where(resource => resource.Href is { } file && package.Has(file))
            .Select(resource => new ItemReference(new XElement(QtiNames.Qti + "qti-assessment-item-ref"), resource.Identifier, resource.Href!, TimeLimitSeconds: null)).ToList();
        var section = new Section { Identifier = "items", Title = "Items", Navigation = Navigation.Free, Items = [] };
        var read = await ReadSectionAsync(new SectionReading(section, references), QtiPackage.ManifestName, [], []);
        Add(QtiSeverity.Notice, QtiPackage.ManifestName, "", "test_made", "The package has items and no test; one test was made of them, in the order of the manifest.");
        tests.Add(new PackagedTest { Identifier = "items", Title = read.Items.Count > 0 ? read.Items[0].Title ?? read.Items[0].Identifier : "Items", Content = new TestContent { Sections = [read] } });
    }

    /// <summary>How the test calls the item, which its outcome processing does too, and the categories it gives it.</summary>
    private static IEnumerable<KeptXml> KeptOf(ItemReference reference, string name)
    {
        var attributes = reference.Element.Attributes()
            .Where(attribute => attribute.Name.LocalName is "category" || (attribute.Name.LocalName == "identifier" && reference.Identifier != name)).ToList();
        return attributes.Count == 0 ? [] : [new KeptXml(TestWriter.Reference, new XElement(reference.Element.Name, attributes).ToString(SaveOptions.DisableFormatting))];
    }

    // A stimulus is shown to candidates as it is, so what is kept of its document is with its section.
    private IEnumerable<KeptXml> KeptOf(Stimulus stimulus) => stimuli.Values
        .Where(reading => reading?.Stimulus is { } read && read with { Identifier = stimulus.Identifier } == stimulus).Take(1)
        .SelectMany(reading => reading!.Kept).Select(kept => kept with { Place = PackageWriter.PlaceOf(stimulus) });

    private ItemReading? ReadItem(string file)
    {
        if (Load(file, "qti-assessment-item") is not { } document)
        {
            return null;
        }

        var reading = QtiItem.Read(document, ContextOf(file));
        Add(reading.Findings);
        return reading;
    }

    /// <summary>The stimuli of an item become those of its section; the item is about the first.</summary>
    private static string? Place(ItemReading reading, List<Stimulus> about, Dictionary<string, Stimulus> used)
    {
        string? first = null;
        foreach (var stimulus in reading.Stimuli)
        {
            var name = stimulus.Identifier;
            for (var number = 2; used.TryGetValue(name, out var known) && !(known with { Identifier = stimulus.Identifier } == stimulus && about.Contains(known)); number++)
            {
                name = $"{stimulus.Identifier}-{number}";
            }

            if (used.TryAdd(name, stimulus with { Identifier = name }))
            {
                about.Add(used[name]);
            }

            first ??= name;
        }

        return first;
    }

    private QtiContext ContextOf(string file) => new(
        file,
        address =>
        {
            var media = QtiPath.Resolve(file, address) is { } name && package.Has(name) ? mediaOf(name) : null;
            if (media is { Id: null, Code: { } code })
            {
                Add(QtiSeverity.Error, file, "", code, $"{address}: {media.Reason}");
            }

            return media?.Id;
        },
        address => QtiPath.Resolve(file, address) is { } name && package.Has(name) ? StimulusOf(name) : null);

    private Stimulus? StimulusOf(string file)
    {
        if (!stimuli.TryGetValue(file, out var reading))
        {
            if (Load(file, "qti-assessment-stimulus") is { } document)
            {
                reading = StimulusReader.Read(document, ContextOf(file));
                Add(reading.Findings);
            }

            stimuli[file] = reading;
        }

        return reading?.Stimulus;
    }

    private XElement? Load(string file, string root)
    {
        try
        {
            var document = package.Load(file);
            var found = new QtiFindings(file);
            QtiNames.Modernise(document, found);
            Add(found.All);
            if (document.Root!.Name.LocalName == root)
            {
                return found.HasErrors ? null : document.Root;
            }

            // What else a test is made of is read where something names it, whatever the manifest takes it for.
            var isRead = root == "qti-assessment-test" && document.Root.Name.LocalName is "qti-assessment-stimulus" or "qti-assessment-section";
            Add(isRead ? QtiSeverity.Notice : QtiSeverity.Error, file, document.Root.Name.LocalName, "resource_type_mismatch", $"A <{root}> is expected here.");
        }
        catch (QtiXmlException e)
        {
            Add(QtiSeverity.Error, file, $"line {e.Line}", e.Code, e.Message);
        }

        return null;
    }

    private static PackagedItem Imported(string file, Item item) => new()
    {
        File = file,
        Identifier = item.Identifier,
        Outcome = PackagedItemOutcome.Imported,
        Type = item.Type,
        MaxPoints = item.MaxPoints,
    };

    private void Add(IEnumerable<QtiFinding> found)
    {
        foreach (var finding in found)
        {
            var key = (finding.File, finding.Severity, finding.Code);
            findings[key] = findings.TryGetValue(key, out var known) ? known with { Count = known.Count + 1 } : new PackageFinding(finding, 1);
        }
    }

    private void Add(QtiSeverity severity, string file, string place, string code, string detail) =>
        Add([new QtiFinding { Severity = severity, File = file, Place = place, Code = code, Detail = detail }]);
}
