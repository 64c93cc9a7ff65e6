using System.Linq.Expressions;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Results;

namespace Cesuur.Api.Catalogue;

/// <summary>All of a version but what it asks.</summary>
public sealed record TestVersionResponse
{
    public required Id<TestVersion> Id { get; init; }

    public required Id<Test> TestId { get; init; }

    /// <summary>1 for the first version of a test.</summary>
    public required int Number { get; init; }

    public required VersionState State { get; init; }

    /// <summary>The time for the whole test; absent at a draft for which none is set.</summary>
    public int? DurationSeconds { get; init; }

    /// <summary>Whether the candidate may submit before the time is over (T: reading and writing).</summary>
    public required bool CanFinishEarly { get; init; }

    /// <summary>The smallest number of points that passes; absent at a draft for which none is set.</summary>
    public int? CutScore { get; init; }

    /// <summary>From points to scale scores (N); absent: results have none.</summary>
    public ConversionTable? ConversionTable { get; init; }

    /// <summary>What all items can bring together.</summary>
    public required decimal MaxPoints { get; init; }

    public required ResultPolicy ResultPolicy { get; init; }

    public required VersionPolicies Policies { get; init; }

    /// <summary>SHA-256, in hexadecimal, of the content and all that is set for it, as it was published; absent at a draft.</summary>
    public string? ContentHash { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? PublishedAt { get; init; }

    /// <summary>Since when no sitting begins with it any more.</summary>
    public DateTimeOffset? RetiredAt { get; init; }

    /// <summary>For queries: the content, which can be megabytes, is not read.</summary>
    internal static readonly Expression<Func<TestVersion, TestVersionResponse>> Projection = version => new TestVersionResponse
    {
        Id = version.Id,
        TestId = version.TestId,
        Number = version.Number,
        State = version.State,
        DurationSeconds = version.DurationSeconds,
        CanFinishEarly = version.CanFinishEarly,
        CutScore = version.CutScore,
        ConversionTable = version.ConversionTable,
        MaxPoints = version.MaxPoints,
        ResultPolicy = version.ResultPolicy,
        Policies = version.Policies,
        ContentHash = version.ContentHash == null ? null : Convert.ToHexStringLower(version.ContentHash),
        CreatedAt = version.CreatedAt,
        PublishedAt = version.PublishedAt,
        RetiredAt = version.RetiredAt,
    };

    internal static readonly Func<TestVersion, TestVersionResponse> From = Projection.Compile();
}
