using Cesuur.Api.Http;
using Cesuur.Api.People;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Invitations;
using Cesuur.Domain.People;
using Cesuur.Domain.Sessions;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Invitations;

/// <summary>Which of the invitations are asked for.</summary>
public sealed record InvitationFilter
{
    /// <summary><c>invited</c>, <c>used</c>, <c>deactivated</c>, <c>expired</c> or <c>absent</c>.</summary>
    public string? State { get; init; }

    public Id<Test>? TestId { get; init; }

    public Id<Candidate>? CandidateId { get; init; }

    /// <summary>Of the candidates who are in this group now.</summary>
    public Id<Group>? GroupId { get; init; }

    /// <summary>Those who are registered for this session.</summary>
    public Id<ExamSession>? SessionId { get; init; }

    /// <summary>Those that were made and paid together.</summary>
    public Id<Confirmation>? ConfirmationId { get; init; }

    /// <summary>Those whose credits came back together.</summary>
    public Id<Deactivation>? DeactivationId { get; init; }

    /// <summary>Those whose code can be used after this time.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Those whose code can be used before this time.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>The beginning of a candidate's name or number.</summary>
    public string? Search { get; init; }

    /// <exception cref="DomainException"><c>invalid_request</c>, <c>search_too_broad</c></exception>
    internal async Task<IQueryable<Invitation>> ApplyAsync(AppDb db, CancellationToken cancel)
    {
        IQueryable<Invitation> found = db.Invitations.AsNoTracking();
        if (Filters.Enum<InvitationState>("state", State) is { } state)
        {
            found = found.Where(invitation => invitation.State == state);
        }

        if (TestId is { } test)
        {
            found = found.Where(invitation => invitation.TestId == test);
        }

        if (CandidateId is { } candidate)
        {
            found = found.Where(invitation => invitation.CandidateId == candidate);
        }

        if (GroupId is { } group)
        {
            found = found.Where(invitation => db.Groups.Any(seen => seen.Id == group)
                && db.GroupCandidates.Any(member => member.GroupId == group && member.CandidateId == invitation.CandidateId));
        }

        if (SessionId is { } session)
        {
            found = found.Where(invitation => invitation.ExamSessionId == session);
        }

        if (ConfirmationId is { } confirmation)
        {
            found = found.Where(invitation => invitation.ConfirmationId == confirmation);
        }

        if (DeactivationId is { } deactivation)
        {
            found = found.Where(invitation => invitation.DeactivationId == deactivation);
        }

        if (From?.ToUniversalTime() is { } from)
        {
            found = found.Where(invitation => invitation.ClosesKey > from);
        }

        if (To?.ToUniversalTime() is { } to)
        {
            found = found.Where(invitation => invitation.OpensKey < to);
        }

        if (Search is not null)
        {
            var candidates = await db.SearchCandidatesAsync(Search, cancel);
            found = found.Where(invitation => candidates.Contains(invitation.CandidateId));
        }

        return found;
    }
}
