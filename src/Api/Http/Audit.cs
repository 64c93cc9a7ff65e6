using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;

namespace Cesuur.Api.Http;

/// <summary>
/// Writes who did what, with the save that does it; what changed by it is added by the save itself. In real
/// time, also in a sandbox that has moved its clock.
/// </summary>
internal sealed class Audit(AppDb db, Caller caller, Clock clock, IHttpContextAccessor http)
{
    /// <param name="action">What was done, as <c>area.verb</c>.</param>
    /// <param name="resource">The id of what it was done to; for several at once, how many in words.</param>
    public void Log(string action, object resource) => db.AuditEntries.Add(AuditEntry.Create(
        Actor(), action, resource, Origin(), clock.Real));

    private AuditActor Actor() => caller switch
    {
        { IsSystem: true } => AuditActor.System,
        { Via: { } grant } => new(AuditActorType.Partner, caller.Actor, grant),
        { IsOperator: true } => new(AuditActorType.Operator, caller.Actor),
        { User: not null } => new(AuditActorType.User, caller.Actor),
        { Ticket: not null } => new(AuditActorType.Candidate, caller.Actor),
        { IsKnown: true } => new(AuditActorType.Key, caller.Actor),
        _ => http.HttpContext is null ? AuditActor.System : AuditActor.Anonymous,
    };

    private AuditOrigin? Origin() => !caller.IsSystem && http.HttpContext is { } context
        ? new(context.Connection.RemoteIpAddress?.ToString(), context.Request.Headers.UserAgent, RequestIds.Of(context))
        : null;
}
