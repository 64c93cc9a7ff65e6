using System.Runtime.CompilerServices;
using Cesuur.Domain;
using Cesuur.Domain.Licensing;
using Cesuur.Infrastructure.Database;

namespace Cesuur.Infrastructure.Licensing;

/// <summary>The organisation that runs the platform, to which account requests and partners belong.</summary>
public sealed class OperatorOrganisation(Databases databases)
{
    // The app role sees no organisation but the tenant's own, hence the worker's. The database lets there be one.
    private const string Sql = "SELECT id FROM organisations WHERE is_operator";

    private StrongBox<Id<Organisation>>? _id; // in one piece for all threads

    public async Task<Id<Organisation>> IdAsync(CancellationToken cancel) => (_id ??= new(await FindAsync(cancel)
        ?? throw new InvalidOperationException("There is no operator organisation yet: run the program with --operator-key."))).Value;

    /// <summary>Null while there is none: at the very beginning.</summary>
    public async Task<Id<Organisation>?> FindAsync(CancellationToken cancel)
    {
        await using var command = databases.Worker.CreateCommand(Sql);
        return await command.ExecuteScalarAsync(cancel) is Guid id ? new Id<Organisation>(id) : null;
    }
}
