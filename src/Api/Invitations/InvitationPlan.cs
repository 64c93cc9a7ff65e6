using System.ComponentModel.DataAnnotations;
using Cesuur.Api.Http;
using Cesuur.Api.People;
using Cesuur.Api.Sessions;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Credits;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Invitations;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.People;
using Cesuur.Domain.Sessions;
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

    /// <summary>When the codes can be used; absent: always. Not with a session, which has times of its own.</summary>
    public InvitationWindow? Window { get; init; }

    /// <summary>
    /// The session in which all of them get a seat, the lowest free numbers in the order of their names; its times are the window. It takes
    /// <c>sessions:write</c> too. Absent: none, or later.
    /// </summary>
    public Id<ExamSession>? SessionId { get; init; }

    /// <summary>What some of the candidates are given beyond the others; each candidate once.</summary>
    [MaxLength(10_000)]
    public IReadOnlyList<CandidateAccommodations> Accommodations { get; init; } = [];

    /// <summary>True: also those who have a code for the same test that was not used yet.</summary>
    public bool Repeat { get; init; }
}

public sealed record InvitationWindow
{
    public DateTimeOffset? OpensAt { get; init; }

    public DateTimeOffset? ClosesAt { get; init; }

    /// <exception cref="DomainException"><c>invalid_request</c></exception>
    internal void RequireOrder()
    {
        if (ClosesAt <= OpensAt)
        {
            throw HttpErrors.Member("/window/closesAt", "out_of_range", "A window closes after it opens.");
        }
    }
}

/// <summary>One code that is to be made.</summary>
/// <param name="Candidate">Whose it is.</param>
/// <param name="Test">What it starts.</param>
/// <param name="Window">When it can be used.</param>
/// <param name="Accommodations">What the candidate is given beyond others; null: nothing.</param>
/// <param name="Line">Where it stands in a file; 0 where there is none.</param>
/// <param name="RetakeOf">The sitting that is taken again for free; null: it is paid.</param>
internal sealed record PlannedInvitation(
    Candidate Candidate, Test Test, InvitationWindow Window, Accommodations? Accommodations, int Line = 0, Id<Sitting>? RetakeOf = null);

/// <summary>All that is confirmed together, each candidate and test at most once.</summary>
/// <param name="Invitations">The codes to be made.</param>
/// <param name="Repeat">Whether those are invited too who have a code for the same test.</param>
/// <param name="Session">In which all of them get a seat; null: none.</param>
internal sealed record InvitationPlan(IReadOnlyList<PlannedInvitation> Invitations, bool Repeat, ExamSession? Session = null)
{
    public const int Most = 10_000;

    /// <summary>What each balance pays, of all that do.</summary>
    public IReadOnlyList<Charge> Charges(CreditMode mode) =>
    [
        .. from planned in Invitations
           where planned.RetakeOf is null
           group planned by mode.Payer(planned.Candidate.DepartmentId) into paying
           select new Charge(paying.Key, paying.Count()),
    ];

    /// <summary>Every candidate by name × every test by title.</summary>
    /// <param name="request">What was asked for.</param>
    /// <param name="db">The caller's view of the tenant.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="hold">Whether candidates and session stay as the plan has them until the transaction ends: not erased, of the department that is charged, with these seats.</param>
    /// <param name="cancel">The request's.</param>
    public static async Task<InvitationPlan> ResolveAsync(InvitationsRequest request, AppDb db, Caller caller, bool hold, CancellationToken cancel)
    {
        request.Window?.RequireOrder();
        RequireSessionAllowed(request, caller);
        var members = request.GroupIds.Count == 0 ? [] : await db.GroupCandidates
            .Where(member => request.GroupIds.Contains(member.GroupId)).Select(member => member.CandidateId).ToListAsync(cancel);
        var named = request.CandidateIds.Concat(members).Distinct().ToList();
        var candidates = await db.Candidates.AsNoTracking()
            .Where(candidate => candidate.ErasedAt == null && named.Contains(candidate.Id))
            .OrderBy(candidate => candidate.SearchKey).ThenBy(candidate => candidate.Id)
            .ToListAsync(cancel);
        if (hold)
        {
            candidates = await db.HoldCandidatesAsync(candidates, cancel);
        }

        var session = request.SessionId is { } id ? await db.FindExamSessionAsync(id, hold, cancel) : null;
        var window = session is null ? request.Window ?? new InvitationWindow() : new InvitationWindow { OpensAt = session.StartsAt, ClosesAt = session.ClosesAt };
        var groups = await db.Groups.Where(group => request.GroupIds.Contains(group.Id)).Select(group => group.Id).ToListAsync(cancel);
        var tests = await db.Tests.AsNoTracking().Where(test => request.TestIds.Contains(test.Id)).OrderBy(test => test.SearchKey).ToListAsync(cancel);
        var missing = Missing("/candidateIds", request.CandidateIds, candidates.Select(candidate => candidate.Id))
            .Concat(Missing("/groupIds", request.GroupIds, groups))
            .Concat(Missing("/testIds", request.TestIds, tests.Select(test => test.Id)))
            .Concat(Missing("/accommodations", [.. request.Accommodations.Select(given => given.CandidateId)], candidates.Select(candidate => candidate.Id))
                .Select(pointer => pointer + "/candidateId"))
            .Concat(request.SessionId is not null && session is null ? ["/sessionId"] : [])
            .ToList();
        if (missing.Count > 0)
        {
            throw HttpErrors.References(missing);
        }

        var count = candidates.Count * tests.Count;
        if (count == 0)
        {
            throw new DomainException(InvitationErrors.NothingToInvite);
        }

        if (count > Most)
        {
            throw new DomainException(InvitationErrors.TooManyInvitations, $"{count} were asked for.");
        }

        var accommodations = AccommodationsOf(request);
        var plan = new InvitationPlan(
            [.. from candidate in candidates from test in tests select new PlannedInvitation(candidate, test, window, accommodations.GetValueOrDefault(candidate.Id))],
            request.Repeat,
            session);
        return await db.TakeUpRetakesAsync(plan, cancel);
    }

    private static void RequireSessionAllowed(InvitationsRequest request, Caller caller)
    {
        if (request.SessionId is not null && !caller.Permissions.Contains(Permission.SessionsWrite.Name))
        {
            throw new DomainException(HttpErrors.InsufficientScope, $"To give seats in a session needs the scope {Permission.SessionsWrite}.");
        }

        if (request is { SessionId: not null, Window: not null })
        {
            throw HttpErrors.Member("/window", "invalid_value", "The window is that of the session.");
        }
    }

    private static Dictionary<Id<Candidate>, Accommodations?> AccommodationsOf(InvitationsRequest request)
    {
        var byCandidate = new Dictionary<Id<Candidate>, Accommodations?>();
        for (var index = 0; index < request.Accommodations.Count; index++)
        {
            var given = request.Accommodations[index];
            if (!byCandidate.TryAdd(given.CandidateId, given.ToDomain($"/accommodations/{index}")))
            {
                throw HttpErrors.Member($"/accommodations/{index}/candidateId", "duplicate", "The candidate is named twice.");
            }
        }

        return byCandidate;
    }

    private static IEnumerable<string> Missing<T>(string pointer, IReadOnlyList<Id<T>> asked, IEnumerable<Id<T>> found)
        where T : IIdentified
    {
        var known = found.ToHashSet();
        return asked.Select((id, index) => (id, index)).Where(named => !known.Contains(named.id)).Select(named => $"{pointer}/{named.index}");
    }
}
