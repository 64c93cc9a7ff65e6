using Cesuur.Domain.Organisations;

namespace Cesuur.Domain.Jobs;

public enum JobStatus
{
    Queued,
    Running,
    Succeeded,
    Failed,
}

/// <summary>One-off work in the background: a row written in the transaction of the request that asked for it.</summary>
public sealed class Job : TenantOwned, IIdentified
{
    private Job()
    {
    }

    public static string IdPrefix => "job";

    public Id<Job> Id { get; private set; }

    public string Kind { get; private set; } = null!;

    /// <summary>What the work needs: ids, as JSON.</summary>
    public string Arguments { get; private set; } = null!;

    public JobStatus Status { get; private set; }

    public int Done { get; private set; }

    public int Total { get; private set; }

    /// <summary>What came of it, as JSON.</summary>
    public string? Result { get; private set; }

    public string? Error { get; private set; }

    /// <summary>The first of what was wrong, place by place.</summary>
    public IReadOnlyList<JobError>? Errors { get; private set; }

    /// <summary>How many places were wrong; more than are listed when they are very many.</summary>
    public int? ErrorCount { get; private set; }

    /// <summary>The department on whose behalf it was asked for.</summary>
    public Id<Department>? DepartmentId { get; private set; }

    /// <summary>The user who asked for it; absent when a key or the platform did.</summary>
    public Id<User>? RequestedBy { get; private set; }

    public int Attempts { get; private set; }

    public DateTimeOffset DueAt { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset? FinishedAt { get; private set; }

    public static Job Enqueue(string kind, string arguments, Reach reach, DateTimeOffset now) => new()
    {
        Id = Id<Job>.New(),
        Kind = kind,
        Arguments = arguments,
        Status = JobStatus.Queued,
        DepartmentId = reach.Department.OrNull(),
        RequestedBy = reach.User.OrNull(),
        DueAt = now,
        CreatedAt = now,
    };
}
