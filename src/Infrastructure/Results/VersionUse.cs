using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Licensing;
using Cesuur.Infrastructure.Database;

namespace Cesuur.Infrastructure.Results;

/// <summary>Where a version has been used: its publisher corrects it for everybody.</summary>
public sealed class VersionUse(Databases databases)
{
    // The worker's, who sees of a result whose it is and of which version, and no more.
    private const string Sql = """
        SELECT o.id, used.results::int
        FROM organisations o CROSS JOIN LATERAL (SELECT count(*) AS results FROM results r WHERE r.tenant_id = o.id AND r.version_id = @version) used
        WHERE used.results > 0 ORDER BY o.id
        """;

    /// <summary>The organisations that have results of a version, and how many.</summary>
    public async Task<IReadOnlyList<(Id<Organisation> Organisation, int Results)>> OfAsync(Id<TestVersion> version, CancellationToken cancel)
    {
        await using var command = databases.Worker.CreateCommand(Sql);
        command.Parameters.AddWithValue("version", version.Value);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var found = new List<(Id<Organisation>, int)>();
        while (await reader.ReadAsync(cancel))
        {
            found.Add((new Id<Organisation>(reader.GetGuid(0)), reader.GetInt32(1)));
        }

        return found;
    }
}
