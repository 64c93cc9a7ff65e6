using Cesuur.Api.Catalogue;
using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Jobs;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Results;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Results;

/// <summary>A correction of a published version, with its reason and who signed it off.</summary>
public sealed record CorrectionResponse
{
    public required Id<Correction> Id { get; init; }

    public required Id<Test> TestId { get; init; }

    public required Id<TestVersion> VersionId { get; init; }

    public required CorrectionState State { get; init; }

    /// <summary>The how-manieth that was applied to the version; absent unless it was.</summary>
    public int? Number { get; init; }

    /// <summary>In force one after the other; none where it undoes another correction.</summary>
    public required IReadOnlyList<CorrectionChange> Changes { get; init; }

    /// <summary>The correction that it takes out of force.</summary>
    public Id<Correction>? Undoes { get; init; }

    public required string Reason { get; init; }

    public required Id<User> ProposedBy { get; init; }

    public required DateTimeOffset ProposedAt { get; init; }

    /// <summary>What it would do beyond the corrections that are in force; absent until the job has found it. A correction that comes into force takes it away.</summary>
    public CorrectionEffect? Effect { get; init; }

    public DateTimeOffset? EffectForeseenAt { get; init; }

    /// <summary>The job that foresees the effect.</summary>
    public required Id<Job> EffectJobId { get; init; }

    /// <summary>Somebody else than who proposed it, unless it was rejected.</summary>
    public Id<User>? DecidedBy { get; init; }

    public DateTimeOffset? DecidedAt { get; init; }

    public string? DecisionNote { get; init; }

    internal static CorrectionResponse From(Correction correction) => new()
    {
        Id = correction.Id,
        TestId = correction.TestId,
        VersionId = correction.VersionId,
        State = correction.State,
        Number = correction.Number,
        Changes = correction.Changes,
        Undoes = correction.Undoes,
        Reason = correction.Reason,
        ProposedBy = correction.ProposedBy,
        ProposedAt = correction.ProposedAt,
        Effect = correction.Effect,
        EffectForeseenAt = correction.EffectForeseenAt,
        EffectJobId = correction.EffectJobId,
        DecidedBy = correction.DecidedBy,
        DecidedAt = correction.DecidedAt,
        DecisionNote = correction.DecisionNote,
    };
}

internal static class OwnCorrections
{
    /// <summary>Those of a version of the organisation's own.</summary>
    public static async Task<IQueryable<Correction>> CorrectionsAsync(this AppDb db, Id<Test> testId, Id<TestVersion> versionId, CancellationToken cancel)
    {
        if (!await db.OwnVersions(testId).AnyAsync(version => version.Id == versionId, cancel))
        {
            throw new DomainException(HttpErrors.NotFound);
        }

        return db.Corrections.Where(correction => correction.TenantId == db.TenantId && correction.VersionId == versionId);
    }

    /// <summary>Corrections name who did it: a key is nobody in particular.</summary>
    public static Id<User> Person(this Caller caller) =>
        caller.User ?? throw new DomainException(HttpErrors.InsufficientScope, "Only a signed-in user can do this: the record names a person.");
}
