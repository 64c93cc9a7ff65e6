using Cesuur.Domain.Catalogue;

namespace Cesuur.Domain.Results;

/// <summary>
/// Finds what keeps a correction from being applied to a version. What it leaves must be as sound as what is published, and a test is out of as many points as
/// before: cut scores and results rest on that.
/// </summary>
public static class CorrectionCheck
{
    private static readonly Dictionary<CorrectionKind, string[]> Needed = new()
    {
        [CorrectionKind.FullPoints] = ["itemId"],
        [CorrectionKind.MinimumPoints] = ["itemId", "points"],
        [CorrectionKind.ExtraRule] = ["itemId"],
        [CorrectionKind.Key] = ["itemId", "key"],
        [CorrectionKind.Rubric] = ["itemId", "rubric"],
        [CorrectionKind.CutScore] = ["cutScore"],
        [CorrectionKind.ConversionTable] = ["rows"],
    };

    private static readonly Dictionary<CorrectionKind, string[]> Allowed = new()
    {
        [CorrectionKind.ExtraRule] = ["part", "value", "points", "deduction"],
        [CorrectionKind.Key] = ["part"],
    };

    /// <summary>What is wrong, as pointers into the request; nothing, and it can be applied.</summary>
    /// <param name="scoring">The version's, with the corrections there are.</param>
    /// <param name="correction">The one that is proposed.</param>
    /// <param name="test">The test that the version is of.</param>
    public static IReadOnlyList<ErrorDetail> Of(VersionScoring scoring, Correction correction, Test test)
    {
        IReadOnlyList<ErrorDetail> wrong = [.. correction.Changes.Index().SelectMany(change => OfChange(scoring, change.Item, $"/changes/{change.Index}"))];
        return wrong.Count > 0 ? wrong : OfWhole(scoring, scoring.With(correction), test);
    }

    private static IEnumerable<ErrorDetail> OfChange(VersionScoring scoring, CorrectionChange change, string pointer)
    {
        var given = change.Members.ToList();
        foreach (var missing in Needed[change.Kind].Except(given))
        {
            yield return new($"{pointer}/{missing}", CorrectionErrors.MemberMissing, $"'{missing}' is needed for this kind of change.");
        }

        foreach (var more in given.Except(Needed[change.Kind]).Except(Allowed.GetValueOrDefault(change.Kind, [])))
        {
            yield return new($"{pointer}/{more}", CorrectionErrors.MemberNotExpected, $"This kind of change has no '{more}'.");
        }

        if (change.ItemId is not { } id || !Needed[change.Kind].Contains("itemId"))
        {
            yield break;
        }

        if (scoring.Content.Find(id) is not { } item)
        {
            yield return new($"{pointer}/itemId", CorrectionErrors.ItemUnknown, "The version has no such item.");
            yield break;
        }

        foreach (var wrong in OfItem(change, item, scoring.Version.Policies.MaxPointsOf(item)))
        {
            yield return wrong with { Pointer = pointer + wrong.Pointer };
        }
    }

    private static IEnumerable<ErrorDetail> OfItem(CorrectionChange change, Item item, decimal most)
    {
        switch (change.Kind)
        {
            case CorrectionKind.FullPoints or CorrectionKind.MinimumPoints when most == 0:
                yield return new("/itemId", CorrectionErrors.NotOfThisItem, "The item brings no points.");
                break;
            case CorrectionKind.MinimumPoints when change.Points is { } points && (points <= 0 || points >= most):
                yield return new("/points", CorrectionErrors.PointsOutOfRange, $"At least a number of points above 0 and below the maximum, which is {most:0.####} (N art. 5).");
                break;
            case CorrectionKind.ExtraRule when change.Deduction is not null && (item.Rubric is null || change is not { Value: null, Points: null, Part: null }):
                yield return new("/deduction", CorrectionErrors.NotOfThisItem, "A deduction alone, and of a task that is rated.");
                break;
            case CorrectionKind.ExtraRule when change.Deduction is null && (change.Value is null || change.Points is null or 0):
                yield return new("/value", CorrectionErrors.MemberMissing, "An extra rule has a value and the points it brings or costs, or else a deduction.");
                break;
            case CorrectionKind.ExtraRule when change.Deduction is null && KeyAt(item, change.Part) is null:
                yield return new("/itemId", CorrectionErrors.NotOfThisItem, "Nothing there is scored by a key.");
                break;
            case CorrectionKind.Key when KeyAt(item, change.Part) is null:
                yield return new(change.Part is null ? "/itemId" : "/part", CorrectionErrors.NotOfThisItem, "Nothing there is scored by a key.");
                break;
            case CorrectionKind.Rubric when item.Rubric is null:
                yield return new("/itemId", CorrectionErrors.NotOfThisItem, "The item is not rated by a rubric.");
                break;
        }
    }

    private static ScoringKey? KeyAt(Item item, string? part) => item.Rubric is not null || item.Processing is not null
        ? null
        : item.Interactions.Where(one => one.Identifier == (part ?? "")).Select(one => one.Interaction.Key).FirstOrDefault();

    private static List<ErrorDetail> OfWhole(VersionScoring before, VersionScoring after, Test test)
    {
        var wrong = new List<ErrorDetail>();
        foreach (var item in after.Content.Items.Where(item => item.MaxPoints != before.Content.Find(item.Id)!.MaxPoints))
        {
            wrong.Add(new("/changes", CorrectionErrors.MaximumChanged, $"Item {item.Identifier} would bring {item.MaxPoints:0.####} points instead of {before.Content.Find(item.Id)!.MaxPoints:0.####}."));
        }

        wrong.AddRange(Obstacles(after, test).Except(Obstacles(before, test))
            .Select(obstacle => new ErrorDetail("/changes", CorrectionErrors.LeavesUnsound, $"{obstacle.Pointer}: {obstacle.Detail} ({obstacle.Code})")));
        return wrong;
    }

    private static IReadOnlyList<ErrorDetail> Obstacles(VersionScoring scoring, Test test) => PublicationCheck.Of(
        scoring.Content, scoring.CutScore, scoring.Version.Duration, scoring.Version.ResultPolicy, test.Level, test.Programme, scoring.ConversionTable, scoring.Version.Policies);
}
