using Cesuur.Infrastructure.Database;
using Npgsql;
using NpgsqlTypes;

namespace Cesuur.Infrastructure.Delivery;

/// <summary>A device that was heard of: whose sitting, and by what right it holds it.</summary>
public readonly record struct SeenDevice(Guid Tenant, Guid Sitting, int DeviceEpoch);

/// <summary>Notes which devices are there, all that a node has heard of in one statement. One that was taken over does not count.</summary>
public sealed class DevicePresences(Databases databases)
{
    private const string Sql = """
        INSERT INTO device_presences AS p (tenant_id, sitting_id, seen_at, streamed_at)
        SELECT s.tenant_id, s.id, clock_timestamp(), CASE WHEN seen.streams THEN clock_timestamp() END
        FROM unnest(@tenants, @sittings, @epochs, @streams) AS seen (tenant_id, sitting_id, epoch, streams)
        JOIN sittings s ON s.tenant_id = seen.tenant_id AND s.id = seen.sitting_id AND s.device_epoch = seen.epoch
        ORDER BY s.tenant_id, s.id -- nodes that note the same ones at once must not wait for each other
        ON CONFLICT (tenant_id, sitting_id) DO UPDATE
            SET seen_at = excluded.seen_at, streamed_at = coalesce(excluded.streamed_at, p.streamed_at)
        """;

    /// <param name="devices">Each with whether its stream is open.</param>
    /// <param name="cancel">Ends the attempt.</param>
    public async Task NoteAsync(IReadOnlyCollection<KeyValuePair<SeenDevice, bool>> devices, CancellationToken cancel)
    {
        await using var command = databases.Worker.CreateCommand(Sql);
        command.Parameters.Add(new NpgsqlParameter<Guid[]>("tenants", NpgsqlDbType.Array | NpgsqlDbType.Uuid) { TypedValue = [.. devices.Select(device => device.Key.Tenant)] });
        command.Parameters.Add(new NpgsqlParameter<Guid[]>("sittings", NpgsqlDbType.Array | NpgsqlDbType.Uuid) { TypedValue = [.. devices.Select(device => device.Key.Sitting)] });
        command.Parameters.Add(new NpgsqlParameter<int[]>("epochs", NpgsqlDbType.Array | NpgsqlDbType.Integer) { TypedValue = [.. devices.Select(device => device.Key.DeviceEpoch)] });
        command.Parameters.Add(new NpgsqlParameter<bool[]>("streams", NpgsqlDbType.Array | NpgsqlDbType.Boolean) { TypedValue = [.. devices.Select(device => device.Value)] });
        await command.ExecuteNonQueryAsync(cancel);
    }
}
