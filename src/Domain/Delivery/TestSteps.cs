using Cesuur.Domain.Catalogue;

namespace Cesuur.Domain.Delivery;

/// <summary>What a candidate has before them at one time: items that can be answered in any order.</summary>
public sealed record TestStep(IReadOnlyList<Section> Sections);

/// <summary>
/// A test as the steps in which it is taken. Sections that are free to move about in form one step
/// together; each item of a forward-only section is a step of its own (T: listening goes item by item).
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
            if (section.Navigation == Navigation.Free)
            {
                free.Add(section);
                continue;
            }

            Flush();
            foreach (var item in section.Items)
            {
                steps.Add(new TestStep([section with
                {
                    Items = [item],
                    Stimuli = [.. section.Stimuli.Where(stimulus => stimulus.Identifier == item.Stimulus)],
                }]));
            }
        }

        Flush();
        return new TestSteps(steps);

        void Flush()
        {
            if (free.Count > 0)
            {
                steps.Add(new TestStep([.. free]));
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
}
