using Cesuur.Testing;

namespace Cesuur.Api.Tests.Delivery.Model;

/// <summary>A question; times in minutes here and below.</summary>
internal sealed record ModelItem(string Identifier, int? Minutes = null, string? Fragment = null, bool IsOpen = false);

internal sealed record ModelSection(string Identifier, params ModelItem[] Items)
{
    public bool ForwardOnly { get; init; }

    public int? Minutes { get; init; }

    /// <summary>Those that can be played, and how often; null is without limit.</summary>
    public IReadOnlyDictionary<string, int?> Fragments { get; init; } = new Dictionary<string, int?>();
}

/// <summary>What a candidate has before them at one time.</summary>
internal sealed record ModelStep(ModelSection Section, IReadOnlyList<ModelItem> Items, IReadOnlyDictionary<string, int?> Fragments, int? Minutes);

/// <summary>What a candidate is given beyond others. With the tests' even limits, a factor in halves keeps all times whole minutes.</summary>
internal sealed record ModelAccommodations(string Name)
{
    public int Percent { get; init; }

    public int Minutes { get; init; }

    public int Plays { get; init; }

    public int Breaks { get; init; }

    public int BreakMinutes { get; init; }

    public static readonly ModelAccommodations[] All =
    [
        new("none"),
        new("breaks") { Breaks = 2, BreakMinutes = 5 },
        new("half as much time again") { Percent = 50, Plays = 1 },
        new("half an hour, a break") { Minutes = 30, Breaks = 1, BreakMinutes = 8, Plays = 2 },
        new("percent and minutes") { Percent = 100, Minutes = 30 },
    ];
}

/// <summary>A test of an hour, of which the steps stand in the order in which they are taken.</summary>
internal sealed record ModelTest(string Name, params ModelSection[] Sections)
{
    public const int Minutes = 60;

    public bool CanFinishEarly { get; init; } = true;

    public bool ChecksIdentity { get; init; }

    public IReadOnlyList<ModelItem> Items => [.. Sections.SelectMany(section => section.Items)];

    public IReadOnlyDictionary<string, int?> Fragments => Sections.SelectMany(section => section.Fragments).ToDictionary();

    public static readonly ModelTest[] All =
    [
        new("free", new("a", new("a1"), new("a2")), new("b", new("b1"), new("b2", IsOpen: true))),
        new("sections with times",
            new("a", new("a1"), new("a2")) { Minutes = 10 },
            new("b", new("b1"), new("b2"), new("b3")) { Minutes = 20, ForwardOnly = true },
            new("c", new("c1"), new("c2")) { Minutes = 14 }) { CanFinishEarly = false },
        new("items with times",
            new("a", new("a1", 4), new("a2", 6), new("a3")) { Minutes = 12, ForwardOnly = true },
            new("b", new("b1", 2), new("b2", 4)) { ForwardOnly = true }) { CanFinishEarly = false, ChecksIdentity = true },
        new("listening",
            new("a", new("a1", Fragment: "f1"), new("a2", Fragment: "f1"), new("a3", Fragment: "f2"))
            {
                ForwardOnly = true, Fragments = new Dictionary<string, int?> { ["f1"] = 1, ["f2"] = 2 },
            },
            new("b", new("b1"), new("b2")) { Fragments = new Dictionary<string, int?> { ["f3"] = 1, ["f4"] = null } }) { ChecksIdentity = true },
    ];

    /// <summary>Sections that are free to move about in form one step together, except those with a time of their own; items of the others come one by one.</summary>
    public IReadOnlyList<ModelStep> Steps()
    {
        var steps = new List<ModelStep>();
        foreach (var section in Sections)
        {
            if (section.ForwardOnly)
            {
                steps.AddRange(section.Items.Select(item => new ModelStep(
                    section, [item], section.Fragments.Where(fragment => fragment.Key == item.Fragment).ToDictionary(), item.Minutes)));
            }
            else if (section.Minutes is null && steps is [.., { Section: { ForwardOnly: false, Minutes: null } } last])
            {
                steps[^1] = last with { Items = [.. last.Items, .. section.Items], Fragments = last.Fragments.Concat(section.Fragments).ToDictionary() };
            }
            else
            {
                steps.Add(new ModelStep(section, section.Items, section.Fragments, Minutes: null));
            }
        }

        return steps;
    }

    /// <summary>As an author writes it.</summary>
    /// <param name="media">The file of each fragment.</param>
    public object Content(IReadOnlyDictionary<string, string> media) => new
    {
        sections = Sections.Select(section => new
        {
            identifier = section.Identifier,
            title = section.Identifier,
            navigation = section.ForwardOnly ? "forward_only" : "free",
            timeLimitSeconds = section.Minutes * 60,
            stimuli = section.Fragments.Select(fragment => new { identifier = fragment.Key, title = fragment.Key, mediaId = media[fragment.Key], playLimit = fragment.Value }),
            items = section.Items.Select(Written),
        }),
    };

    private static object Written(ModelItem item) => item.IsOpen
        ? new
        {
            identifier = item.Identifier,
            type = "extended_text",
            prompt = "Wat doet u op maandag?",
            rubric = new { criteria = new[] { new { id = "adequacy", title = "Adequaatheid", maxPoints = 3 } } },
        }
        : new
        {
            identifier = item.Identifier,
            type = "single_choice",
            prompt = "Welk woord is een dag?",
            stimulus = item.Fragment,
            timeLimitSeconds = item.Minutes * 60,
            choices = new[] { new { id = "a", text = "stoel" }, new { id = "b", text = "maandag" } },
            key = new { correct = new[] { "b" } },
        };
}
