using System.Globalization;
using System.Xml.Linq;
using Cesuur.Domain.Catalogue;

namespace Cesuur.Infrastructure.Qti;

/// <summary>
/// Reads a <c>qti-assessment-test</c> in the names of QTI 3.0. Our sections do not nest: each stretch of items of one
/// section becomes a section, in the order of the document. What would change which items a candidate gets, or how
/// points add up, is an error; what else we do otherwise is a notice.
/// </summary>
internal sealed class TestReader
{
    private const int MaxSections = 1_000;
    private const int MaxDepth = 20;

    private readonly QtiPackage package;
    private readonly Func<string, QtiContext> contextOf;
    private readonly List<KeptXml> kept = [];
    private readonly List<SectionReading> sections = [];
    private readonly HashSet<string> identifiers = [];
    private readonly HashSet<string> references = [];
    private readonly HashSet<string> sectionFiles = [];
    private readonly HashSet<string> usedWeights;
    private QtiFindings findings;
    private QtiContext context;
    private QtiText text;
    private string? instructions;
    private string? ahead;
    private int? duration;

    private TestReader(XElement test, string file, QtiPackage package, Func<string, QtiContext> contextOf, QtiFindings findings)
    {
        (this.package, this.contextOf, this.findings) = (package, contextOf, findings);
        context = contextOf(file);
        text = new QtiText(context, findings, kept);
        usedWeights = test.Elements(QtiNames.Qti + "qti-outcome-processing").Descendants().Attributes("weight-identifier").Select(weight => weight.Value).ToHashSet();
    }

    public static TestReading Read(XElement test, string file, QtiPackage package, Func<string, QtiContext> contextOf, QtiFindings findings) =>
        new TestReader(test, file, package, contextOf, findings).Read(test);

    private TestReading Read(XElement test)
    {
        text.KeepAttributes(test, test.Name.LocalName);
        foreach (var child in test.Elements())
        {
            switch (child.Name.LocalName)
            {
                case "qti-test-part":
                    ReadPart(child);
                    break;
                case "qti-time-limits":
                    duration = TimeLimit(child);
                    break;
                case "qti-outcome-processing":
                    ReadOutcomeProcessing(child);
                    break;
                case "qti-test-feedback":
                    findings.Notice(child, "feedback_not_shown", "Feedback is kept, and shown to nobody.");
                    text.Keep(child, "qti-assessment-test");
                    break;
                case "qti-stylesheet":
                    findings.Notice(child, "stylesheet_left_out", "How a text looks is up to who shows it.");
                    break;
                case "qti-outcome-declaration" when child.Attribute("identifier")?.Value == "SCORE" && !child.HasElements:
                    break;
                case "qti-outcome-declaration" or "qti-context-declaration" or "qti-catalog-info":
                    text.Keep(child, "qti-assessment-test");
                    break;
                default:
                    findings.Error(child, "element_unknown", $"<{child.Name.LocalName}> cannot stand here, or is not known.");
                    break;
            }
        }

        if (ahead is not null)
        {
            findings.Error(test, "section_without_items", "The text of a section is shown with the items that follow it, and none do.");
        }

        return new TestReading
        {
            Identifier = test.Attribute("identifier")?.Value ?? "",
            Title = test.Attribute("title")?.Value ?? "",
            DurationSeconds = duration,
            Instructions = instructions,
            Kept = kept,
            Sections = sections,
        };
    }

    private void ReadPart(XElement part)
    {
        var navigation = part.Attribute("navigation-mode")?.Value == "linear" ? Navigation.ForwardOnly : Navigation.Free;
        var isOnly = !part.ElementsBeforeSelf(part.Name).Concat(part.ElementsAfterSelf(part.Name)).Any();
        foreach (var child in part.Elements())
        {
            switch (child.Name.LocalName)
            {
                case "qti-assessment-section" or "qti-assessment-section-ref":
                    ReadSection(child, navigation, inherited: null, depth: 0);
                    break;
                case "qti-time-limits" when isOnly && duration is null:
                    duration = TimeLimit(child);
                    break;
                case "qti-time-limits":
                    findings.Error(child, "time_limits_unsupported", "A test and its sections have time limits, a part of several has none.");
                    break;
                case "qti-rubric-block" when IsForCandidates(child):
                    instructions += Told(child);
                    break;
                case "qti-rubric-block" or "qti-test-feedback":
                    text.Keep(child, "qti-test-part");
                    break;
                default:
                    ReadCommon(child);
                    break;
            }
        }
    }

