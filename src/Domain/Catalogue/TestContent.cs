using System.Text.Json.Serialization;

namespace Cesuur.Domain.Catalogue;

/// <summary>
/// Everything a version of a test asks, with its keys and rubrics. Those are secret (N art. 2.3,
/// annex 5): a candidate is only ever shown <see cref="CandidateSection"/>s.
/// </summary>
public sealed record TestContent
{
    private readonly Dictionary<Id<Item>, Item> itemsById = [];

    /// <summary>Shown before the test begins, a <see cref="RichText"/>.</summary>
    public string? Instructions { get; init; }

    public required IReadOnlyList<Section> Sections
    {
        get;
        init
        {
            field = value;
            itemsById = IndexById(value); // here, so that a `with` cannot leave an index of other sections
        }
    }

    /// <summary>What came along from QTI and goes back there.</summary>
    public IReadOnlyList<KeptXml> Kept { get; init; } = [];

    /// <summary>The items of all sections, in order.</summary>
    [JsonIgnore]
    public IEnumerable<Item> Items => Sections.SelectMany(section => section.Items);

    /// <summary>The items that a person rates.</summary>
    [JsonIgnore]
    public IEnumerable<Item> ItemsToRate => Items.Where(item => item.Rubric is not null);

    public Item? Find(Id<Item> id) => itemsById.GetValueOrDefault(id);

    /// <summary>Gives an id to every item that came without one; ids once given are kept.</summary>
    public TestContent WithItemIds(DateTimeOffset now) => this with
    {
        Sections = [.. Sections.Select(section => section with
        {
            Items = [.. section.Items.Select(item => item.Id.IsNone ? item with { Id = Id<Item>.New(now) } : item)],
        })],
    };

    private static Dictionary<Id<Item>, Item> IndexById(IReadOnlyList<Section> sections)
    {
        var index = new Dictionary<Id<Item>, Item>();
        foreach (var item in sections.SelectMany(section => section.Items))
        {
            index.TryAdd(item.Id, item); // a draft may still hold duplicates: the publication check tells
        }

        return index;
    }
}
