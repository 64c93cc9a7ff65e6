using System.Threading.Channels;
using Cesuur.Domain;
using Cesuur.Domain.Delivery;
using Cesuur.Infrastructure.Database;
using Microsoft.Extensions.Hosting;
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
/// Saves answers by group commit: all that are waiting go into one statement, and each caller is
/// answered only after the commit of its own. The statement itself decides, by the database's clock and
/// under a share lock of the sitting, whether an answer is still welcome; the lock makes a sitting that is
/// being finished wait for answers that are being saved, and the other way round.
/// </summary>
public sealed class ResponseWriter(Databases databases) : IHostedService
{
    private const int Writers = 2;
    private const int BatchSize = 512;
    private const int QueueLength = 8192;
    private const string LockNotAvailable = PostgresErrorCodes.LockNotAvailable;
    private const string DeadlockDetected = PostgresErrorCodes.DeadlockDetected;

    private const string Sql = """
        WITH batch AS MATERIALIZED (
            SELECT * FROM unnest(@tenants, @sittings, @epochs, @steps, @items, @revisions, @answers::jsonb[], @checksums)
                WITH ORDINALITY AS b (tenant_id, sitting_id, epoch, step, item_id, revision, answer, checksum, n)
        ), guard AS MATERIALIZED (
            SELECT s.tenant_id, s.id, s.device_epoch, s.current_step, s.state, s.deadline, s.due_at
            FROM sittings s
            WHERE (s.tenant_id, s.id) IN (SELECT tenant_id, sitting_id FROM batch)
            ORDER BY s.tenant_id, s.id
            FOR SHARE OF s
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
               CASE WHEN g.id IS NULL THEN 'not_found'
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

    private readonly Channel<Waiting>[] _queues = [.. Enumerable.Range(0, Writers).Select(_ =>
        Channel.CreateBounded<Waiting>(new BoundedChannelOptions(QueueLength) { SingleReader = true }))];

    private Task[] _loops = [];

    /// <summary>Saves one answer and returns once it is durable, or refused.</summary>
    /// <exception cref="DomainException"><c>busy</c>: the queue is full.</exception>
    public Task<SaveReceipt> SaveAsync(PendingResponse response)
    {
        var waiting = new Waiting(response);
        var queue = _queues[(uint)response.Sitting.GetHashCode() % Writers]; // one sitting's saves stay in order
        return queue.Writer.TryWrite(waiting) ? waiting.Receipt.Task : throw new DomainException(DeliveryErrors.Busy);
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _loops = [.. _queues.Select(queue => Task.Run(() => DrainAsync(queue.Reader), CancellationToken.None))];
        return Task.CompletedTask;
    }

    /// <summary>Takes no more, and saves what waits.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        foreach (var queue in _queues)
        {
            queue.Writer.TryComplete();
        }

        await Task.WhenAll(_loops).WaitAsync(cancellationToken);
    }

    private async Task DrainAsync(ChannelReader<Waiting> queue)
    {
        var batch = new List<Waiting>(BatchSize);
        while (await queue.WaitToReadAsync())
        {
            batch.Clear();
            while (batch.Count < BatchSize && queue.TryRead(out var waiting))
            {
                batch.Add(waiting);
            }

            await SaveAsync(batch);
        }
    }

    private async Task SaveAsync(List<Waiting> batch)
    {
        try
        {
            await ExecuteAsync(batch);
        }
        catch (PostgresException e) when (e.SqlState is LockNotAvailable or DeadlockDetected || e.SqlState[..2] is "22" or "23" or "54")
        {
            // One of them cannot be stored, or its sitting is held: halve until it stands alone, so that its neighbours are saved.
            if (batch.Count == 1)
            {
                if (e.SqlState is LockNotAvailable or DeadlockDetected)
                {
                    batch[0].Receipt.TrySetException(new DomainException(DeliveryErrors.Busy));
                }
                else
                {
                    batch[0].Receipt.TrySetResult(new SaveReceipt(SaveOutcome.Unsavable, default));
                }

                return;
            }

            var half = batch.Count / 2;
            await SaveAsync(batch[..half]);
            await SaveAsync(batch[half..]);
        }
#pragma warning disable CA1031 // Whatever went wrong, every caller hears of it and the writer goes on
        catch (Exception e)
        {
            batch.ForEach(waiting => waiting.Receipt.TrySetException(e));
        }
#pragma warning restore CA1031
    }

    private async Task ExecuteAsync(List<Waiting> batch)
    {
        await using var command = databases.Writer.CreateCommand(Sql);
        command.Parameters.Add(Column("tenants", NpgsqlDbType.Uuid, batch, response => response.Tenant));
        command.Parameters.Add(Column("sittings", NpgsqlDbType.Uuid, batch, response => response.Sitting));
        command.Parameters.Add(Column("epochs", NpgsqlDbType.Integer, batch, response => response.DeviceEpoch));
        command.Parameters.Add(Column("steps", NpgsqlDbType.Integer, batch, response => response.Step));
        command.Parameters.Add(Column("items", NpgsqlDbType.Uuid, batch, response => response.Item));
        command.Parameters.Add(Column("revisions", NpgsqlDbType.Bigint, batch, response => response.Revision));
        command.Parameters.Add(Column("answers", NpgsqlDbType.Text, batch, response => response.Answer));
        command.Parameters.Add(Column("checksums", NpgsqlDbType.Text, batch, response => response.Checksum));

        var receipts = new SaveReceipt[batch.Count];
        await using (var reader = await command.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
            {
                var savedAt = await reader.IsDBNullAsync(2) ? default : reader.GetFieldValue<DateTimeOffset>(2);
                receipts[reader.GetInt64(0) - 1] = new SaveReceipt(SnakeCaseEnum.Read<SaveOutcome>(reader.GetString(1)), savedAt);
            }
        }

        // Only here, after the reader was closed without an error, has the statement committed.
        for (var i = 0; i < batch.Count; i++)
        {
            batch[i].Receipt.TrySetResult(receipts[i]);
        }
    }

    private static NpgsqlParameter<T[]> Column<T>(string name, NpgsqlDbType type, List<Waiting> batch, Func<PendingResponse, T> value) =>
        new(name, NpgsqlDbType.Array | type) { TypedValue = [.. batch.Select(waiting => value(waiting.Response))] };

    private sealed record Waiting(PendingResponse Response)
    {
        public TaskCompletionSource<SaveReceipt> Receipt { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
