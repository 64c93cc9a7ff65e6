using Cesuur.Infrastructure.Database;

namespace Cesuur.Api.Jobs;

/// <summary>Removes the errors of jobs of all organisations 30 days after their end: the cells in them are about people.</summary>
internal sealed class ForgetJobErrorsJob(Databases databases, ILogger<ForgetJobErrorsJob> log) : ForgetJob(databases, log, "jobs' errors", """
    UPDATE jobs SET errors = NULL WHERE errors IS NOT NULL AND finished_at < clock_timestamp() - interval '30 days'
    """);
