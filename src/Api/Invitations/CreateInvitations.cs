using Cesuur.Api.Credits;
using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Credits;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Invitations;
using Cesuur.Domain.Licensing;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.People;
using Cesuur.Domain.Sessions;
using Cesuur.Infrastructure.Credits;
using Cesuur.Infrastructure.Database;
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

    /// <summary>What this candidate is given beyond others; absent: nothing.</summary>
    public InvitationAccommodations? Accommodations { get; init; }

    /// <summary>The session that the candidate is registered for, whose times are the window. Absent: none.</summary>
    public Id<ExamSession>? SessionId { get; init; }

    /// <summary>The sitting that is taken again after a technical problem, by decision of the exam board: it cost nothing, and nothing comes back. Absent: it was paid.</summary>
    public Id<Sitting>? RetakeOf { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was deactivated, expired or recorded as an absence.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>In lists; events carry no personal data.</summary>
    public string? CandidateName { get; init; }

    /// <summary>In lists.</summary>
    public string? CandidateNumber { get; init; }

    /// <summary>In lists.</summary>
    public string? TestTitle { get; init; }

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
        Accommodations = InvitationAccommodations.From(invitation.Accommodations),
        SessionId = invitation.ExamSessionId,
        RetakeOf = invitation.RetakeOf,
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

/// <summary>
/// Makes one code per candidate × test and takes one credit for each: all of them or none (T). Who has a retake open at a test after a technical problem takes
/// it up, for which no credit is taken.
/// </summary>
internal sealed class CreateInvitations : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/invitations", Handle)
        .Requires(Permission.InvitationsWrite)
        .Fails(
            CreditErrors.InsufficientCredits, LicensingErrors.LicenceExpired, CatalogueErrors.NoPublishedVersion, HttpErrors.Invalid,
            InvitationErrors.NotEntitled, InvitationErrors.WindowUnusable, InvitationErrors.AlreadyInvited, InvitationErrors.ResitLimit,
            InvitationErrors.NothingToInvite, InvitationErrors.TooManyInvitations, ExamSessionErrors.Full, ExamSessionErrors.RegistrationClosed,
            ExamSessionErrors.Settled, ExamSessionErrors.AlreadyRegistered, ExamSessionErrors.TestNotInSession);

    private static Task<Created<CreatedInvitationsResponse>> Handle(
        InvitationsRequest request, AppDb db, Ledger ledger, InvitationConfirmation confirmation, Caller caller, CancellationToken cancel) =>
        db.InTransactionAsync(
            async () =>
            {
                await confirmation.QueueAsync(cancel);
                var plan = await InvitationPlan.ResolveAsync(request, db, caller, hold: true, cancel);
                var confirmed = await confirmation.ConfirmAsync(plan, caller.User, caller.Actor, cancel);
                return TypedResults.Created("/v1/invitations", new CreatedInvitationsResponse
                {
                    Invitations = confirmed.Invitations,
                    Balance = await ledger.BalanceAsync(db.OwnPayer(await db.CreditModeAsync(cancel)), cancel),
                    Charges = confirmed.Charges,
                });
            },
            cancel);
}
