using System.Globalization;
using System.Xml.Linq;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;

namespace Cesuur.Infrastructure.Qti;

/// <summary>
/// Writes a version's sections as a <c>qti-assessment-test</c> of QTI 3.0: those that follow one another with the same
/// navigation are one test part.
/// </summary>
internal sealed class TestWriter
{
    public const string Reference = "qti-assessment-item-ref";

    private const string Document = "qti-assessment-test";

    private readonly TestVersion version;
    private readonly Func<Id<Media>, QtiFile> fileOf;
    private readonly QtiTextWriter text;
    private readonly Queue<string> itemFiles;

    private TestWriter(TestVersion version, IEnumerable<string> itemFiles, Func<Id<Media>, QtiFile> fileOf)
    {
        (this.version, this.fileOf) = (version, fileOf);
        this.itemFiles = new Queue<string>(itemFiles);
        text = new QtiTextWriter(fileOf);
    }

    /// <param name="test">The test.</param>
    /// <param name="version">Its version.</param>
    /// <param name="itemFiles">The documents of the items, in order.</param>
    /// <param name="fileOf">The address of a file.</param>
    public static XElement Write(Test test, TestVersion version, IEnumerable<string> itemFiles, Func<Id<Media>, QtiFile> fileOf) =>
        new TestWriter(version, itemFiles, fileOf).Write(test);

    private XElement Write(Test test)
    {
        var kept = version.Content.Kept;
        return new XElement(
            QtiNames.Qti + Document,
            new XAttribute("identifier", test.Id.ToString()),
            new XAttribute("title", test.Title),
            KeptWriter.Attributes(kept, Document),
            Kept("qti-context-declaration"),
            version.Content.Kept.Any(IsScore) ? null : Score(),
            Kept("qti-outcome-declaration"),
            TimeLimits(version.DurationSeconds),
            Parts(),
            Kept("qti-outcome-processing").DefaultIfEmpty(SumOfScores()),
            Kept("qti-test-feedback"),
            Kept("qti-catalog-info"));
    }

    private IEnumerable<XElement> Parts()
    {
        var sections = version.Content.Sections;
        for (var (at, number) = (0, 1); at < sections.Count; number++)
        {
            var navigation = sections[at].Navigation;
            var together = sections.Skip(at).TakeWhile(section => section.Navigation == navigation).ToList();
            yield return new XElement(
                QtiNames.Qti + "qti-test-part",
                new XAttribute("identifier", string.Create(CultureInfo.InvariantCulture, $"part-{number}")),
                new XAttribute("navigation-mode", navigation == Navigation.Free ? "nonlinear" : "linear"),
                new XAttribute("submission-mode", navigation == Navigation.Free ? "simultaneous" : "individual"),
                together.Select(Section),
                at == 0 ? Instructions(version.Content.Instructions) : null,
                at == 0 ? KeptWriter.Elements(version.Content.Kept, "qti-test-part", fileOf) : null);
            at += together.Count;
        }
    }

    private XElement Section(Section section) => new(
        QtiNames.Qti + "qti-assessment-section",
        new XAttribute("identifier", QtiIdentifier.Write(section.Identifier)),
        new XAttribute("title", section.Title),
        new XAttribute("visible", "true"),
        TimeLimits(section.TimeLimitSeconds),
        section.Shuffle ? new XElement(QtiNames.Qti + "qti-ordering", new XAttribute("shuffle", "true")) : null,
        Instructions(section.Instructions),
        KeptWriter.Elements(section.Kept, "qti-assessment-section", fileOf),
        section.Items.Select(item => new XElement(
            QtiNames.Qti + Reference,
            KeptWriter.Attributes(item.Kept, Reference).Prepend(new XAttribute("identifier", QtiIdentifier.Write(item.Identifier))).GroupBy(attribute => attribute.Name).Select(group => group.Last()),
            new XAttribute("href", itemFiles.Dequeue()),
            TimeLimits(item.TimeLimitSeconds))));

    private XElement? Instructions(string? instructions) => instructions is null ? null : new XElement(
        QtiNames.Qti + "qti-rubric-block",
        new XAttribute("view", "candidate"),
        new XAttribute("use", "instructions"),
        new XElement(QtiNames.Qti + "qti-content-body", text.WriteBlocks(instructions)));

    private static XElement? TimeLimits(int? seconds) => seconds is null ? null : new XElement(
        QtiNames.Qti + "qti-time-limits", new XAttribute("max-time", seconds));

    private static XElement Score() => new(
        QtiNames.Qti + "qti-outcome-declaration",
        new XAttribute("identifier", "SCORE"),
        new XAttribute("cardinality", "single"),
        new XAttribute("base-type", "float"));

    public static XElement SumOfScores() => new(
        QtiNames.Qti + "qti-outcome-processing",
        new XElement(
            QtiNames.Qti + "qti-set-outcome-value",
            new XAttribute("identifier", "SCORE"),
            new XElement(QtiNames.Qti + "qti-sum", new XElement(QtiNames.Qti + "qti-test-variables", new XAttribute("variable-identifier", "SCORE")))));

    private static bool IsScore(KeptXml kept) => kept.Place == Document
        && XElement.Parse(kept.Xml) is { Name.LocalName: "qti-outcome-declaration" } declaration && declaration.Attribute("identifier")?.Value == "SCORE";

    private IEnumerable<XElement> Kept(params string[] names) => KeptWriter.Elements(version.Content.Kept, Document, fileOf)
        .Where(element => names.Contains(element.Name.LocalName));
}
