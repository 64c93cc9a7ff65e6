using Cesuur.Domain;
using Cesuur.Domain.Delivery;
using Cesuur.Infrastructure.Database;
using Npgsql;
using NpgsqlTypes;

namespace Cesuur.Infrastructure.Delivery;

/// <summary>What an invigilator told a candidate.</summary>
public sealed record SittingMessage(Id<SittingEvent> Id, DateTimeOffset At, string Text);

/// <summary>A sitting as its candidate is told of it, at one moment.</summary>
public sealed record SittingGlimpse
{
    public required Guid Sitting { get; init; }

    public required int DeviceEpoch { get; init; }

    public required SittingState State { get; init; }

    public required int Step { get; init; }

    public DateTimeOffset? Deadline { get; init; }

    public int? RemainingSeconds { get; init; }

    /// <summary>Where it is before the deadline.</summary>
    public DateTimeOffset? StepDeadline { get; init; }

    public int? StepRemainingSeconds { get; init; }

    public DateTimeOffset? ResumesAt { get; init; }

    public DateTimeOffset? SubmittedAt { get; init; }

    public required DateTimeOffset Now { get; init; }

    /// <summary>The last ones, the oldest first.</summary>
    public required IReadOnlyList<SittingMessage> Messages { get; init; }
}

/// <summary>
/// What changes about sittings, of all organisations at once: one node asks for all candidates who listen to it, so
/// that a hall costs a few statements a second and no connection stands by for anybody.
/// </summary>
public sealed class SittingNews(Databases databases)
{
    /// <summary>So many messages are shown; there is no bound to how many are sent.</summary>
    public const int MessagesShown = 50;

    private const int TimeoutSeconds = 5;

    /// <summary>Which lines are news. The condition is the index's, so that what candidates are not told of is not even read; a test looks at the plan.</summary>
    public const string LinesSql = """
        SELECT id, sitting_id FROM sitting_events
        WHERE logged_at > statement_timestamp() - @past
          AND type NOT IN ('play_granted', 'play_fetched', 'play_completed', 'recording_begun', 'recording_received', 'rating_finalised', 'rating_reopened')
        """;

    private const string GlimpsesSql = """
        SELECT s.id, s.device_epoch, s.state, s.current_step, s.deadline,
               greatest(ceil(extract(epoch FROM s.deadline - stopped.at)), 0)::integer,
               step.deadline, greatest(ceil(extract(epoch FROM step.deadline - stopped.at)), 0)::integer,
               s.resumes_at, s.submitted_at, clock_timestamp(), messages.ids, messages.times, messages.texts
        FROM unnest(@tenants, @sittings) AS wanted (tenant_id, id)
        JOIN sittings s ON s.tenant_id = wanted.tenant_id AND s.id = wanted.id
        CROSS JOIN LATERAL (SELECT coalesce(s.submitted_at, s.paused_at, clock_timestamp()) AS at) AS stopped
        LEFT JOIN LATERAL (SELECT s.step_deadline AS deadline WHERE s.step_deadline < s.deadline) AS step ON true
        LEFT JOIN LATERAL (
            SELECT array_agg(last.id ORDER BY last.at) AS ids, array_agg(last.at ORDER BY last.at) AS times, array_agg(last.data ->> 'message' ORDER BY last.at) AS texts
            FROM (
                SELECT e.id, e.at, e.data FROM sitting_events e
                WHERE e.tenant_id = s.tenant_id AND e.sitting_id = s.id AND e.type = 'message_sent'
                ORDER BY e.at DESC LIMIT @most
            ) AS last
        ) AS messages ON true
        """;

    /// <summary>The lines that were written in so much of the past: the id of each, and the sitting.</summary>
    public async Task<IReadOnlyList<(Guid Line, Guid Sitting)>> LinesAsync(TimeSpan past, CancellationToken cancel)
    {
        await using var command = databases.Worker.CreateCommand(LinesSql);
        command.CommandTimeout = TimeoutSeconds;
        command.Parameters.Add(new NpgsqlParameter<TimeSpan>("past", past));
        var lines = new List<(Guid, Guid)>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            lines.Add((reader.GetGuid(0), reader.GetGuid(1)));
        }

        return lines;
    }

    /// <summary>These sittings as they are now, in no order; one that is not there is left out.</summary>
    public async Task<IReadOnlyList<SittingGlimpse>> GlimpsesAsync(IReadOnlyCollection<(Guid Tenant, Guid Sitting)> wanted, CancellationToken cancel)
    {
        await using var command = databases.Worker.CreateCommand(GlimpsesSql);
        command.CommandTimeout = TimeoutSeconds;
        command.Parameters.Add(new NpgsqlParameter<Guid[]>("tenants", NpgsqlDbType.Array | NpgsqlDbType.Uuid) { TypedValue = [.. wanted.Select(one => one.Tenant)] });
        command.Parameters.Add(new NpgsqlParameter<Guid[]>("sittings", NpgsqlDbType.Array | NpgsqlDbType.Uuid) { TypedValue = [.. wanted.Select(one => one.Sitting)] });
        command.Parameters.Add(new NpgsqlParameter<int>("most", MessagesShown));
        var glimpses = new List<SittingGlimpse>(wanted.Count);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            glimpses.Add(new SittingGlimpse
            {
                Sitting = reader.GetGuid(0),
                DeviceEpoch = reader.GetInt32(1),
                State = SnakeCaseEnum.Read<SittingState>(reader.GetString(2)),
                Step = reader.GetInt32(3),
                Deadline = Optional<DateTimeOffset>(reader, 4),
                RemainingSeconds = Optional<int>(reader, 5),
                StepDeadline = Optional<DateTimeOffset>(reader, 6),
                StepRemainingSeconds = Optional<int>(reader, 7),
                ResumesAt = Optional<DateTimeOffset>(reader, 8),
                SubmittedAt = Optional<DateTimeOffset>(reader, 9),
                Now = reader.GetFieldValue<DateTimeOffset>(10),
                Messages = reader.IsDBNull(11) ? [] : Messages(reader.GetFieldValue<Guid[]>(11), reader.GetFieldValue<DateTimeOffset[]>(12), reader.GetFieldValue<string[]>(13)),
            });
        }

        return glimpses;
    }

    private static SittingMessage[] Messages(Guid[] ids, DateTimeOffset[] times, string[] texts) =>
        [.. ids.Select((id, i) => new SittingMessage(new Id<SittingEvent>(id), times[i], texts[i]))];

    private static T? Optional<T>(NpgsqlDataReader reader, int column)
        where T : struct => reader.IsDBNull(column) ? null : reader.GetFieldValue<T>(column);
}
