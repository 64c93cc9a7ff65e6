using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Jobs;
using Cesuur.Infrastructure.Database;
using Cesuur.Infrastructure.Files;
using Cesuur.Infrastructure.Imports;
using Cesuur.Infrastructure.Qti;

namespace Cesuur.Api.Catalogue;

/// <summary>What an import does with what it cannot take over faithfully.</summary>
internal enum OnUnsupported
{
    /// <summary>Nothing is imported.</summary>
    Refuse,

    /// <summary>The rest is.</summary>
    Skip,
}

/// <summary>How a package becomes tests. What is absent is as the package has it.</summary>
internal sealed record PackageOptions
{
    public OnUnsupported OnUnsupported { get; init; }

    /// <summary>The package becomes a new draft of this test; absent: each of its tests a new one.</summary>
    public Id<Test>? TestId { get; init; }

    public string? Title { get; init; }

    public Skill? Skill { get; init; }

    public Level? Level { get; init; }

    public string? Field { get; init; }

    public Programme? Programme { get; init; }
}

/// <summary>A test that was imported: a draft, to be looked at, completed and published.</summary>
internal sealed record ImportedTest
{
    /// <summary>Absent at a dry run.</summary>
    public Id<Test>? TestId { get; init; }

    /// <summary>Absent at a dry run.</summary>
    public Id<TestVersion>? VersionId { get; init; }

    public required int Number { get; init; }

    public required string Title { get; init; }

    public required int Items { get; init; }

    public required decimal MaxPoints { get; init; }
}

/// <summary>What an import did, as its job shows it.</summary>
internal sealed record PackageImportResult
{
    public required bool DryRun { get; init; }

    public required IReadOnlyList<ImportedTest> Tests { get; init; }

    /// <summary>Every item of the package, and what became of it.</summary>
    public required IReadOnlyList<PackagedItem> Items { get; init; }

    /// <summary>New files of sound, video and pictures; those that were there already are not counted.</summary>
    public required int NewMedia { get; init; }

    public required int Errors { get; init; }

    public required int Notices { get; init; }
}

/// <summary>
/// Makes drafts of the tests of a package: first it is read and its files are stored, which can take minutes, then the
/// drafts are added to the unit of work, which whoever asked for it saves. What was stored and not saved goes in the end.
/// </summary>
internal sealed class PackageImport(AppDb db, NewFiles files, MediaInspector inspector, Clock clock) : IAsyncDisposable
{
    private PackageMedia media = new(db, files, inspector, clock);

    /// <summary>What was found, to be shown whatever comes of it.</summary>
    public JobErrors? Found { get; private set; }

    /// <summary>The drafts of the last package.</summary>
    public IReadOnlyList<TestVersion> Versions { get; private set; } = [];

    public ValueTask DisposeAsync() => media.DisposeAsync();

    /// <summary>Outside a transaction, which would be held for as long.</summary>
    /// <exception cref="DomainException">The package cannot be read.</exception>
    public async Task<PackageReading> ReadAsync(FileStream file, string actor, Func<int, int, Task> progress, CancellationToken cancel)
    {
        await media.DisposeAsync();
        media = new PackageMedia(db, files, inspector, clock);
        using var package = QtiPackage.Open(file);
        var names = PackageMedia.NamesOf(package);
        var total = names.Count + package.Resources.Count(resource => resource.Kind == QtiResourceKind.Item);
        var titles = package.Details?.MediaTitles ?? new Dictionary<string, string>();
        foreach (var (index, name) in names.Index())
        {
            await media.TakeAsync(package, name, titles.GetValueOrDefault(name), actor, cancel);
            await progress(index + 1, total);
        }

        return await PackageReader.ReadAsync(package, media.Find, (done, items) => progress(names.Count + done, names.Count + items));
    }

