using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Infrastructure.Qti;
using Cesuur.Testing;

namespace Cesuur.Infrastructure.Tests.Qti;

/// <summary>Packages of others: every item is accounted for, and what is faulty is refused for what is wrong with it.</summary>
public sealed class SharedPackagesTests
{
    [SharedDataFact("qti/kennisnet/valid-package.zip")]
    public async Task Of_the_Dutch_exam_paper_all_is_taken_but_two_items_that_ask_nothing()
    {
        var reading = await ReadAsync("kennisnet/valid-package.zip");

        Assert.Equal(47, reading.Items.Count);
        Assert.Equal(30, reading.Items.Count(item => item is { Outcome: PackagedItemOutcome.Imported, Type: ItemType.SingleChoice, MaxPoints: 1 }));
        Assert.Equal(15, reading.Items.Count(item => item is { Outcome: PackagedItemOutcome.Imported, Type: ItemType.ExtendedText, MaxPoints: 1 }));
        Assert.Equal([("QUE_37_1.xml", "interaction_missing"), ("QUE_38_1.xml", "interaction_missing")], Errors(reading));
        var test = Assert.Single(reading.Tests);
        Assert.Equal(("Oefentoets biologie", 45m), (test.Title, new VersionPolicies().MaxPointsOf(test.Content)));
        Assert.All(test.Content.Sections, section => Assert.Equal(Navigation.ForwardOnly, section.Navigation));
        Assert.All(test.Content.Items.Where(item => item.Rubric is null), item => Assert.Single(item.Key!.Correct));
        Assert.All(test.Content.ItemsToRate, item => Assert.NotNull(item.Rubric!.Guidance));
    }

    [SharedDataFact("qti/kennisnet/invalid-response-processing.zip")]
    public async Task Processing_that_reads_a_right_answer_that_there_is_not_is_refused_in_its_place()
    {
        var reading = await ReadAsync("kennisnet/invalid-response-processing.zip");

        var refused = reading.Items.Where(item => item.Outcome == PackagedItemOutcome.Refused).ToList();
        Assert.Equal((20, 13), (reading.Items.Count, refused.Count));
        Assert.All(refused, item => Assert.Contains(reading.Findings, finding =>
            finding.First.File == item.File && finding.First.Code == "correct_response_missing" && finding.First.Place.StartsWith("response-processing/", StringComparison.Ordinal)));
    }

    [SharedDataFact("qti/kennisnet/no-response-processing.zip")]
    public async Task An_item_that_nothing_scores_is_refused() =>
        Assert.Equal([("QUE_1_1.xml", "score_never_set")], Errors(await ReadAsync("kennisnet/no-response-processing.zip")));

    [SharedDataFact("qti/qtiworks/WebDeveloperTest1.zip")]
    public async Task A_test_of_QTI_2_1_is_taken_whole_with_the_points_that_it_says_it_has()
    {
        var reading = await ReadAsync("qtiworks/WebDeveloperTest1.zip");

        Assert.Empty(Errors(reading));
        Assert.Equal(12, new VersionPolicies().MaxPointsOf(Assert.Single(reading.Tests).Content)); // "out of 12", as its feedback tells the candidate
        Assert.Equal(9, reading.Items.Count(item => item.Outcome == PackagedItemOutcome.Imported));
        Assert.Equal(9, reading.Tests[0].Content.Items.Select(item => item.Identifier).Distinct().Count()); // eight are called "choice"
    }

    [SharedDataFact("qti/qtiworks/BadMix.zip")]
    public async Task An_item_that_the_manifest_takes_for_a_test_is_found() =>
        Assert.Equal([("question1.xml", "resource_type_mismatch")], Errors(await ReadAsync("qtiworks/BadMix.zip")));

    [SharedDataFact("qti/qtiworks/MissingFile.zip")]
    public async Task A_file_that_the_manifest_names_and_the_package_has_not_is_found() =>
        Assert.Equal([("imsmanifest.xml", "file_missing")], Errors(await ReadAsync("qtiworks/MissingFile.zip")));

    [SharedDataFact("qti/qtiworks/ZipSlip.zip")]
    public Task A_path_that_climbs_out_of_the_archive_is_refused() => RefusedAsync("ZipSlip", "package_path_unsafe");

    [SharedDataFact("qti/qtiworks/ExternalHref.zip")]
    public Task A_reference_that_climbs_out_of_the_package_is_refused() => RefusedAsync("ExternalHref", "package_path_unsafe");

    [SharedDataFact("qti/qtiworks/BadManifest.zip")]
    public Task A_manifest_that_is_no_XML_is_refused() => RefusedAsync("BadManifest", "package_manifest_invalid");

    [SharedDataFact("qti/qtiworks/NotContentPackage.zip")]
    public Task An_archive_without_a_manifest_is_refused() => RefusedAsync("NotContentPackage", "package_manifest_missing");

    [SharedDataFact("qti/qtiworks/WebDeveloperTest1-incomplete.zip")]
    public Task An_archive_that_was_cut_off_is_refused() => RefusedAsync("WebDeveloperTest1-incomplete", "import_file_unreadable");

    private static async Task RefusedAsync(string package, string code) =>
        Assert.Equal(code, (await Assert.ThrowsAsync<DomainException>(() => ReadAsync($"qtiworks/{package}.zip"))).Error.Code);

    private static async Task<PackageReading> ReadAsync(string name)
    {
        await using var file = File.OpenRead(SharedDataFact.PathOf("qti/" + name));
        using var package = QtiPackage.Open(file);
        return await PackageReader.ReadAsync(package, _ => new PackagedMedia(Id<Media>.New()), (_, _) => Task.CompletedTask);
    }

    private static List<(string File, string Code)> Errors(PackageReading reading) =>
        [.. reading.Findings.Where(finding => finding.First.Severity == QtiSeverity.Error).Select(finding => (finding.First.File, finding.First.Code))];
}