    private void ReadSection(XElement section, Navigation navigation, string? inherited, int depth)
    {
        if (section.Name.LocalName == "qti-assessment-section-ref")
        {
            ReadReferenced(section, navigation, inherited, depth);
            return;
        }

        if (depth > MaxDepth)
        {
            findings.Error(section, "sections_too_deep", $"Sections are nested more than {MaxDepth} deep.");
            return;
        }

        var identifier = QtiIdentifier.Read(section.Attribute("identifier")?.Value ?? "");
        var title = section.Attribute("title")?.Value is { Length: > 0 } given ? given : identifier;
        var told = inherited + string.Concat(section.Elements(QtiNames.Qti + "qti-rubric-block").Where(IsForCandidates).Select(Told));
        var isLeaf = !section.Elements().Any(child => child.Name.LocalName is "qti-assessment-section" or "qti-assessment-section-ref");
        var limit = section.Element(QtiNames.Qti + "qti-time-limits") is { } limits ? TimeLimit(limits) : null;
        if (limit is not null && !isLeaf)
        {
            findings.Error(section, "time_limits_unsupported", "A section that holds sections has no time limit of its own here.");
        }

        var items = new List<ItemReference>();
        var keptHere = new List<KeptXml>();
        foreach (var child in section.Elements())
        {
            switch (child.Name.LocalName)
            {
                case "qti-assessment-item-ref":
                    if (ReadReference(child) is { } item)
                    {
                        items.Add(item);
                    }

                    break;
                case "qti-assessment-section" or "qti-assessment-section-ref":
                    Flush();
                    ReadSection(child, navigation, told.Length > 0 ? told : null, depth + 1);
                    told = "";
                    break;
                case "qti-rubric-block" when IsForCandidates(child):
                case "qti-time-limits":
                    break;
                case "qti-rubric-block":
                    keptHere.Add(new KeptXml("qti-assessment-section", child.ToString(SaveOptions.DisableFormatting)));
                    break;
                case "qti-ordering" when child.Attribute("shuffle")?.Value is "true" or "1":
                    RequireShufflable(child, section, navigation, isLeaf);
                    break;
                case "qti-ordering":
                    break;
                case "qti-selection" when child.Attribute("select")?.Value is { } select
                    && select == section.Elements().Count(one => one.Name.LocalName is "qti-assessment-item-ref" or "qti-assessment-section" or "qti-assessment-section-ref").ToString(CultureInfo.InvariantCulture)
                    && child.Attribute("with-replacement")?.Value is not ("true" or "1"):
                    break;
                case "qti-selection":
                    findings.Error(child, "selection_unsupported", "Every candidate gets all items of a version; none are drawn.");
                    break;
                default:
                    ReadCommon(child);
                    break;
            }
        }

        Flush();
        if (!isLeaf && section.Attribute("visible")?.Value is not ("false" or "0") && title.Length > 0)
        {
            findings.Notice(section, "section_flattened", $"Sections do not nest here: those in \"{title}\" stand beside one another, and its own title is not shown.");
        }

        kept.AddRange(keptHere.Select(block => block with { Place = "qti-test-part" }));
        if (told.Length > 0)
        {
            findings.Notice(section, "section_without_items", "It has a text and no items; the text is shown with those that follow.");
            ahead += told;
        }

        void Flush()
        {
            if (items.Count == 0)
            {
                return;
            }

            if (sections.Count == MaxSections)
            {
                findings.Error(section, "too_many_sections", $"A test has at most {MaxSections} sections.");
                return;
            }

            var read = new Section
            {
                Identifier = Unused(identifier),
                Title = title,
                Instructions = ahead + told is { Length: > 0 } shown ? shown : null,
                TimeLimitSeconds = limit,
                Shuffle = section.Element(QtiNames.Qti + "qti-ordering")?.Attribute("shuffle")?.Value is "true" or "1",
                Navigation = navigation,
                Items = [],
                Kept = [.. keptHere],
            };
            sections.Add(new SectionReading(read, [.. items]));
            items.Clear();
            keptHere.Clear();
            (told, ahead) = ("", null);
        }
    }

