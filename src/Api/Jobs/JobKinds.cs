using Cesuur.Api.People;
using Cesuur.Api.Reports;

namespace Cesuur.Api.Jobs;

/// <summary>A kind of job, named in snake_case in the database and on the wire, and who does its work.</summary>
internal sealed record JobKind(string Name, Func<IServiceProvider, IJobHandler> Handler);

/// <summary>Every kind of one-off job there is.</summary>
internal static class JobKinds
{
    public static IServiceCollection AddJobKinds(this IServiceCollection services) => services
        .AddJobKind<EraseFilesJob>(EraseFilesJob.Kind)
        .AddJobKind<RenderReportJob>(RenderReportJob.Kind);

    public static IServiceCollection AddJobKind<T>(this IServiceCollection services, string kind)
        where T : class, IJobHandler => services
        .AddScoped<T>()
        .AddSingleton(new JobKind(kind, provider => provider.GetRequiredService<T>()));
}
