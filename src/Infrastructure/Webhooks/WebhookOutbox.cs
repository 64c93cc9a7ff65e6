using Cesuur.Domain.Webhooks;
using Cesuur.Infrastructure.Database;
using Npgsql;
using NpgsqlTypes;

namespace Cesuur.Infrastructure.Webhooks;

/// <summary>
/// The outbox in the database, over all organisations. Any number of processes work on it at once: what one
/// has claimed, the others skip.
/// </summary>
public sealed class WebhookOutbox(Databases databases)
{
    /// <summary>The most events that one statement hands out.</summary>
    public const int FanOutBatch = 500;

    /// <summary>At once from one process to one endpoint. One that fails gets a single line until it answers again.</summary>
    internal const int MaxPerEndpoint = 4;

    /// <summary>
    /// How long a claimed delivery is left to its claimer; longer than any attempt takes. No transaction is
    /// open meanwhile: if the claimer dies, the delivery is simply due again.
    /// </summary>
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    // The key share lock keeps an endpoint from being deleted before its deliveries are committed.
    private const string FanOutSql = """
        WITH waiting AS (
            SELECT tenant_id, id, type FROM events
            WHERE NOT dispatched ORDER BY id LIMIT @batch FOR UPDATE SKIP LOCKED
        ), dispatched AS (
            UPDATE events e SET dispatched = true FROM waiting w WHERE e.tenant_id = w.tenant_id AND e.id = w.id
        ), wanted AS (
            SELECT w.tenant_id, w.id AS event_id, p.id AS endpoint_id
            FROM waiting w JOIN webhook_endpoints p ON p.tenant_id = w.tenant_id
            WHERE p.enabled AND (p.event_types = '{}' OR w.type = ANY (p.event_types))
            FOR KEY SHARE OF p
        ), delivered AS (
            INSERT INTO webhook_deliveries (tenant_id, id, event_id, endpoint_id, state, next_attempt_at, created_at)
            SELECT tenant_id, uuidv7(), event_id, endpoint_id, 'pending', now(), now() FROM wanted
        )
        SELECT count(*)::integer FROM waiting
        """;

    // Each endpoint's own queue is read by itself, up to the lines it has left, so that neither the deliveries
    // that pile up for a dead endpoint nor their age keep the others waiting.
    private const string ClaimSql = """
        WITH due AS (
            SELECT d.tenant_id, d.id, d.event_id, p.url, p.protected_secret, p.failing_since
            FROM webhook_endpoints p
            LEFT JOIN unnest(@busy, @lines) AS busy (endpoint_id, lines) ON busy.endpoint_id = p.id
            CROSS JOIN LATERAL (
                SELECT tenant_id, id, event_id, next_attempt_at FROM webhook_deliveries
                WHERE tenant_id = p.tenant_id AND endpoint_id = p.id AND state = 'pending' AND next_attempt_at <= now()
                ORDER BY next_attempt_at
                LIMIT greatest(0, CASE WHEN p.failing_since IS NULL THEN @most ELSE 1 END - coalesce(busy.lines, 0))
                FOR UPDATE SKIP LOCKED
            ) d
            WHERE p.enabled
            ORDER BY d.next_attempt_at
            LIMIT @room
        )
        UPDATE webhook_deliveries d
        SET attempts = d.attempts + 1, last_attempt_at = now(), next_attempt_at = now() + @lease
        FROM due JOIN events e ON e.tenant_id = due.tenant_id AND e.id = due.event_id
        WHERE d.tenant_id = due.tenant_id AND d.id = due.id
        RETURNING d.tenant_id, d.id, d.endpoint_id, d.attempts, due.url, due.protected_secret, due.failing_since,
            e.id, e.type, e.created_at, e.data
        """;

    // Written at the turn from answering to failing and back only: the endpoint's version is its ETag.
    private const string RecordEndpointSql = """
        UPDATE webhook_endpoints SET failing_since = CASE WHEN @delivered THEN NULL ELSE now() END
        WHERE tenant_id = @tenant AND id = @endpoint AND (failing_since IS NOT NULL) = @delivered
        """;

