using System.Xml.Linq;
using Cesuur.Domain.Catalogue;

namespace Cesuur.Infrastructure.Qti;

/// <summary>
/// Reads what an item asks and shows, from a <c>qti-assessment-item</c> in the names of QTI 3.0. Its declarations and
/// its response processing are not looked at, but for what an interaction needs to know of its response.
/// </summary>
public sealed class ItemBodyReader
{
    public const int MaxParts = 200;

    /// <summary>Of one interaction, or of each of its two sets.</summary>
    public const int MaxChoices = 500;

    /// <summary>The response of an item that does not say how it is called.</summary>
    public const string Response = "RESPONSE";

    private readonly XElement item;
    private readonly QtiContext context;
    private readonly QtiFindings findings;
    private readonly QtiText text;
    private readonly InteractionReader interactions;
    private readonly List<KeptXml> kept = [];
    private readonly List<Part> parts = [];
    private readonly List<Stimulus> stimuli = [];
    private readonly List<string> playCounts = [];
    private readonly List<XElement> rubricBlocks = [];
    private bool hasFeedback;
    private readonly Dictionary<string, string> prompts = [];

    private ItemBodyReader(XElement item, QtiContext context)
    {
        (this.item, this.context) = (item, context);
        findings = new QtiFindings(context.File);
        text = new QtiText(context, findings, kept);
        interactions = new InteractionReader(item, text, findings);
    }

    public static ItemReading Read(XElement item, QtiContext context)
    {
        var reader = new ItemBodyReader(item, context);
        var read = reader.Read();
        return new ItemReading
        {
            Item = reader.findings.HasErrors ? null : read,
            Stimuli = reader.stimuli,
            Responses = [.. reader.parts.Select(part => part.Identifier)],
            PlayCounts = reader.playCounts,
            Findings = reader.findings.All,
        };
    }

    private string Identifier => QtiIdentifier.Read(item.Attribute("identifier")?.Value ?? "");

    private string? Title => item.Attribute("title")?.Value is { Length: > 0 } title && title != Identifier ? title : null;

    private Item Read()
    {
        text.KeepAttributes(item, item.Name.LocalName);
        ReadChildren();
        var body = item.Element(QtiNames.Qti + "qti-item-body");
        var around = body is null ? "" : text.Wrap(body, text.Read(body.Nodes(), Embed), "div");
        CheckParts();
        var isOpen = parts.Any(part => part.IsOpen);
        var rubric = new RubricReader(item, text, findings).Read(rubricBlocks, isOpen);
        if (isOpen && parts.Any(part => !part.IsOpen))
        {
            findings.Notice(item, "rated_as_whole", "A part of the item is rated by a person, so all of it is.");
        }

        var one = parts is [var only] ? only : null;
        return new Item
        {
            Identifier = Identifier,
            Title = Title,
            Type = one?.Type ?? (parts.Count == 0 ? ItemType.Information : ItemType.Composite),
            Stimulus = stimuli is [var stimulus, ..] ? stimulus.Identifier : null,
            Body = (one is null ? around : WithoutLastMark(around, one)) is { Length: > 0 } shown ? shown : null,
            Parts = one is null ? [.. parts.Select(part => part with { Prompt = PromptOf(part) })] : [],
            Prompt = one is null ? "" : PromptOf(one),
            Passage = one?.Passage,
            Choices = one?.Choices ?? [],
            Targets = one?.Targets ?? [],
            Shuffle = one?.Shuffle ?? false,
            MinChoices = one?.MinChoices,
            MaxChoices = one?.MaxChoices,
            MinWords = one?.MinWords,
            MaxWords = one?.MaxWords,
            ExpectedLength = one?.ExpectedLength,
            PreparationSeconds = one?.PreparationSeconds,
            SpeakingSeconds = one?.SpeakingSeconds,
            MaxRecordings = one?.MaxRecordings,
            FileTypes = one?.FileTypes ?? [],
            Rubric = rubric,
            Kept = kept,
        };
    }

    private void ReadChildren()
    {
        if (item.Attribute("adaptive")?.Value is "true" or "1")
        {
            findings.Error(item, "adaptive_unsupported", "An item that is answered in several attempts is not supported.");
        }

        if (Identifier.Length == 0)
        {
            findings.Error(item, "identifier_missing", "An item has an identifier.");
        }

        foreach (var child in item.Elements())
        {
            switch (child.Name.LocalName)
            {
                case "qti-response-declaration" or "qti-outcome-declaration" or "qti-response-processing" or "qti-item-body":
                    break;
                case "qti-template-declaration" or "qti-template-processing":
                    findings.Error(child, "templates_unsupported", "Items that differ from sitting to sitting are not supported.");
                    break;
                case "qti-assessment-stimulus-ref":
                    ReadStimulus(child);
                    break;
                case "qti-stylesheet":
                    findings.Notice(child, "stylesheet_left_out", "How a text looks is up to who shows it.");
                    break;
                case "qti-modal-feedback":
                    NoticeFeedback(child);
                    text.Keep(child, item.Name.LocalName);
                    break;
                case "qti-catalog-info" or "qti-companion-materials-info":
                    text.Keep(child, item.Name.LocalName);
                    break;
                case var other when child.Name.Namespace == QtiNames.Qti:
                    findings.Error(child, "element_unknown", $"<{other}> is not known, or not supported.");
                    break;
                default:
                    findings.Notice(child, "element_kept", $"<{child.Name.LocalName}> of another namespace is kept, and has no effect.");
                    text.Keep(child, item.Name.LocalName);
                    break;
            }
        }
    }

