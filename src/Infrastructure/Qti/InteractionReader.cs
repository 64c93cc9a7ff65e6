using System.Globalization;
using System.Xml.Linq;
using Cesuur.Domain.Catalogue;

namespace Cesuur.Infrastructure.Qti;

/// <summary>Reads the interactions that are types of our items, each as a part.</summary>
internal sealed class InteractionReader(XElement item, QtiText text, QtiFindings findings)
{
    private readonly Dictionary<string, string?> cardinalities = item.Elements(QtiNames.Qti + "qti-response-declaration")
        .DistinctBy(declaration => declaration.Attribute("identifier")?.Value ?? "")
        .ToDictionary(declaration => declaration.Attribute("identifier")?.Value ?? "", declaration => declaration.Attribute("cardinality")?.Value);

    /// <summary>Nothing for an interaction that none of our types is.</summary>
    public Part? Read(XElement element) => element.Name.LocalName switch
    {
        "qti-choice-interaction" => Choice(element),
        "qti-inline-choice-interaction" => InlineChoice(element),
        "qti-text-entry-interaction" => TextEntry(element),
        "qti-match-interaction" => Match(element),
        "qti-order-interaction" => Order(element),
        "qti-hottext-interaction" => HotText(element),
        "qti-gap-match-interaction" => GapMatch(element),
        "qti-extended-text-interaction" => ExtendedText(element),
        "qti-upload-interaction" => Upload(element),
        _ => null,
    };

    public static bool IsInline(XElement element) => element.Name.LocalName is "qti-inline-choice-interaction" or "qti-text-entry-interaction";

    /// <summary>The element in a text that stands for the interaction.</summary>
    public string MarkOf(XElement element, Part part) =>
        text.Mark(IsInline(element) ? "span" : "div", "data-part", part.Identifier, element, OnMark);

    private static XAttribute? OnMark(XAttribute attribute) => attribute.Name.LocalName switch
    {
        "response-identifier" or "shuffle" or "type" or "base" or "format" or "string-identifier" or "required"
            or "max-choices" or "min-choices" or "max-associations" or "min-associations"
            or "max-strings" or "min-strings" or "expected-lines" or "expected-length" => null,
        var own when own.StartsWith("data-cesuur-", StringComparison.Ordinal) => null,
        var told and ("pattern-mask" or "placeholder-text" or "orientation") => new XAttribute($"data-{told}", attribute.Value),
        _ => attribute,
    };

    private Part Choice(XElement element)
    {
        var most = Number(element, "max-choices") ?? 1;
        var isSingle = Cardinality(element) switch
        {
            "single" => true,
            "multiple" => false,
            _ => most == 1,
        };
        if (isSingle && most != 1)
        {
            findings.Notice(element, "cardinality_limits_choices", "Its response holds one value, so one choice is taken.");
        }

        return Start(element, isSingle ? ItemType.SingleChoice : ItemType.MultipleChoice) with
        {
            Choices = Choices(element, "qti-simple-choice"),
            MinChoices = AtLeast(element, "min-choices"),
            MaxChoices = isSingle || most == 0 ? null : most,
        };
    }

    private Part InlineChoice(XElement element) => Start(element, ItemType.InlineChoice) with
    {
        Prompt = element.Element(QtiNames.Qti + "qti-label") is { } label ? text.ReadContent(label, "span") : "",
        Choices = Choices(element, "qti-inline-choice"),
        MinChoices = AtLeast(element, "min-choices") ?? (element.Attribute("required")?.Value == "true" ? 1 : null),
    };

    private Part TextEntry(XElement element)
    {
        CheckText(element);
        return Start(element, ItemType.TextEntry) with { ExpectedLength = AtLeast(element, "expected-length") };
    }

    private Part Match(XElement element)
    {
        var sets = element.Elements(QtiNames.Qti + "qti-simple-match-set").ToList();
        if (sets.Count != 2)
        {
            findings.Error(element, "match_sets", "Matching is between two sets.");
        }

        var most = Number(element, "max-associations");
        if (most is null && Cardinality(element) == "multiple")
        {
            findings.Notice(element, "associations_unlimited", "It does not say how many pairs an answer has, and its response holds several: any number is taken.");
            most = 0;
        }

        return Start(element, ItemType.Match) with
        {
            Choices = sets.Count == 0 ? [] : Choices(sets[0], "qti-simple-associable-choice"),
            Targets = sets.Count < 2 ? [] : Choices(sets[1], "qti-simple-associable-choice"),
            MinChoices = AtLeast(element, "min-associations"),
            MaxChoices = (most ?? 1) is > 0 and var limit ? limit : null,
        };
    }

