using Cesuur.Api.Http;
using Cesuur.Domain;
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
        await RequireTestsAsync(session, invitations, cancel);
        var others = await OthersAsync(session, invitations, cancel);
        var candidates = others.Select(other => other.CandidateId).ToHashSet();
        if (invitations.Any(invitation => !candidates.Add(invitation.CandidateId)))
        {
            throw new DomainException(ExamSessionErrors.AlreadyRegistered);
        }

        if (candidates.Count > session.Capacity)
        {
            throw new DomainException(ExamSessionErrors.Full, $"It has {session.Capacity - others.Count} free places.");
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

    private async Task RequireTestsAsync(ExamSession session, IReadOnlyList<Invitation> invitations, CancellationToken cancel)
    {
        var tests = await db.ExamSessionTests.Where(test => test.ExamSessionId == session.Id).Select(test => test.TestId).ToListAsync(cancel);
        if (invitations.Any(invitation => !tests.Contains(invitation.TestId)))
        {
            throw new DomainException(ExamSessionErrors.TestNotInSession);
        }
    }

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
