using Cesuur.Api.Credits;
using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Catalogue;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Invitations;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.People;
using Cesuur.Infrastructure.Credits;
using Cesuur.Infrastructure.Database;

namespace Cesuur.Api.Invitations;

public sealed record PlannedInvitationResponse
{
    public required Id<Candidate> CandidateId { get; init; }

    public required string CandidateName { get; init; }

    public required Id<Test> TestId { get; init; }

    public required string TestTitle { get; init; }

    /// <summary>The sitting that would be taken again for free; absent: it would be paid.</summary>
    public Id<Sitting>? RetakeOf { get; init; }

    internal static PlannedInvitationResponse From(PlannedInvitation planned) => new()
    {
        CandidateId = planned.Candidate.Id,
        CandidateName = planned.Candidate.Name,
        TestId = planned.Test.Id,
        TestTitle = planned.Test.Title,
        RetakeOf = planned.RetakeOf,
    };
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

    /// <summary>How many of the codes it keeps from being made.</summary>
    public required int Count { get; init; }

    /// <summary>Of these codes, for whom and which test: the first 100.</summary>
    public required IReadOnlyList<PlannedInvitationResponse> Invitations { get; init; }
}

public sealed record InvitationPreviewResponse
{
    public required IReadOnlyList<PlannedInvitationResponse> Invitations { get; init; }

    /// <summary>What the confirmation costs.</summary>
    public required int Credits { get; init; }

    /// <summary>How many of the invitations are retakes, which cost nothing.</summary>
    public required int Retakes { get; init; }

    /// <summary>The credits that the caller's own invitations draw on, as <c>GET /credits</c> says it.</summary>
    public required long Balance { get; init; }

    /// <summary>Whose credits would pay: one for each balance that would.</summary>
    public required IReadOnlyList<PlannedChargeResponse> Charges { get; init; }

    public required IReadOnlyList<ObstacleResponse> Obstacles { get; init; }
}

/// <summary>Who would get what, what it costs, and all that stands in the way (T). Changes nothing.</summary>
internal sealed class PreviewInvitations : IEndpoint
{
    private const int MostNamed = 100;

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/invitations/preview", Handle)
        .Requires(Permission.InvitationsWrite)
        .Fails(HttpErrors.Invalid, InvitationErrors.NothingToInvite, InvitationErrors.TooManyInvitations);

    private static async Task<InvitationPreviewResponse> Handle(
        InvitationsRequest request, AppDb db, Caller caller, Ledger ledger, InvitationObstacles obstacles, CancellationToken cancel)
    {
        var plan = await InvitationPlan.ResolveAsync(request, db, caller, hold: false, cancel);
        var charges = await obstacles.ChargesAsync(plan, cancel);
        var found = await obstacles.FindAsync(plan, charges, cancel);
        return new InvitationPreviewResponse
        {
            Invitations = [.. plan.Invitations.Select(PlannedInvitationResponse.From)],
            Credits = plan.Invitations.Count(planned => planned.RetakeOf is null),
            Retakes = plan.Invitations.Count(planned => planned.RetakeOf is not null),
            Balance = await ledger.BalanceAsync(db.OwnPayer(await db.CreditModeAsync(cancel)), cancel),
            Charges = charges,
            Obstacles = found.ConvertAll(obstacle => new ObstacleResponse
            {
                Code = obstacle.Error.Code,
                Detail = obstacle.Detail,
                Count = obstacle.Concerns.Count,
                Invitations = [.. obstacle.Concerns.Take(MostNamed).Select(PlannedInvitationResponse.From)],
            }),
        };
    }
}
