using Cesuur.Api.Credits;
using Cesuur.Api.Http;
using Cesuur.Api.Licensing;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Credits;
using Cesuur.Domain.Invitations;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.People;
using Cesuur.Infrastructure.Credits;
using Cesuur.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;

namespace Cesuur.Api.Invitations;

public sealed record PlannedInvitationResponse
{
    public required Id<Candidate> CandidateId { get; init; }

    public required string CandidateName { get; init; }

    public required Id<Test> TestId { get; init; }

    public required string TestTitle { get; init; }
}

/// <summary>What one balance would pay.</summary>
public sealed record PlannedChargeResponse
{
    /// <summary>Whose credits; absent: the organisation's own.</summary>
    public Id<Department>? DepartmentId { get; init; }

    public required long Credits { get; init; }

    /// <summary>What can be spent of these credits now.</summary>
    public required long Balance { get; init; }
}

/// <summary>Something that would make the confirmation fail.</summary>
public sealed record ObstacleResponse
{
    /// <summary>The code with which the confirmation would be refused.</summary>
    public required string Code { get; init; }

    public required string Detail { get; init; }
}

public sealed record InvitationPreviewResponse
{
    public required IReadOnlyList<PlannedInvitationResponse> Invitations { get; init; }

    /// <summary>What the confirmation costs.</summary>
    public required int Credits { get; init; }

    /// <summary>The credits that the caller's own invitations draw on, as <c>GET /credits</c> says it.</summary>
    public required long Balance { get; init; }

    /// <summary>Whose credits would pay: one for each balance that would.</summary>
    public required IReadOnlyList<PlannedChargeResponse> Charges { get; init; }

    public required IReadOnlyList<ObstacleResponse> Obstacles { get; init; }
}

/// <summary>Who would get what, what it costs, and what stands in the way (T). Changes nothing.</summary>
internal sealed class PreviewInvitations : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/invitations/preview", Handle)
        .Requires(Permission.InvitationsWrite)
        .Fails(HttpErrors.Invalid, InvitationErrors.NothingToInvite, InvitationErrors.TooManyInvitations);

    private static async Task<InvitationPreviewResponse> Handle(
        InvitationsRequest request, AppDb db, Ledger ledger, Clock clock, CancellationToken cancel)
    {
        var plan = await InvitationPlan.ResolveAsync(request, db, clock.Now, hold: false, cancel);
        var mode = await db.CreditModeAsync(cancel);
        var charges = await ChargesAsync(plan.Charges(mode), ledger, cancel);
        var obstacles = new List<ObstacleResponse>();
        var licence = await db.CurrentLicence(clock.Now).AsNoTracking().SingleOrDefaultAsync(cancel);
        if (licence?.IsActive(clock.Now) != true)
        {
            obstacles.Add(Obstacle(Domain.Licensing.LicensingErrors.LicenceExpired));
        }

        if (plan.Unpublished.Count > 0)
        {
            obstacles.Add(Obstacle(CatalogueErrors.NoPublishedVersion));
        }

        var shortages = charges.Where(charge => charge.Balance < charge.Credits)
            .Select(charge => new CreditShortage(charge.DepartmentId, charge.Credits, charge.Balance)).ToList();
        if (shortages.Count > 0)
        {
            obstacles.Add(Obstacle(CreditErrors.InsufficientCredits, CreditErrors.Describe(shortages)));
        }

        return new InvitationPreviewResponse
        {
            Invitations =
            [
                .. from candidate in plan.Candidates
                   from test in plan.Tests
                   select new PlannedInvitationResponse
                   {
                       CandidateId = candidate.Id,
                       CandidateName = candidate.Name,
                       TestId = test.Id,
                       TestTitle = test.Title,
                   },
            ],
            Credits = plan.Count,
            Balance = await ledger.BalanceAsync(db.OwnPayer(mode), cancel),
            Charges = charges,
            Obstacles = obstacles,
        };
    }

    private static async Task<List<PlannedChargeResponse>> ChargesAsync(IReadOnlyList<Charge> planned, Ledger ledger, CancellationToken cancel)
    {
        var charges = new List<PlannedChargeResponse>();
        foreach (var charge in planned)
        {
            charges.Add(new PlannedChargeResponse
            {
                DepartmentId = charge.Department,
                Credits = charge.Credits,
                Balance = await ledger.BalanceAsync(charge.Department, cancel),
            });
        }

        return charges;
    }

    private static ObstacleResponse Obstacle(DomainError error, string? detail = null) => new() { Code = error.Code, Detail = detail ?? error.Title };
}
