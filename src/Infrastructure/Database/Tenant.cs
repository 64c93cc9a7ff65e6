using Cesuur.Domain;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Organisations;

namespace Cesuur.Infrastructure.Database;

/// <summary>
/// The organisation on whose behalf the running scope (a request, a job) works. Set from the
/// credential before anything is read; both walls of tenancy read it here.
/// </summary>
public sealed class Tenant
{
    public Id<Organisation> Id { get; private set; }

    /// <summary>What of it is seen; all of it, unless narrowed to what a caller sees.</summary>
    public Reach Reach { get; private set; } = Reach.Everything;

    /// <summary>Use <see cref="AppDb.EnterAsync"/> once a transaction may be open.</summary>
    public void Enter(Id<Organisation> organisation) => Id = organisation;

    /// <summary>Before the scope's unit of work is made: its model is that of the reach.</summary>
    public void Narrow(Reach reach) => Reach = reach;
}
