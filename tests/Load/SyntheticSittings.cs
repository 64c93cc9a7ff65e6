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
}
