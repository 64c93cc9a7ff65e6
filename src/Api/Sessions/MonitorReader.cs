using Cesuur.Api.Delivery;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Invitations;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Sessions;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Sessions;

/// <summary>Reads a session as it is now, with all who are in it; whom of them somebody sees is for whoever shows it.</summary>
internal sealed class MonitorReader(IServiceScopeFactory scopes, PublishedVersions versions)
{
    /// <summary>A stream that is open is noted every ten seconds; two may be missed by a busy node.</summary>
    private static readonly TimeSpan ConnectedFor = PresenceNotes.Interval * 2.5;

    public async Task<MonitorResponse> ReadAsync(Id<Organisation> organisation, Id<ExamSession> session, CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Tenant>().Enter(organisation);
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        var now = await db.TimeAsync(cancel);
        var read = await (
            from invitation in db.Invitations
            join candidate in db.Candidates on invitation.CandidateId equals candidate.Id
            from sitting in db.Sittings.Where(sitting => sitting.InvitationId == invitation.Id).DefaultIfEmpty()
            from device in db.DevicePresences.Where(device => device.SittingId == sitting!.Id).DefaultIfEmpty()
            where invitation.ExamSessionId == session && invitation.State != InvitationState.Deactivated
            orderby invitation.SeatKey, invitation.Id
            select new
            {
                Invitation = invitation,
                candidate.Name,
                candidate.Number,
                Sitting = sitting,
                SeenAt = (DateTimeOffset?)device!.SeenAt,
                device!.StreamedAt,
                Answered = db.Responses.Count(response => response.SittingId == sitting!.Id),
                SavedAt = db.Responses.Where(response => response.SittingId == sitting!.Id).Max(response => (DateTimeOffset?)response.SavedAt),
            }).AsNoTracking().ToListAsync(cancel);
        var findings = await FindingsAsync(db, session, cancel);

        var rows = new List<MonitorRow>(read.Count);
        foreach (var one in read)
        {
            var version = one.Sitting is null ? null : await versions.GetAsync(organisation, one.Sitting.VersionId, cancel);
            rows.Add(new MonitorRow
            {
                CandidateId = one.Invitation.CandidateId,
                Name = one.Name,
                Number = one.Number,
                Seat = one.Invitation.Seat,
                InvitationId = one.Invitation.Id,
                SittingId = one.Sitting?.Id,
                Presence = one.Invitation.Presence,
                IdentityCheckedAt = one.Invitation.IdentityCheckedAt,
                State = one.Sitting?.State,
                CheckedInAt = one.Sitting?.CheckedInAt,
                StartedAt = one.Sitting?.StartedAt,
                LastSeenAt = one.SeenAt,
                Connected = one.StreamedAt > now - ConnectedFor,
                SavedAt = one.SavedAt,
                Answered = one.Answered,
                Items = version?.ItemsToAnswer,
                Step = one.Sitting?.CurrentStep,
                Steps = version?.Steps.Steps.Count,
                Deadline = one.Sitting?.Deadline,
                RemainingSeconds = one.Sitting?.Left(now) is { } left ? (int)Math.Ceiling(left.TotalSeconds) : null,
                PausedAt = one.Sitting?.PausedAt,
                SubmittedAt = one.Sitting?.SubmittedAt,
                Findings = one.Sitting is null ? [] : [.. findings[one.Sitting.Id]],
            });
        }

        return new MonitorResponse { Now = now, Rows = rows };
    }

    private static async Task<ILookup<Id<Sitting>, RecordingFindingResponse>> FindingsAsync(AppDb db, Id<ExamSession> session, CancellationToken cancel)
    {
        var lines = await (
            from invitation in db.Invitations
            join sitting in db.Sittings on invitation.Id equals sitting.InvitationId
            join line in db.SittingEvents.FromSql($"SELECT * FROM sitting_events WHERE type = 'recording_measured' AND data ->> 'finding' IS NOT NULL") on sitting.Id equals line.SittingId
            where invitation.ExamSessionId == session
            orderby line.At
            select line).AsNoTracking().ToListAsync(cancel);
        return lines.ToLookup(
            line => line.SittingId,
            line => new RecordingFindingResponse { ItemId = line.Data!.ItemId, RecordingId = line.Data.RecordingId, Finding = line.Data.Finding!, At = line.At });
    }
}
