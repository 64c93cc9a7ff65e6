using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Catalogue.Processing;

namespace Cesuur.Infrastructure.Qti;

/// <summary>Reads the declarations and the response processing of an item, in the names of QTI 3, and checks them.</summary>
public static class ProcessingReader
{
    /// <summary>The processing instruction in which a declaration of ours says what QTI cannot.</summary>
    internal const string TextMatching = "cesuur-text-matching";

    private const string Prefix = "qti-";

    private static readonly HashSet<string> OutcomeMembers = ["identifier", "cardinality", "base-type", "normal-maximum", "normal-minimum", "external-scored"];

    /// <param name="item">A <c>qti-assessment-item</c>; where it was loaded with line numbers, the places have them.</param>
    public static ProcessingReading Read(XElement item) => new Reading(item).Result();

    internal static string NameOf(XElement element) =>
        element.Name.LocalName.StartsWith(Prefix, StringComparison.Ordinal) ? element.Name.LocalName[Prefix.Length..] : element.Name.LocalName;

    private sealed class Reading(XElement item)
    {
        private readonly List<ProcessingFinding> findings = [];
        private readonly Dictionary<string, int> lines = new(StringComparer.Ordinal);
        private int nodes;
        private bool isTooLarge;

        public ProcessingReading Result()
        {
            Note(item, "");
            if (item.Attribute("adaptive")?.Value is "true" or "1")
            {
                Add(item, "assessment-item", ProcessingFindings.AdaptiveUnsupported, "Items that change between attempts are not supported.");
            }

            foreach (var template in Children(item, "template-declaration").Concat(Children(item, "template-processing")))
            {
                Add(template, NameOf(template), ProcessingFindings.TemplateProcessingUnsupported, "Items made anew for each candidate are not supported.");
            }

            var declarations = item.Elements().Count(element => NameOf(element) is "response-declaration" or "outcome-declaration");
            if (declarations > ResponseProcessing.MaxDeclarations)
            {
                Add(item, "assessment-item", ProcessingFindings.TooLarge, $"An item declares at most {ResponseProcessing.MaxDeclarations} variables, not {declarations}.");
                return new(new ResponseProcessing(), findings);
            }

            var responses = Children(item, "response-declaration").Select(Response).OfType<ResponseDeclaration>().ToList();
            var outcomes = Children(item, "outcome-declaration").Select(Outcome).OfType<OutcomeDeclaration>().ToList();
            var processing = new ResponseProcessing
            {
                Responses = responses,
                Outcomes = outcomes,
                Rules = Children(item, "response-processing").FirstOrDefault() is { } element ? Rules(element, outcomes) : [],
            };
            // A processing that was not read whole is not checked: what is missing would be found wanting.
            if (nodes <= ResponseProcessing.MaxNodes && findings.TrueForAll(finding => finding.Code is not (ProcessingFindings.TemplateUnknown or ProcessingFindings.TooLarge)))
            {
                findings.AddRange(ProcessingCheck.Of(processing));
            }

            return new(processing, [.. findings.Select(finding => finding with { Path = WithLine(finding.Path) })]);
        }

        private static IEnumerable<XElement> Children(XElement parent, string name) => parent.Elements().Where(child => NameOf(child) == name);

        private static bool? Boolean(string? text) => text?.Trim() switch { "true" or "1" => true, "false" or "0" => false, _ => null };

        private void Add(XElement element, string path, string code, string detail)
        {
            Note(element, path);
            findings.Add(new(path, code, detail));
        }

        private void Note(XElement element, string path)
        {
            if (element is IXmlLineInfo line && line.HasLineInfo())
            {
                lines.TryAdd(path, line.LineNumber);
            }
        }

        // The line of the place, or of what it is in; what is absent altogether is missing from the item.
        private string WithLine(string path)
        {
            var place = path;
            while (place.Length > 0 && !lines.ContainsKey(place))
            {
                place = place[..Math.Max(0, place.LastIndexOf('/'))];
            }

            return lines.TryGetValue(place, out var line) ? string.Create(CultureInfo.InvariantCulture, $"{path} (line {line})") : path;
        }

