using System.Runtime.CompilerServices;
using System.Text.Json;
using Cesuur.Api.Jobs;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Sessions;
using Cesuur.Infrastructure;
using Cesuur.Infrastructure.Database;
using Cesuur.Infrastructure.Results;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Results;

/// <summary>What a sitting came to, of nobody: neither the candidate nor the organisation is told.</summary>
/// <param name="Points">Those of the result.</param>
/// <param name="Items">What each item earned.</param>
/// <param name="Answers">By item; absent where none are stored, or no longer.</param>
internal sealed record GradedSitting(decimal Points, IEnumerable<(Id<Item> Item, decimal Points)> Items, IReadOnlyDictionary<Id<Item>, Answer>? Answers);

/// <summary>Which sittings of a version are read.</summary>
/// <param name="Moment">Those in sessions of this exam moment, which is the publisher's own; absent: all.</param>
/// <param name="From">Graded then or later.</param>
/// <param name="To">Graded before.</param>
internal sealed record GradedSittingFilter(Id<ExamMoment>? Moment, DateTimeOffset From, DateTimeOffset To);

/// <summary>
/// Reads the sittings of a version in all organisations that used it, each by the version of its result that counts, for
/// figures over all of them. A publisher must not see a sitting of another organisation: whoever reads here gives no row away.
/// </summary>
/// <remarks>
/// The worker's role tells which organisations these are, and no more; each is then entered in a scope of its own, behind
/// row-level security as always, so that the caller's scope never leaves the caller's organisation. Rows are streamed.
/// </remarks>
internal sealed class GradedSittings(VersionUse use, IServiceScopeFactory scopes)
{
    public async IAsyncEnumerable<GradedSitting> ReadAsync(
        Id<Organisation> publisher, Id<TestVersion> version, GradedSittingFilter filter, [EnumeratorCancellation] CancellationToken cancel)
    {
        var known = new KnownTexts();
        foreach (var organisation in filter.Moment is null ? await OrganisationsAsync(publisher, version, cancel) : [publisher])
        {
            await using var scope = await scopes.OpenAsync(organisation, cancel);
            await foreach (var row in RowsAsync(scope.ServiceProvider.GetRequiredService<AppDb>(), publisher, version, filter).WithCancellation(cancel))
            {
                yield return row.Read(known);
            }
        }
    }

    private async Task<IEnumerable<Id<Organisation>>> OrganisationsAsync(Id<Organisation> publisher, Id<TestVersion> version, CancellationToken cancel) =>
        (await use.OfAsync(publisher, version, cancel)).Where(user => user.Results > 0 && !user.TriesOut).Select(user => user.Id);

    // Of whoever was erased only choices are left, which is not what they answered.
    private static IAsyncEnumerable<Row> RowsAsync(AppDb db, Id<Organisation> publisher, Id<TestVersion> version, GradedSittingFilter filter) => db.Database
        .SqlQuery<Row>($"""
            SELECT v.points AS "Points", jsonb_path_query_array(v.items, '$[*].itemId')::text AS "Items",
                jsonb_path_query_array(v.items, '$[*].points')::text AS "Earned", given.items AS "Answered", given.answers AS "Answers"
            FROM results r
            JOIN result_versions v ON v.tenant_id = r.tenant_id AND v.result_id = r.id AND v.number = r.current_number
            JOIN candidates c ON c.tenant_id = r.tenant_id AND c.id = r.candidate_id
            CROSS JOIN LATERAL (
                SELECT array_agg(a.item_id) AS items, array_agg(a.answer::text) AS answers
                FROM responses a WHERE a.tenant_id = r.tenant_id AND a.sitting_id = r.sitting_id AND c.erased_at IS NULL
            ) given
            WHERE r.publisher_id = {publisher.Value} AND r.version_id = {version.Value} AND r.tenant_id = {db.TenantId.Value}
                AND r.graded_at >= {filter.From} AND r.graded_at < {filter.To}
                AND ({filter.Moment?.Value}::uuid IS NULL OR EXISTS (
                    SELECT FROM sittings s
                    JOIN invitations i ON i.tenant_id = s.tenant_id AND i.id = s.invitation_id
                    JOIN exam_sessions e ON e.tenant_id = i.tenant_id AND e.id = i.exam_session_id
                    WHERE s.tenant_id = r.tenant_id AND s.id = r.sitting_id AND e.exam_moment_id = {filter.Moment?.Value}))
            """)
        .AsAsyncEnumerable();

    private sealed record Row(decimal Points, string Items, string Earned, Guid[]? Answered, string[]? Answers)
    {
        public GradedSitting Read(KnownTexts known) => new(
            Points,
            known.ReadItems(Items).Zip(JsonSerializer.Deserialize<decimal[]>(Earned, Json.Options)!),
            Answered is null ? null : AnswersByItem(known));

        private Dictionary<Id<Item>, Answer> AnswersByItem(KnownTexts known)
        {
            var answers = new Dictionary<Id<Item>, Answer>(Answered!.Length);
            foreach (var (item, answer) in Answered.Zip(Answers!))
            {
                answers[new Id<Item>(item)] = known.ReadAnswer(answer);
            }

            return answers;
        }
    }

    /// <summary>What was read before: all sittings have the same items, and most items one of few answers, so that each is read once.</summary>
    private sealed class KnownTexts
    {
        private const int MostAnswers = 10_000;
        private const int LongestAnswer = 100;

        private readonly Dictionary<string, Answer> answers = new(StringComparer.Ordinal);
        private (string Text, Id<Item>[] Ids) items = ("[]", []);

        public Id<Item>[] ReadItems(string text)
        {
            if (text != items.Text)
            {
                items = (text, JsonSerializer.Deserialize<Id<Item>[]>(text, Json.Options)!);
            }

            return items.Ids;
        }

        public Answer ReadAnswer(string text)
        {
            if (answers.TryGetValue(text, out var known))
            {
                return known;
            }

            var answer = JsonSerializer.Deserialize<Answer>(text, Json.Options)!;
            if (text.Length <= LongestAnswer && answers.Count < MostAnswers)
            {
                answers[text] = answer;
            }

            return answer;
        }
    }
}
