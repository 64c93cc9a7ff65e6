using Cesuur.Api.Http;
using Cesuur.Api.Invitations;
using Cesuur.Api.Rating;
using Cesuur.Domain;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Invitations;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.People;
using Cesuur.Domain.Webhooks;
using Cesuur.Infrastructure.Credits;
using Cesuur.Infrastructure.Database;
using Cesuur.Infrastructure.Organisations;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.People;

/// <summary>
/// Erases who a candidate is (GDPR): their details, what they wrote and said, the reports that name them, their values in the audit log. Results
/// and the ledger stay, of nobody; unused codes are deactivated and their credits come back; what was to be rated is rated no more. It cannot be undone.
/// </summary>
internal sealed class EraseCandidate : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/candidates/{candidateId}/erasure", Handle)
        .Requires(Permission.CandidatesManage)
        .Fails(HttpErrors.NotFound, PeopleErrors.CandidateErased, PeopleErrors.CandidateAtTest);

    private static Task<CandidateResponse> Handle(
        Id<Candidate> candidateId, AppDb db, Ledger ledger, ErasedWork work, Caller caller, Audit audit, Clock clock, CancellationToken cancel) =>
        db.InTransactionAsync(
            async () =>
            {
                var candidate = await db.HoldCandidateAsync(candidateId, cancel);
                candidate.Erase(clock.Now);
                var invitations = await db.Invitations.Where(invitation => invitation.CandidateId == candidateId).Select(invitation => invitation.Id).ToListAsync(cancel);
                var held = await db.HoldInvitationsAsync(invitations, cancel);
                if (await db.Sittings.AnyAsync(
                    sitting => sitting.CandidateId == candidateId
                        && (sitting.State == SittingState.Started || sitting.State == SittingState.Paused || sitting.State == SittingState.Submitted), cancel))
                {
                    throw new DomainException(PeopleErrors.CandidateAtTest); // nobody starts any more: starting holds the invitation
                }

                held.ForEach(invitation => invitation.ForgetNote());
                var unused = held.FindAll(invitation => invitation.State == InvitationState.Invited);
                if (unused.Count > 0)
                {
                    await db.DeactivateAsync(ledger, unused, Id<Deactivation>.New(), caller.Actor, clock.Now, cancel);
                }

                await work.EndAsync(candidateId, cancel);
                await db.GroupCandidates.Where(member => member.CandidateId == candidateId).ExecuteDeleteAsync(cancel);
                await db.CandidateTeachers.Where(teacher => teacher.CandidateId == candidateId).ExecuteDeleteAsync(cancel);
                await db.Database.ExecuteSqlAsync($"SELECT erase_responses({candidateId.Value}), erase_rating_notes({candidateId.Value})", cancel);
                db.Enqueue(EraseFilesJob.Kind, new EraseFilesArguments(await RemoveFilesAsync(candidateId, db, cancel)), clock.Real);
                audit.Log("candidate.erased", candidateId);
                var erased = CandidateResponse.From(candidate);
                db.Raise(EventTypes.CandidateErased, erased, clock.Now);
                await db.SaveChangesAsync(cancel);
                await db.EraseFromAuditLogAsync(candidateId, cancel);
                return erased;
            },
            cancel);

    /// <summary>Removes recordings and reports, and returns the keys of their files.</summary>
    private static async Task<IReadOnlyList<string>> RemoveFilesAsync(Id<Candidate> candidate, AppDb db, CancellationToken cancel)
    {
        var recordings = db.Recordings.Where(recording => db.Sittings.Any(sitting => sitting.Id == recording.SittingId && sitting.CandidateId == candidate));
        var results = (await db.Results.BeyondReach().Where(result => result.CandidateId == candidate).Select(result => result.Id).ToListAsync(cancel))
            .Select(id => id.Value).ToArray();
        var reports = db.Reports.BeyondReach().Where(report => report.ResultIds.Any(id => results.Contains(id)));
        var parts = db.RecordingParts.Where(part => recordings.Any(recording => recording.Id == part.RecordingId));
        var keys = await recordings.Where(recording => recording.FileKey != null).Select(recording => recording.FileKey!).ToListAsync(cancel);
        keys.AddRange(await parts.Select(part => part.FileKey).ToListAsync(cancel));
        keys.AddRange(await reports.Where(report => report.FileKey != null).Select(report => report.FileKey!).ToListAsync(cancel));
        await parts.ExecuteDeleteAsync(cancel);
        await recordings.ExecuteDeleteAsync(cancel);
        await reports.ExecuteDeleteAsync(cancel);
        return keys;
    }
}
