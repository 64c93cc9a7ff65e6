using Cesuur.Api.Credits;
using Cesuur.Api.Http;
using Cesuur.Api.Licensing;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Credits;
using Cesuur.Domain.Invitations;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.People;
using Cesuur.Domain.Webhooks;
using Cesuur.Infrastructure.Credits;
using Cesuur.Infrastructure.Database;
using Cesuur.Infrastructure.Invitations;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Cesuur.Api.Invitations;

public sealed record InvitationResponse
{
    public required Id<Invitation> Id { get; init; }

    public required Id<Candidate> CandidateId { get; init; }

    public required Id<Test> TestId { get; init; }

    /// <summary>What the candidate types, as it is printed.</summary>
    public required string Code { get; init; }

    public required InvitationState State { get; init; }

    /// <summary>With which others it was made and paid: the <c>source</c> of the credits spent on it.</summary>
    public required Id<Confirmation> ConfirmationId { get; init; }

    /// <summary>With which others its credit came back, because it was deactivated, or expired or its candidate was absent where the organisation's policy gives it back: the <c>source</c> of the refund. Absent: it did not.</summary>
    public Id<Deactivation>? DeactivationId { get; init; }

    /// <summary>The candidate's department when they were invited: whom it is charged to, wherever the candidate goes. Absent: nobody.</summary>
    public Id<Department>? ChargedDepartmentId { get; init; }

    /// <summary>What the department is charged; absent: no prices were in force.</summary>
    public InvitationPrice? Price { get; init; }

    public DateTimeOffset? OpensAt { get; init; }

    public DateTimeOffset? ClosesAt { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was deactivated, expired or recorded as an absence.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    internal static InvitationResponse From(Invitation invitation) => new()
    {
        Id = invitation.Id,
        CandidateId = invitation.CandidateId,
        TestId = invitation.TestId,
        Code = AccessCode.Display(invitation.Code),
        State = invitation.State,
        ConfirmationId = invitation.ConfirmationId,
        DeactivationId = invitation.DeactivationId,
        ChargedDepartmentId = invitation.ChargedDepartmentId,
        Price = invitation is { PriceAmount: { } amount, PriceCurrency: { } currency } ? new InvitationPrice { Amount = amount, Currency = currency } : null,
        OpensAt = invitation.OpensAt,
        ClosesAt = invitation.ClosesAt,
        CreatedAt = invitation.CreatedAt,
        EndedAt = invitation.EndedAt,
    };
}

/// <summary>What a department is charged for an administration.</summary>
public sealed record InvitationPrice
{
    /// <summary>Minor units.</summary>
    public required long Amount { get; init; }

    /// <summary>ISO 4217.</summary>
    public required string Currency { get; init; }
}

public sealed record CreatedInvitationsResponse
{
    public required IReadOnlyList<InvitationResponse> Invitations { get; init; }

    /// <summary>The credits that the caller's own invitations draw on, as <c>GET /credits</c> says it, after this.</summary>
    public required long Balance { get; init; }

    /// <summary>Whose credits paid: one for each balance that did.</summary>
    public required IReadOnlyList<CreditsMoved> Charges { get; init; }
}

/// <summary>Makes one code per candidate × test and takes one credit for each: all of them or none (T).</summary>
internal sealed class CreateInvitations : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/invitations", Handle)
        .Requires(Permission.InvitationsWrite)
        .Fails(
            CreditErrors.InsufficientCredits, LicensingErrors.LicenceExpired, CatalogueErrors.NoPublishedVersion, HttpErrors.Invalid,
            InvitationErrors.NothingToInvite, InvitationErrors.TooManyInvitations);

    private static Task<Created<CreatedInvitationsResponse>> Handle(
        InvitationsRequest request, AppDb db, Ledger ledger, AccessCodes codes, Caller caller, Audit audit, Clock clock, CancellationToken cancel) =>
        db.InTransactionAsync(
            async () =>
            {
                var now = clock.Now;
                var plan = await InvitationPlan.ResolveAsync(request, db, now, hold: true, cancel);
                await db.RequireLicenceAsync(now, cancel);
                if (plan.Unpublished is [var test, ..])
                {
                    throw new DomainException(CatalogueErrors.NoPublishedVersion, test.Title);
                }

                var mode = await db.CreditModeAsync(cancel);
                var prices = plan.Candidates.Any(candidate => candidate.DepartmentId is not null) ? await db.PricesOfAsync(Days.Of(now), cancel) : null;
                var confirmation = Id<Confirmation>.New();
                var invitations = (
                    from candidate in plan.Candidates
                    from planned in plan.Tests
                    select Invitation.Create(
                        candidate.Id, planned.TenantId, planned.Id, plan.Window.OpensAt, plan.Window.ClosesAt, caller.User, confirmation,
                        ChargeOf(candidate, planned, mode, prices), now)).ToList();
                var posting = await ledger.PostAsync(LedgerTransaction.Spend(plan.Charges(mode), confirmation), caller.Actor, now, cancel);
                var charges = CreditsMoved.Of(posting);
                var shown = invitations.ConvertAll(InvitationResponse.From);
                db.Invitations.AddRange(invitations);
                shown.ForEach(invitation => db.Raise(EventTypes.InvitationCreated, invitation, now));
                charges.ForEach(charge => db.Raise(EventTypes.CreditsSpent, charge, now));
                audit.Log("invitations.created", confirmation);
                await db.SaveChangesAsync(cancel);
                await codes.PublishAsync(invitations, cancel);
                return TypedResults.Created("/v1/invitations", new CreatedInvitationsResponse
                {
                    Invitations = shown,
                    Balance = await ledger.BalanceAsync(db.OwnPayer(mode), cancel),
                    Charges = charges,
                });
            },
            cancel);

    private static InvitationCharge ChargeOf(Candidate candidate, Test test, CreditMode mode, PricesInForce? prices) => new(
        candidate.DepartmentId,
        FromAllocation: mode.Payer(candidate.DepartmentId) is not null,
        candidate.DepartmentId is null ? null : prices?.Of(test.Id));
}