    private Part Order(XElement element) => Start(element, ItemType.Order) with
    {
        Choices = Choices(element, "qti-simple-choice"),
        MinChoices = AtLeast(element, "min-choices"),
        MaxChoices = AtLeast(element, "max-choices"),
    };

    private Part HotText(XElement element)
    {
        var choices = new List<XElement>();
        var passage = text.Read(element.Nodes().Where(node => !IsPrompt(node)), inner =>
        {
            if (inner.Name.LocalName != "qti-hottext")
            {
                return null;
            }

            choices.Add(inner);
            return $"{text.Open("span", "data-choice", IdentifierOf(inner), inner, QtiText.Except("identifier", "show-hide"))}{text.Read(inner.Nodes())}</span>";
        });
        var most = Number(element, "max-choices") ?? 1;
        return Start(element, ItemType.HotText) with
        {
            Passage = passage,
            Choices = Check(element, choices, [.. choices.Select(choice => new Choice { Id = IdentifierOf(choice) })]),
            MinChoices = AtLeast(element, "min-choices"),
            MaxChoices = most == 0 ? null : most,
        };
    }

    private Part GapMatch(XElement element)
    {
        var gaps = new List<XElement>();
        var passage = text.Read(element.Nodes().Where(node => !IsPrompt(node) && !IsGapChoice(node)), inner =>
        {
            if (inner.Name.LocalName != "qti-gap")
            {
                return null;
            }

            gaps.Add(inner);
            return text.Mark("span", "data-gap", IdentifierOf(inner), inner, QtiText.Except("identifier", "show-hide", "match-group", "required"));
        });
        return Start(element, ItemType.GapMatch) with
        {
            Passage = passage,
            Choices = Choices(element, "qti-gap-text", "qti-gap-img"),
            Targets = Check(element, gaps, [.. gaps.Select(gap => new Choice { Id = IdentifierOf(gap) })]),
            MinChoices = AtLeast(element, "min-associations"),
            MaxChoices = AtLeast(element, "max-associations"),
        };
    }

    private Part ExtendedText(XElement element)
    {
        CheckText(element);
        if (element.Attribute("format")?.Value == "xhtml")
        {
            findings.Error(element, "format_unsupported", "An answer is plain text, not formatted text.");
        }

        if (Number(element, "max-strings") > 1 || Number(element, "min-strings") > 1)
        {
            findings.Error(element, "strings_unsupported", "An answer is one text.");
        }

        return Start(element, ItemType.ExtendedText) with
        {
            ExpectedLength = AtLeast(element, "expected-lines"),
            MinWords = AtLeast(element, "data-cesuur-min-words"),
            MaxWords = Number(element, "data-cesuur-max-words"),
        };
    }

