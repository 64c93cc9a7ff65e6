using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;

namespace Cesuur.Api.Http;

/// <summary>Writes who did what with the save that does it.</summary>
internal sealed class Audit(AppDb db, Caller caller, Clock clock, IHttpContextAccessor http)
{
    public void Log(string action, object resource) => db.AuditEntries.Add(AuditEntry.Create(
        caller.Actor, action, resource.ToString()!, http.HttpContext?.Connection.RemoteIpAddress?.ToString(), clock.Now));
}
