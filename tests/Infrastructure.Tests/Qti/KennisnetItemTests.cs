using System.IO.Compression;
using System.Xml.Linq;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Catalogue.Processing;
using Cesuur.Infrastructure.Qti;
using Cesuur.Testing;

namespace Cesuur.Infrastructure.Tests.Qti;

/// <summary>The items of kennisnet/php-qti3: the faulty ones are refused for what is wrong with them, the sound ones are scored.</summary>
public sealed class KennisnetItemTests
{
    private const string Items = "qti/kennisnet/items";

    private static readonly Dictionary<string, string[]> Refused = new()
    {
        ["complex-response-processing"] = ["adaptive_unsupported"],
        ["default-value-empty-value"] = ["value_invalid"],
        ["default-value-without-value"] = ["value_invalid"],
        ["default-value-wrong-tag"] = ["declaration_invalid", "value_invalid"],
        ["else-if-after-else"] = ["rule_order"],
        ["empty-correct-response-value"] = ["value_invalid"],
        ["gap-match-no-processing"] = ["score_never_set"],
        ["map-response-point-template"] = ["declaration_unsupported", "expression_unsupported"],
        ["match-interaction-no-processing"] = ["score_never_set"],
        ["non-existing-outcome"] = ["outcome_unknown"],
        // Its text entry is multiple, and gte compares single numbers.
        ["number-comparison-expressions"] = ["type_mismatch"],
        ["select-point-processing"] = ["declaration_unsupported", "expression_unsupported"],
        // It rounds with two operands and no figures, and takes the third of a container without order.
        ["various-expressions"] = ["attribute_invalid", "type_mismatch"],
        ["wrong-expression-element"] = ["expression_unknown"],
        ["wrong-processing-element"] = ["rule_unknown"],
    };

    private static readonly string[] RatedByPeople = ["without-response-processing"];

    [SharedDataFact(Items + "/with-else-if.xml")]
    public void Every_faulty_item_is_refused_for_its_fault_and_every_sound_one_is_accepted()
    {
        var found = Directory.GetFiles(SharedDataFact.PathOf(Items), "*.xml").Order(StringComparer.Ordinal).ToDictionary(
            file => Path.GetFileNameWithoutExtension(file),
            file => ProcessingReader.Read(XElement.Load(file, LoadOptions.SetLineInfo)).Findings);

        Assert.Equal(26, found.Count);
        Assert.All(found, item => Assert.Equal(
            Refused.GetValueOrDefault(item.Key, []),
            item.Value.Select(finding => finding.Code).Distinct().Order(StringComparer.Ordinal)));
        Assert.All(found.Values.SelectMany(findings => findings), finding => Assert.Contains("(line ", finding.Path, StringComparison.Ordinal));
    }

    [SharedDataFact(Items + "/with-else-if.xml")]
    public void Every_sound_item_has_a_maximum_that_no_response_exceeds()
    {
        foreach (var file in Directory.GetFiles(SharedDataFact.PathOf(Items), "*.xml"))
        {
            var name = Path.GetFileNameWithoutExtension(file);
            if (!Refused.ContainsKey(name) && !RatedByPeople.Contains(name))
            {
                var body = ItemBodyReader.Read(XElement.Load(file), QtiSample.Context());
                var interactions = body.Responses.Zip(body.Item!.Interactions).ToDictionary(pair => pair.First, pair => pair.Second.Interaction);
                var maximum = ScoreMaximum.Of(ProcessingReader.Read(XElement.Load(file)).Processing, interactions);

                Assert.True(maximum is { Points: > 0, Finding: null }, $"{name}: {maximum.Points}, {maximum.Finding?.Detail}");
            }
        }
    }

    [SharedDataFact(Items + "/with-else-if.xml")]
    public void Partial_credit_by_the_number_of_right_pairs_is_evaluated_as_it_is_written()
    {
        var processing = ProcessingReader.Read(XElement.Load(SharedDataFact.PathOf(Items + "/with-else-if.xml"))).Processing;

        Assert.Null(KeyRecognition.Of(processing, new Dictionary<string, ItemType> { ["RESPONSE"] = ItemType.Match }));
        Assert.Equal([0m, 0.5m, 1m, 0.5m], new string[][] { [], ["A1 B1", "A2 B1"], ["A2 B2", "A1 B1"], ["A1 B1", "A1 B1"] }
            .Select(pairs => ResponseEvaluator.Evaluate(processing, new Dictionary<string, IReadOnlyList<string>> { ["RESPONSE"] = pairs }).Points!.Value));
    }

    [SharedDataFact("qti/kennisnet/valid-package.zip")]
    public void The_choices_of_a_real_exam_have_keys_and_its_texts_are_left_to_people()
    {
        var readings = Package("qti/kennisnet/valid-package.zip");

        var choices = readings.Where(item => item.Type == ItemType.SingleChoice).ToList();
        Assert.Equal(30, choices.Count);
        Assert.All(choices, item =>
        {
            Assert.Empty(item.Reading.Findings);
            var key = KeyRecognition.Of(item.Reading.Processing, new Dictionary<string, ItemType> { ["RESPONSE"] = ItemType.SingleChoice })!["RESPONSE"];
            Assert.Single(key.Correct);
            Assert.Null(key.Mapping);
        });
        var texts = readings.Where(item => item.Type == ItemType.ExtendedText).ToList();
        Assert.Equal(15, texts.Count);
        Assert.All(texts, item => Assert.Equal(ProcessingFindings.ScoreNeverSet, Assert.Single(item.Reading.Findings).Code));
    }

    [SharedDataFact("qti/kennisnet/invalid-response-processing.zip")]
    public void Texts_compared_with_a_correct_response_that_is_missing_are_refused()
    {
        var texts = Package("qti/kennisnet/invalid-response-processing.zip").Where(item => item.Type == ItemType.ExtendedText).ToList();

        Assert.Equal(13, texts.Count);
        Assert.All(texts, item => Assert.Contains(item.Reading.Findings, finding => finding.Code == ProcessingFindings.CorrectResponseMissing));
    }

    private static List<(ItemType? Type, ProcessingReading Reading)> Package(string file)
    {
        using var package = ZipFile.OpenRead(SharedDataFact.PathOf(file));
        var items = new List<(ItemType?, ProcessingReading)>();
        foreach (var entry in package.Entries.Where(entry => entry.Name.EndsWith(".xml", StringComparison.Ordinal)))
        {
            using var stream = entry.Open();
            var root = XElement.Load(stream, LoadOptions.SetLineInfo);
            if (root.Name.LocalName == "qti-assessment-item")
            {
                var names = root.Descendants().Select(element => element.Name.LocalName).ToHashSet();
                ItemType? type = names.Contains("qti-choice-interaction") ? ItemType.SingleChoice
                    : names.Contains("qti-extended-text-interaction") ? ItemType.ExtendedText
                    : null;
                items.Add((type, ProcessingReader.Read(root)));
            }
        }

        return items;
    }
}
