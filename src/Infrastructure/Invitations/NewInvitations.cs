using System.Text.Json;
using Cesuur.Domain.Invitations;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Infrastructure.Invitations;

/// <summary>Writes the invitations of a confirmation in one statement: ten thousand of them take the database a second.</summary>
public sealed class NewInvitations(AppDb db, AccessCodes codes)
{
    public async Task AddAsync(IReadOnlyList<Invitation> invitations, CancellationToken cancel)
    {
        await codes.PublishAsync(invitations, cancel);
        var first = invitations[0]; // one confirmation: who, when, where and with which others are the same for all
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO invitations (tenant_id, id, candidate_id, publisher_id, test_id, code, state, accommodations, confirmation_id, opens_at, closes_at,
                exam_session_id, seat, seat_key, fee_due_at, invited_by, charged_department_id, from_allocation, price_amount, price_currency, retake_of, created_at)
            SELECT {db.TenantId.Value}, n.id, n.candidate_id, n.publisher_id, n.test_id, n.code, 'invited', n.accommodations::jsonb, {first.ConfirmationId.Value},
                n.opens_at, n.closes_at, {first.ExamSessionId?.Value}, n.seat, n.seat_key, {first.FeeDueAt?.ToUniversalTime()}, {first.InvitedBy?.Value}, n.charged_department_id, n.from_allocation, n.price_amount, n.price_currency, n.retake_of, {first.CreatedAt}
            FROM unnest(
                {All(invitation => invitation.Id.Value)}, {All(invitation => invitation.CandidateId.Value)}, {All(invitation => invitation.PublisherId.Value)},
                {All(invitation => invitation.TestId.Value)}, {All(invitation => invitation.Code)},
                {All(invitation => invitation.Accommodations is { } given ? JsonSerializer.Serialize(given, Json.Options) : null)},
                {All(invitation => invitation.OpensAt?.ToUniversalTime())}, {All(invitation => invitation.ClosesAt?.ToUniversalTime())},
                {All(invitation => invitation.Seat)}, {All(invitation => invitation.SeatKey)},
                {All(invitation => invitation.ChargedDepartmentId?.Value)}, {All(invitation => invitation.FromAllocation)},
                {All(invitation => invitation.PriceAmount)}, {All(invitation => invitation.PriceCurrency)}, {All(invitation => invitation.RetakeOf?.Value)})
                AS n (id, candidate_id, publisher_id, test_id, code, accommodations, opens_at, closes_at, seat, seat_key, charged_department_id,
                    from_allocation, price_amount, price_currency, retake_of)
            """,
            cancel);

        T[] All<T>(Func<Invitation, T> member) => [.. invitations.Select(member)];
    }
}
