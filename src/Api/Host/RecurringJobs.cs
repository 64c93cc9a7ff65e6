using Cesuur.Api.Catalogue;
using Cesuur.Api.Credits;
using Cesuur.Api.Delivery;
using Cesuur.Api.Http;
using Cesuur.Api.Invitations;
using Cesuur.Api.Jobs;
using Cesuur.Api.Licensing;
using Cesuur.Api.Orders;
using Cesuur.Api.Organisations;
using Cesuur.Api.Sessions;
using Cesuur.Infrastructure.Database;
using Quartz;

namespace Cesuur.Api.Host;

/// <summary>
/// What recurs, and when (UTC). Each firing is one node's of the cluster; should two nodes' clocks differ it
/// may be two's, so every job tolerates that.
/// </summary>
internal static class RecurringJobs
{
    public static IServiceCollection AddRecurringJobs(this IServiceCollection services) => services
        .AddQuartz(quartz => quartz
            .ConfigureScheduler(scheduler =>
            {
                scheduler.InstanceName = "cesuur";
                scheduler.GenerateInstanceId = true;
                scheduler.DefaultTimeZone = TimeZoneInfo.Utc;
            })
            .UseDefaultThreadPool(maxConcurrency: 2)
            .UsePersistentStore(store => store
                .ConfigureStore(options => options.TablePrefix = "quartz.qrtz_")
                .UsePostgres(source => source.DataSourceFactory = provider => provider.GetRequiredService<Databases>().Worker)
                .UseClustering())
            .UseDefaultRetryPolicy(RetryPolicy.Exponential(3, TimeSpan.FromMinutes(1), 5))
            .ScheduleJob<ReconcileLedgerJob>(trigger => trigger.WithIdentity("reconcile_ledger").WithCronSchedule("0 30 2 * * ?"))
            .ScheduleJob<ReconcilePaymentsJob>(trigger => trigger.WithIdentity("reconcile_payments").WithCronSchedule("0 0 3 * * ?"))
            .ScheduleJob<ForgetStripeEventsJob>(trigger => trigger.WithIdentity("forget_stripe_events").WithCronSchedule("0 15 3 * * ?"))
            .ScheduleJob<ForgetJobErrorsJob>(trigger => trigger.WithIdentity("forget_job_errors").WithCronSchedule("0 45 2 * * ?"))
            .ScheduleJob<LicenceNoticesJob>(trigger => trigger.WithIdentity("licence_notices").WithCronSchedule("0 5 * * * ?"))
            .ScheduleJob<SettleExamSessionsJob>(trigger => trigger.WithIdentity("settle_exam_sessions").WithCronSchedule("0 3/5 * * * ?"))
            .ScheduleJob<CompleteUploadsJob>(trigger => trigger.WithIdentity("complete_uploads").WithCronSchedule("0 2/5 * * * ?"))
            .ScheduleJob<CompleteRecordingsJob>(trigger => trigger.WithIdentity("complete_recordings").WithCronSchedule("0/30 * * * * ?"))
            .ScheduleJob<ForgetUploadsJob>(trigger => trigger.WithIdentity("forget_uploads").WithCronSchedule("0 25 * * * ?"))
            .ScheduleJob<ForgetIdempotencyKeysJob>(trigger => trigger.WithIdentity("forget_idempotency_keys").WithCronSchedule("0 15 * * * ?"))
            .ScheduleJob<ExpireInvitationsJob>(trigger => trigger.WithIdentity("expire_invitations").WithCronSchedule("20 * * * * ?"))
            .ScheduleJob<ForgetSessionsJob>(trigger => trigger.WithIdentity("forget_sessions").WithCronSchedule("0 45 * * * ?")))
        .AddQuartzHostedService(options => options.WaitForJobsToComplete = true);
}
