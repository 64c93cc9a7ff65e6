using System.Text.Json;
using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Jobs;
using Cesuur.Domain.Organisations;
using Cesuur.Infrastructure.Database;

namespace Cesuur.Api.Jobs;

public sealed record JobProgress
{
    public required int Done { get; init; }

    /// <summary>0 until it is known.</summary>
    public required int Total { get; init; }
}

/// <summary>Something wrong with a cell of a file, a row, or all of it.</summary>
public sealed record JobErrorResponse
{
    /// <summary>Which file of an archive.</summary>
    public string? File { get; init; }

    /// <summary>Where the row begins in the file, counted from 1, the header included. Absent: it is the whole file.</summary>
    public int? Line { get; init; }

    /// <summary>Absent: the whole row.</summary>
    public string? Column { get; init; }

    /// <summary>Where in a document of a content package: the path to an element.</summary>
    public string? Place { get; init; }

    /// <summary>Absent: an error. A notice is a difference that should be known, and kept nothing from being imported.</summary>
    public JobErrorSeverity? Severity { get; init; }

    /// <summary>The stable code to branch on.</summary>
    public required string Code { get; init; }

    public required string Detail { get; init; }

    internal static JobErrorResponse From(JobError error) => new()
    {
        File = error.File,
        Line = error.Line,
        Column = error.Column,
        Place = error.Place,
        Severity = error.Severity,
        Code = error.Code,
        Detail = error.Detail,
    };
}

/// <summary>Work in the background.</summary>
public sealed record JobResponse
{
    public required Id<Job> Id { get; init; }

    public required string Kind { get; init; }

    public required JobStatus Status { get; init; }

    public required JobProgress Progress { get; init; }

    /// <summary>What came of it, once it has succeeded.</summary>
    public JsonElement? Result { get; init; }

    /// <summary>Why it failed, once it has.</summary>
    public string? Error { get; init; }

    /// <summary>What was wrong with the file that it was given, by line; the first 10,000. Absent for work without a file.</summary>
    public IReadOnlyList<JobErrorResponse>? Errors { get; init; }

    /// <summary>How many errors there are, those that are not listed too.</summary>
    public int? ErrorCount { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    internal static JobResponse From(Job job) => new()
    {
        Id = job.Id,
        Kind = job.Kind,
        Status = job.Status,
        Progress = new JobProgress { Done = job.Done, Total = job.Total },
        Result = job.Result is null ? null : JsonSerializer.Deserialize<JsonElement>(job.Result),
        Error = job.Error,
        Errors = job.Errors?.Select(JobErrorResponse.From).ToList(),
        ErrorCount = job.ErrorCount,
        CreatedAt = job.CreatedAt,
        FinishedAt = job.FinishedAt,
    };
}

internal sealed class GetJob : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/jobs/{jobId}", Handle)
        .Requires(Permission.OrganisationRead)
        .Fails(HttpErrors.NotFound);

    private static async Task<JobResponse> Handle(Id<Job> jobId, AppDb db, Caller caller, IEnumerable<JobKind> kinds, CancellationToken cancel) =>
        JobResponse.From(await db.Jobs.SeenBy(caller, kinds).Where(job => job.Id == jobId).RequireAsync(cancel));
}
