using System.Globalization;
using Cesuur.Api.Delivery;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Results;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Cesuur.Api.Results;

/// <summary>
/// How versions are scored now, corrections included. Whoever makes a result holds that until the end of the transaction, and whoever applies a
/// correction waits for them: so every result is either made by the correction, or there for its rescoring to find.
/// </summary>
internal sealed class VersionScorings(AppDb db)
{
    private const string HoldSql = """
        SELECT pg_advisory_xact_lock_shared(hashtextextended('scoring ' || version, 0)) FROM unnest(@keys) AS version ORDER BY version;
        SELECT version_id, max(number) FROM corrections WHERE version_id = ANY (@versions) AND state = 'applied' GROUP BY version_id;
        """; // two statements: the second sees what the first has waited for

    /// <summary>Holds the scoring of these, in the transaction that is open.</summary>
    public async Task<IReadOnlyDictionary<Id<TestVersion>, VersionScoring>> HoldAsync(IEnumerable<LoadedVersion> versions, CancellationToken cancel)
    {
        var held = versions.DistinctBy(version => version.Version.Id).ToDictionary(version => version.Version.Id);
        var numbers = await HoldNumbersAsync([.. held.Keys], cancel);
        var scorings = new Dictionary<Id<TestVersion>, VersionScoring>();
        foreach (var (id, version) in held)
        {
            var number = numbers.GetValueOrDefault(id);
            if (!version.Scorings.TryGetValue(number, out var scoring))
            {
                scoring = await LoadAsync(version.Version, upTo: null, cancel);
                version.Scorings[scoring.Number] = scoring;
            }

            scorings.Add(id, scoring);
        }

        return scorings;
    }

    public async Task<VersionScoring> HoldAsync(LoadedVersion version, CancellationToken cancel) =>
        (await HoldAsync([version], cancel))[version.Version.Id];

    /// <summary>As it stands at this moment, or stood when some correction was the last.</summary>
    public async Task<VersionScoring> LoadAsync(TestVersion version, int? upTo, CancellationToken cancel) => VersionScoring.Of(
        version,
        await db.Corrections.BeyondReach().AsNoTracking()
            .Where(correction => correction.VersionId == version.Id && correction.State == CorrectionState.Applied && (upTo == null || correction.Number <= upTo))
            .ToListAsync(cancel));

    /// <summary>Before a correction is applied: waits for results that are being made, and holds up those to come.</summary>
    public Task LockAsync(Id<TestVersion> version, CancellationToken cancel) =>
        db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended('scoring ' || {Key(version)}, 0))", cancel);

    private static string Key(Id<TestVersion> version) => version.Value.ToString("D", CultureInfo.InvariantCulture);

    /// <summary>Holds the scoring of these and tells the number of its last correction; those that have none are not named.</summary>
    public async Task<Dictionary<Id<TestVersion>, int>> HoldNumbersAsync(IReadOnlyList<Id<TestVersion>> versions, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            HoldSql, (NpgsqlConnection)db.Database.GetDbConnection(), (NpgsqlTransaction)db.Database.CurrentTransaction!.GetDbTransaction());
        command.Parameters.AddWithValue("keys", versions.Select(Key).ToArray());
        command.Parameters.AddWithValue("versions", versions.Select(version => version.Value).ToArray());
        await using var reader = await command.ExecuteReaderAsync(cancel);
        await reader.NextResultAsync(cancel);
        var numbers = new Dictionary<Id<TestVersion>, int>();
        while (await reader.ReadAsync(cancel))
        {
            numbers.Add(new Id<TestVersion>(reader.GetGuid(0)), reader.GetInt32(1));
        }

        return numbers;
    }
}
