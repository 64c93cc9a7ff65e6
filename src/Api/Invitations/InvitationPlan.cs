using System.ComponentModel.DataAnnotations;
using Cesuur.Api.Catalogue;
using Cesuur.Api.Http;
using Cesuur.Api.People;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Credits;
using Cesuur.Domain.Invitations;
using Cesuur.Domain.People;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Invitations;

/// <summary>Who is invited to what: every candidate named, directly or by a group, to every test named.</summary>
public sealed record InvitationsRequest
{
    [MaxLength(10_000)]
    public IReadOnlyList<Id<Candidate>> CandidateIds { get; init; } = [];

    [MaxLength(1000)]
    public IReadOnlyList<Id<Group>> GroupIds { get; init; } = [];

    [Length(1, 100)]
    public required IReadOnlyList<Id<Test>> TestIds { get; init; }

    /// <summary>When the codes can be used; absent: always.</summary>
    public InvitationWindow? Window { get; init; }
}

public sealed record InvitationWindow
{
    public DateTimeOffset? OpensAt { get; init; }

    public DateTimeOffset? ClosesAt { get; init; }
}

/// <summary>The request resolved: each candidate once, each test once, all of them the tenant's to use.</summary>
/// <param name="Candidates">By name.</param>
/// <param name="Tests">By title.</param>
/// <param name="Unpublished">Those of the tests that no sitting could begin with.</param>
/// <param name="Window">When the codes can be used.</param>
internal sealed record InvitationPlan(
    IReadOnlyList<Candidate> Candidates, IReadOnlyList<Test> Tests, IReadOnlyList<Test> Unpublished, InvitationWindow Window)
{
    private const int Most = 10_000;

    public int Count => Candidates.Count * Tests.Count;

    /// <summary>What each balance pays, of all that do.</summary>
    public IReadOnlyList<Charge> Charges(CreditMode mode) =>
    [
        .. from candidate in Candidates
           group candidate by mode.Payer(candidate.DepartmentId) into paying
           select new Charge(paying.Key, (long)paying.Count() * Tests.Count),
    ];

    /// <param name="request">What was asked for.</param>
    /// <param name="db">The caller's view of the tenant.</param>
    /// <param name="now">The organisation's time.</param>
    /// <param name="hold">Whether the candidates stay as the plan has them until the transaction ends: not erased, and of the department that is charged.</param>
    /// <param name="cancel">The request's.</param>
    public static async Task<InvitationPlan> ResolveAsync(InvitationsRequest request, AppDb db, DateTimeOffset now, bool hold, CancellationToken cancel)
    {
        var window = request.Window ?? new InvitationWindow();
        if (window.ClosesAt <= window.OpensAt)
        {
            throw HttpErrors.Member("/window/closesAt", "out_of_range", "A window closes after it opens.");
        }

        if (window.ClosesAt <= now)
        {
            throw HttpErrors.Member("/window/closesAt", "out_of_range", "The window is over.");
        }

        var candidates = await db.Candidates.AsNoTracking()
            .Where(candidate => candidate.ErasedAt == null)
            .Where(candidate => request.CandidateIds.Contains(candidate.Id)
                || db.GroupCandidates.Any(member => request.GroupIds.Contains(member.GroupId) && member.CandidateId == candidate.Id))
            .OrderBy(candidate => candidate.SearchKey).ThenBy(candidate => candidate.Id)
            .ToListAsync(cancel);
        if (hold)
        {
            candidates = await db.HoldCandidatesAsync(candidates, cancel);
        }

        var groups = await db.Groups.Where(group => request.GroupIds.Contains(group.Id)).Select(group => group.Id).ToListAsync(cancel);
        var tests = await db.UsableTests().AsNoTracking().Where(test => request.TestIds.Contains(test.Id)).OrderBy(test => test.SearchKey).ToListAsync(cancel);

        var missing = Missing("/candidateIds", request.CandidateIds, candidates.Select(candidate => candidate.Id))
            .Concat(Missing("/groupIds", request.GroupIds, groups))
            .Concat(Missing("/testIds", request.TestIds, tests.Select(test => test.Id)))
            .ToList();
        if (missing.Count > 0)
        {
            throw HttpErrors.References(missing);
        }

        var published = await db.TestVersions
            .Where(version => request.TestIds.Contains(version.TestId) && version.State == VersionState.Published)
            .Select(version => version.TestId).Distinct().ToListAsync(cancel);
        var plan = new InvitationPlan(candidates, tests, [.. tests.Where(test => !published.Contains(test.Id))], window);
        return plan.Count switch
        {
            0 => throw new DomainException(InvitationErrors.NothingToInvite),
            > Most => throw new DomainException(InvitationErrors.TooManyInvitations, $"{plan.Count} were asked for."),
            _ => plan,
        };
    }

    private static IEnumerable<string> Missing<T>(string pointer, IReadOnlyList<Id<T>> asked, IEnumerable<Id<T>> found)
        where T : IIdentified
    {
        var known = found.ToHashSet();
        return asked.Select((id, index) => (id, index)).Where(named => !known.Contains(named.id)).Select(named => $"{pointer}/{named.index}");
    }
}
