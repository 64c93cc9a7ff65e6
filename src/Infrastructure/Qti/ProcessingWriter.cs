using System.Globalization;
using System.Xml.Linq;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Catalogue.Processing;

namespace Cesuur.Infrastructure.Qti;

/// <summary>Writes a response processing as QTI 3, so that <see cref="ProcessingReader"/> reads the same one.</summary>
public static class ProcessingWriter
{
    private static readonly XNamespace Qti = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0";

    /// <summary>The declarations, in the order in which an item has them.</summary>
    public static IReadOnlyList<XElement> Declarations(ResponseProcessing processing) =>
        [.. processing.Responses.Select(Response), .. processing.Outcomes.Select(Outcome)];

    /// <summary>The processing itself, as a template where one says the same; null where there is none.</summary>
    public static XElement? Rules(ResponseProcessing processing) =>
        processing.Rules.Count == 0 ? null
        : ProcessingTemplates.NameOf(processing.Rules) is { } name
            ? new XElement(Qti + "qti-response-processing", new XAttribute("template", ProcessingTemplates.AddressOf(name)))
            : new XElement(Qti + "qti-response-processing", processing.Rules.Select(Node));

    private static XElement Response(ResponseDeclaration declared) => Declaration(
        "response-declaration",
        declared.Identifier,
        declared.Cardinality,
        declared.BaseType,
        declared.Text is { } text ? new XProcessingInstruction(ProcessingReader.TextMatching, Words(text)) : null,
        Values("default-value", declared.Default),
        Values("correct-response", declared.Correct),
        declared.Mapping is not { } mapping ? null : Element(
            "mapping",
            Optional("lower-bound", mapping.LowerBound),
            Optional("upper-bound", mapping.UpperBound),
            Optional("default-value", mapping.DefaultValue),
            mapping.Entries.Select(entry => Element(
                "map-entry",
                new XAttribute("map-key", entry.Key),
                Optional("mapped-value", entry.Value),
                entry.CaseSensitive ? null : new XAttribute("case-sensitive", "false")))));

    private static XElement Outcome(OutcomeDeclaration declared) => Declaration(
        "outcome-declaration",
        declared.Identifier,
        declared.Cardinality,
        declared.BaseType,
        declared.Attributes.OrderBy(attribute => attribute.Key, StringComparer.Ordinal).Select(attribute => new XAttribute(attribute.Key, attribute.Value)),
        Optional("normal-maximum", declared.NormalMaximum),
        Optional("normal-minimum", declared.NormalMinimum),
        declared.ExternalScored is { } by ? new XAttribute("external-scored", by) : null,
        Values("default-value", declared.Default),
        declared.MatchTable is not { } match ? null : Element(
            "match-table",
            Optional("default-value", match.DefaultValue),
            match.Entries.Select(entry => Element("match-table-entry", Optional("source-value", entry.Source), new XAttribute("target-value", entry.Target)))),
        declared.InterpolationTable is not { } table ? null : Element(
            "interpolation-table",
            Optional("default-value", table.DefaultValue),
            table.Entries.Select(entry => Element(
                "interpolation-table-entry",
                Optional("source-value", entry.Boundary),
                entry.IncludeBoundary ? null : new XAttribute("include-boundary", "false"),
                new XAttribute("target-value", entry.Target)))));

    private static XElement Declaration(string name, string identifier, Cardinality cardinality, BaseType? baseType, params object?[] content) => Element(
        name,
        new XAttribute("identifier", identifier),
        new XAttribute("cardinality", BaseTypes.NameOf(cardinality)),
        baseType is { } type ? new XAttribute("base-type", BaseTypes.NameOf(type)) : null,
        content);

    private static XElement Node(ProcessingNode node) => Element(
        node.Name,
        node.Attributes.OrderBy(attribute => attribute.Key, StringComparer.Ordinal).Select(attribute => new XAttribute(attribute.Key, attribute.Value)),
        node.Text,
        node.Children.Select(Node));

    private static XElement? Values(string name, IReadOnlyList<string>? values) =>
        values is null ? null : Element(name, values.Select(value => Element("value", value)));

    private static XElement Element(string name, params object?[] content) => new(Qti + $"qti-{name}", content);

    private static XAttribute? Optional(string name, IFormattable? value) =>
        value is null ? null : new XAttribute(name, value.ToString(null, CultureInfo.InvariantCulture));

    private static XAttribute? Optional(string name, string? value) => value is null ? null : new XAttribute(name, value);

    private static string Words(TextMatching text) => string.Join(' ', new[]
    {
        text.IgnoreCase ? "ignore-case" : "",
        text.IgnoreSpaces ? "ignore-spaces" : "",
        text.IgnoreAccents ? "ignore-accents" : "",
        text.IgnorePunctuation ? "ignore-punctuation" : "",
    }.Where(word => word.Length > 0));
}
