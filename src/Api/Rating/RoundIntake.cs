using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Rating;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Rating;

/// <summary>Takes sittings into a round that is held.</summary>
internal sealed class RoundIntake(AppDb db, RoundAssignment assignment, Clock clock)
{
    /// <summary>Those that wait to be rated and are in no round yet.</summary>
    /// <returns>How many.</returns>
    public async Task<int> TakeInAsync(RatingRound round, TestContent content, CancellationToken cancel)
    {
        var waiting = Waiting(round);
        var found = (await waiting.ToListAsync(cancel)).Select(id => id.Value).ToArray();
        var locked = (await db.Sittings // so that none is reopened or taken into another round meanwhile
            .FromSql($"SELECT *, xmin FROM sittings WHERE tenant_id = {db.TenantId.Value} AND id = ANY ({found}) ORDER BY id FOR NO KEY UPDATE")
            .Select(sitting => sitting.Id).ToListAsync(cancel)).ToHashSet();
        var taken = (await waiting.ToListAsync(cancel)).FindAll(locked.Contains);
        db.RoundSittings.AddRange(taken.Select(sitting => RoundSitting.Add(round.Id, sitting, clock.Now)));
        await db.SaveManyAsync(cancel);
        await assignment.AssignAsync(round, content, taken, cancel);
        return taken.Count;
    }

    private IQueryable<Id<Sitting>> Waiting(RatingRound round) => db.Sittings
        .Where(sitting => sitting.VersionId == round.VersionId && sitting.State == SittingState.ToRate
            && !db.RoundSittings.Any(taken => taken.SittingId == sitting.Id)
            && (round.ExamMomentId == null || db.Invitations.Any(invitation => invitation.Id == sitting.InvitationId
                && db.ExamSessions.Any(session => session.Id == invitation.ExamSessionId && session.ExamMomentId == round.ExamMomentId))))
        .OrderBy(sitting => sitting.Id).Select(sitting => sitting.Id);
}
