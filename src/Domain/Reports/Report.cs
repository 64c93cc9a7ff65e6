using Cesuur.Domain.Organisations;

namespace Cesuur.Domain.Reports;

public enum ReportKind
{
    /// <summary>One candidate, all chosen results.</summary>
    Candidate,

    /// <summary>Several candidates, a table per test.</summary>
    Group,
}

public enum ReportState
{
    Requested,
    Ready,
    Failed,
}

/// <summary>A PDF of results, made by a job (T).</summary>
public sealed class Report : TenantOwned, IIdentified
{
    private Report()
    {
    }

    public static string IdPrefix => "rep";

    public Id<Report> Id { get; private set; }

    public ReportKind Kind { get; private set; }

    /// <summary><c>nl</c> or <c>en</c>.</summary>
    public string Language { get; private set; } = null!;

    public Guid[] ResultIds { get; private set; } = null!;

    public ReportState State { get; private set; }

    public string? FileKey { get; private set; }

    /// <summary>The department on whose behalf it was asked for.</summary>
    public Id<Department>? DepartmentId { get; private set; }

    /// <summary>The user who asked for it; absent when a key did.</summary>
    public Id<User>? RequestedBy { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public static Report Request(ReportKind kind, string language, IEnumerable<Id<Results.Result>> results, Reach reach, DateTimeOffset now) => new()
    {
        Id = Id<Report>.New(),
        Kind = kind,
        Language = language,
        ResultIds = [.. results.Select(id => id.Value)],
        State = ReportState.Requested,
        DepartmentId = reach.Department.OrNull(),
        RequestedBy = reach.User.OrNull(),
        CreatedAt = now,
    };

    public void Complete(string fileKey)
    {
        RequireRequested();
        State = ReportState.Ready;
        FileKey = fileKey;
    }

    public void Fail()
    {
        RequireRequested();
        State = ReportState.Failed;
    }

    /// <exception cref="DomainException"><c>report_not_ready</c></exception>
    public string RequireFile() => FileKey ?? throw new DomainException(
        ReportErrors.NotReady, State == ReportState.Failed ? "Making the report failed; ask for another." : null);

    private void RequireRequested()
    {
        if (State != ReportState.Requested)
        {
            throw new DomainException(ReportErrors.Settled);
        }
    }
}

public static class ReportErrors
{
    public static readonly DomainError NotReady =
        new("report_not_ready", ErrorKind.Conflict, "The report is not ready");

    public static readonly DomainError Settled =
        new("report_settled", ErrorKind.Conflict, "The report is made already, or failed");

    public static readonly DomainError ResultsGone =
        new("report_results_gone", ErrorKind.Conflict, "A result of this report does not exist any more");

    public static readonly DomainError SeveralCandidates =
        new("report_several_candidates", ErrorKind.Invalid, "A candidate report is about one candidate; ask for a group report");
}
