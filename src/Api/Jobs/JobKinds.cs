using Cesuur.Api.Catalogue;
using Cesuur.Api.Delivery;
using Cesuur.Api.Http;
using Cesuur.Api.Invitations;
using Cesuur.Api.Mail;
using Cesuur.Api.Orders;
using Cesuur.Api.Organisations;
using Cesuur.Api.People;
using Cesuur.Api.Reports;
using Cesuur.Api.Results;
using Cesuur.Domain.Jobs;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Mail;
using Cesuur.Infrastructure.Payments;

namespace Cesuur.Api.Jobs;

/// <summary>
/// A kind of job, named in snake_case in the database and on the wire, who does its work, how often it is tried where
/// that is not as often as <see cref="JobRunnerOptions"/> says, and the permission without which it is not there, since
/// what came of it tells what the permission guards.
/// </summary>
internal sealed record JobKind(string Name, Func<IServiceProvider, IJobHandler> Handler, int? MaxAttempts, Permission? SeenWith);

/// <summary>Every kind of one-off job there is.</summary>
internal static class JobKinds
{
    public static IServiceCollection AddJobKinds(this IServiceCollection services) => services
        .AddJobKind<EraseFilesJob>(EraseFilesJob.Kind)
        .AddJobKind<ImportCandidatesJob>(ImportCandidatesJob.Kind)
        .AddJobKind<ImportInvitationsJob>(ImportInvitationsJob.Kind)
        .AddJobKind<ImportTestsJob>(ImportTestsJob.Kind, seenWith: Permission.TestsWrite) // what it found can quote keys
        .AddJobKind<MeasureRecordingJob>(MeasureRecordingJob.Kind, seenWith: Permission.SittingsRead)
        .AddJobKind<RescoreVersionJob>(RescoreVersionJob.Kind, seenWith: Permission.CorrectionsWrite)
        .AddJobKind<ForeseeCorrectionJob>(ForeseeCorrectionJob.Kind, seenWith: Permission.CorrectionsWrite)
        .AddJobKind<PreviewCorrectionJob>(PreviewCorrectionJob.Kind, seenWith: Permission.CorrectionsWrite)
        .AddJobKind<SendMailJob>(Mailer.JobKind, SendMailJob.MaxAttempts)
        .AddJobKind<SendPasswordResetJob>(SendPasswordResetJob.Kind)
        .AddJobKind<SettleOrderJob>(OrderSettlement.Kind, Settlement.JobAttempts)
        .AddJobKind<SettlePaymentJob>(SettlePaymentJob.Kind, Settlement.JobAttempts)
        .AddJobKind<RenderReportJob>(RenderReportJob.Kind);

    public static IServiceCollection AddJobKind<T>(this IServiceCollection services, string kind, int? maxAttempts = null, Permission? seenWith = null)
        where T : class, IJobHandler => services
        .AddScoped<T>()
        .AddSingleton(new JobKind(kind, provider => provider.GetRequiredService<T>(), maxAttempts, seenWith));

    /// <summary>The jobs that the caller may see, of whatever kind.</summary>
    public static IQueryable<Job> SeenBy(this IQueryable<Job> jobs, Caller caller, IEnumerable<JobKind> kinds)
    {
        var hidden = kinds.Where(kind => kind.SeenWith is { } needed && !caller.Permissions.Contains(needed.Name)).Select(kind => kind.Name).ToList();
        return jobs.Where(job => !hidden.Contains(job.Kind));
    }
}
