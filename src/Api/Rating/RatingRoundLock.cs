using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.People;
using Cesuur.Domain.Rating;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Rating;

/// <summary>
/// Claiming and rating share the round's row, so that hundreds of raters do not wait for each other; whoever changes who
/// rates in it, or closes it, holds it alone. Then the sitting's place in the round is held, and then the task.
/// </summary>
internal static class RatingRoundLock
{
    public static Task<RatingRound> HoldRatingRoundAsync(this AppDb db, Id<RatingRound> id, CancellationToken cancel) => db.RatingRounds
        .FromSql($"SELECT * FROM rating_rounds WHERE tenant_id = {db.TenantId.Value} AND id = {id.Value} FOR NO KEY UPDATE").RequireAsync(cancel);

    public static Task<RatingRound> ShareRatingRoundAsync(this AppDb db, Id<RatingRound> id, CancellationToken cancel) => db.RatingRounds
        .FromSql($"SELECT * FROM rating_rounds WHERE tenant_id = {db.TenantId.Value} AND id = {id.Value} FOR SHARE").RequireAsync(cancel);

    /// <summary>So that of the last two raters of a sitting one sees what the other gave.</summary>
    public static Task<RoundSitting> HoldRoundSittingAsync(this AppDb db, Id<Sitting> id, CancellationToken cancel) => db.RoundSittings
        .FromSql($"SELECT * FROM round_sittings WHERE tenant_id = {db.TenantId.Value} AND sitting_id = {id.Value} FOR UPDATE").RequireAsync(cancel);

    /// <summary>Of two requests of one rater at once the second finds what the first has claimed. False where they are not in the round any more.</summary>
    public static async Task<bool> HoldOwnPlaceAsync(this AppDb db, Id<RatingRound> round, Id<User> rater, CancellationToken cancel) => (await db.RoundRaters
        .FromSql($"SELECT * FROM round_raters WHERE tenant_id = {db.TenantId.Value} AND round_id = {round.Value} AND user_id = {rater.Value} FOR UPDATE")
        .SingleOrDefaultAsync(cancel)) is { LeftAt: null };

    public static Task<RatingTask> HoldRatingTaskAsync(this AppDb db, Id<RatingTask> id, CancellationToken cancel) => db.RatingTasks
        .FromSql($"SELECT * FROM rating_tasks WHERE tenant_id = {db.TenantId.Value} AND id = {id.Value} FOR UPDATE").RequireAsync(cancel);

    /// <summary>
    /// What keeps these sittings, which are held, from being worked on again: raters of a round have them, the board left them without a result, or
    /// their candidate was erased.
    /// </summary>
    public static async Task<Dictionary<Id<Sitting>, DomainError>> ClosedWorkAsync(this AppDb db, IReadOnlyCollection<Id<Sitting>> sittings, CancellationToken cancel)
    {
        var inRounds = await db.RoundSittings.Where(taken => sittings.Contains(taken.SittingId)).Select(taken => taken.SittingId).ToListAsync(cancel);
        var annulled = await db.BoardCases.Where(found => found.RoundId == null && sittings.Contains(found.SittingId)
            && (found.Decision == BoardDecision.Void || found.Decision == BoardDecision.Retake)).Select(found => found.SittingId).Distinct().ToListAsync(cancel);
        return inRounds.Select(sitting => (sitting, RatingErrors.SittingInRound))
            .Concat(annulled.Select(sitting => (sitting, RatingErrors.SittingAnnulled)))
            .Concat((await db.ErasedAsync(sittings, cancel)).Select(sitting => (sitting, PeopleErrors.CandidateErased)))
            .DistinctBy(closed => closed.sitting).ToDictionary();
    }

    /// <summary>Those of these sittings whose answers are gone with what was known of their candidates: what they came to stands.</summary>
    public static async Task<HashSet<Id<Sitting>>> ErasedAsync(this AppDb db, IReadOnlyCollection<Id<Sitting>> sittings, CancellationToken cancel) =>
        [.. await db.Sittings.BeyondReach()
            .Where(sitting => sittings.Contains(sitting.Id) && db.Candidates.Any(candidate => candidate.Id == sitting.CandidateId && candidate.ErasedAt != null))
            .Select(sitting => sitting.Id).ToListAsync(cancel)];
}
