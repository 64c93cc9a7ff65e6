using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Licensing;
using Cesuur.Infrastructure.Database;

namespace Cesuur.Infrastructure.Results;

/// <summary>Where a version has been used: its publisher corrects it for everybody.</summary>
public sealed class VersionUse(Databases databases)
{
    // The worker's, who sees of a result or a round whose it is and of which version, and no more. What is to be rated may be rated in part.
    private const string Sql = """
        SELECT tenant_id, sum(results)::int
        FROM (
            SELECT tenant_id, count(*) AS results FROM results WHERE publisher_id = @publisher AND version_id = @version GROUP BY tenant_id
            UNION ALL
            SELECT tenant_id, 0 FROM rating_rounds WHERE publisher_id = @publisher AND version_id = @version
            UNION ALL
            SELECT tenant_id, 0 FROM sittings WHERE publisher_id = @publisher AND version_id = @version AND state = 'to_rate') used
        GROUP BY tenant_id ORDER BY tenant_id
        """;

    /// <summary>The organisations that have results, rating rounds or work to rate of a version, and how many results.</summary>
    public async Task<IReadOnlyList<(Id<Organisation> Organisation, int Results)>> OfAsync(Id<Organisation> publisher, Id<TestVersion> version, CancellationToken cancel)
    {
        await using var command = databases.Worker.CreateCommand(Sql);
        command.Parameters.AddWithValue("publisher", publisher.Value);
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
