using Cesuur.Domain.Catalogue;

namespace Cesuur.Domain.Results;

/// <summary>Scoring by the key, at once and without a rater (T; N annex 3 and 4).</summary>
public static class Scoring
{
    /// <summary>
    /// Scores all items. An item with a key and no answer earns 0. A task with a rubric always needs
    /// a rater, without a response too: only a person tells silence from a technical problem (N annex 2).
    /// </summary>
    public static AutomaticScore Score(TestContent content, IReadOnlyDictionary<Id<Item>, Answer> answersByItem) => new()
    {
        Items =
        [
            .. from item in content.Items
               let most = item.MaxPoints
               select new ItemScore { ItemId = item.Id, Points = item.Score(answersByItem.GetValueOrDefault(item.Id), most), MaxPoints = most },
        ],
    };
}
