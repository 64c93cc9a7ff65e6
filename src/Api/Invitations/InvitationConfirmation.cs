using Cesuur.Api.Credits;
using Cesuur.Api.Http;
using Cesuur.Api.Sessions;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Credits;
using Cesuur.Domain.Invitations;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.People;
using Cesuur.Domain.Webhooks;
using Cesuur.Infrastructure.Credits;
using Cesuur.Infrastructure.Database;
using Cesuur.Infrastructure.Invitations;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Invitations;

/// <summary>What a confirmation made, and whose credits paid.</summary>
internal sealed record ConfirmedInvitations(IReadOnlyList<InvitationResponse> Invitations, IReadOnlyList<CreditsMoved> Charges);

/// <summary>Makes the codes of a plan and takes one credit for each that is no retake, in the transaction that is open: all of them or none (T).</summary>
internal sealed class InvitationConfirmation(
    AppDb db, Ledger ledger, InvitationObstacles obstacles, Registrations registrations, NewInvitations written, Audit audit, Clock clock)
{
    /// <summary>
    /// Confirmations of an organisation follow one another until the transaction ends, so that what one found to be
    /// free (a candidate not yet invited, an attempt left) is not taken by another. Comes before any row is held.
    /// </summary>
    public Task QueueAsync(CancellationToken cancel) => db.Database.ExecuteSqlAsync(
        $"SELECT pg_advisory_xact_lock(hashtextextended('invitations ' || {db.TenantId.Value.ToString()}, 0))", cancel);

    /// <param name="plan">Resolved after <see cref="QueueAsync"/>, its candidates held.</param>
    /// <param name="invitedBy">Who rates by default; null: nobody in particular.</param>
    /// <param name="actor">Who does it, for the ledger.</param>
    /// <param name="cancel">The request's.</param>
    /// <exception cref="DomainException">What stands in the way.</exception>
    public async Task<ConfirmedInvitations> ConfirmAsync(InvitationPlan plan, Id<User>? invitedBy, string actor, CancellationToken cancel)
    {
        await obstacles.RequireNoneAsync(plan, cancel);
        var now = clock.Now;
        var mode = await db.CreditModeAsync(cancel);
        var prices = plan.Invitations.Any(planned => planned.Candidate.DepartmentId is not null) ? await db.PricesOfAsync(Days.Of(now), cancel) : null;
        var confirmation = Id<Confirmation>.New();
        var invitations = plan.Invitations.Select(planned => Invitation.Create(
            planned.Candidate.Id, planned.Test.TenantId, planned.Test.Id, planned.Window.OpensAt, planned.Window.ClosesAt, invitedBy, confirmation,
            planned.RetakeOf is null ? ChargeOf(planned.Candidate, planned.Test, mode, prices) : InvitationCharge.None, now, planned.Accommodations, planned.RetakeOf)).ToList();
        if (plan.Session is { } session)
        {
            await registrations.RegisterAsync(session, invitations, [], cancel);
            audit.Log("registrations.created", session.Id);
        }

        var charges = plan.Charges(mode) is { Count: > 0 } due
            ? CreditsMoved.Of(await ledger.PostAsync(LedgerTransaction.Spend(due, confirmation), actor, now, cancel))
            : [];
        charges.ForEach(charge => db.Raise(EventTypes.CreditsSpent, charge, now));
        audit.Log("invitations.created", confirmation);
        await db.SaveChangesAsync(cancel);
        await written.AddAsync(invitations, cancel);
        var shown = invitations.ConvertAll(InvitationResponse.From);
        await db.RaiseAsync(EventTypes.InvitationCreated, shown, now, cancel);
        return new ConfirmedInvitations(shown, charges);
    }

    private static InvitationCharge ChargeOf(Candidate candidate, Test test, CreditMode mode, PricesInForce? prices) => new(
        candidate.DepartmentId,
        FromAllocation: mode.Payer(candidate.DepartmentId) is not null,
        candidate.DepartmentId is null ? null : prices?.Of(test.Id));
}
