using System.Globalization;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Organisations;

namespace Cesuur.Testing;

/// <summary>Sittings that wait to be rated, and raters, that exist in the database alone. Each rater teaches a part of the candidates.</summary>
public static class SyntheticWork
{
    private const string Raters = "0190a001-0000-7000-8000-";

    public static IReadOnlyList<string> RaterIds(int count) =>
        [.. Enumerable.Range(1, count).Select(number => new Id<User>(Guid.Parse(Raters + number.ToString("x12", CultureInfo.InvariantCulture))).ToString())];

    /// <summary>Written as the owner.</summary>
    /// <param name="organisation">Whose candidates they are, and whose test it is.</param>
    /// <param name="testId">A test of writing.</param>
    /// <param name="versionId">Published.</param>
    /// <param name="sittings">How many, of as many candidates.</param>
    /// <param name="raters">How many.</param>
    public static string Sql(Guid organisation, string testId, string versionId, int sittings, int raters)
    {
        var (test, version) = (Id<Test>.Parse(testId, null).Value, Id<TestVersion>.Parse(versionId, null).Value);
        static string Key(string prefix, string number = "n") => $"('{prefix}' || lpad(to_hex({number}), 12, '0'))::uuid";
        var (rater, group, candidate, invitation, sitting) = (
            Key(Raters), Key("0190a002-0000-7000-8000-"), Key("0190a003-0000-7000-8000-"), Key("0190a004-0000-7000-8000-"), Key("0190a005-0000-7000-8000-"));
        return $"""
            INSERT INTO users (tenant_id, id, name, email, email_key, search_key, roles, status, created_at)
            SELECT '{organisation}', {rater}, 'Rater ' || n, n || '@example.org', n || '@example.org', 'rater ' || n, ARRAY['rater'], 'invited', now() FROM generate_series(1, {raters}) n;
            INSERT INTO rater_authorisations (tenant_id, id, user_id, skill, starts_on, ends_on, reference, created_at, created_by)
            SELECT '{organisation}', {rater}, {rater}, 'writing', now()::date - 1, now()::date + 9, 'Besluit', now(), 'board' FROM generate_series(1, {raters}) n;
            INSERT INTO groups (tenant_id, id, name, search_key, created_at) SELECT '{organisation}', {group}, 'Groep', 'groep', now() FROM generate_series(1, {raters}) n;
            INSERT INTO group_teachers (tenant_id, group_id, user_id) SELECT '{organisation}', {group}, {rater} FROM generate_series(1, {raters}) n;
            INSERT INTO candidates (tenant_id, id, name, search_key, created_at) SELECT '{organisation}', {candidate}, 'K ' || n, 'k ' || n, now() FROM generate_series(1, {sittings}) n;
            INSERT INTO group_candidates (tenant_id, group_id, candidate_id)
            SELECT '{organisation}', {Key("0190a002-0000-7000-8000-", $"n % {raters} + 1")}, {candidate} FROM generate_series(1, {sittings}) n;
            INSERT INTO invitations (tenant_id, id, candidate_id, publisher_id, test_id, code, state, confirmation_id, from_allocation, created_at)
            SELECT '{organisation}', {invitation}, {candidate}, '{organisation}', '{test}', 'W' || n, 'used', uuidv7(), false, now() FROM generate_series(1, {sittings}) n;
            INSERT INTO sittings (tenant_id, id, invitation_id, candidate_id, publisher_id, test_id, version_id, state, device_epoch, shuffle_seed,
                time_factor, extra_seconds, breaks_taken, on_paper, checked_in_at, started_at, deadline, submitted_at, submitted_by)
            SELECT '{organisation}', {sitting}, {invitation}, {candidate}, '{organisation}', '{test}', '{version}', 'to_rate', 1, 0, 1, 0, 0, false, now(), now(), now(), now(), 'candidate'
            FROM generate_series(1, {sittings}) n;
            """;
    }
}