    // Addresses in a section of its own are relative to its file, and so are the places of what is found there.
    private void ReadReferenced(XElement reference, Navigation navigation, string? inherited, int depth)
    {
        if (FileOf(reference) is not { } file)
        {
            return;
        }

        var outer = (context, findings, text);
        context = contextOf(file);
        findings = findings.In(file);
        text = new QtiText(context, findings, kept);
        if (Referenced(reference, file) is { } section)
        {
            ReadSection(section, navigation, inherited, depth + 1);
        }

        (context, findings, text) = outer;
    }

    private ItemReference? ReadReference(XElement reference)
    {
        var identifier = reference.Attribute("identifier")?.Value ?? "";
        if (!references.Add(identifier))
        {
            findings.Error(reference, "identifier_duplicate", $"The test refers to two items as \"{identifier}\".");
        }

        int? limit = null;
        foreach (var child in reference.Elements())
        {
            switch (child.Name.LocalName)
            {
                case "qti-time-limits":
                    limit = TimeLimit(child);
                    break;
                case "qti-weight" when double.TryParse(child.Attribute("value")?.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var weight) && weight == 1:
                    break;
                case "qti-weight" when !usedWeights.Contains(child.Attribute("identifier")?.Value ?? ""):
                    findings.Notice(child, "weight_without_effect", "Nothing in the test uses this weight.");
                    break;
                case "qti-weight":
                    findings.Error(child, "weight_unsupported", "The points of an item are those of its key; a weight beside them is not applied.");
                    break;
                case "qti-variable-mapping" or "qti-template-default":
                    findings.Error(child, "element_unsupported", $"<{child.Name.LocalName}> is not supported.");
                    break;
                default:
                    ReadCommon(child);
                    break;
            }
        }

        return FileOf(reference) is { } file ? new ItemReference(reference, QtiIdentifier.Read(identifier), file, limit) : null;
    }

    /// <summary>What can stand in a part, a section and a reference alike.</summary>
    private void ReadCommon(XElement child)
    {
        switch (child.Name.LocalName)
        {
            case "qti-pre-condition" or "qti-branch-rule":
                findings.Error(child, "branching_unsupported", "Which items a candidate gets cannot depend on the answers.");
                break;
            case "qti-item-session-control":
                if (child.Attributes().Any(attribute => !attribute.IsNamespaceDeclaration && !IsOurs(attribute)))
                {
                    findings.Notice(child, "session_control_not_applied", "One attempt, answers that can be changed until the step is left, no feedback, no solutions: that is how every test is held here.");
                }

                break;
            default:
                findings.Error(child, "element_unknown", $"<{child.Name.LocalName}> cannot stand here, or is not known.");
                break;
        }
    }

    private static bool IsOurs(XAttribute attribute) => (attribute.Name.LocalName, attribute.Value) is
        ("max-attempts", "1") or ("show-feedback" or "show-solution" or "allow-comment" or "validate-responses", "false") or ("allow-skipping", "true");

    private void RequireShufflable(XElement ordering, XElement section, Navigation navigation, bool isLeaf)
    {
        if (navigation == Navigation.ForwardOnly || !isLeaf || section.Elements(QtiNames.Qti + "qti-assessment-item-ref").Any(item => item.Attribute("fixed")?.Value is "true" or "1"))
        {
            findings.Error(ordering, "shuffle_unsupported", "Items are shuffled where a candidate moves freely, all of a section; sections keep their order.");
        }
    }

