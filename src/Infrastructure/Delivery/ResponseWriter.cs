using Cesuur.Infrastructure.Database;
using Npgsql;
using NpgsqlTypes;

namespace Cesuur.Infrastructure.Delivery;

/// <summary>An answer to save. Organisation, sitting and device epoch come from the signed ticket.</summary>
public sealed record PendingResponse
{
    public required Guid Tenant { get; init; }

    public required Guid Sitting { get; init; }

    public required int DeviceEpoch { get; init; }

    /// <summary>The step of the test that the item belongs to; it must be the current one.</summary>
    public required int Step { get; init; }

    public required Guid Item { get; init; }

    public required long Revision { get; init; }

    public required string Answer { get; init; }

    public required string Checksum { get; init; }
}

public enum SaveOutcome
{
    Saved,
    NotFound,
    WrongDevice,
    Closed,
    StepClosed,
    Paused,
    Stale,
    RevisionReused,

    /// <summary>The database cannot store it; its neighbours were saved.</summary>
    Unsavable,
}

public sealed record SaveReceipt(SaveOutcome Outcome, DateTimeOffset SavedAt);

/// <summary>
/// Saves answers, all that are waiting in one statement. The statement itself decides, by the database's clock and
/// under a share lock of the sitting, whether an answer is still welcome; the lock makes a sitting that is
/// being finished wait for answers that are being saved, and the other way round.
/// </summary>
public sealed class ResponseWriter(Databases databases) : Batcher<PendingResponse, SaveReceipt>(most: 512)
{
    private const string Sql = """
        WITH batch AS MATERIALIZED (
            SELECT * FROM unnest(@tenants, @sittings, @epochs, @steps, @items, @revisions, @answers::jsonb[], @checksums)
                WITH ORDINALITY AS b (tenant_id, sitting_id, epoch, step, item_id, revision, answer, checksum, n)
        ), guard AS MATERIALIZED (
            SELECT s.tenant_id, s.id, s.device_epoch, s.current_step, s.state, s.deadline, s.due_at
            FROM sittings s
            WHERE (s.tenant_id, s.id) IN (SELECT tenant_id, sitting_id FROM batch)
            ORDER BY s.tenant_id, s.id
            FOR SHARE OF s SKIP LOCKED
        ), written AS (
            INSERT INTO responses AS r (tenant_id, sitting_id, item_id, revision, answer, checksum, saved_at)
            SELECT DISTINCT ON (b.tenant_id, b.sitting_id, b.item_id)
                   b.tenant_id, b.sitting_id, b.item_id, b.revision, b.answer, b.checksum, clock_timestamp()
            FROM batch b JOIN guard g ON g.tenant_id = b.tenant_id AND g.id = b.sitting_id
            WHERE g.state = 'started' AND g.due_at > clock_timestamp() -- read here, when the lock is held
              AND g.device_epoch = b.epoch AND g.current_step = b.step
            ORDER BY b.tenant_id, b.sitting_id, b.item_id, b.revision DESC, b.n
            ON CONFLICT (tenant_id, sitting_id, item_id) DO UPDATE -- always, for only so does it return what another node has just saved
                SET revision = greatest(r.revision, excluded.revision),
                    answer = CASE WHEN r.revision < excluded.revision THEN excluded.answer ELSE r.answer END,
                    checksum = CASE WHEN r.revision < excluded.revision THEN excluded.checksum ELSE r.checksum END,
                    saved_at = CASE WHEN r.revision < excluded.revision THEN excluded.saved_at ELSE r.saved_at END
            RETURNING r.tenant_id, r.sitting_id, r.item_id, r.revision, r.checksum, r.saved_at
        )
        SELECT b.n,
               CASE WHEN g.id IS NULL AND EXISTS (SELECT FROM sittings s WHERE s.tenant_id = b.tenant_id AND s.id = b.sitting_id) THEN 'held'
                    WHEN g.id IS NULL THEN 'not_found'
                    WHEN g.device_epoch <> b.epoch THEN 'wrong_device'
                    WHEN g.state = 'paused' THEN 'paused'
                    WHEN g.state = 'started' AND (g.current_step <> b.step OR (w.revision IS NULL AND g.due_at < g.deadline)) THEN 'step_closed'
                    WHEN w.revision IS NULL THEN 'closed'
                    WHEN w.revision > b.revision THEN 'stale'
                    WHEN w.checksum = b.checksum THEN 'saved'
                    ELSE 'revision_reused' END,
               w.saved_at
        FROM batch b
        LEFT JOIN guard g ON g.tenant_id = b.tenant_id AND g.id = b.sitting_id
        LEFT JOIN written w ON w.tenant_id = b.tenant_id AND w.sitting_id = b.sitting_id AND w.item_id = b.item_id
            AND g.device_epoch = b.epoch AND g.current_step = b.step
        """;

    protected override int KeyOf(PendingResponse ask) => ask.Sitting.GetHashCode();

    protected override async Task<IReadOnlyList<Served<SaveReceipt>>> ServeAsync(IReadOnlyList<PendingResponse> asks)
    {
        try
        {
            return await SaveAsync(asks);
        }
        catch (PostgresException e) when (asks.Count == 1 && e.SqlState[..2] is "22" or "23" or "54")
        {
            return [new Served<SaveReceipt>(new SaveReceipt(SaveOutcome.Unsavable, default))];
        }
    }

    private async Task<Served<SaveReceipt>[]> SaveAsync(IReadOnlyList<PendingResponse> asks)
    {
        await using var command = databases.Writer.CreateCommand(Sql);
        command.Parameters.Add(Column("tenants", NpgsqlDbType.Uuid, asks, response => response.Tenant));
        command.Parameters.Add(Column("sittings", NpgsqlDbType.Uuid, asks, response => response.Sitting));
        command.Parameters.Add(Column("epochs", NpgsqlDbType.Integer, asks, response => response.DeviceEpoch));
        command.Parameters.Add(Column("steps", NpgsqlDbType.Integer, asks, response => response.Step));
        command.Parameters.Add(Column("items", NpgsqlDbType.Uuid, asks, response => response.Item));
        command.Parameters.Add(Column("revisions", NpgsqlDbType.Bigint, asks, response => response.Revision));
        command.Parameters.Add(Column("answers", NpgsqlDbType.Text, asks, response => response.Answer));
        command.Parameters.Add(Column("checksums", NpgsqlDbType.Text, asks, response => response.Checksum));

        var served = new Served<SaveReceipt>[asks.Count];
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            if (reader.GetString(1) is not "held" and var outcome)
            {
                var savedAt = await reader.IsDBNullAsync(2) ? default : reader.GetFieldValue<DateTimeOffset>(2);
                served[reader.GetInt64(0) - 1] = new Served<SaveReceipt>(new SaveReceipt(SnakeCaseEnum.Read<SaveOutcome>(outcome), savedAt));
            }
        }

        await reader.CloseAsync(); // the statement has committed only if this does not throw
        return served;
    }

    private static NpgsqlParameter<T[]> Column<T>(string name, NpgsqlDbType type, IReadOnlyList<PendingResponse> asks, Func<PendingResponse, T> value) =>
        new(name, NpgsqlDbType.Array | type) { TypedValue = [.. asks.Select(value)] };
}
