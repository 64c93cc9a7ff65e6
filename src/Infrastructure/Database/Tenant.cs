using Cesuur.Domain;
using Cesuur.Domain.Licensing;

namespace Cesuur.Infrastructure.Database;

/// <summary>
/// The organisation on whose behalf the running scope (a request, a job) works. Set from the
/// credential before anything is read; both walls of tenancy read it here.
/// </summary>
public sealed class Tenant
{
    public Id<Organisation> Id { get; private set; }

    /// <summary>Use <see cref="AppDb.EnterAsync"/> once a transaction may be open.</summary>
    public void Enter(Id<Organisation> organisation) => Id = organisation;
}
