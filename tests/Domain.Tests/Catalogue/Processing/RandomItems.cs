using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Catalogue.Processing;

namespace Cesuur.Domain.Tests.Catalogue.Processing;

/// <summary>Items with a processing of a known form, and responses to them, drawn with a seed.</summary>
internal sealed class RandomItems(int seed)
{
    private static readonly string[] Choices = ["A", "B", "C", "D", "E"];
    private static readonly string[] Words = ["Parijs", "parijs", "PARIJS", "één", "ÉÉN", "een", "straße", "STRASSE", "İzmir", "izmir", " Parijs", "s", "ſ", "K", "K"];

    private readonly Random random = new(seed);

    public static readonly string[] Forms =
    [
        "match_correct", "map_response", "CC2_match", "CC2_match_basic", "CC2_map_response", "maxscore", "negated", "guarded",
        "texts", "alternatives", "chain", "member", "accumulated", "sum of mappings", "scores of their own", "capped", "keys",
    ];

    public (ResponseProcessing Processing, Dictionary<string, ItemType> Types) Item(string form)
    {
        switch (form)
        {
            case "match_correct" or "CC2_match" or "CC2_match_basic":
                var matched = Declared("RESPONSE", out var matchedType);
                return (Of([matched], form == "CC2_match" ? 1 : Points(), Template(form)), new() { ["RESPONSE"] = matchedType });
            case "map_response" or "CC2_map_response":
                var mapped = Mapped("RESPONSE", out var mappedType, guarded: true);
                return (Of([mapped], Points(), Template(form)), new() { ["RESPONSE"] = mappedType });
            case "maxscore":
                return One("(response-condition (response-if (match (correct identifier=R) $R) (set-outcome-value identifier=SCORE $MAXSCORE)))");
            case "negated":
                return One($"""
                    (response-condition
                      (response-if (not (match $R (correct identifier=R))) (set-outcome-value identifier=SCORE 0))
                      (response-else-if (is-null $R) (set-outcome-value identifier=SCORE 0))
                      (response-else (set-outcome-value identifier=SCORE {Points()})))
                    """);
            case "guarded":
                return One($"""
                    (response-condition
                      (response-if (is-null $R) (set-outcome-value identifier=SCORE 0.0))
                      (response-else-if (match $R (correct identifier=R)) (set-outcome-value identifier=SCORE {Points()}))
                      (response-else (set-outcome-value identifier=SCORE 0.0)))
                    """);
            case "texts":
                var isCaseSensitive = random.Next(2) == 0 ? "true" : "false";
                var texts = string.Concat(random.GetItems(Words, 3).Select(word => $"(string-match case-sensitive={isCaseSensitive} $R '{word}')"));
                return One($"(response-condition (response-if (or {texts}) (set-outcome-value identifier=SCORE {Points()})))", ItemType.TextEntry);
            case "alternatives":
                return One($"(response-condition (response-if (or (match $R @A) (match $R @C)) (set-outcome-value identifier=SCORE {Points()})))", ItemType.SingleChoice);
            case "chain":
                return One(
                    $"""
                    (response-condition
                      (response-if (match $R @A) (set-outcome-value identifier=SCORE {Points()}))
                      (response-else-if (match @B $R) (set-outcome-value identifier=SCORE {Points()}))
                      (response-else-if (not (match $R @C)) (set-outcome-value identifier=SCORE -0.5)))
                    """,
                    ItemType.InlineChoice);
            case "member":
                return One($"(response-condition (response-if (member $R [@B @D]) (set-outcome-value identifier=SCORE {Points()})))", ItemType.SingleChoice);
            case "capped":
                var capped = Mapped("R", out _, guarded: true, ItemType.SingleChoice);
                capped = capped with { Mapping = capped.Mapping! with { Entries = [new("A", 0.5m), new("B", 3.25m)], DefaultValue = -1, LowerBound = null, UpperBound = null } };
                return (
                    Of([capped], 2, Notation.Nodes("""
                        (response-condition (response-if (not (is-null $R)) (set-outcome-value identifier=SCORE (sum $SCORE (map-response identifier=R)))))
                        (response-condition (response-if (gt $SCORE $MAXSCORE) (set-outcome-value identifier=SCORE $MAXSCORE)))
                        (response-condition (response-if (lt $SCORE 0) (set-outcome-value identifier=SCORE 0)))
                        """)),
                    new() { ["R"] = ItemType.SingleChoice });
            default:
                return Several(form);
        }
    }