    private void NoticeFeedback(XElement feedback)
    {
        if (!hasFeedback)
        {
            hasFeedback = true;
            findings.Notice(feedback, "feedback_not_shown", "Feedback is kept, and shown to nobody.");
        }
    }

    private void ReadStimulus(XElement reference)
    {
        if (context.StimulusOf(reference.Attribute("href")?.Value ?? "") is { } stimulus)
        {
            AddStimulus(reference, stimulus);
        }
        else
        {
            findings.Error(reference, "file_missing", $"There is no stimulus '{reference.Attribute("href")?.Value}' that can be shown.");
        }
    }

    private string? Embed(XElement element)
    {
        var name = element.Name.LocalName;
        if (element.Attribute("data-cesuur-prompt") is { } prompt)
        {
            prompts[QtiIdentifier.Read(prompt.Value)] = text.Read(element.Nodes());
            return "";
        }

        if (name == "qti-rubric-block")
        {
            return ReadRubricBlock(element);
        }

        if (name == "qti-media-interaction")
        {
            ReadMedia(element);
            return "";
        }

        if (!name.StartsWith("qti-", StringComparison.Ordinal) || !name.EndsWith("-interaction", StringComparison.Ordinal))
        {
            return null;
        }

        if (interactions.Read(element) is not { } part)
        {
            findings.Error(element, "interaction_unsupported", $"<{name}> is none of the types that an item can have.");
            return "";
        }

        parts.Add(part);
        return interactions.MarkOf(element, part);
    }

    private string ReadRubricBlock(XElement block)
    {
        if (RubricReader.ViewsOf(block).Contains("candidate"))
        {
            text.Read(RubricReader.AroundContentOf(block));
            return text.Wrap(block, $"<div>{text.Read(RubricReader.ContentOf(block))}</div>", "div", "view", "use");
        }

        rubricBlocks.Add(block);
        return "";
    }

    private void ReadMedia(XElement element)
    {
        var response = element.Attribute("response-identifier")?.Value.Trim() ?? "";
        playCounts.Add(response);
        var file = element.Elements().FirstOrDefault(child => child.Name.LocalName is "object" or "audio" or "video" or "img" or "picture");
        var source = file?.Attribute(file.Name.LocalName == "object" ? "data" : "src")
            ?? file?.Elements().Attributes("src").FirstOrDefault();
        if (source is null || context.MediaOf(source.Value) is not { } media)
        {
            findings.Error(element, "file_missing", $"There is no file '{source?.Value}' that can be played.");
            return;
        }

        foreach (var (attribute, harmless) in new[] { ("min-plays", "0"), ("autostart", "false"), ("loop", "false"), ("coords", "") })
        {
            if (element.Attribute(attribute) is { } set && set.Value != harmless)
            {
                findings.Notice(element, "attribute_left_out", $"The {attribute} of what is played is not taken over.");
            }
        }

        var plays = element.Attribute("max-plays")?.Value;
        if (plays is not null && !uint.TryParse(plays, out _))
        {
            findings.Error(element, "number_malformed", $"The max-plays '{plays}' is no number that there can be.");
        }

        AddStimulus(element, new Stimulus
        {
            Identifier = $"{Identifier}_{QtiIdentifier.Read(response)}",
            Title = Identifier,
            Text = element.Element(QtiNames.Qti + "qti-prompt") is { } prompt ? text.ReadContent(prompt, "div") : null,
            MediaId = media,
            PlayLimit = int.TryParse(plays, out var most) && most > 0 ? most : null,
        });
    }

    private void AddStimulus(XElement place, Stimulus stimulus)
    {
        stimuli.Add(stimulus);
        if (stimuli.Count > 1)
        {
            findings.Error(place, "stimuli_several", "An item is about one stimulus: a shared one, or one sound or video of its own.");
        }
    }

    private void CheckParts()
    {
        if (parts.Count > MaxParts)
        {
            findings.Error(item, "interactions_too_many", $"An item has at most {MaxParts} interactions.");
        }

        // Without responses it is a page to read.
        if (parts.Count == 0 && !findings.HasErrors
            && item.Elements(QtiNames.Qti + "qti-response-declaration").FirstOrDefault(declared => !playCounts.Contains(declared.Attribute("identifier")?.Value.Trim() ?? "")) is { } unasked)
        {
            findings.Error(unasked, "interaction_missing", "There is a response, and no interaction asks for it.");
        }

        foreach (var twice in parts.GroupBy(part => part.Identifier).Where(group => group.Key.Length == 0 || group.Skip(1).Any()))
        {
            findings.Error(item, "identifier_duplicate", $"The response '{twice.Key}' has no name, or belongs to more than one interaction.");
        }
    }

    private string PromptOf(Part part) => prompts.GetValueOrDefault(part.Identifier, part.Prompt);

    /// <summary>Where the interaction follows its text, as it mostly does, there is nothing to mark.</summary>
    private static string WithoutLastMark(string body, Part part)
    {
        if (part.Identifier == Response)
        {
            foreach (var mark in new[] { $"<div data-part=\"{Response}\"></div>", $"<div><span data-part=\"{Response}\"></span></div>" })
            {
                if (body.EndsWith(mark, StringComparison.Ordinal))
                {
                    return body[..^mark.Length].TrimEnd(' ', '\t', '\n');
                }
            }
        }

        return body;
    }
}
