using Cesuur.Domain.Catalogue;

namespace Cesuur.Domain.Delivery;

/// <summary>What a candidate has before them at one time: items that can be answered in any order.</summary>
public sealed record TestStep(IReadOnlyList<Section> Sections)
{
    /// <summary>The time of the item, where it has one and stands alone.</summary>
    public TimeSpan? Limit { get; init; }

    /// <summary>The time of the section that the step is in or is, where it has one.</summary>
    public TimeSpan? SectionLimit { get; init; }

    /// <summary>Zero-based: the step with which the section that this one is in begins.</summary>
    public required int SectionStart { get; init; }
}

/// <summary>
/// A test as the steps in which it is taken. Sections that are free to move about in form one step
/// together, except those with a time of their own; each item of a forward-only section is a step of its own
/// (T: listening goes item by item).
/// </summary>
public sealed class TestSteps
{
    private readonly Dictionary<Id<Item>, int> _stepOfItem = [];

    private TestSteps(IReadOnlyList<TestStep> steps)
    {
        Steps = steps;
        for (var i = 0; i < steps.Count; i++)
        {
            foreach (var item in steps[i].Sections.SelectMany(section => section.Items))
            {
                _stepOfItem[item.Id] = i;
            }
        }
    }

    public IReadOnlyList<TestStep> Steps { get; }

    public static TestSteps Of(TestContent content)
    {
        var steps = new List<TestStep>();
        var free = new List<Section>();
        foreach (var section in content.Sections)
        {
            var limit = section.TimeLimitSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : (TimeSpan?)null;
            if (section.Navigation == Navigation.Free && limit is null)
            {
                free.Add(section);
                continue;
            }

            Flush();
            var start = steps.Count;
            if (section.Navigation == Navigation.Free)
            {
                steps.Add(new TestStep([section]) { SectionLimit = limit, SectionStart = start });
                continue;
            }

            foreach (var item in section.Items)
            {
                steps.Add(new TestStep([section with
                {
                    Items = [item],
                    Stimuli = [.. section.Stimuli.Where(stimulus => stimulus.Identifier == item.Stimulus)],
                }])
                {
                    Limit = item.TimeLimitSeconds is { } most ? TimeSpan.FromSeconds(most) : null,
                    SectionLimit = limit,
                    SectionStart = start,
                });
            }
        }

        Flush();
        return new TestSteps(steps);

        void Flush()
        {
            if (free.Count > 0)
            {
                steps.Add(new TestStep([.. free]) { SectionStart = steps.Count });
                free.Clear();
            }
        }
    }

    /// <summary>
    /// Whether a candidate may submit before the time is over: where the version allows it (T), and otherwise
    /// at the last item of a forward-only section, after which there is nothing left to wait for (ours).
    /// </summary>
    public bool CanFinish(int step, bool canFinishEarly) =>
        canFinishEarly || (step == Steps.Count - 1 && Steps[step].Sections[^1].Navigation == Navigation.ForwardOnly);

    /// <summary>The step that an item is in, or null when the test has no such item.</summary>
    public int? StepOf(Id<Item> item) => _stepOfItem.TryGetValue(item, out var step) ? step : null;

    /// <summary>The first step of the section after that of a step, or null after the last section.</summary>
    public int? SectionAfter(int step)
    {
        var next = step + 1;
        while (next < Steps.Count && Steps[next].SectionStart == Steps[step].SectionStart)
        {
            next++;
        }

        return next < Steps.Count ? next : null;
    }
}
