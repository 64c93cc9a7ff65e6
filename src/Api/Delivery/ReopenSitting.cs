using System.ComponentModel.DataAnnotations;
using Cesuur.Api.Http;
using Cesuur.Domain;
using Cesuur.Domain.Delivery;
using Cesuur.Domain.Organisations;
using Cesuur.Domain.People;
using Cesuur.Domain.Rating;

namespace Cesuur.Api.Delivery;

public sealed record ReopeningRequest
{
    /// <summary>For how long, from now; absent: what was left when it was over.</summary>
    [Range(1, 86_400)]
    public int? Seconds { get; init; }

    /// <summary>For the log.</summary>
    [StringLength(500, MinimumLength = 1)]
    public required string Reason { get; init; }
}

/// <summary>Lets a sitting go on that is over, by mistake or by a technical problem. A result that there is stands until the next.</summary>
internal sealed class ReopenSitting : IEndpoint
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/sittings/{sittingId}/reopening", Handle)
        .Requires(Permission.SittingsWrite)
        .Fails(
            HttpErrors.NotFound, DeliveryErrors.NotInThisState, DeliveryErrors.OnPaper, DeliveryErrors.NoTimeLeft, RatingErrors.SittingInRound, RatingErrors.SittingAnnulled, PeopleErrors.CandidateErased,
            HttpErrors.Invalid);

    private static Task<SittingResponse> Handle(Id<Sitting> sittingId, ReopeningRequest request, SittingActs acts, CancellationToken cancel) =>
        acts.DoAsync(sittingId, new SittingAct(SittingActType.Reopening) { Seconds = request.Seconds, Reason = request.Reason }, cancel);
}
