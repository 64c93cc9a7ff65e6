using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Cesuur.Api.Credits;
using Cesuur.Infrastructure.Database;
using Npgsql;

namespace Cesuur.Testing.Faults;

/// <summary>An answer as a candidate's device sent it.</summary>
internal sealed record SentAnswer(Guid Sitting, Guid Item, long Revision, string Choice)
{
    public string Checksum => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Choice)));
}

/// <summary>
/// What the servers promised to the candidates of an organisation, written down outside them, and whether the database
/// keeps it.
/// </summary>
public sealed class Promises
{
    /// <summary>Each gives one line for whatever contradicts it.</summary>
    private static readonly (string What, string Sql)[] Kept =
    [
        ("an acknowledged answer is lost", """
            SELECT a.sitting_id, a.item_id, a.revision, r.revision
            FROM unnest(@saved_sittings, @saved_items, @saved_revisions, @saved_checksums) AS a (sitting_id, item_id, revision, checksum)
            LEFT JOIN responses r ON r.tenant_id = @tenant AND r.sitting_id = a.sitting_id AND r.item_id = a.item_id
            WHERE r.revision IS NULL OR r.revision < a.revision OR (r.revision = a.revision AND r.checksum <> a.checksum)
            """),
        ("an answer is there that its candidate did not send", """
            SELECT r.sitting_id, r.item_id, r.revision, r.answer FROM responses r
            WHERE r.tenant_id = @tenant AND NOT EXISTS (
                SELECT FROM unnest(@sent_sittings, @sent_items, @sent_revisions, @sent_checksums, @sent_choices) AS s (sitting_id, item_id, revision, checksum, choice)
                WHERE s.sitting_id = r.sitting_id AND s.item_id = r.item_id AND s.revision = r.revision
                  AND s.checksum = r.checksum AND s.choice = r.answer ->> 'choice')
            """),
        ("an answer was saved after the deadline", """
            SELECT r.sitting_id, r.item_id, r.saved_at - s.deadline FROM responses r
            JOIN sittings s ON s.tenant_id = r.tenant_id AND s.id = r.sitting_id
            WHERE r.tenant_id = @tenant AND r.saved_at >= s.deadline
            """),
        ("a sitting had not its time", """
            SELECT s.id, s.state, s.submitted_by, s.started_at, s.deadline, s.submitted_at, e.type, e.at, e.logged_at
            FROM sittings s LEFT JOIN sitting_events e ON e.tenant_id = s.tenant_id AND e.sitting_id = s.id AND e.type IN ('started', 'timed_out')
            WHERE s.tenant_id = @tenant
              AND (s.state <> 'rated' OR s.submitted_at > s.deadline OR s.deadline - s.started_at <> @time
                   OR (s.submitted_by <> 'deadline' AND s.id <> ALL (@finished))
                   OR (e.type = 'started' AND e.logged_at - s.started_at NOT BETWEEN interval '0' AND interval '2 minutes')
                   OR (e.type = 'timed_out' AND (e.at < s.deadline OR e.logged_at < s.deadline)))
            """),
        ("a sitting has not one start, one end, one result, and one event of each", """
            SELECT s.id, log.starts, log.ends, raised.starts, raised.ends, graded.results
            FROM sittings s JOIN unnest(@sittings, @sitting_texts) AS t (id, text) ON t.id = s.id
            CROSS JOIN LATERAL (
                SELECT count(*) FILTER (WHERE type = 'started') AS starts, count(*) FILTER (WHERE type IN ('submitted', 'timed_out')) AS ends
                FROM sitting_events e WHERE e.tenant_id = s.tenant_id AND e.sitting_id = s.id) AS log
            CROSS JOIN LATERAL (
                SELECT count(*) FILTER (WHERE type = 'sitting.started') AS starts, count(*) FILTER (WHERE type IN ('sitting.submitted', 'sitting.timed_out')) AS ends
                FROM events e WHERE e.tenant_id = s.tenant_id AND e.type LIKE 'sitting.%' AND e.data ->> 'id' = t.text) AS raised
            CROSS JOIN LATERAL (
                SELECT count(*) AS results FROM results r JOIN result_versions v ON v.tenant_id = r.tenant_id AND v.result_id = r.id
                WHERE r.tenant_id = s.tenant_id AND r.sitting_id = s.id) AS graded
            WHERE s.tenant_id = @tenant AND (log.starts, log.ends, raised.starts, raised.ends, graded.results) <> (1, 1, 1, 1, 1)
            """),
        ("a result leaves out an answer that was saved", """
            SELECT r.sitting_id, v.points, answered.right FROM results r
            JOIN result_versions v ON v.tenant_id = r.tenant_id AND v.result_id = r.id
            CROSS JOIN LATERAL (
                SELECT count(*) AS right FROM responses a
                WHERE a.tenant_id = r.tenant_id AND a.sitting_id = r.sitting_id AND a.answer ->> 'choice' = 'b') AS answered
            WHERE r.tenant_id = @tenant AND v.points <> answered.right
            """),
        ("not one credit was spent on each administration", """
            SELECT a.balance, count(i.*), count(s.*) FROM accounts a
            LEFT JOIN invitations i ON i.tenant_id = a.tenant_id
            LEFT JOIN sittings s ON s.tenant_id = i.tenant_id AND s.invitation_id = i.id
            WHERE a.tenant_id = @tenant AND a.kind = 'spent'
            GROUP BY a.balance
            HAVING (a.balance, count(i.*), count(s.*)) <> (@candidates, @candidates, @candidates)
            """),
    ];

