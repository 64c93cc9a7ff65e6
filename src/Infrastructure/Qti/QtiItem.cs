using System.Globalization;
using System.Xml.Linq;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Catalogue.Processing;

namespace Cesuur.Infrastructure.Qti;

/// <summary>
/// An item with its body and its scoring. Where keys say what its response processing says it has keys, which authors
/// read and write; otherwise it has the processing as it is.
/// </summary>
public static class QtiItem
{
    private const string Document = "qti-assessment-item";

    private const decimal Tolerance = 0.000001m;

    public static ItemReading Read(XElement item, QtiContext context)
    {
        var reading = ItemBodyReader.Read(item, context);
        var processing = ProcessingReader.Read(WithOurIdentifiers(item));
        var isUnscored = reading.Item is null or { Rubric: not null } or { Type: ItemType.Information }; // a person sets the points, or nobody
        var faults = processing.Findings.Where(finding => finding.Code != ProcessingFindings.ScoreNeverSet || !isUnscored).ToList();
        var findings = reading.Findings.Concat(faults.Select(finding => ErrorOf(finding, context))).ToList();
        if (reading.Item is not { } read || faults.Count > 0)
        {
            return reading with { Item = null, Findings = findings };
        }

        if (read.Type == ItemType.Information)
        {
            return PromisesPoints(processing.Processing)
                ? reading with { Item = null, Findings = [.. findings, ErrorOf(new ProcessingFinding("outcome-declaration", "interaction_missing", "There are points, and no interaction that could earn them."), context)] }
                : reading with { Item = WithOutcomes(read, item), Findings = findings };
        }

        var types = reading.Responses.Zip(read.Interactions).ToDictionary(pair => pair.First, pair => pair.Second.Interaction.Type);
        var scored = read.Rubric is null ? Score(read, reading, processing.Processing, types) : CheckRated(read, processing.Processing, types);
        if (scored.Finding is { } wrong)
        {
            return reading with { Item = null, Findings = [.. findings, ErrorOf(wrong, context)] };
        }

        if (!DraftCheck.IsReckonable(scored.Item!))
        {
            return reading with { Item = null, Findings = [.. findings, ErrorOf(new(Document, ProcessingFindings.PointsOutOfRange, ContentErrors.PointsOutOfRange.Title), context)] };
        }

        if (LeavesOutRules(processing.Processing, scored.Item!))
        {
            findings.Add(new QtiFinding
            {
                Severity = QtiSeverity.Notice,
                File = context.File,
                Place = "qti-response-processing",
                Code = "outcomes_left_out",
                Detail = "The points are scored by keys; other outcomes, such as which feedback to show, are not worked out.",
            });
        }

        // A processing that is kept has them itself.
        return reading with { Item = scored.Item!.Processing is null ? WithOutcomes(scored.Item, item) : scored.Item, Findings = findings };
    }

    /// <param name="item">With texts that have been checked.</param>
    /// <param name="stimuli">Those of its section.</param>
    /// <param name="context">Where the files are.</param>
    public static XElement Write(Item item, IReadOnlyList<Stimulus> stimuli, QtiWriteContext context)
    {
        var written = ItemBodyWriter.Write(item, stimuli, context);
        var processing = item.Processing?.Rules ?? KeyProcessing.Of(
            [.. item.Interactions.Select(one => new KeyedResponse(one.Identifier.Length > 0 ? one.Identifier : ItemBodyWriter.ResponseOf(item), one.Interaction.Type, one.Interaction.Key))],
            item.MaxPoints);
        var declarations = ProcessingWriter.Declarations(processing);
        var rules = ProcessingWriter.Rules(processing);
        QtiIdentifier.Rename(rules is null ? declarations : [.. declarations, rules], QtiIdentifier.Write);
        written.AddFirst(declarations, item.Processing is null ? KeptWriter.Elements(item.Kept, Document, context.FileOf).Where(IsOutcome) : null);
        if (rules is not null)
        {
            written.Elements().Last(element => element.Name.LocalName is "qti-item-body" or "qti-catalog-info").AddAfterSelf(rules);
        }

        return written;
    }

    private static XElement WithOurIdentifiers(XElement item)
    {
        var scoring = item.Elements().Where(element => element.Name.LocalName is "qti-response-declaration" or "qti-response-processing").ToList();
        if (scoring.DescendantNodesAndSelf().Any(node => node is XElement element
            ? element.Attributes().Any(attribute => attribute.Value.Contains("_x", StringComparison.Ordinal))
            : node is XText text && text.Value.Contains("_x", StringComparison.Ordinal)))
        {
            QtiIdentifier.Rename(scoring, QtiIdentifier.Read); // in place: the body has been read
        }

        return item;
    }

