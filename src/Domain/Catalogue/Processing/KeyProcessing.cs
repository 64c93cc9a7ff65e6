using System.Globalization;

namespace Cesuur.Domain.Catalogue.Processing;

/// <summary>
/// The response processing that says what keys of ours say, in a form that <see cref="KeyRecognition"/> reads back
/// into the same keys. Of how a typed text is compared QTI can only say that case does not count.
/// </summary>
public static class KeyProcessing
{
    /// <param name="parts">The interactions in their order; those without a key are rated by a person.</param>
    /// <param name="maximum">How many points the item brings at most, those of a rating included.</param>
    public static ResponseProcessing Of(IReadOnlyList<KeyedResponse> parts, decimal maximum) => new()
    {
        Responses = [.. parts.Select(Declaration)],
        Outcomes =
        [
            Outcome(ResponseProcessing.Score, 0) with
            {
                NormalMaximum = maximum > 0 ? maximum : null,
                ExternalScored = parts.Any(part => part.Key is null) ? "human" : null,
            },
            Outcome(ResponseProcessing.MaxScore, maximum),
        ],
        Rules = Rules(parts),
    };

    private static ResponseDeclaration Declaration(KeyedResponse part)
    {
        var (cardinality, baseType) = part.Type switch
        {
            ItemType.SingleChoice or ItemType.InlineChoice => (Cardinality.Single, BaseType.Identifier),
            ItemType.MultipleChoice or ItemType.HotText => (Cardinality.Multiple, BaseType.Identifier),
            ItemType.Match or ItemType.GapMatch => (Cardinality.Multiple, BaseType.DirectedPair),
            ItemType.Order => (Cardinality.Ordered, BaseType.Identifier),
            ItemType.RecordedSpeech or ItemType.FileUpload => (Cardinality.Single, BaseType.File),
            _ => (Cardinality.Single, BaseType.String),
        };
        return new()
        {
            Identifier = part.Identifier,
            Cardinality = cardinality,
            BaseType = baseType,
            Correct = part.Key is not { Correct.Count: > 0 } key ? null : cardinality == Cardinality.Single && key.Mapping is null ? [key.Correct[0]] : key.Correct,
            Mapping = part.Key?.Mapping is not { } mapping ? null : new ResponseMapping
            {
                Entries = [.. mapping.Select(entry => new MapEntry(entry.Value, entry.Points, entry.CaseSensitive))],
                DefaultValue = part.Key.MappingDefault,
                LowerBound = part.Key.MinPoints,
                UpperBound = part.Key.MaxPoints,
            },
            Text = part.Key?.Text,
        };
    }

    private static OutcomeDeclaration Outcome(string identifier, decimal value) => new()
    {
        Identifier = identifier,
        Cardinality = Cardinality.Single,
        BaseType = BaseType.Float,
        Default = [value.ToString(CultureInfo.InvariantCulture)],
    };

    private static IReadOnlyList<ProcessingNode> Rules(IReadOnlyList<KeyedResponse> parts) => parts switch
    {
        // These two are the templates, where the response is named as theirs.
        [{ Key: { Mapping: null, Points: 1, Text: null } key } only] when key.Correct.Count == 1 || !IsSingle(only.Type) =>
            [Nodes.Condition(IsRight(only, key), [Nodes.SetScore(Nodes.Float(1))], [Nodes.SetScore(Nodes.Float(0))])],
        [{ Key.Mapping: not null } only] =>
            [Nodes.Condition(Nodes.IsNull(Nodes.Variable(only.Identifier)), [Nodes.SetScore(Nodes.Float(0))], [Nodes.SetScore(Nodes.MapResponse(only.Identifier))])],
        _ => [.. parts.Where(part => part.Key is not null).Select(part => Adding(part, part.Key!))],
    };

    private static ProcessingNode Adding(KeyedResponse part, ScoringKey key)
    {
        var score = Nodes.Variable(ResponseProcessing.Score);
        return key.Mapping is null
            ? Nodes.Condition(IsRight(part, key), [Nodes.SetScore(Nodes.Sum(score, Nodes.Float(key.Points)))])
            : Nodes.Condition(
                new ProcessingNode { Name = "not", Children = [Nodes.IsNull(Nodes.Variable(part.Identifier))] },
                [Nodes.SetScore(Nodes.Sum(score, Nodes.MapResponse(part.Identifier)))]);
    }

    private static ProcessingNode IsRight(KeyedResponse part, ScoringKey key)
    {
        var response = Nodes.Variable(part.Identifier);
        if (key.Text is { IgnoreCase: true })
        {
            return Nodes.Or([.. key.Correct.Select(right => Nodes.IsSameText(response, Nodes.Base("string", right)))]);
        }

        return IsSingle(part.Type) && key.Correct.Count > 1
            ? Nodes.Or([.. key.Correct.Select(right => Nodes.Match(response, Nodes.Base(part.Type == ItemType.TextEntry ? "string" : "identifier", right)))])
            : Nodes.Match(response, Nodes.Correct(part.Identifier));
    }

    private static bool IsSingle(ItemType type) => type is ItemType.SingleChoice or ItemType.InlineChoice or ItemType.TextEntry;
}

/// <summary>An interaction with its key, for writing it.</summary>
public sealed record KeyedResponse(string Identifier, ItemType Type, ScoringKey? Key);
