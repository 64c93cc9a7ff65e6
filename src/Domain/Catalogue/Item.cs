using System.Text.Json.Serialization;
using Cesuur.Domain.Rating;

namespace Cesuur.Domain.Catalogue;

/// <summary>
/// A question or task: one interaction, or a composite of several. It is scored by its key, or by those of its parts,
/// or rated as a whole by its rubric. An item that only informs is neither.
/// </summary>
public sealed record Item : Interaction, IIdentified
{
    public static string IdPrefix => "item";

    /// <summary>Absent in content that is new; given by <see cref="TestContent.WithItemIds"/>.</summary>
    public Id<Item> Id { get; init; }

    /// <summary>The author's own name for the item, kept through QTI.</summary>
    public required string Identifier { get; init; }

    /// <summary>For lists and raters; plain text, no part of what is asked.</summary>
    public string? Title { get; init; }

    /// <summary>The identifier of the stimulus in the same section that the item is about.</summary>
    public string? Stimulus { get; init; }

    /// <summary>
    /// What stands around the interactions, a <see cref="RichText"/>; an empty element with <c>data-part</c> marks the
    /// place of a part. What has no place there follows the body.
    /// </summary>
    public string? Body { get; init; }

    /// <summary>The interactions of a composite item; of others none.</summary>
    public IReadOnlyList<Part> Parts { get; init; } = [];

    /// <summary>At most this long for the item itself, within its section and the test; only where the section is forward only.</summary>
    public int? TimeLimitSeconds { get; init; }

    public Rubric? Rubric { get; init; }

    /// <summary>Scores the item in the place of keys.</summary>
    public ItemProcessing? Processing { get; init; }

    /// <summary>What came along from QTI and goes back there. Secret: feedback tells what is right.</summary>
    public IReadOnlyList<KeptXml> Kept { get; init; } = [];

    /// <summary>
    /// The item itself, or the parts of a composite one, by the name of the response; of an item itself it is empty.
    /// Information has none.
    /// </summary>
    [JsonIgnore]
    public IEnumerable<(string Identifier, Interaction Interaction)> Interactions => Type switch
    {
        ItemType.Composite => Parts.Select(part => (part.Identifier, (Interaction)part)),
        ItemType.Information => [],
        _ => [("", this)],
    };

    /// <summary>How many recordings and files it takes from one candidate, those that are not the answer in the end included.</summary>
    [JsonIgnore]
    public int MostRecordings => Interactions.Where(one => one.Interaction.AnswerFileTypes.Count > 0).Sum(one => one.Interaction.MaxRecordings ?? Delivery.Recording.MaxPerItem);

    [JsonIgnore]
    public decimal MaxPoints => Rubric is not null ? Rubric.MaxPoints
        : Processing is not null ? KeyScoring.Reckonable(Processing.MaxPoints)
        : Interactions.Sum(one => one.Interaction.Key is { } key ? KeyScoring.MaxPoints(key, one.Interaction) : 0);

    /// <summary>
    /// What is wrong with an answer to this item, as a pointer into the answer, or nothing.
    /// Whether a recording exists and is the candidate's own is for the caller to look up.
    /// </summary>
    public ErrorDetail? Check(Answer answer) => AnswerCheck.Of(this, answer);

    /// <summary>What an answer earns without a rater, at most what the item can bring; absent for what a person rates.</summary>
    public decimal? Score(Answer? answer) => Score(answer, MaxPoints);

    /// <param name="answer">The answer; none, and it earns what leaving the item open does.</param>
    /// <param name="most">The <see cref="MaxPoints"/>, by whoever needs them too: they are worked out anew each time.</param>
    internal decimal? Score(Answer? answer, decimal most) => Rubric is not null
        ? null
        : Math.Min(most, Processing?.Score(this, answer) ?? Interactions.Sum(one => one.Interaction.Key is { } key
            ? KeyScoring.Points(key, one.Interaction.Type, ValuesAt(one.Identifier, answer))
            : 0));

    private static IReadOnlyList<string> ValuesAt(string part, Answer? answer) =>
        (part.Length == 0 ? answer : answer?.Parts?.GetValueOrDefault(part))?.Values() ?? [];
}