    private static bool PromisesPoints(ResponseProcessing processing) => processing.Outcomes.Any(outcome => outcome switch
    {
        { Identifier: ResponseProcessing.Score } => outcome.NormalMaximum > 0,
        { Identifier: ResponseProcessing.MaxScore, Default: [var text] } => decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var points) && points > 0,
        _ => false,
    });

    private static (Item? Item, ProcessingFinding? Finding) Score(Item item, ItemReading reading, ResponseProcessing processing, Dictionary<string, ItemType> types)
    {
        var maximum = ScoreMaximum.Of(processing, reading.Responses.Zip(item.Interactions).ToDictionary(pair => pair.First, pair => pair.Second.Interaction));
        var keyed = KeyRecognition.Of(processing, types) is { } keys && WithKeys(item, reading.Responses, keys) is var with && DraftCheck.IsReckonable(with) ? with : null;
        // The maximum of keys is exact, where that of a processing may be what the responses tried have come to.
        if (maximum is { Finding: null, Points: { } most } && keyed?.MaxPoints > most + Tolerance)
        {
            return (null, ScoreMaximum.AboveMaximum(keyed.MaxPoints, most));
        }

        var isUnknown = maximum.Finding?.Code == ProcessingFindings.MaximumUnknown;
        if (keyed is not null && (isUnknown || (maximum.Finding is null && keyed.MaxPoints == maximum.Points)) && keyed.Interactions.All(one => one.Interaction.Key is not null))
        {
            return (keyed, null);
        }

        return maximum is { Finding: null, Points: { } points }
            ? (item with { Processing = new ItemProcessing { Rules = processing, Response = item.Type == ItemType.Composite ? null : reading.Responses[0], MaxPoints = points } }, null)
            : (null, maximum.Finding);
    }

    // A task is rated as a whole, so what a machine would score in it beside that cannot count.
    private static (Item? Item, ProcessingFinding? Finding) CheckRated(Item item, ResponseProcessing processing, Dictionary<string, ItemType> types)
    {
        var open = types.Where(type => type.Value is ItemType.ExtendedText or ItemType.RecordedSpeech or ItemType.FileUpload).Select(type => type.Key).ToHashSet();
        return item.Type == ItemType.Composite && KeyRecognition.Of(processing, types)?.Keys.Except(open).Any() == true
            ? (null, new ProcessingFinding("response-processing", "scoring_mixed", "Parts of the item are scored and others rated; an item is either scored or rated."))
            : (item, null);
    }

    private static Item WithKeys(Item item, IReadOnlyList<string> responses, IReadOnlyDictionary<string, ScoringKey> keys) => item.Type == ItemType.Composite
        ? item with { Parts = [.. item.Parts.Select(part => part with { Key = keys.GetValueOrDefault(part.Identifier) })] }
        : item with { Key = keys.GetValueOrDefault(responses[0]) };

    private static bool LeavesOutRules(ResponseProcessing processing, Item item) => item.Processing is null && processing.Outcomes
        .Any(outcome => outcome.Identifier is not (ResponseProcessing.Score or ResponseProcessing.MaxScore) && SetsOutcome(processing.Rules, outcome.Identifier));

    private static bool SetsOutcome(IReadOnlyList<ProcessingNode> nodes, string outcome) => nodes.Any(node =>
        (node.Name == "set-outcome-value" && node.Attributes.GetValueOrDefault("identifier") == outcome) || SetsOutcome(node.Children, outcome));

    /// <summary>Feedback that is kept names other outcomes, and some tell a model answer.</summary>
    private static Item WithOutcomes(Item read, XElement item)
    {
        var outcomes = item.Elements().Where(IsOutcome).ToList();
        outcomes.Elements(QtiNames.Qti + "qti-default-value").Where(value => !value.HasElements).Remove(); // no value is no default
        return read with { Kept = [.. read.Kept, .. outcomes.Select(outcome => new KeptXml(Document, outcome.ToString(SaveOptions.DisableFormatting)))] };
    }

    private static bool IsOutcome(XElement element) => element.Name.LocalName == "qti-outcome-declaration"
        && element.Attribute("identifier")?.Value is not (ResponseProcessing.Score or ResponseProcessing.MaxScore);

    private static QtiFinding ErrorOf(ProcessingFinding finding, QtiContext context) => new()
    {
        Severity = QtiSeverity.Error,
        File = context.File,
        Place = finding.Path,
        Code = finding.Code,
        Detail = finding.Detail,
    };
}
