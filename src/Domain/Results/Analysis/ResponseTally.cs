using System.Globalization;
using Cesuur.Domain.Catalogue;

namespace Cesuur.Domain.Results.Analysis;

/// <summary>Counts what is chosen at one interaction: choices, pairs, or at ordering choices in their places. Typed texts are not counted.</summary>
internal sealed class ResponseTally
{
    private readonly Interaction interaction;
    private readonly string part;
    private readonly Dictionary<string, Tally> tallies = new(StringComparer.Ordinal);
    private readonly List<string> order = [];

    public ResponseTally(string part, Interaction interaction)
    {
        (this.part, this.interaction) = (part, interaction);
        var offered = interaction.Type is ItemType.SingleChoice or ItemType.InlineChoice or ItemType.MultipleChoice or ItemType.HotText
            ? interaction.Choices.Select(choice => choice.Id)
            : Chosen(interaction.Key?.Correct ?? []);
        foreach (var option in offered)
        {
            At(option);
        }
    }

    public void Add(Answer answer, decimal rest)
    {
        var given = part.Length == 0 ? answer : answer.Parts?.GetValueOrDefault(part);
        foreach (var option in Chosen(given?.Values() ?? []))
        {
            var tally = At(option);
            tally.Count++;
            tally.RestPoints += rest;
        }
    }

    public IEnumerable<OptionFigures> Figures() => order.Select(option => (Option: option, Tally: tallies[option])).Select(one => new OptionFigures
    {
        Part = part.Length == 0 ? null : part,
        Option = one.Option,
        InKey = IsInKey(one.Option),
        Count = one.Tally.Count,
        MeanRestScore = one.Tally.Count < VersionAnalysis.FewestSittings ? null : (double)(one.Tally.RestPoints / one.Tally.Count),
    });

    private IEnumerable<string> Chosen(IReadOnlyList<string> values) => interaction.Type switch
    {
        ItemType.SingleChoice or ItemType.InlineChoice or ItemType.MultipleChoice or ItemType.HotText or ItemType.Match or ItemType.GapMatch => values,
        ItemType.Order => values.Select((value, place) => string.Create(CultureInfo.InvariantCulture, $"{value} {place + 1}")),
        _ => [],
    };

    private bool? IsInKey(string option) => interaction switch
    {
        { Key: null } or { Type: ItemType.Order, Key.Mapping: not null } => null,
        { Key: { Mapping: not null } key } => new MappedPoints(key)[option] > 0,
        _ => Chosen(interaction.Key.Correct).Contains(option),
    };

    private Tally At(string option)
    {
        if (!tallies.TryGetValue(option, out var tally))
        {
            tallies[option] = tally = new Tally();
            order.Add(option);
        }

        return tally;
    }

    private sealed class Tally
    {
        public int Count { get; set; }

        public decimal RestPoints { get; set; }
    }
}