    /// <summary>
    /// Points of a test are the sum of those of its items, as in the processing that most tests have. Other outcomes,
    /// such as passing, are set with the version; another SCORE would be another result.
    /// </summary>
    private void ReadOutcomeProcessing(XElement processing)
    {
        if (!IsOwn(processing))
        {
            text.Keep(processing, "qti-assessment-test");
        }

        foreach (var rule in processing.Descendants(QtiNames.Qti + "qti-set-outcome-value").Where(rule => rule.Attribute("identifier")?.Value == "SCORE"))
        {
            var isSum = rule.Elements().ToList() is [{ Name.LocalName: "qti-sum" } sum] && (IsSumOfAll(sum) || IsSumOfEach(sum));
            if (!isSum || rule.Parent != processing)
            {
                findings.Error(rule, "outcome_processing_unsupported", "The points of a test are the sum of the points of its items; this SCORE is another.");
            }
        }

        if (processing.Elements().Any(rule => rule.Attribute("identifier")?.Value != "SCORE"))
        {
            findings.Notice(processing, "outcome_processing_kept", "What else is worked out from the points, such as passing, is kept and not evaluated: the version's cut score and policies say it.");
        }
    }

    private static bool IsSumOfAll(XElement sum) => sum.Elements().ToList() is [{ Name.LocalName: "qti-test-variables" } variables]
        && variables.Attribute("variable-identifier")?.Value == "SCORE"
        && variables.Attributes().All(attribute => attribute.IsNamespaceDeclaration || attribute.Name.LocalName is "variable-identifier" or "base-type" or "weight-identifier"); // weights are 1

    private bool IsSumOfEach(XElement sum) => sum.Elements().All(term => term.Name.LocalName == "qti-variable")
        && sum.Elements().Select(term => term.Attribute("identifier")?.Value).Order(StringComparer.Ordinal)
            .SequenceEqual(references.Select(reference => reference + ".SCORE").Order(StringComparer.Ordinal), StringComparer.Ordinal);

    /// <summary>What is written for a test that came with none.</summary>
    private static bool IsOwn(XElement processing) => XNode.DeepEquals(Bare(processing), Bare(TestWriter.SumOfScores()));

    // Without the whitespace, and the declarations, that it was read with.
    private static XElement Bare(XElement element) =>
        new(element.Name, element.Attributes().Where(attribute => !attribute.IsNamespaceDeclaration), element.Elements().Select(Bare));

    private int? TimeLimit(XElement limits)
    {
        if (limits.Attribute("min-time") is not null || limits.Attribute("allow-late-submission")?.Value is "true" or "1")
        {
            findings.Notice(limits, "time_limits_not_applied", "There is no least time, and nothing is taken after the deadline.");
        }

        if (limits.Attribute("max-time") is not { } most)
        {
            return null;
        }

        if (double.TryParse(most.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 1 and < 1_000_000)
        {
            return (int)Math.Ceiling(seconds);
        }

        findings.Error(limits, "value_invalid", $"A time limit is a number of seconds from 1, not \"{most.Value}\".");
        return null;
    }

    private XElement? Referenced(XElement reference, string file)
    {
        try
        {
            if (!sectionFiles.Add(file))
            {
                findings.Error(reference, "section_repeated", $"{file} is in the test more than once.");
                return null;
            }

            var document = package.Load(file);
            QtiNames.Modernise(document, findings);
            if (document.Root!.Name.LocalName == "qti-assessment-section")
            {
                return document.Root;
            }

            findings.Error(reference, "resource_type_mismatch", $"{file} is no section.");
        }
        catch (QtiXmlException e)
        {
            findings.Error(reference, e.Code, $"{file}, line {e.Line}: {e.Message}");
        }

        return null;
    }

    private string? FileOf(XElement reference)
    {
        var href = reference.Attribute("href")?.Value ?? "";
        var file = QtiPath.Resolve(context.File, href);
        if (file is not null && package.Has(file))
        {
            return file;
        }

        findings.Error(reference, file is null ? "external_reference" : "file_missing", file is null
            ? $"\"{href}\" is outside the package."
            : $"\"{href}\" is not in the package.");
        return null;
    }

    private string Unused(string identifier)
    {
        var unused = identifier;
        for (var number = 2; !identifiers.Add(unused); number++)
        {
            unused = string.Create(CultureInfo.InvariantCulture, $"{identifier}-{number}");
        }

        return unused;
    }

    private static bool IsForCandidates(XElement block) => block.Attribute("view")?.Value.Split(' ').Contains("candidate") ?? true;

    private string Told(XElement block)
    {
        text.Read(RubricReader.AroundContentOf(block));
        return text.Wrap(block, text.Read(RubricReader.ContentOf(block)), "div", "view", "use");
    }
}
