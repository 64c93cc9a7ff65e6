using Cesuur.Api.Http;
using Cesuur.Api.Invitations;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Invitations;
using Cesuur.Domain.Sessions;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Sessions;

/// <summary>Gives invitations a seat in a session that is held, so that nobody else takes a place meanwhile.</summary>
internal sealed class Registrations(AppDb db, Clock clock)
{
    /// <summary>All of them or none, with the next save; new invitations too.</summary>
    /// <param name="session">Held.</param>
    /// <param name="invitations">Held or new, in the order in which seats are given out.</param>
    /// <param name="seats">One for each; empty: the lowest free numbers, and who has a seat in the session keeps it.</param>
    /// <param name="cancel">The request's.</param>
    public async Task RegisterAsync(ExamSession session, IReadOnlyList<Invitation> invitations, IReadOnlyList<string> seats, CancellationToken cancel)
    {
        var now = clock.Now;
        session.RequireRegistrationOpen(now);
        var tests = await TestsAsync(session, cancel);
        if (invitations.Any(invitation => !tests.Contains(invitation.TestId)))
        {
            throw new DomainException(ExamSessionErrors.TestNotInSession);
        }

        var others = await OthersAsync(session, invitations, cancel);
        var candidates = others.Select(other => other.CandidateId).ToHashSet();
        if (invitations.Any(invitation => !candidates.Add(invitation.CandidateId)))
        {
            throw new DomainException(ExamSessionErrors.AlreadyRegistered);
        }

        if (candidates.Count > session.Capacity)
        {
            throw Full(session, others);
        }

        await LeaveAsync(session, invitations, now, cancel);
        var taken = others.Select(other => other.SeatKey).ToHashSet();
        var free = Free(taken, invitations).GetEnumerator();
        foreach (var (index, invitation) in invitations.Index())
        {
            var seat = seats.Count > 0 ? seats[index] : invitation.ExamSessionId == session.Id ? invitation.Seat! : Next(free);
            if (!taken.Add(Seat.KeyOf(seat)))
            {
                throw new DomainException(ExamSessionErrors.SeatTaken, $"Seat {seat}.");
            }

            invitation.Register(session, seat);
        }
    }

    /// <summary>What stands in the way of new candidates in a session.</summary>
    /// <param name="session">Which.</param>
    /// <param name="planned">Who would take which test there, in the order in which seats are given out.</param>
    /// <param name="cancel">The request's.</param>
    /// <returns>Each refusal, with whose it is.</returns>
    public async Task<IReadOnlyList<(DomainException Refusal, List<PlannedInvitation> Concerns)>> ObstaclesAsync(
        ExamSession session, IReadOnlyList<PlannedInvitation> planned, CancellationToken cancel)
    {
        var (tests, others) = (await TestsAsync(session, cancel), await OthersAsync(session, [], cancel));
        var seated = others.Select(other => other.CandidateId).ToHashSet();
        var refusals = new List<(DomainException Refusal, List<PlannedInvitation> Concerns)>
        {
            (new DomainException(ExamSessionErrors.TestNotInSession), [.. planned.Where(one => !tests.Contains(one.Test.Id))]),
            (new DomainException(ExamSessionErrors.AlreadyRegistered), [.. planned.Where(one => !seated.Add(one.Candidate.Id))]),
            (Full(session, others), [.. planned.Skip(session.Capacity - others.Count)]),
        };
        try
        {
            session.RequireRegistrationOpen(clock.Now);
        }
        catch (DomainException refusal)
        {
            refusals.Insert(0, (refusal, [.. planned]));
        }

        return refusals.FindAll(obstacle => obstacle.Concerns.Count > 0);
    }

    private Task<List<Id<Test>>> TestsAsync(ExamSession session, CancellationToken cancel) =>
        db.ExamSessionTests.Where(test => test.ExamSessionId == session.Id).Select(test => test.TestId).ToListAsync(cancel);

    private static DomainException Full(ExamSession session, List<Registered> others) =>
        new(ExamSessionErrors.Full, $"It has {session.Capacity - others.Count} free places.");

    // Counted by whoever registers, not by whom they see.
    private async Task<List<Registered>> OthersAsync(ExamSession session, IReadOnlyList<Invitation> invitations, CancellationToken cancel)
    {
        var moving = invitations.Select(invitation => invitation.Id).ToHashSet();
        var registered = await db.Invitations.BeyondReach().Where(invitation => invitation.ExamSessionId == session.Id)
            .Select(invitation => new Registered(invitation.Id, invitation.CandidateId, invitation.SeatKey!)).ToListAsync(cancel);
        return registered.FindAll(other => !moving.Contains(other.Id));
    }

    private async Task LeaveAsync(ExamSession session, IReadOnlyList<Invitation> invitations, DateTimeOffset now, CancellationToken cancel)
    {
        var left = invitations.Select(invitation => invitation.ExamSessionId).OfType<Id<ExamSession>>().Where(id => id != session.Id).Distinct().ToList();
        var sessions = await db.ExamSessions.BeyondReach().Where(other => left.Contains(other.Id)).ToDictionaryAsync(other => other.Id, cancel);
        foreach (var invitation in invitations.Where(invitation => invitation.ExamSessionId is { } id && id != session.Id))
        {
            invitation.LeaveSession(sessions[invitation.ExamSessionId!.Value], now);
        }
    }

    private static IEnumerable<string> Free(HashSet<string> taken, IReadOnlyList<Invitation> kept)
    {
        var keys = kept.Select(invitation => invitation.SeatKey).OfType<string>().Concat(taken).ToHashSet();
        return Enumerable.Range(1, int.MaxValue).Select(number => $"{number}").Where(seat => !keys.Contains(Seat.KeyOf(seat)));
    }

    private static string Next(IEnumerator<string> seats)
    {
        seats.MoveNext();
        return seats.Current;
    }

    private sealed record Registered(Id<Invitation> Id, Id<Domain.People.Candidate> CandidateId, string SeatKey);
}
