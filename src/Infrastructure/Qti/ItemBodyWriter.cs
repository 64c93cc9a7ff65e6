using System.Xml.Linq;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Rating;

namespace Cesuur.Infrastructure.Qti;

/// <summary>
/// Writes an item as a <c>qti-assessment-item</c> of QTI 3.0 without its declarations and its response processing.
/// Declarations come before everything else; response processing after the body and the catalog, before feedback.
/// </summary>
public sealed class ItemBodyWriter
{
    private readonly Item item;
    private readonly QtiWriteContext context;
    private readonly QtiTextWriter text;
    private readonly InteractionWriter interactions;
    private readonly HashSet<string> placed = [];

    private ItemBodyWriter(Item item, QtiWriteContext context)
    {
        (this.item, this.context) = (item, context);
        text = new QtiTextWriter(context.FileOf);
        interactions = new InteractionWriter(text);
    }

    /// <param name="item">With texts that have been checked.</param>
    /// <param name="stimuli">Those of its section.</param>
    /// <param name="context">Where the files are.</param>
    public static XElement Write(Item item, IReadOnlyList<Stimulus> stimuli, QtiWriteContext context) =>
        new ItemBodyWriter(item, context).Write(stimuli);

    /// <summary>The name of the response of an item that is no composite: that of its mark, where it has one.</summary>
    public static string ResponseOf(Item item) => RichText.Parse(item.Body ?? "").OfType<XElement>()
        .SelectMany(element => element.DescendantsAndSelf())
        .Select(element => element.Attribute("data-part")?.Value)
        .FirstOrDefault(mark => mark is not null) ?? ItemBodyReader.Response;

    private XElement Write(IReadOnlyList<Stimulus> stimuli)
    {
        const string name = "qti-assessment-item";
        return new XElement(
            QtiNames.Qti + name,
            new XAttribute("identifier", QtiIdentifier.Write(item.Identifier)),
            new XAttribute("title", item.Title ?? item.Identifier),
            new XAttribute("adaptive", "false"),
            KeptWriter.Attributes(item.Kept, name).Prepend(new XAttribute("time-dependent", "false")).GroupBy(attribute => attribute.Name).Select(group => group.Last()),
            stimuli.Where(stimulus => stimulus.Identifier == item.Stimulus).Take(1).Select(stimulus => new XElement(
                QtiNames.Qti + "qti-assessment-stimulus-ref",
                new XAttribute("identifier", QtiIdentifier.Write(stimulus.Identifier)),
                new XAttribute("href", context.StimulusHref(stimulus)))),
            Kept(name, "qti-companion-materials-info"),
            new XElement(QtiNames.Qti + "qti-item-body", Body(), Kept("qti-item-body")),
            Kept(name, "qti-catalog-info"),
            Kept(name, "qti-modal-feedback"),
            KeptWriter.Elements(item.Kept, name, context.FileOf).Where(element => element.Name.Namespace != QtiNames.Qti));
    }

    private IEnumerable<object> Body()
    {
        var responses = item.Interactions.Select(one => (Response: one.Identifier.Length > 0 ? one.Identifier : ResponseOf(item), one.Interaction)).ToList();
        var body = text.WriteBlocks(item.Body, element => Place(element, responses));
        return
        [
            .. responses.Where(one => InteractionWriter.IsInline(one.Interaction) && one.Interaction.Prompt.Length > 0).Select(one => new XElement(
                QtiNames.Qti + "div",
                new XAttribute("data-cesuur-prompt", QtiIdentifier.Write(one.Response)),
                text.Write(one.Interaction.Prompt))),
            .. body,
            .. responses.Where(one => !placed.Contains(one.Response)).Select(one => Block(one.Interaction, interactions.Write(one.Interaction, one.Response, null))),
            .. item.Rubric is { } rubric ? [RubricWriter.Write(rubric, text)] : Array.Empty<XElement>(),
        ];
    }

    private XElement? Place(XElement element, List<(string Response, Interaction Interaction)> responses)
    {
        if (element.Attribute("data-part")?.Value is not { } mark
            || responses.FirstOrDefault(one => one.Response == mark).Interaction is not { } interaction
            || !placed.Add(mark))
        {
            return null;
        }

        var written = interactions.Write(interaction, mark, element);
        return element.Name == "span" ? written : Block(interaction, written);
    }

    // Where blocks are expected, what stands in a line gets one around it.
    private static XElement Block(Interaction interaction, XElement written) =>
        InteractionWriter.IsInline(interaction) ? new XElement(QtiNames.Qti + "div", written) : written;

    private IEnumerable<XElement> Kept(string place, string? name = null) =>
        KeptWriter.Elements(item.Kept, place, context.FileOf).Where(element => name is null || element.Name == QtiNames.Qti + name);
}