    private Part Upload(XElement element)
    {
        string[] types = element.Attribute("type")?.Value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) ?? [];
        var isSpeech = element.Attribute("data-cesuur-type")?.Value switch
        {
            "recorded_speech" => true,
            "file_upload" => false,
            _ => types.Length > 0 && types.All(type => type.StartsWith("audio/", StringComparison.OrdinalIgnoreCase)),
        };
        return isSpeech
            ? Start(element, ItemType.RecordedSpeech) with
            {
                PreparationSeconds = Number(element, "data-cesuur-preparation-seconds"),
                SpeakingSeconds = Number(element, "data-cesuur-speaking-seconds"),
                MaxRecordings = Number(element, "data-cesuur-max-recordings"),
            }
            : Start(element, ItemType.FileUpload) with
            {
                FileTypes = FileTypesOf(element, types),
                MaxRecordings = Number(element, "data-cesuur-max-recordings"),
            };
    }

    private IReadOnlyList<string> FileTypesOf(XElement element, string[] types)
    {
        if (types.Length == 0)
        {
            return FileTypes.All;
        }

        var taken = types.SelectMany(type => FileTypes.All.Where(known => type.EndsWith("/*", StringComparison.Ordinal)
            ? known.StartsWith(type[..^1], StringComparison.OrdinalIgnoreCase)
            : known.Equals(type, StringComparison.OrdinalIgnoreCase))).Distinct().ToList();
        if (taken.Count == 0)
        {
            findings.Error(element, "file_type_unsupported", $"No files of '{string.Join(' ', types)}' can be handed in.");
        }
        else if (taken.Count < types.Length)
        {
            findings.Notice(element, "file_type_left_out", $"Of '{string.Join(' ', types)}' these can be handed in: {string.Join(", ", taken)}.");
        }

        return taken;
    }

    private Part Start(XElement element, ItemType type) => new()
    {
        Identifier = QtiIdentifier.Read(element.Attribute("response-identifier")?.Value ?? ""),
        Type = type,
        Prompt = element.Element(QtiNames.Qti + "qti-prompt") is { } prompt ? text.ReadContent(prompt, "div") : "",
        Shuffle = element.Attribute("shuffle")?.Value is "true" or "1",
    };

    private IReadOnlyList<Choice> Choices(XElement element, params string[] names)
    {
        var elements = element.Elements().Where(child => names.Contains(child.Name.LocalName)).ToList();
        var isPassage = element.Name.LocalName == "qti-gap-match-interaction"; // what else is in it is read as its text
        foreach (var other in element.Elements().Where(child => !isPassage && child.Name.LocalName is not ("qti-prompt" or "qti-label")).Except(elements))
        {
            findings.Error(other, "element_unknown", $"<{other.Name.LocalName}> cannot stand here, or is not known.");
        }

        return Check(element, elements, [.. elements.Select(Choice)]);

        Choice Choice(XElement choice) => new()
        {
            Id = IdentifierOf(choice),
            Text = text.ReadContent(
                choice,
                choice.Name.LocalName is "qti-inline-choice" or "qti-gap-text" or "qti-gap-img" ? "span" : "div",
                "identifier", "fixed", "show-hide", "template-identifier", "match-max", "match-min", "match-group"),
            Fixed = choice.Attribute("fixed")?.Value is "true" or "1",
            MatchMax = (Number(choice, "match-max") ?? 1) is not 1 and var most ? most : null,
        };
    }

    /// <summary>What holds of choices of all kinds.</summary>
    private IReadOnlyList<Choice> Check(XElement interaction, List<XElement> elements, IReadOnlyList<Choice> choices)
    {
        if (elements.Count is 0 or > ItemBodyReader.MaxChoices)
        {
            findings.Error(interaction, elements.Count == 0 ? "choices_missing" : "choices_too_many", $"There are 1 to {ItemBodyReader.MaxChoices} choices.");
        }

        foreach (var element in elements)
        {
            if (element.Attribute("template-identifier") is not null || element.Attribute("show-hide")?.Value == "hide")
            {
                findings.Error(element, "templates_unsupported", "Items that differ from sitting to sitting are not supported.");
            }

            if (element.Attribute("match-group")?.Value.Trim() is { Length: > 0 })
            {
                findings.Error(element, "match_group_unsupported", "Which choices may be paired cannot be limited.");
            }

            if (Number(element, "match-min") > 0 || element.Attribute("required")?.Value == "true")
            {
                findings.Notice(element, "attribute_left_out", "That a choice must be used or a gap filled is not asked of a candidate.");
            }
        }

        foreach (var twice in choices.GroupBy(choice => choice.Id).Where(group => group.Key.Length == 0 || group.Skip(1).Any()))
        {
            findings.Error(interaction, "identifier_duplicate", $"The identifier '{twice.Key}' is missing, or there more than once.");
        }

        return choices;
    }

    private void CheckText(XElement element)
    {
        if (element.Attribute("base")?.Value is not (null or "10"))
        {
            findings.Error(element, "base_unsupported", "Numbers are read with base 10 only.");
        }

        if (element.Attribute("string-identifier") is not null)
        {
            findings.Error(element, "record_unsupported", "A number and the text it was typed as are not kept side by side.");
        }

        if (element.Attribute("pattern-mask") is not null)
        {
            findings.Notice(element, "pattern_not_enforced", "What may be typed is not checked; the pattern goes along for whoever shows the item.");
        }

        if (element.Attribute("format")?.Value == "preformatted"
            || (element.Name.LocalName == "qti-extended-text-interaction" && AtLeast(element, "expected-length") is not null))
        {
            findings.Notice(element, "attribute_left_out", "How long the text may get on the screen is told in lines, and spaces are always kept.");
        }
    }

    private string? Cardinality(XElement element) =>
        element.Attribute("response-identifier")?.Value is { } response ? cardinalities.GetValueOrDefault(response) : null;

    private int? AtLeast(XElement element, string attribute) => Number(element, attribute) is > 0 and var number ? number : null;

    private int? Number(XElement element, string attribute)
    {
        if (element.Attribute(attribute)?.Value is not { } written)
        {
            return null;
        }

        if (int.TryParse(written.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        findings.Error(element, "number_malformed", $"The {attribute} '{written}' is no number that there can be.");
        return null;
    }

    private static string IdentifierOf(XElement element) => QtiIdentifier.Read(element.Attribute("identifier")?.Value ?? "");

    private static bool IsPrompt(XNode node) => node is XElement { Name.LocalName: "qti-prompt" };

    private static bool IsGapChoice(XNode node) => node is XElement { Name.LocalName: "qti-gap-text" or "qti-gap-img" };
}
