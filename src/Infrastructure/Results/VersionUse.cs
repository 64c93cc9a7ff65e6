using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Licensing;
using Cesuur.Infrastructure.Database;

namespace Cesuur.Infrastructure.Results;

/// <summary>An organisation that has results, rating rounds or work to rate of a version.</summary>
/// <param name="Id">Which.</param>
/// <param name="Results">How many of the version.</param>
/// <param name="TriesOut">It is a sandbox, and not that of a publisher who tries the version out there too: its results tell nothing of the test.</param>
public sealed record VersionUser(Id<Organisation> Id, int Results, bool TriesOut);

/// <summary>Where a version has been used: its publisher corrects and analyses it for everybody.</summary>
public sealed class VersionUse(Databases databases)
{
    // The worker's, who sees of a result or a round whose it is and of which version, and no more. What is to be rated may be rated in part.
    private const string Sql = """
        SELECT o.id, used.results, o.sandbox AND NOT publisher.sandbox
        FROM (
            SELECT tenant_id, sum(results)::int AS results
            FROM (
                SELECT tenant_id, count(*) AS results FROM results WHERE publisher_id = @publisher AND version_id = @version GROUP BY tenant_id
                UNION ALL
                SELECT tenant_id, 0 FROM rating_rounds WHERE publisher_id = @publisher AND version_id = @version
                UNION ALL
                SELECT tenant_id, 0 FROM sittings WHERE publisher_id = @publisher AND version_id = @version AND state = 'to_rate') found
            GROUP BY tenant_id) used
        JOIN organisations o ON o.id = used.tenant_id JOIN organisations publisher ON publisher.id = @publisher
        ORDER BY o.id
        """;

    public async Task<IReadOnlyList<VersionUser>> OfAsync(Id<Organisation> publisher, Id<TestVersion> version, CancellationToken cancel)
    {
        await using var command = databases.Worker.CreateCommand(Sql);
        command.Parameters.AddWithValue("publisher", publisher.Value);
        command.Parameters.AddWithValue("version", version.Value);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var found = new List<VersionUser>();
        while (await reader.ReadAsync(cancel))
        {
            found.Add(new VersionUser(new Id<Organisation>(reader.GetGuid(0)), reader.GetInt32(1), reader.GetBoolean(2)));
        }

        return found;
    }
}
