using Cesuur.Domain.Delivery;
using Cesuur.Domain.Invitations;
using Cesuur.Domain.Rating;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Invitations;

/// <summary>
/// Sittings that the exam board lets be taken again after a technical problem. A retake is open as long as nobody is, or was, at it: an invitation that is
/// deactivated, expires, or whose candidate does not come, leaves it open.
/// </summary>
internal static class OpenRetakes
{
    /// <summary>The plan in which whoever has a retake open at a test takes it up, the earliest if there are several, and nobody pays for it.</summary>
    /// <param name="db">The caller's view of the tenant; a retake is open whoever sees its sitting.</param>
    /// <param name="plan">To be confirmed in the same transaction, in which confirmations have queued; or only to be shown.</param>
    /// <param name="cancel">The request's.</param>
    public static async Task<InvitationPlan> TakeUpRetakesAsync(this AppDb db, InvitationPlan plan, CancellationToken cancel)
    {
        var candidates = plan.Invitations.Select(planned => planned.Candidate.Id).Distinct().ToList();
        var tests = plan.Invitations.Select(planned => planned.Test.Id).Distinct().ToList();
        var found = await (
            from retake in db.BoardCases
            join sitting in db.Sittings.BeyondReach() on retake.SittingId equals sitting.Id
            where retake.Decision == BoardDecision.Retake && candidates.Contains(sitting.CandidateId) && tests.Contains(sitting.TestId)
                && !db.Invitations.Any(live => live.RetakeOf == sitting.Id && (live.State == InvitationState.Invited || live.State == InvitationState.Used))
            orderby sitting.StartedAt, sitting.Id
            select new { sitting.Id, sitting.CandidateId, sitting.TestId }).ToListAsync(cancel);
        var open = found.ToLookup(sitting => (sitting.CandidateId, sitting.TestId), sitting => sitting.Id);
        return plan with
        {
            Invitations = [.. plan.Invitations.Select(planned => open[(planned.Candidate.Id, planned.Test.Id)].ToList() is [var sitting, ..] ? planned with { RetakeOf = sitting } : planned)],
        };
    }
}