    public Dictionary<string, IReadOnlyList<string>> Responses(ResponseProcessing processing, Dictionary<string, ItemType> types) =>
        processing.Responses.ToDictionary(declared => declared.Identifier, declared => Response(declared, types[declared.Identifier]));

    public IReadOnlyList<KeyedResponse> Keys() =>
        [.. Enumerable.Range(1, random.Next(1, 4)).Select(number => Keyed(random.Next(4) == 0 && number == 1 ? "RESPONSE" : $"R{number}"))];

    private KeyedResponse Keyed(string identifier)
    {
        if (random.Next(2) == 0)
        {
            var mapped = Mapped(identifier, out var mappedType, guarded: true, entriesDiffer: true);
            return new(identifier, mappedType, new ScoringKey
            {
                Correct = mapped.Correct ?? [],
                Mapping = [.. mapped.Mapping!.Entries.Select(entry => new MappedValue(entry.Key, entry.Value, entry.CaseSensitive))],
                MappingDefault = mapped.Mapping.DefaultValue,
                MinPoints = mapped.Mapping.LowerBound,
                MaxPoints = mapped.Mapping.UpperBound,
            });
        }

        var declared = Declared(identifier, out var type);
        IReadOnlyList<string> correct = type switch
        {
            ItemType.SingleChoice or ItemType.InlineChoice => Some(Choices, 2),
            ItemType.TextEntry => ["Parijs", "één"],
            _ => declared.Correct!,
        };
        return new(identifier, type, new ScoringKey
        {
            Correct = correct,
            Points = Points(),
            Text = type == ItemType.TextEntry && random.Next(2) == 0 ? new TextMatching { IgnoreCase = true } : null,
        });
    }

    private (ResponseProcessing Processing, Dictionary<string, ItemType> Types) Several(string form)
    {
        if (form == "keys")
        {
            var keys = Keys();
            return (KeyProcessing.Of(keys, 10), keys.ToDictionary(key => key.Identifier, key => key.Type));
        }

        var types = new Dictionary<string, ItemType>();
        var declared = new List<ResponseDeclaration>();
        foreach (var identifier in new[] { "R1", "R2", "R3" })
        {
            declared.Add(form == "accumulated" ? Declared(identifier, out var type) : Mapped(identifier, out type, guarded: form == "scores of their own"));
            types[identifier] = type;
        }

        var rules = form switch
        {
            "accumulated" => string.Concat(declared.Select(one =>
                $"(response-condition (response-if (match ${one.Identifier} (correct identifier={one.Identifier})) (set-outcome-value identifier=SCORE (sum $SCORE {Points()}))))")),
            "sum of mappings" => $"(set-outcome-value identifier=SCORE (sum {string.Concat(declared.Select(one => $"(map-response identifier={one.Identifier})"))}))",
            _ => string.Concat(declared.Select((one, index) => $"""
                (response-condition (response-if (not (is-null ${one.Identifier})) (set-outcome-value identifier=SCORE_{index} (map-response identifier={one.Identifier}))))
                """)) + "(set-outcome-value identifier=SCORE (sum $SCORE_0 $SCORE_1 $SCORE_2)) (set-outcome-value identifier=MAXSCORE 9)",
        };
        return (Of(declared, 9, Notation.Nodes(rules)), types);
    }

    private (ResponseProcessing Processing, Dictionary<string, ItemType> Types) One(string rules, ItemType? only = null)
    {
        var declared = Declared("R", out var type, only);
        return (Of([declared], Points(), Notation.Nodes(rules)), new() { ["R"] = type });
    }

    private static ResponseProcessing Of(IReadOnlyList<ResponseDeclaration> responses, decimal maximum, IReadOnlyList<ProcessingNode> rules) => new()
    {
        Responses = responses,
        Outcomes = [.. new[] { "SCORE", "MAXSCORE", "SCORE_0", "SCORE_1", "SCORE_2" }.Select(identifier => new OutcomeDeclaration
        {
            Identifier = identifier,
            Cardinality = Cardinality.Single,
            BaseType = BaseType.Float,
            Default = [identifier == "MAXSCORE" ? maximum.ToString(System.Globalization.CultureInfo.InvariantCulture) : "0"],
        })],
        Rules = rules,
    };

