using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace Cesuur.Infrastructure.Database;

public static class TenancyOptions
{
    private static readonly IInterceptor[] Interceptors = [new TenantCommandInterceptor(), new TenantTransactionInterceptor()];

    /// <summary>Has every command and every transaction carry the tenant to row-level security, and every query the caller's reach.</summary>
    public static T AddTenancy<T>(this T options)
        where T : DbContextOptionsBuilder
    {
        options.AddInterceptors(Interceptors);
        options.ReplaceService<IModelCacheKeyFactory, ReachModelKey>();
        return options;
    }
}
