using System.ComponentModel.DataAnnotations;
using Cesuur.Api.Http;
using Cesuur.Api.Invitations;
using Cesuur.Domain;
using Cesuur.Domain.Invitations;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.Sessions;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Sessions;

public sealed record RegistrationsRequest
{
    /// <summary>In the order in which seats are given out.</summary>
    [Length(1, 10_000)]
    public required IReadOnlyList<Id<Invitation>> InvitationIds { get; init; }

    /// <summary>One for each invitation. Empty: the lowest free numbers.</summary>
    [MaxLength(10_000)]
    public IReadOnlyList<string> Seats { get; init; } = [];
}

public sealed record RegistrationsResponse
{
    /// <summary>In the order of the seats.</summary>
    public required IReadOnlyList<RegistrationResponse> Registrations { get; init; }
}

/// <summary>
/// Gives invitations a seat in a session, whose times become those of their codes; from another session too, as far as
/// its registration term allows that. Registered again with a seat, a candidate moves to it. All of them or none.
/// </summary>
internal sealed class RegisterCandidates : IEndpoint
{
    private const int LongestSeat = 20;

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/sessions/{examSessionId}/registrations", Handle)
        .Requires(Permission.SessionsWrite)
        .Fails(
            HttpErrors.NotFound, HttpErrors.Invalid, ExamSessionErrors.Full, ExamSessionErrors.RegistrationClosed, ExamSessionErrors.Settled,
            ExamSessionErrors.SeatTaken, ExamSessionErrors.AlreadyRegistered, ExamSessionErrors.TestNotInSession,
            InvitationErrors.AlreadyUsed, InvitationErrors.AlreadyDeactivated, InvitationErrors.Ended);

    private static async Task<RegistrationsResponse> Handle(
        Id<ExamSession> examSessionId, RegistrationsRequest request, AppDb db, Registrations registrations, Audit audit, CancellationToken cancel)
    {
        RequireSeats(request);
        return await db.InTransactionAsync(
            async () =>
            {
                var session = await db.HoldExamSessionAsync(examSessionId, cancel);
                var held = (await db.HoldInvitationsAsync(request.InvitationIds, cancel)).ToDictionary(invitation => invitation.Id);
                if (held.Count < request.InvitationIds.Count)
                {
                    throw HttpErrors.References(request.InvitationIds.Index()
                        .Where(named => !held.ContainsKey(named.Item) || request.InvitationIds.Take(named.Index).Contains(named.Item))
                        .Select(named => $"/invitationIds/{named.Index}"));
                }

                await registrations.RegisterAsync(session, [.. request.InvitationIds.Select(id => held[id])], request.Seats, cancel);
                foreach (var id in request.InvitationIds)
                {
                    audit.Log("registration.created", id);
                }

                await db.SaveChangesAsync(cancel);
                return new RegistrationsResponse
                {
                    Registrations = await db.Invitations.AsNoTracking().Where(invitation => request.InvitationIds.Contains(invitation.Id))
                        .OrderBy(invitation => invitation.SeatKey).Select(RegistrationResponse.Shown(db)).ToListAsync(cancel),
                };
            },
            cancel);
    }

    private static void RequireSeats(RegistrationsRequest request)
    {
        if (request.Seats.Count > 0 && request.Seats.Count != request.InvitationIds.Count)
        {
            throw HttpErrors.Member("/seats", "invalid_value", "There is one seat for each invitation, or none at all.");
        }

        foreach (var (index, seat) in request.Seats.Index())
        {
            if (string.IsNullOrWhiteSpace(seat) || seat.Length > LongestSeat)
            {
                throw HttpErrors.Member($"/seats/{index}", "invalid_value", $"A seat has a name of 1 to {LongestSeat} characters.");
            }
        }
    }
}
