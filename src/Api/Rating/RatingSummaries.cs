using Cesuur.Api.Delivery;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.People;
using Cesuur.Domain.Rating;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Rating;

/// <summary>A colleague who was asked to look at a rating.</summary>
public sealed record SecondLookResponse
{
    public required Id<SecondLook> Id { get; init; }

    /// <summary>The user or key.</summary>
    public required string AskedBy { get; init; }

    /// <summary>Absent: whoever else sees the candidate.</summary>
    public Id<User>? AskedOf { get; init; }

    public string? Note { get; init; }

    public required DateTimeOffset AskedAt { get; init; }

    /// <summary>The user or key; absent: nobody has looked yet.</summary>
    public string? CompletedBy { get; init; }

    public DateTimeOffset? CompletedAt { get; init; }

    public string? CompletionNote { get; init; }

    internal static SecondLookResponse From(SecondLook look) => new()
    {
        Id = look.Id,
        AskedBy = look.AskedBy,
        AskedOf = look.AskedOf,
        Note = look.Note,
        AskedAt = look.AskedAt,
        CompletedBy = look.CompletedBy,
        CompletedAt = look.CompletedAt,
        CompletionNote = look.CompletionNote,
    };
}

/// <summary>A rating as a list shows it.</summary>
public sealed record RatingSummaryResponse
{
    public required Id<SittingRating> Id { get; init; }

    public required Id<Sitting> SittingId { get; init; }

    public required Id<Candidate> CandidateId { get; init; }

    public string? CandidateName { get; init; }

    public string? CandidateNumber { get; init; }

    public required Id<Test> TestId { get; init; }

    public string? TestTitle { get; init; }

    /// <summary>1 for the first; a reopened sitting gets the next.</summary>
    public required int Number { get; init; }

    public required RatingState State { get; init; }

    /// <summary>When the work was submitted.</summary>
    public required DateTimeOffset SubmittedAt { get; init; }

    /// <summary>How many tasks a person rates.</summary>
    public required int Tasks { get; init; }

    /// <summary>How many of them have a rating.</summary>
    public required int TasksRated { get; init; }

    /// <summary>The user or key that last rated something of it.</summary>
    public string? LastRatedBy { get; init; }

    public DateTimeOffset? LastRatedAt { get; init; }

    /// <summary>Those that nobody has completed yet.</summary>
    public required IReadOnlyList<SecondLookResponse> SecondLooks { get; init; }
}

/// <summary>Adds to ratings what a list shows of each, for all of them at once.</summary>
internal sealed class RatingSummaries(AppDb db, PublishedVersions versions)
{
    public async Task<IReadOnlyList<RatingSummaryResponse>> ReadAsync(IReadOnlyList<SittingRating> ratings, CancellationToken cancel)
    {
        var (ids, sittingIds) = (ratings.Select(rating => rating.Id).ToList(), ratings.Select(rating => rating.SittingId).ToList());
        var sittings = await db.Sittings.AsNoTracking().Where(sitting => sittingIds.Contains(sitting.Id)).ToDictionaryAsync(sitting => sitting.Id, cancel);
        var (candidateIds, testIds) = (sittings.Values.Select(sitting => sitting.CandidateId).ToList(), sittings.Values.Select(sitting => sitting.TestId).ToList());
        var candidates = await db.Candidates.Where(candidate => candidateIds.Contains(candidate.Id))
            .ToDictionaryAsync(candidate => candidate.Id, candidate => new { candidate.Name, candidate.Number }, cancel);
        var titles = await db.Tests.BeyondReach().Where(test => testIds.Contains(test.Id)).ToDictionaryAsync(test => test.Id, test => test.Title, cancel);
        var rated = await db.RatedTasks.Where(task => ids.Contains(task.RatingId)).GroupBy(task => task.RatingId)
            .Select(tasks => new { Rating = tasks.Key, Count = tasks.Count() }).ToDictionaryAsync(tasks => tasks.Rating, tasks => tasks.Count, cancel);
        var looks = (await db.SecondLooks.AsNoTracking().Where(look => ids.Contains(look.RatingId) && look.CompletedAt == null).OrderBy(look => look.Id).ToListAsync(cancel))
            .ToLookup(look => look.RatingId, SecondLookResponse.From);
        var tasks = new Dictionary<Id<TestVersion>, int>();
        foreach (var version in sittings.Values.Select(sitting => sitting.VersionId).Distinct())
        {
            tasks[version] = (await versions.GetAsync(db.TenantId, version, cancel)).Version.Content.ItemsToRate.Count();
        }

        return
        [
            .. from rating in ratings
               let sitting = sittings.GetValueOrDefault(rating.SittingId)
               where sitting is not null // moved out of the caller's reach in between
               select new RatingSummaryResponse
               {
                   Id = rating.Id,
                   SittingId = sitting.Id,
                   CandidateId = sitting.CandidateId,
                   CandidateName = candidates.GetValueOrDefault(sitting.CandidateId)?.Name,
                   CandidateNumber = candidates.GetValueOrDefault(sitting.CandidateId)?.Number,
                   TestId = sitting.TestId,
                   TestTitle = titles.GetValueOrDefault(sitting.TestId),
                   Number = rating.Number,
                   State = rating.State,
                   SubmittedAt = rating.SubmittedAt,
                   Tasks = tasks[sitting.VersionId],
                   TasksRated = rated.GetValueOrDefault(rating.Id),
                   LastRatedBy = rating.LastRatedBy,
                   LastRatedAt = rating.LastRatedAt,
                   SecondLooks = [.. looks[rating.Id]],
               },
        ];
    }
}
