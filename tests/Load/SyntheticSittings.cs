using Cesuur.Domain;
using Cesuur.Domain.Catalogue;

namespace Cesuur.Load;

/// <summary>Sittings that exist in the database alone: for the yardstick, and to fill a table.</summary>
internal static class SyntheticSittings
{
    /// <summary>What the ids begin with; the rest is the number, from 1.</summary>
    public const string Prefix = "0190a000-0000-7000-8000-";

    /// <summary>Makes running sittings as copies of one that is real, for the yardstick to save to.</summary>
    public static Task AddAsync(LoadServer server, Guid organisation, int count) => server.ExecuteAsync($"""
            INSERT INTO invitations (tenant_id, id, candidate_id, publisher_id, test_id, code, state, confirmation_id, from_allocation, created_at)
            SELECT tenant_id, ('{Prefix}' || lpad(to_hex(n), 12, '0'))::uuid, candidate_id, publisher_id, test_id, 'S' || n, 'used', confirmation_id, false, created_at
            FROM (SELECT * FROM invitations WHERE tenant_id = '{organisation}' LIMIT 1) one, generate_series(1, {count}) n;
            INSERT INTO sittings (tenant_id, id, invitation_id, candidate_id, publisher_id, test_id, version_id, state, device_epoch, shuffle_seed,
                time_factor, extra_seconds, breaks_taken, on_paper, checked_in_at, started_at, deadline)
            SELECT tenant_id, ('{Prefix}' || lpad(to_hex(n), 12, '0'))::uuid, ('{Prefix}' || lpad(to_hex(n), 12, '0'))::uuid, candidate_id, publisher_id,
                test_id, version_id, 'started', 1, 0, 1, 0, 0, false, now(), now(), now() + interval '1 day'
            FROM (SELECT * FROM sittings WHERE tenant_id = '{organisation}' LIMIT 1) one, generate_series(1, {count}) n;
            ANALYZE sittings;
            """);

    /// <summary>Saved answers of sittings long over, ten of each.</summary>
    public static Task AddResponsesAsync(LoadServer server, Guid organisation, int count) => server.ExecuteAsync($$"""
        INSERT INTO responses (tenant_id, sitting_id, item_id, revision, answer, checksum, saved_at)
        SELECT '{{organisation}}', ('0180a000-0000-7000-8000-' || lpad(to_hex(s), 12, '0'))::uuid, ('{{Prefix}}' || lpad(to_hex(i), 12, '0'))::uuid, 1,
            '{"choice": "a"}', 'ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb', now()
        FROM generate_series(1, {{count / 10}}) s, generate_series(1, 10) i;
        ANALYZE responses;
        CHECKPOINT;
        """);

    /// <summary>Answers to a, b, c or d by chance and ability, and results by which b is right, graded over the last ten days; of sittings made as above.</summary>
    public static Task AddResultsAsync(LoadServer server, Guid organisation, IReadOnlyList<Id<Item>> items) => server.ExecuteAsync($$"""
        CREATE TEMP TABLE asked AS SELECT * FROM unnest('{{{string.Join(',', items.Select(item => item.Value))}}}'::uuid[], '{{{string.Join(',', items)}}}'::text[])
            WITH ORDINALITY AS item (id, written, place);
        INSERT INTO responses (tenant_id, sitting_id, item_id, revision, answer, checksum, saved_at)
        SELECT tenant_id, sitting, item, 1, jsonb_build_object('choice', CASE WHEN chance % 20 < 5 + ability THEN 'b' ELSE substr('acd', 1 + (chance % 3)::int, 1) END), '', now()
        FROM (
            SELECT s.tenant_id, s.id AS sitting, a.id AS item, abs(hashint8extended(hashtext(s.id::text), a.place)) AS chance, abs(hashtext(s.id::text)) % 10 AS ability
            FROM sittings s CROSS JOIN asked a WHERE s.tenant_id = '{{organisation}}' AND s.id::text LIKE '{{Prefix}}%' ORDER BY s.id, a.id
        ) drawn;
        INSERT INTO results (tenant_id, id, sitting_id, candidate_id, publisher_id, test_id, version_id, current_number, scoring_number, established_at, graded_at)
        SELECT tenant_id, id, id, candidate_id, publisher_id, test_id, version_id, 1, 0, now(), now() - abs(hashtext(id::text)) % 10 * interval '1 day'
        FROM sittings WHERE tenant_id = '{{organisation}}' AND id::text LIKE '{{Prefix}}%';
        INSERT INTO result_versions (tenant_id, result_id, number, scoring_number, points, max_points, cut_score, outcome, items, graded_at)
        SELECT r.tenant_id, r.id, 1, 0, scored.points, {{items.Count}}, 1, 'pass', scored.items, r.graded_at
        FROM results r CROSS JOIN LATERAL (
            SELECT sum((given.answer ->> 'choice' = 'b')::int) AS points, jsonb_agg(jsonb_build_object(
                'itemId', a.written, 'points', (given.answer ->> 'choice' = 'b')::int, 'maxPoints', 1) ORDER BY a.place) AS items
            FROM responses given JOIN asked a ON a.id = given.item_id WHERE given.tenant_id = r.tenant_id AND given.sitting_id = r.sitting_id
        ) scored
        WHERE r.tenant_id = '{{organisation}}' AND r.id::text LIKE '{{Prefix}}%';
        ANALYZE responses;
        ANALYZE results;
        ANALYZE result_versions;
        CHECKPOINT;
        """);
}