        private ResponseDeclaration? Response(XElement element)
        {
            if (Declaration(element) is not var (identifier, cardinality, baseType, path))
            {
                return null;
            }

            IReadOnlyList<string>? correct = null, standard = null;
            ResponseMapping? mapping = null;
            foreach (var child in element.Elements())
            {
                var place = $"{path}/{NameOf(child)}";
                Note(child, place);
                switch (NameOf(child))
                {
                    case "correct-response":
                        correct = Values(child, place);
                        break;
                    case "default-value":
                        standard = Values(child, place);
                        break;
                    case "mapping":
                        mapping = Mapping(child, place);
                        break;
                    case "area-mapping":
                        Add(child, place, ProcessingFindings.DeclarationUnsupported, "Areas of a picture are not supported.");
                        break;
                    default:
                        Add(child, place, ProcessingFindings.DeclarationInvalid, $"A response declaration has no {NameOf(child)}.");
                        break;
                }
            }

            return new()
            {
                Identifier = identifier,
                Cardinality = cardinality,
                BaseType = baseType,
                Correct = correct,
                Default = standard,
                Mapping = mapping,
                Text = element.Nodes().OfType<XProcessingInstruction>().FirstOrDefault(one => one.Target == TextMatching) is { } instruction ? Matching(instruction.Data) : null,
            };
        }

        private static TextMatching Matching(string data)
        {
            var words = data.Split(' ');
            return new()
            {
                IgnoreCase = words.Contains("ignore-case"),
                IgnoreSpaces = words.Contains("ignore-spaces"),
                IgnoreAccents = words.Contains("ignore-accents"),
                IgnorePunctuation = words.Contains("ignore-punctuation"),
            };
        }

        private OutcomeDeclaration? Outcome(XElement element)
        {
            if (Declaration(element) is not var (identifier, cardinality, baseType, path))
            {
                return null;
            }

            IReadOnlyList<string>? standard = null;
            MatchTable? match = null;
            InterpolationTable? interpolation = null;
            foreach (var child in element.Elements())
            {
                var place = $"{path}/{NameOf(child)}";
                Note(child, place);
                switch (NameOf(child))
                {
                    case "default-value" when cardinality != Cardinality.Single && !child.HasElements:
                        break; // an empty container is NULL, as without a default; one authoring tool writes it everywhere
                    case "default-value":
                        standard = Values(child, place);
                        break;
                    case "match-table":
                        match = new([.. Entries(child, place, "match-table-entry", MatchEntry)], child.Attribute("default-value")?.Value);
                        break;
                    case "interpolation-table":
                        interpolation = new([.. Entries(child, place, "interpolation-table-entry", InterpolationEntry)], child.Attribute("default-value")?.Value);
                        break;
                    default:
                        Add(child, place, ProcessingFindings.DeclarationInvalid, $"An outcome declaration has no {NameOf(child)}.");
                        break;
                }
            }

            return new()
            {
                Identifier = identifier,
                Cardinality = cardinality,
                BaseType = baseType,
                Default = standard,
                NormalMaximum = Number(element, "normal-maximum", path),
                NormalMinimum = Number(element, "normal-minimum", path),
                ExternalScored = element.Attribute("external-scored")?.Value is { } by and not "none" ? by : null,
                MatchTable = match,
                InterpolationTable = interpolation,
                Attributes = Attributes(element).Where(attribute => !OutcomeMembers.Contains(attribute.Key)).ToDictionary(),
            };
        }

        private (string Identifier, Cardinality Cardinality, BaseType? BaseType, string Path)? Declaration(XElement element)
        {
            var identifier = element.Attribute("identifier")?.Value.Trim() ?? "";
            var path = $"{NameOf(element)}[{identifier}]";
            Note(element, path);
            var name = element.Attribute("base-type")?.Value;
            var baseType = BaseTypes.Parse(name);
            if (identifier.Length > 0 && BaseTypes.ParseCardinality(element.Attribute("cardinality")?.Value) is { } cardinality && (name is null || baseType is not null))
            {
                return (identifier, cardinality, baseType, path);
            }

            Add(element, path, ProcessingFindings.DeclarationInvalid, "A declaration has an identifier, a cardinality and a base type, as the specification knows them.");
            return null;
        }

        private List<string> Values(XElement element, string path)
        {
            foreach (var child in element.Elements().Where(child => NameOf(child) != "value"))
            {
                Add(child, $"{path}/{NameOf(child)}", ProcessingFindings.DeclarationInvalid, $"Only values are expected here, not {NameOf(child)}.");
            }

            var values = Children(element, "value").Select(value => value.Value).ToList();
            if (values.Count == 0)
            {
                Add(element, path, ProcessingFindings.ValueInvalid, "There is no value.");
            }

            return values;
        }

