using System.IO.Compression;
using System.Xml.Linq;
using Cesuur.Infrastructure.Qti;
using Cesuur.Testing;

namespace Cesuur.Infrastructure.Tests.Qti;

public sealed class KennisnetItemsTests
{
    [SharedDataFact("qti/kennisnet/valid-package.zip")]
    public void Every_item_of_an_exam_paper_is_read_and_comes_back()
    {
        var readings = Package("valid-package.zip").ToDictionary(item => item.File, item => QtiSample.Read(item.Xml));

        Assert.Equal(47, readings.Count);
        var refused = readings.Where(reading => reading.Value.Item is null).ToList();

        // A question that asks for no answer, in a paper of 47.
        Assert.Equal(["interaction_missing"], refused.SelectMany(reading => reading.Value.Findings).Where(finding => finding.Severity == QtiSeverity.Error).Select(finding => finding.Code).Distinct());
        Assert.True(refused.Count <= 2, string.Join(", ", refused.Select(reading => reading.Key)));
        foreach (var reading in readings.Values.Where(reading => reading.Item is not null))
        {
            Assert.Equal(QtiSample.Show(reading.Item!), QtiSample.Show(QtiSample.ReadBack(reading.Item!)));
        }
    }

    [SharedDataFact("qti/kennisnet/invalid-response-processing.zip")]
    public void Items_with_other_faults_are_read_as_far_as_their_bodies_go()
    {
        Assert.All(Package("invalid-response-processing.zip"), item => Assert.NotNull(QtiSample.Read(item.Xml).Item));
        Assert.All(Package("no-response-processing.zip"), item => Assert.NotNull(QtiSample.Read(item.Xml).Item));
    }

    [SharedDataFact("qti/kennisnet/items/simple-choice-processing.xml")]
    public void Every_single_item_is_read_or_reported()
    {
        var refused = new Dictionary<string, string>();
        foreach (var file in Directory.GetFiles(SharedDataFact.PathOf("qti/kennisnet/items"), "*.xml"))
        {
            var reading = QtiSample.Read(File.ReadAllText(file));
            if (reading.Item is { } item)
            {
                Assert.Equal(QtiSample.Show(item), QtiSample.Show(QtiSample.ReadBack(item)));
            }
            else
            {
                refused.Add(Path.GetFileName(file), reading.Findings.First(finding => finding.Severity == QtiSeverity.Error).Code);
            }
        }

        Assert.Equal(
            new Dictionary<string, string>
            {
                ["complex-response-processing.xml"] = "adaptive_unsupported",
                ["map-response-point-template.xml"] = "interaction_unsupported",
                ["select-point-processing.xml"] = "interaction_unsupported",
            },
            refused);
    }

    [SharedDataFact("qti/qtiworks/WebDeveloperTest1.zip")]
    public void Items_of_another_tool_are_read_or_reported()
    {
        var readings = Package("../qtiworks/WebDeveloperTest1.zip", "question").ToDictionary(item => item.File, item => QtiSample.Read(item.Xml));

        Assert.Equal(9, readings.Count);
        Assert.All(readings.Values, reading => Assert.True(reading.Item is not null || reading.Findings.Any(finding => finding.Severity == QtiSeverity.Error)));
        Assert.Equal(2, readings["question8.xml"].Item!.Parts.Count);
    }

    private static IEnumerable<(string File, string Xml)> Package(string name, string start = "QUE_")
    {
        using var archive = ZipFile.OpenRead(SharedDataFact.PathOf($"qti/kennisnet/{name}"));
        foreach (var entry in archive.Entries.Where(entry => entry.Name.StartsWith(start, StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(entry.Open());
            yield return (entry.Name, reader.ReadToEnd());
        }
    }
}
