using Cesuur.Api.Catalogue;
using Cesuur.Api.Mail;
using Cesuur.Api.Orders;
using Cesuur.Api.Organisations;
using Cesuur.Api.People;
using Cesuur.Api.Reports;
using Cesuur.Infrastructure.Mail;
using Cesuur.Infrastructure.Payments;

namespace Cesuur.Api.Jobs;

/// <summary>
/// A kind of job, named in snake_case in the database and on the wire, who does its work, and how often it is
/// tried where that is not as often as <see cref="JobRunnerOptions"/> says.
/// </summary>
internal sealed record JobKind(string Name, Func<IServiceProvider, IJobHandler> Handler, int? MaxAttempts);

/// <summary>Every kind of one-off job there is.</summary>
internal static class JobKinds
{
    public static IServiceCollection AddJobKinds(this IServiceCollection services) => services
        .AddJobKind<EraseFilesJob>(EraseFilesJob.Kind)
        .AddJobKind<ImportCandidatesJob>(ImportCandidatesJob.Kind)
        .AddJobKind<ImportTestsJob>(ImportTestsJob.Kind)
        .AddJobKind<SendMailJob>(Mailer.JobKind, SendMailJob.MaxAttempts)
        .AddJobKind<SendPasswordResetJob>(SendPasswordResetJob.Kind)
        .AddJobKind<SettleOrderJob>(OrderSettlement.Kind, Settlement.JobAttempts)
        .AddJobKind<SettlePaymentJob>(SettlePaymentJob.Kind, Settlement.JobAttempts)
        .AddJobKind<RenderReportJob>(RenderReportJob.Kind);

    public static IServiceCollection AddJobKind<T>(this IServiceCollection services, string kind, int? maxAttempts = null)
        where T : class, IJobHandler => services
        .AddScoped<T>()
        .AddSingleton(new JobKind(kind, provider => provider.GetRequiredService<T>(), maxAttempts));
}