        private ResponseMapping Mapping(XElement element, string path) => new()
        {
            LowerBound = Number(element, "lower-bound", path),
            UpperBound = Number(element, "upper-bound", path),
            DefaultValue = Number(element, "default-value", path) ?? 0,
            Entries = [.. Entries(element, path, "map-entry", MapEntry)],
        };

        private IEnumerable<T> Entries<T>(XElement table, string path, string name, Func<XElement, string, T?> read)
            where T : class
        {
            foreach (var child in table.Elements())
            {
                if (NameOf(child) == name && read(child, path) is { } entry)
                {
                    yield return entry;
                }
                else
                {
                    Add(child, $"{path}/{NameOf(child)}", ProcessingFindings.DeclarationInvalid, $"Expected is a whole {name}.");
                }
            }
        }

        private MapEntry? MapEntry(XElement entry, string path) =>
            entry.Attribute("map-key")?.Value is { } key && Number(entry, "mapped-value", path) is { } value
                ? new(key, value, Boolean(entry.Attribute("case-sensitive")?.Value) ?? true)
                : null;

        private MatchTableEntry? MatchEntry(XElement entry, string path) =>
            Number(entry, "source-value", path) is { } source && decimal.IsInteger(source) && Math.Abs(source) <= int.MaxValue && entry.Attribute("target-value")?.Value is { } target
                ? new((int)source, target)
                : null;

        private InterpolationTableEntry? InterpolationEntry(XElement entry, string path) =>
            Number(entry, "source-value", path) is { } boundary && entry.Attribute("target-value")?.Value is { } target
                ? new(boundary, target, Boolean(entry.Attribute("include-boundary")?.Value) ?? true)
                : null;

        private decimal? Number(XElement element, string attribute, string path)
        {
            if (element.Attribute(attribute)?.Value is not { } text)
            {
                return null;
            }

            if (decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
            {
                return value;
            }

            Add(element, path, ProcessingFindings.ValueInvalid, $"The attribute {attribute} cannot be “{text}”.");
            return null;
        }

        private IReadOnlyList<ProcessingNode> Rules(XElement element, IReadOnlyList<OutcomeDeclaration> outcomes)
        {
            const string path = "response-processing";
            Note(element, path);
            var rules = Nodes(element, path, 1);
            if (element.Attribute("template")?.Value is not { } address)
            {
                return rules;
            }

            var expanded = ProcessingTemplates.Expand(address, outcomes);
            if (expanded is null)
            {
                Add(element, path, ProcessingFindings.TemplateUnknown, $"The template “{address}” is not known, or not known to mean one thing for this item.");
            }
            else if (rules.Count > 0 && !ProcessingNode.AreSame(rules, expanded))
            {
                Add(element, path, ProcessingFindings.TemplateUnknown, "There are rules beside the template, and they are not its own.");
            }

            return expanded ?? [];
        }

        private List<ProcessingNode> Nodes(XElement parent, string path, int depth)
        {
            var elements = parent.Elements().ToList();
            nodes += elements.Count;
            if (elements.Count > 0 && (depth > ResponseProcessing.MaxDepth || nodes > ResponseProcessing.MaxNodes))
            {
                if (!isTooLarge)
                {
                    isTooLarge = true;
                    Add(parent, path, ProcessingFindings.TooLarge, $"A processing has at most {ResponseProcessing.MaxNodes} elements, {ResponseProcessing.MaxDepth} deep.");
                }

                return [];
            }

            var named = elements.Select(element => new ProcessingNode { Name = NameOf(element) }).ToList();
            return [.. ProcessingCheck.Places(named, path).Zip(elements).Select(pair =>
            {
                var (place, element) = (pair.First.Path, pair.Second);
                Note(element, place);
                return pair.First.Node with
                {
                    Attributes = Attributes(element),
                    Children = Nodes(element, place, depth + 1),
                    Text = NameOf(element) == "base-value" ? element.Value : null,
                };
            })];
        }

        private static Dictionary<string, string> Attributes(XElement element) => element.Attributes()
            .Where(attribute => !attribute.IsNamespaceDeclaration && attribute.Name.Namespace == XNamespace.None)
            .OrderBy(attribute => attribute.Name.LocalName, StringComparer.Ordinal)
            .ToDictionary(attribute => attribute.Name.LocalName, attribute => attribute.Value);
    }
}
