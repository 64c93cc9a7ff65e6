using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Licensing;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Jobs;

internal static class OrganisationScope
{
    /// <summary>Services that work for one organisation, by its clock, as background work does that has no caller.</summary>
    public static async Task<AsyncServiceScope> OpenAsync(this IServiceScopeFactory scopes, Id<Organisation> organisation, CancellationToken cancel)
    {
        var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Tenant>().Enter(organisation);
        scope.ServiceProvider.GetRequiredService<Caller>().ClockOffset = await scope.ServiceProvider.GetRequiredService<AppDb>()
            .Organisations.Select(found => found.ClockOffset).SingleAsync(cancel);
        return scope;
    }
}
