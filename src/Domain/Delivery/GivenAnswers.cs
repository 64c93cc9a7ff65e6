using Cesuur.Domain.Catalogue;

namespace Cesuur.Domain.Delivery;

/// <summary>
/// What a candidate answered: what was saved, and where that names no recording of a task with anything in it, the last
/// one that has. So what was spoken is rated, though the device failed before it could save its id, or just after.
/// </summary>
public static class GivenAnswers
{
    /// <param name="content">The version's.</param>
    /// <param name="saved">By item.</param>
    /// <param name="recordings">Of the sitting, those with something in them, in the order in which they were begun.</param>
    public static IReadOnlyDictionary<Id<Item>, Answer> Of(
        TestContent content, IReadOnlyDictionary<Id<Item>, Answer> saved, IEnumerable<(Id<Item> Item, Id<Recording> Recording)> recordings)
    {
        var given = saved.ToDictionary();
        foreach (var (id, made) in recordings.GroupBy(one => one.Item, one => one.Recording, (item, made) => (item, made.ToList())))
        {
            // A task with several places to record leaves open which of them it was.
            if (content.Find(id) is { } item && item.Interactions.Where(one => one.Interaction.AnswerFileTypes.Count > 0).ToList() is [var only]
                && saved.GetValueOrDefault(id)?.Recordings().Any(named => made.Contains(named.Id)) != true)
            {
                var answer = new Answer { RecordingId = made[^1] };
                given[id] = item.Type != ItemType.Composite ? answer : new Answer
                {
                    Parts = new Dictionary<string, Answer>(saved.GetValueOrDefault(id)?.Parts ?? new Dictionary<string, Answer>()) { [only.Identifier] = answer },
                };
            }
        }

        return given;
    }
}