    private readonly ConcurrentDictionary<string, Guid> _sittings = new();
    private readonly ConcurrentDictionary<Guid, bool> _finished = new();
    private readonly ConcurrentBag<SentAnswer> _sent = [];
    private readonly ConcurrentBag<SentAnswer> _saved = [];
    private readonly ConcurrentBag<string> _surprises = [];
    private long _slowest;
    private int _failed;

    /// <summary>Answers that were acknowledged.</summary>
    public int Saved => _saved.Count;

    /// <summary>Requests that were not answered, or with an error of the server's.</summary>
    public int Failed => _failed;

    /// <summary>The longest that anybody waited for an answer.</summary>
    public TimeSpan Slowest => new(_slowest);

    internal void Answered(Answer answer, TimeSpan after)
    {
        for (var slowest = _slowest; after.Ticks > slowest; slowest = Interlocked.Read(ref _slowest))
        {
            Interlocked.CompareExchange(ref _slowest, after.Ticks, slowest);
        }

        if (answer.Status >= HttpStatusCode.InternalServerError)
        {
            Interlocked.Increment(ref _failed);
            if (answer.Status != HttpStatusCode.ServiceUnavailable || answer.Headers.RetryAfter is null)
            {
                Surprise($"an error that does not say that trying again is right: {answer}");
            }
        }
    }

    internal void Lost() => Interlocked.Increment(ref _failed);

    internal void CheckedIn(string sitting, Guid id) => _sittings[sitting] = id;

    internal void Sent(SentAnswer answer) => _sent.Add(answer);

    internal void Acknowledged(SentAnswer answer) => _saved.Add(answer);

    internal void Finished(Guid sitting) => _finished[sitting] = true;

    internal void Surprise(string what) => _surprises.Add(what);

    /// <summary>What is not as it was promised; nothing, if all is well.</summary>
    internal async Task<IReadOnlyList<string>> BrokenAsync(FaultyPlatform platform, Guid organisation, int candidates, TimeSpan time)
    {
        var broken = new List<string>(_surprises);
        await using var owner = await platform.OpenOwnerAsync();
        foreach (var (what, sql) in Kept)
        {
#pragma warning disable CA2100 // The texts above
            await using var command = new NpgsqlCommand(sql, owner);
#pragma warning restore CA2100
            command.Parameters.AddWithValue("tenant", organisation);
            command.Parameters.AddWithValue("candidates", (long)candidates);
            command.Parameters.AddWithValue("time", time);
            command.Parameters.AddWithValue("finished", _finished.Keys.ToArray());
            command.Parameters.AddWithValue("sittings", _sittings.Values.ToArray());
            command.Parameters.AddWithValue("sitting_texts", _sittings.Keys.ToArray());
            Add(command, "saved", [.. _saved]);
            Add(command, "sent", [.. _sent]);
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                var values = Enumerable.Range(0, reader.FieldCount).Select(i => $"{reader.GetName(i)} {Convert.ToString(reader.GetValue(i), CultureInfo.InvariantCulture)}");
                broken.Add($"{what}: {string.Join(", ", values)}");
            }
        }

        await using var databases = Databases.FromOwner(platform.Owner);
        broken.AddRange((await ReconcileLedgerJob.FindAsync(databases, CancellationToken.None)).Select(found => $"the ledger does not reconcile: {found.What}"));
        return broken;
    }

    private static void Add(NpgsqlCommand command, string name, SentAnswer[] answers)
    {
        command.Parameters.AddWithValue($"{name}_sittings", Array.ConvertAll(answers, answer => answer.Sitting));
        command.Parameters.AddWithValue($"{name}_items", Array.ConvertAll(answers, answer => answer.Item));
        command.Parameters.AddWithValue($"{name}_revisions", Array.ConvertAll(answers, answer => answer.Revision));
        command.Parameters.AddWithValue($"{name}_checksums", Array.ConvertAll(answers, answer => answer.Checksum));
        command.Parameters.AddWithValue($"{name}_choices", Array.ConvertAll(answers, answer => answer.Choice));
    }
}