    // What was given up meanwhile, since its endpoint was disabled, is taken back by a success only.
    private const string RecordDeliverySql = """
        UPDATE webhook_deliveries
        SET state = @state, next_attempt_at = coalesce(@next, next_attempt_at),
            last_status = @status, last_error = @error, last_response = @response
        WHERE tenant_id = @tenant AND id = @id AND attempts = @attempt AND (state = 'pending' OR @state = 'delivered')
        """;

    /// <summary>Makes the deliveries of the events that have none yet.</summary>
    /// <returns>The number of events; a full batch says that there may be more.</returns>
    public async Task<int> FanOutAsync(CancellationToken cancel)
    {
        await using var command = databases.Worker.CreateCommand(FanOutSql);
        command.Parameters.AddWithValue("batch", FanOutBatch);
        return (int)(await command.ExecuteScalarAsync(cancel))!;
    }

    /// <summary>Takes up to <paramref name="room"/> deliveries that are due, the longest due first.</summary>
    internal async Task<List<ClaimedDelivery>> ClaimAsync(int room, BusyEndpoints busy, CancellationToken cancel)
    {
        await using var command = databases.Worker.CreateCommand(ClaimSql);
        command.Parameters.AddWithValue("room", room);
        command.Parameters.AddWithValue("most", MaxPerEndpoint);
        command.Parameters.AddWithValue("lease", Lease);
        command.Parameters.AddWithValue("busy", busy.Endpoints.ConvertAll(endpoint => endpoint.Value));
        command.Parameters.AddWithValue("lines", busy.Lines);
        var claimed = new List<ClaimedDelivery>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            claimed.Add(new ClaimedDelivery
            {
                Organisation = new(reader.GetGuid(0)),
                Id = new(reader.GetGuid(1)),
                Endpoint = new(reader.GetGuid(2)),
                Attempt = reader.GetInt32(3),
                Url = reader.GetString(4),
                ProtectedSecret = reader.GetString(5),
                FailingSince = await reader.IsDBNullAsync(6, cancel) ? null : reader.GetFieldValue<DateTimeOffset>(6),
                Event = new(reader.GetGuid(7)),
                EventType = reader.GetString(8),
                EventTime = reader.GetFieldValue<DateTimeOffset>(9),
                Data = reader.GetString(10),
            });
        }

        return claimed;
    }

    /// <summary>Writes how an attempt ended, unless the delivery has been claimed again since.</summary>
    /// <param name="next">The next attempt; null when there is none.</param>
    internal async Task RecordAsync(ClaimedDelivery delivery, WebhookOutcome outcome, DateTimeOffset? next, CancellationToken cancel)
    {
        var delivered = outcome.Verdict == WebhookVerdict.Delivered;
        var state = delivered ? WebhookDeliveryState.Delivered
            : next is null ? WebhookDeliveryState.Failed
            : WebhookDeliveryState.Pending;
        await using var batch = databases.Worker.CreateBatch();
        if (!delivery.IsTest)
        {
            // The endpoint before its deliveries, as everywhere: two transactions never wait for each other.
            var endpoint = new NpgsqlBatchCommand(RecordEndpointSql);
            endpoint.Parameters.AddWithValue("tenant", delivery.Organisation.Value);
            endpoint.Parameters.AddWithValue("endpoint", delivery.Endpoint.Value);
            endpoint.Parameters.AddWithValue("delivered", delivered);
            batch.BatchCommands.Add(endpoint);
        }

        var record = new NpgsqlBatchCommand(RecordDeliverySql);
        record.Parameters.AddWithValue("tenant", delivery.Organisation.Value);
        record.Parameters.AddWithValue("id", delivery.Id.Value);
        record.Parameters.AddWithValue("attempt", delivery.Attempt);
        record.Parameters.AddWithValue("state", SnakeCaseEnum.Write(state));
        record.Parameters.Add(Nullable("next", NpgsqlDbType.TimestampTz, next));
        record.Parameters.Add(Nullable("status", NpgsqlDbType.Integer, outcome.Status));
        record.Parameters.Add(Nullable("error", NpgsqlDbType.Text, outcome.FailureCode));
        record.Parameters.Add(Nullable("response", NpgsqlDbType.Text, outcome.Excerpt));
        batch.BatchCommands.Add(record);
        await batch.ExecuteNonQueryAsync(cancel);
    }

    private static NpgsqlParameter Nullable(string name, NpgsqlDbType type, object? value) =>
        new(name, type) { Value = value ?? DBNull.Value };
}
