using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Invitations;
using Cesuur.Domain.Sessions;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Sessions;

/// <summary>
/// Whatever must agree with a session's capacity, seats and times takes turns by the lock on its row. It is held
/// after candidates and before invitations. It is the lock of an update that changes no key, so that what merely
/// refers to the session goes on; checking in, starting and saving do not need it.
/// </summary>
internal static class ExamSessionLock
{
    public static Task<ExamSession> HoldExamSessionAsync(this AppDb db, Id<ExamSession> id, CancellationToken cancel) =>
        db.HeldExamSessions(id).RequireAsync(cancel);

    /// <summary>One that is named in a body: null where the caller sees none.</summary>
    /// <param name="db">The caller's view of the tenant.</param>
    /// <param name="id">Which.</param>
    /// <param name="hold">Whether it is to be held.</param>
    /// <param name="cancel">The request's.</param>
    public static Task<ExamSession?> FindExamSessionAsync(this AppDb db, Id<ExamSession> id, bool hold, CancellationToken cancel) =>
        (hold ? db.HeldExamSessions(id) : db.ExamSessions.AsNoTracking().Where(session => session.Id == id)).SingleOrDefaultAsync(cancel);

    /// <summary>So that its days and the times of its sessions are not changed at the same moment.</summary>
    public static Task<ExamMoment> HoldExamMomentAsync(this AppDb db, Id<ExamMoment> id, CancellationToken cancel) => db.ExamMoments
        .FromSql($"SELECT *, xmin FROM exam_moments WHERE tenant_id = {db.TenantId.Value} AND id = {id.Value} FOR NO KEY UPDATE")
        .RequireAsync(cancel);

    /// <summary>All of those who are registered for a session, whoever sees them, in the order in which everybody locks several.</summary>
    public static Task<List<Invitation>> HoldRegisteredAsync(this AppDb db, Id<ExamSession> session, CancellationToken cancel) => db.Invitations
        .FromSql($"SELECT *, xmin FROM invitations WHERE tenant_id = {db.TenantId.Value} AND exam_session_id = {session.Value} ORDER BY id FOR UPDATE")
        .BeyondReach().ToListAsync(cancel);

    private static IQueryable<ExamSession> HeldExamSessions(this AppDb db, Id<ExamSession> id) => db.ExamSessions
        .FromSql($"SELECT *, xmin FROM exam_sessions WHERE tenant_id = {db.TenantId.Value} AND id = {id.Value} FOR NO KEY UPDATE");
}