    private static IReadOnlyList<ProcessingNode> Template(string name) => ProcessingTemplates.Expand(ProcessingTemplates.AddressOf(name), [])!;

    private ResponseDeclaration Declared(string identifier, out ItemType type, ItemType? only = null)
    {
        type = only ?? random.GetItems(
            [ItemType.SingleChoice, ItemType.InlineChoice, ItemType.TextEntry, ItemType.MultipleChoice, ItemType.HotText, ItemType.Match, ItemType.GapMatch, ItemType.Order], 1)[0];
        var (cardinality, baseType, correct) = type switch
        {
            ItemType.SingleChoice or ItemType.InlineChoice => (Cardinality.Single, BaseType.Identifier, Some(Choices, 1)),
            ItemType.TextEntry => (Cardinality.Single, BaseType.String, Some(Words, 1)),
            ItemType.MultipleChoice or ItemType.HotText => (Cardinality.Multiple, BaseType.Identifier, Some(Choices, random.Next(1, 4))),
            ItemType.Match or ItemType.GapMatch => (Cardinality.Multiple, BaseType.DirectedPair, [.. Some(Choices, random.Next(1, 4)).Select(choice => $"{choice} X{random.Next(2)}")]),
            _ => (Cardinality.Ordered, BaseType.Identifier, Some(Choices, 5)),
        };
        return new() { Identifier = identifier, Cardinality = cardinality, BaseType = baseType, Correct = correct };
    }

    // A mapping that is not guarded brings nothing for NULL: what is not listed is worth nothing then.
    private ResponseDeclaration Mapped(string identifier, out ItemType type, bool guarded, ItemType? only = null, bool entriesDiffer = false)
    {
        ResponseDeclaration declared;
        do
        {
            declared = Declared(identifier, out type, only);
        }
        while (type == ItemType.Order);

        var isText = type == ItemType.TextEntry;
        string[] keys = isText ? Some(Words, 4) : declared.BaseType == BaseType.DirectedPair ? ["A X0", "B X1", "C X0", "D X1"] : Some(Choices, 4);
        var areSensitive = random.Next(2) == 0;
        var isMixed = entriesDiffer && random.Next(3) == 0;
        return declared with
        {
            Mapping = new ResponseMapping
            {
                Entries = [.. keys.Select((key, index) => new MapEntry(key, index == 0 ? 1 : random.Next(-4, 13) / 4m, !isText || (isMixed ? index % 2 == 0 : areSensitive)))],
                DefaultValue = guarded ? random.Next(-2, 2) / 10m : 0,
                LowerBound = random.Next(2) == 0 ? 0 : null,
                UpperBound = random.Next(2) == 0 ? random.Next(1, 5) : null,
            },
        };
    }

    private IReadOnlyList<string> Response(ResponseDeclaration declared, ItemType type)
    {
        if (random.Next(6) == 0)
        {
            return [];
        }

        if (random.Next(3) == 0)
        {
            return declared.Correct!;
        }

        string Value() => type switch
        {
            _ when random.Next(12) == 0 => declared.BaseType == BaseType.DirectedPair ? "UNKNOWN X0" : "UNKNOWN",
            ItemType.TextEntry => random.GetItems(Words, 1)[0],
            ItemType.Match or ItemType.GapMatch => $"{random.GetItems(Choices, 1)[0]} X{random.Next(2)}",
            _ => random.GetItems(Choices, 1)[0],
        };
        return declared.Cardinality == Cardinality.Single ? [Value()]
            : random.Next(4) == 0 ? [.. declared.Correct!.Append(Value())]
            : random.Next(4) == 0 ? [.. declared.Correct!.Reverse()]
            : [.. Enumerable.Range(0, random.Next(1, 6)).Select(_ => Value())];
    }

    private decimal Points() => random.Next(1, 30) / 10m;

    private string[] Some(string[] values, int count)
    {
        var shuffled = values.ToArray();
        random.Shuffle(shuffled);
        return shuffled[..count];
    }
}