    /// <summary>In a transaction, since it may hold the test that the drafts are for. A dry run adds nothing.</summary>
    /// <exception cref="DomainException">The package holds what cannot be imported.</exception>
    public async Task<PackageImportResult> ImportAsync(PackageReading reading, PackageOptions options, bool dryRun, CancellationToken cancel)
    {
        var errors = reading.Findings.Where(finding => finding.First.Severity == QtiSeverity.Error).Sum(finding => finding.Count);
        Found = new JobErrors(reading.Findings.Count, [.. reading.Findings.OrderByDescending(finding => finding.First.Severity).Take(ImportLimits.Errors).Select(ErrorOf)]);
        if (errors > 0 && options.OnUnsupported == OnUnsupported.Refuse)
        {
            throw new DomainException(
                PackageErrors.Refused,
                $"{reading.Items.Count(item => item.Outcome == PackagedItemOutcome.Refused)} of {reading.Items.Count} items, or what holds them, cannot be imported faithfully; nothing was imported.");
        }

        var tests = reading.Tests.Where(test => test.Content.Items.Any()).ToList();
        if (tests.Count == 0)
        {
            throw new DomainException(PackageErrors.NothingToImport);
        }

        var imported = new List<ImportedTest>();
        var drafted = new List<Test>();
        var versions = new List<TestVersion>();
        foreach (var packaged in tests)
        {
            var (test, version) = await DraftAsync(packaged, isOnly: tests.Count == 1, options, cancel);
            versions.Add(version);
            if (options.TestId is null)
            {
                drafted.Add(test);
            }

            imported.Add(new ImportedTest
            {
                TestId = dryRun ? null : test.Id,
                VersionId = dryRun ? null : version.Id,
                Number = version.Number,
                Title = test.Title,
                Items = version.Content.Items.Count(),
                MaxPoints = version.MaxPoints,
            });
        }

        Versions = versions;
        var uses = versions.SelectMany(version => ContentFiles.Of(version.Content).Select(id => VersionMedia.Of(version.Id, id))).ToList();
        var used = uses.Select(use => use.MediaId).ToHashSet();
        if (!dryRun)
        {
            db.Tests.AddRange(drafted);
            db.TestVersions.AddRange(versions);
            db.VersionMedia.AddRange(uses);
            media.Keep(used);
        }

        return new PackageImportResult
        {
            DryRun = dryRun,
            Tests = imported,
            Items = reading.Items,
            NewMedia = media.CountNew(used),
            Errors = errors,
            Notices = reading.Findings.Sum(finding => finding.Count) - errors,
        };
    }

    private async Task<(Test Test, TestVersion Version)> DraftAsync(PackagedTest packaged, bool isOnly, PackageOptions options, CancellationToken cancel)
    {
        var details = isOnly ? packaged.Details : null;
        var (test, number) = options.TestId is { } id ? await HoldTestAsync(id, isOnly, cancel) : (Test.Create(DetailsOf(packaged, details, options), clock.Now), 1);
        var settings = (details?.Settings ?? new VersionSettings()) with { DurationSeconds = packaged.DurationSeconds ?? details?.Settings.DurationSeconds };
        var version = TestVersion.Draft(test.Id, number, packaged.Content, settings, details?.CutScore, clock.Now);
        version.SetConversionTable(details?.ConversionTable);
        return (test, version);
    }

    private async Task<(Test Test, int Number)> HoldTestAsync(Id<Test> id, bool isOnly, CancellationToken cancel)
    {
        if (!isOnly)
        {
            throw new DomainException(PackageErrors.SeveralTests);
        }

        return (await db.HoldTestAsync(id, cancel), await db.NextNumberAsync(id, cancel));
    }

    private static TestDetails DetailsOf(PackagedTest packaged, PackageDetails? details, PackageOptions options) => new()
    {
        Title = options.Title ?? (packaged.Title.Length > 0 ? packaged.Title : packaged.Identifier),
        Skill = options.Skill ?? details?.Test.Skill ?? throw new DomainException(PackageErrors.DetailsMissing),
        Level = options.Level ?? details?.Test.Level,
        Field = options.Field ?? details?.Test.Field,
        Programme = options.Programme ?? details?.Test.Programme,
    };

    private static JobError ErrorOf(PackageFinding finding) => new()
    {
        File = finding.First.File,
        Place = finding.First.Place.Length > 0 ? finding.First.Place : null,
        Severity = finding.First.Severity == QtiSeverity.Error ? JobErrorSeverity.Error : JobErrorSeverity.Notice,
        Code = finding.First.Code,
        Detail = finding.Count == 1 ? finding.First.Detail : $"{finding.First.Detail} ({finding.Count} times in this file)",
    };
}
